"""The audit trail in the database: one entry is written in the transaction of the act that it is about.

``append`` reads the newest entry by its number (no scan), hashes the rows of the act as they stand, and inserts one
row. On PostgreSQL a lock that ends with the transaction keeps two benches from following the same entry; SQLite has one
writer anyway. Should both fail, the uniqueness of ``previous`` refuses the second.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Insert, Table, insert, text
from sqlalchemy.orm import Session

from wbc_desktop.domain.audit import FIRST_PREVIOUS_HASH, Actor, AuditEntry, Subject, entry_hash, json_text, time_text
from wbc_desktop.store import audit_rows
from wbc_desktop.store.trust_tables import AuditRow

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
"""The hash of no rows."""

_COLUMNS = "id, at, who, act, subject, subject_id, slide_id, before, after, why, content, previous, hash"
_HEAD = text("SELECT id, hash FROM audit WHERE id = (SELECT max(id) FROM audit)")
_NEXT = text(f"SELECT {_COLUMNS} FROM audit WHERE id > :last ORDER BY id LIMIT 500")
_OF_SUBJECT = text(
    f"SELECT {_COLUMNS} FROM audit WHERE subject = :subject AND subject_id = :subject_id ORDER BY id DESC LIMIT 1"
)
_BY_HASH = text(f"SELECT {_COLUMNS} FROM audit WHERE hash = :hash")
_OF_SLIDE = text(f"SELECT {_COLUMNS} FROM audit WHERE slide_id = :slide_id ORDER BY id")
_LOCK = text("SELECT pg_advisory_xact_lock(5718427911)")
_INSERT: Insert = insert(cast(Table, AuditRow.__table__))


def append(
    s: Session,
    subject: Subject,
    subject_id: int,
    *,
    act: str,
    who: Actor,
    now: datetime,
    slide_id: int | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    why: str = "",
    without: Collection[str] = frozenset(),
) -> AuditEntry:
    """Write the entry of an act whose rows are in the session already. ``before`` and ``after`` are plain JSON.

    ``without`` names tables in which the act is known to have no rows.
    """
    s.flush()
    content = audit_rows.contents(s, subject, [subject_id], without).get(subject_id)
    if content is None:
        raise LookupError(f"there is no {subject.value} {subject_id} to write of")
    entry = draft(
        subject, subject_id, content, act=act, who=who, now=now, slide_id=slide_id, before=before, after=after, why=why
    )
    return chain(s, [entry])[0]


def draft(
    subject: Subject,
    subject_id: int,
    content: str,
    *,
    act: str,
    who: str,
    now: datetime,
    slide_id: int | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    why: str = "",
) -> AuditEntry:
    """An entry without its place in the chain, which :func:`chain` gives it."""
    return AuditEntry(
        id=0,
        at=time_text(now),
        who=plain(who),
        act=act,
        subject=subject.value,
        subject_id=subject_id,
        slide_id=slide_id,
        before="" if before is None else json_text(before),
        after="" if after is None else json_text(after),
        why=plain(why),
        content=content,
        previous="",
    )


def chain(s: Session, entries: Sequence[AuditEntry]) -> list[AuditEntry]:
    """Give these entries their numbers, the hashes before them and their own, after the newest; and insert them."""
    if s.get_bind().dialect.name == "postgresql":
        s.execute(_LOCK)
    number, previous = head(s)
    linked = []
    for entry in entries:
        number += 1
        open_entry = replace(entry, id=number, previous=previous)
        whole = replace(open_entry, hash=entry_hash(open_entry))
        previous = whole.hash
        linked.append(whole)
    for start in range(0, len(linked), 500):
        s.connection().execute(_INSERT, [asdict(entry) for entry in linked[start : start + 500]])
    return linked


def head(s: Session) -> tuple[int, str]:
    """Number and hash of the newest entry; 0 and what stands for nothing before the first."""
    row = s.execute(_HEAD).first()
    return (0, FIRST_PREVIOUS_HASH) if row is None else (row.id, row.hash)


def walk(s: Session) -> Iterator[AuditEntry]:
    """Every entry, the oldest first, some hundred at a time."""
    last = -(2**62)
    while rows := s.execute(_NEXT, {"last": last}).all():
        for row in rows:
            yield AuditEntry(*row)
        last = rows[-1].id


def newest_of(s: Session, subject: Subject, subject_id: int) -> AuditEntry | None:
    """The newest entry about this subject."""
    row = s.execute(_OF_SUBJECT, {"subject": subject.value, "subject_id": subject_id}).first()
    return None if row is None else AuditEntry(*row)


def by_hash(s: Session, wanted: str) -> AuditEntry | None:
    """The entry that has this hash."""
    row = s.execute(_BY_HASH, {"hash": wanted}).first()
    return None if row is None else AuditEntry(*row)


def of_slide(s: Session, slide_id: int) -> list[AuditEntry]:
    """All that the trail says of one slide, oldest first."""
    return [AuditEntry(*row) for row in s.execute(_OF_SLIDE, {"slide_id": slide_id})]


def plain(value: str) -> str:
    """Text as every database keeps it: what none takes as text becomes the replacement character."""
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\0", "\ufffd")
