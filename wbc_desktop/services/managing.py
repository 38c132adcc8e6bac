"""Who may change what is the laboratory's: its classes and its reference ranges."""

from __future__ import annotations

from sqlalchemy.orm import Session

from wbc_desktop.domain.language import tr
from wbc_desktop.domain.reviewers import Role, folded
from wbc_desktop.services.accounts import NotAllowed
from wbc_desktop.store import reviewers


def check_manages(s: Session, who: str) -> None:
    """Raise :class:`NotAllowed` unless the reviewer ``who`` is a manager, or there are no accounts at all."""
    everyone = [account for account in reviewers.accounts(s) if account.active]
    if everyone and not any(a.role is Role.MANAGER and folded(a.name) == folded(who) for a in everyone):
        raise NotAllowed(tr("Only a manager changes classes and reference ranges: ask one, or come in as one."))
