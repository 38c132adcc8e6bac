"""The steps that can be undone, in their order: acts on the cells of a slide, and entries.

Acts and entries have separate numbers. The audit trail has one record for each of them: it gives their order, and
which of them undid or redid others. Entries made at the same time are one step.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from wbc_desktop.domain.audit import Subject
from wbc_desktop.domain.cells import ActKind
from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.undo import RecordedStep, Step
from wbc_desktop.store.tables import ActRow, EntryRow
from wbc_desktop.store.trust_tables import AuditRow

_UNDO_REDO = {ActKind.UNDO.value: ActKind.UNDO, ActKind.REDO.value: ActKind.REDO}
"""Kinds of entries that undo or redo others, by ``act`` of the trail; ``after`` names the first of the others."""


_AtOnce = tuple[datetime, str, ActKind | None, int | None]
"""Time, reviewer, undo or redo, and target: equal for all entries of a step."""


def of_slide(s: Session, slide_id: int, newest: int | None = None) -> list[RecordedStep]:
    """Return the decisions, comments and details of a slide, oldest first; at most the ``newest`` last ones."""
    entered = _entered(s, EntryKind.SLIDE_FIELD, slide_id)
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
    return [done for _, done in _entered(s, kind, None)]


def _act(number: int, kind: str, target: int | None) -> RecordedStep:
    return RecordedStep(Step(Subject.ACT, number), ActKind(kind), None if target is None else Step(Subject.ACT, target))


def _entered(s: Session, kind: EntryKind, slide_id: int | None) -> list[tuple[int, RecordedStep]]:
    """Return the steps of entries, each with the number of its first entry in the trail."""
    of_slide = EntryRow.slide_id.is_(None) if slide_id is None else EntryRow.slide_id == slide_id
    rows = s.execute(
        select(AuditRow.id, EntryRow.id, EntryRow.created_at, EntryRow.reviewer, AuditRow.act, AuditRow.after)
        .join(AuditRow, (AuditRow.subject == Subject.ENTRY.value) & (AuditRow.subject_id == EntryRow.id))
        .where(EntryRow.kind == kind.value, of_slide)
        .order_by(EntryRow.id)
    )
    found = [
        (number, entry, (at, who, _UNDO_REDO.get(act), _target(act, after)))
        for number, entry, at, who, act, after in rows
    ]
    return [_step(list(some)) for _, some in groupby(found, key=lambda one: one[2])]


def _step(entered: Sequence[tuple[int, int, _AtOnce]]) -> tuple[int, RecordedStep]:
    number, first, (_, _, kind, target) = entered[0]
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
