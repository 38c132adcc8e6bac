"""Entries of people other than decisions on cells: fields of slides, classes, reference ranges. Append-only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from wbc_desktop.domain.audit import PROGRAM, Actor, Subject
from wbc_desktop.domain.cells import ActKind
from wbc_desktop.domain.entries import Entry, EntryKind
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.store import audit, derived, guard
from wbc_desktop.store.tables import CellRow, EntryRow, SlideRow

_MANAGERS = frozenset((EntryKind.CLASS, EntryKind.RANGES, EntryKind.SIGNING, EntryKind.COUNTING, EntryKind.LEFT_OUT))
"""Kinds that only managers may enter if there are accounts."""


def record(
    s: Session,
    kind: EntryKind,
    values: Mapping[str, Any],
    by: Identity,
    now: datetime,
    slide_id: int | None = None,
    undo: tuple[ActKind, int] | None = None,
) -> list[Entry]:
    """Store the entries of a person and return them: ``values`` (plain JSON) by subject, in their order.

    ``undo`` is set when the entries undo or redo earlier ones: the kind, and the number of the first of those. Raises
    SlideSigned, SlideMerged for the details of a slide, and as ``guard.check_may_manage`` for the kinds of managers or
    as ``guard.check_may_act`` for others.
    """
    if slide_id is not None and kind is EntryKind.SLIDE_FIELD:
        guard.check_not_merged(s, slide_id)
    who = guard.check_may_manage(s, by) if kind in _MANAGERS else guard.check_may_act(s, by)
    return _record(s, kind, values, who, now, slide_id, undo)


def record_by_program(
    s: Session, kind: EntryKind, values: Mapping[str, Any], now: datetime, slide_id: int | None = None
) -> None:
    """Store an entry that the program makes by itself."""
    _record(s, kind, values, PROGRAM, now, slide_id)


def _record(
    s: Session,
    kind: EntryKind,
    values: Mapping[str, Any],
    who: Actor,
    now: datetime,
    slide_id: int | None,
    undo: tuple[ActKind, int] | None = None,
) -> list[Entry]:
    if slide_id is not None and kind is not EntryKind.LISTED:  # a signed slide may leave the list
        guard.check_not_signed(s, slide_id)
    rows = [
        EntryRow(kind=kind.value, slide_id=slide_id, subject=subject, value=value, reviewer=who, created_at=now)
        for subject, value in values.items()
    ]
    before = latest(s, kind, slide_id)
    s.add_all(rows)
    s.flush()
    if kind is EntryKind.PICTURES:  # decides which cells are shown
        s.execute(update(SlideRow).where(SlideRow.id == slide_id).values(pictures=rows[-1].value))
        derived.update_cells(s, s.scalars(select(CellRow.id).where(CellRow.slide_id == slide_id)).all())
    if kind is EntryKind.BITS:  # decides how bright the pictures are read
        s.execute(update(SlideRow).where(SlideRow.id == slide_id).values(bits=rows[-1].value))
    if kind is EntryKind.FOREIGN:  # decides whether predictions count
        _announce(s, slide_id, rows[-1].value["announced"])
    for row in rows:
        was = {"value": before[row.subject].value} if row.subject in before else None
        audit.append(
            s,
            Subject.ENTRY,
            row.id,
            act=kind.value if undo is None else undo[0].value,
            who=who,
            now=now,
            slide_id=slide_id,
            before=was,
            after={"subject": row.subject, "value": row.value, **({} if undo is None else {"entry": undo[1]})},
        )
    return [_entry(row) for row in rows]


def _announce(s: Session, slide_id: int | None, announced: bool) -> None:
    changed = update(SlideRow).where(SlideRow.id == slide_id, SlideRow.announced.is_not(announced))
    if s.scalars(changed.values(announced=announced).returning(SlideRow.id)).all():
        derived.update_cells(s, s.scalars(select(CellRow.id).where(CellRow.slide_id == slide_id)).all())


def latest(s: Session, kind: EntryKind, slide_id: int | None = None) -> dict[str, Entry]:
    """Return the newest entry of each subject, by subject in the order of their first entries."""
    return {entry.subject: entry for entry in history(s, kind, slide_id)}  # dict keeps the first position of a key


def of_ids(s: Session, ids: Sequence[int]) -> list[Entry]:
    """Return the entries with these numbers, in ascending order."""
    return [_entry(row) for row in s.scalars(select(EntryRow).where(EntryRow.id.in_(ids)).order_by(EntryRow.id))]


def before(s: Session, entry: Entry) -> Entry | None:
    """Return the entry of the same subject just before this one, or None."""
    earlier = _of(entry.kind, entry.slide_id).where(EntryRow.subject == entry.subject, EntryRow.id < entry.id)
    row = s.scalar(earlier.order_by(EntryRow.id.desc()).limit(1))
    return None if row is None else _entry(row)


def history(s: Session, kind: EntryKind, slide_id: int | None = None) -> list[Entry]:
    """Return all entries of a kind (of one slide, or of none), oldest first."""
    return [_entry(row) for row in s.scalars(_of(kind, slide_id).order_by(EntryRow.id))]


def any_since(s: Session, kinds: Sequence[EntryKind], time: datetime) -> bool:
    """Return whether there is an entry of these kinds, about the whole laboratory, after ``time``."""
    later = (EntryRow.kind.in_([kind.value for kind in kinds]), EntryRow.slide_id.is_(None), EntryRow.created_at > time)
    return s.scalar(select(EntryRow.id).where(*later).limit(1)) is not None


def _of(kind: EntryKind, slide_id: int | None) -> Select[EntryRow]:
    where = EntryRow.slide_id.is_(None) if slide_id is None else EntryRow.slide_id == slide_id
    return select(EntryRow).where(EntryRow.kind == kind.value, where)


def _entry(row: EntryRow) -> Entry:
    return Entry(row.id, EntryKind(row.kind), row.slide_id, row.subject, row.value, row.reviewer, row.created_at)
