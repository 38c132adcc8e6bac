"""Verify the audit trail: whether it is sound, and if not, the first fault."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wbc_desktop.domain.audit import Broken
from wbc_desktop.domain.errors import UsageError
from wbc_desktop.domain.language import tr
from wbc_desktop.store import audit, audit_check
from wbc_desktop.store.engine import Database


@dataclass(frozen=True, slots=True)
class Verdict:
    """The number of sound ``entries``, the hash of the last one, and the first fault (None: there is none).

    ``unguarded`` names tables without their triggers against changes; this alone does not break the chain.
    """

    entries: int
    head: str
    broken: Broken | None
    unguarded: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether no fault was found."""
        return self.broken is None


def verify(db: Database, head: str | None = None) -> Verdict:
    """Check the whole trail in one transaction. ``head`` is a hash of the trail that was printed or noted earlier.

    A trail without that hash was cut off or replaced since. Raises :class:`UsageError` if ``head`` is not a hash, and
    the errors of reading the database.
    """
    wanted = None if head is None else _hash(head)
    with db.read() as s:
        found = audit_check.check(s)
        broken = found.broken
        if broken is None and wanted is not None and audit.by_hash(s, wanted) is None:
            broken = Broken(
                found.entries + 1,
                f"the head {wanted} is not in the trail: its end was cut off or replaced after entry {found.entries}, "
                "or the head belongs to another database",
            )
        return Verdict(found.entries, found.head, broken, tuple(audit_check.missing_guards(s)))


def _hash(text: str) -> str:
    plain = re.sub(r"\s", "", text).lower()
    if not re.fullmatch(r"[0-9a-f]{64}", plain):
        raise UsageError(tr("A head is 64 hexadecimal digits, as a signed report prints them: check your input."))
    return plain
