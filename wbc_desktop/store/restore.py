"""What the audit trail says of restored backups: each restore is an entry of the trail that it brought back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from wbc_desktop.domain.audit import Actor, Subject
from wbc_desktop.domain.backups import SignedReport, not_among, short
from wbc_desktop.store import audit
from wbc_desktop.store.trust_tables import AuditRow

RESTORE = "restore"
"""The act of the entry."""


def record(
    s: Session, who: Actor, now: datetime, name: str, replaced_head: str, missing: Sequence[SignedReport]
) -> None:
    """Record that this database was restored from the file ``name``.

    The entry names the head of the replaced trail and the known signatures that this one lacks.
    """
    before = {"head": replaced_head}
    after = {"backup": name, "head": audit.head(s)[1], "missing_signatures": [report.hash for report in missing]}
    drafted = audit.draft(Subject.TRAIL, 0, audit.EMPTY, act=RESTORE, who=who, now=now, before=before, after=after)
    audit.chain(s, [drafted])


def signatures(s: Session) -> frozenset[str]:
    """Return the shortened hashes of the entries of all signatures."""
    found = s.scalars(select(AuditRow.hash).where(AuditRow.subject == Subject.SIGNATURE.value))
    return frozenset(short(one) for one in found)


def unexplained(s: Session, notes: Iterable[SignedReport]) -> list[SignedReport]:
    """Return the noted signatures that are neither in the trail nor named as missing by a restore, each once."""
    query = select(AuditRow.after).where(AuditRow.subject == Subject.TRAIL.value, AuditRow.act == RESTORE)
    named = {one for after in s.scalars(query) for one in json.loads(after)["missing_signatures"]}
    return not_among((report for report in notes if report.hash not in named), signatures(s))
