"""The audit trail in the database: each act writes one entry in its own transaction.

``append`` reads the newest entry by its number (no scan), hashes the current rows of the act, and inserts one row.
There is one writer at a time, so no two entries can follow the same one. The unique column ``previous`` would refuse
the second.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Insert, Table, insert, select, text
from sqlalchemy.orm import Session

from wbc_desktop.domain.audit import FIRST_PREVIOUS_HASH, Actor, AuditEntry, Subject, entry_hash, json_text, time_text
from wbc_desktop.store import audit_rows, own_entries
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
    """Write and return the entry of an act whose rows are in the session already.

    ``before`` and ``after`` are plain JSON. ``without`` names tables in which the act has no rows. Raises LookupError
    when the subject does not exist.
    """
    s.flush()
    content = audit_rows.contents(s, subject, [subject_id], without).get(subject_id)
    if content is None:
        raise LookupError(f"there is no {subject.value} {subject_id}")
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
    """Return an entry without number and hashes; :func:`chain` sets these."""
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
    """Append these entries to the chain: set their numbers and hashes, insert them and return them."""
    number, previous = head(s)
    linked = []
    for entry in entries:
        number += 1
        open_entry = replace(entry, id=number, previous=previous)
        whole = replace(open_entry, hash=entry_hash(open_entry))
        previous = whole.hash
        linked.append(whole)
    own_entries.note(s, [entry.id for entry in linked])
    for start in range(0, len(linked), 500):
        s.connection().execute(_INSERT, [asdict(entry) for entry in linked[start : start + 500]])
    return linked


def head(s: Session) -> tuple[int, str]:
    """Return the number and hash of the newest entry, or 0 and ``NOTHING_BEFORE``."""
    row = s.execute(_HEAD).first()
    return (0, FIRST_PREVIOUS_HASH) if row is None else (row.id, row.hash)


def walk(s: Session) -> Iterator[AuditEntry]:
    """Yield every entry, oldest first; reads 500 at a time."""
    last = -(2**62)
    while rows := s.execute(_NEXT, {"last": last}).all():
        for row in rows:
            yield AuditEntry(*row)
        last = rows[-1].id


def newest_of(s: Session, subject: Subject, subject_id: int) -> AuditEntry | None:
    """Return the newest entry about this subject, or None."""
    row = s.execute(_OF_SUBJECT, {"subject": subject.value, "subject_id": subject_id}).first()
    return None if row is None else AuditEntry(*row)


def by_hash(s: Session, wanted: str) -> AuditEntry | None:
    """Return the entry that has this hash, or None."""
    row = s.execute(_BY_HASH, {"hash": wanted}).first()
    return None if row is None else AuditEntry(*row)


def has(s: Session, number: int, wanted: str) -> bool:
    """Return whether the entry with this number has this hash."""
    return s.scalar(select(AuditRow.hash).where(AuditRow.id == number)) == wanted


def of_slide(s: Session, slide_id: int) -> list[AuditEntry]:
    """Return all entries about one slide, oldest first."""
    return [AuditEntry(*row) for row in s.execute(_OF_SLIDE, {"slide_id": slide_id})]


def plain(value: str) -> str:
    """Return the text with the replacement character for lone surrogates and NUL, which databases refuse."""
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\0", "\ufffd")
