"""The steps that can be undone, in their order: acts on the cells of a slide, and entries.

Acts and entries have separate numbers. The audit trail has one record for each of them: it gives their order, and
which of them undid or redid others. Entries made at the same time are one step. That the program decided what a slide's
pictures show is no step, but each change of that is, also one by the command line.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from wbc_desktop.domain.audit import PROGRAM, Subject
from wbc_desktop.domain.cells import ActKind
from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.undo import RecordedStep, Step
from wbc_desktop.store.tables import ActRow, EntryRow
from wbc_desktop.store.trust_tables import AuditRow

_UNDO_REDO = {ActKind.UNDO.value: ActKind.UNDO, ActKind.REDO.value: ActKind.REDO}
"""Kinds of entries that undo or redo others, by ``act`` of the trail; ``after`` names the first of the others."""


_OF_SLIDE = (EntryKind.SLIDE_FIELD, EntryKind.PICTURES)
"""Kinds of entries about a slide that can be undone."""

_AtOnce = tuple[str, datetime, str, ActKind | None, int | None]
"""Kind, time, reviewer, undo or redo, and target: equal for all entries of a step."""


def of_slide(s: Session, slide_id: int, newest: int | None = None) -> list[RecordedStep]:
    """Return the decisions, comments, details and kinds of pictures of a slide, oldest first.

    ``newest``: at most that many, the last ones.
    """
    entered = _entered(s, _OF_SLIDE, slide_id)
    if not entered:
        plain = select(ActRow.id, ActRow.kind, ActRow.target_id).where(ActRow.slide_id == slide_id)
        rows = s.execute(plain.order_by(ActRow.id.desc()).limit(newest)).all()
        return [_act(*row) for row in reversed(rows)]
    acts = s.execute(
        select(AuditRow.id, ActRow.id, ActRow.kind, ActRow.target_id)
        .join(ActRow, (AuditRow.subject == Subject.ACT.value) & (AuditRow.subject_id == ActRow.id))
        .where(AuditRow.slide_id == slide_id)
        .order_by(AuditRow.id.desc())
        .limit(newest)
    )
    both = [*entered, *((number, _act(act, kind, target)) for number, act, kind, target in acts)]
    every = [done for _, done in sorted(both, key=lambda item: item[0])]
    return every if newest is None else every[-newest:]


def of_laboratory(s: Session, kind: EntryKind) -> list[RecordedStep]:
    """Return the entries of the laboratory's classes, or of its reference ranges, as steps, oldest first."""
    return [done for _, done in _entered(s, [kind], None)]


def _act(number: int, kind: str, target: int | None) -> RecordedStep:
    return RecordedStep(Step(Subject.ACT, number), ActKind(kind), None if target is None else Step(Subject.ACT, target))


def _entered(s: Session, kinds: Sequence[EntryKind], slide_id: int | None) -> list[tuple[int, RecordedStep]]:
    """Return the steps of entries, each with the number of its first entry in the trail."""
    of_slide = EntryRow.slide_id.is_(None) if slide_id is None else EntryRow.slide_id == slide_id
    rows = s.execute(
        select(AuditRow.id, AuditRow.act, AuditRow.after, EntryRow)
        .join(AuditRow, (AuditRow.subject == Subject.ENTRY.value) & (AuditRow.subject_id == EntryRow.id))
        .where(EntryRow.kind.in_([kind.value for kind in kinds]), of_slide)
        .order_by(EntryRow.id)
    )
    found = [
        (number, entry.id, (entry.kind, entry.created_at, entry.reviewer, _UNDO_REDO.get(act), _target(act, after)))
        for number, act, after, entry in _without_first_kind(rows)
    ]
    return [_step(list(some)) for _, some in groupby(found, key=lambda one: one[2])]


def _without_first_kind(rows: Iterable[Row[int, str, str, EntryRow]]) -> Iterator[Row[int, str, str, EntryRow]]:
    """Leave out the entries with which the program decided what pictures show about which nothing was known."""
    known: Any = None
    for row in rows:
        entry: EntryRow = row[-1]
        if entry.kind == EntryKind.PICTURES.value:
            before, known = known, entry.value
            if before is None and entry.reviewer == PROGRAM:
                continue
        yield row


def _step(entered: Sequence[tuple[int, int, _AtOnce]]) -> tuple[int, RecordedStep]:
    number, first, (_, _, _, kind, target) = entered[0]
    back = None if target is None else Step(Subject.ENTRY, target)
    return number, RecordedStep(Step(Subject.ENTRY, first), kind, back, tuple(entry for _, entry, _ in entered))


def _target(act: str, after: str) -> int | None:
    """Return the first entry of the step that was undone or redone."""
    if act not in _UNDO_REDO:
        return None
    details = json.loads(after)
    target = details.get("entry") if isinstance(details, dict) else None
    return target if isinstance(target, int) else None


def entries_of(timeline: Iterable[RecordedStep], step: Step) -> tuple[int, ...]:
    """Return the numbers of the entries of a step."""
    return next((done.entries for done in timeline if done.id == step), ())
