"""Comments on cells: one act and one row each. Append-only; a comment whose act is undone is no longer current."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from wbc_desktop.domain.audit import Actor, Subject
from wbc_desktop.domain.cells import ActKind
from wbc_desktop.domain.comments import CellComment, Comment, CommentEvent
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.store import audit, cells, guard
from wbc_desktop.store.chunks import chunks
from wbc_desktop.store.tables import ActRow, CellRow, CommentRow

_MADE = (
    select(CommentRow, ActRow)
    .join(ActRow, ActRow.id == CommentRow.act_id)
    .where(CommentRow.cell_id.in_(bindparam("ids", expanding=True)))
    .order_by(CommentRow.id)
)
_UNDO_REDO = (ActKind.UNDO.value, ActKind.REDO.value)


def record(s: Session, cell_id: int, text: str, by: Identity, now: datetime) -> Comment:
    """Store the comment of ``by`` on the cell, with its audit entry, and return it.

    Raises LookupError when there is no such cell, and as ``guard.check_may_decide``.
    """
    slide_id = s.scalar(select(CellRow.slide_id).where(CellRow.id == cell_id))
    if slide_id is None:
        raise LookupError(f"no cell {cell_id}")
    return _record(s, ActKind.COMMENT, slide_id, cell_id, text, guard.check_may_decide(s, slide_id, by), now, now)


def copy_to(s: Session, to: Mapping[int, int], now: datetime, why: str) -> list[int]:
    """Copy the current comments of cells to other cells and return the cells that got one or lost one.

    ``to`` maps each cell to its target cell; all targets are on one other slide. A copy keeps its reviewer and time; a
    comment that the target already has is not copied again. If the original of a copy was undone or redone since, so
    is the copy. ``why`` goes into the audit trail.
    """
    made = [pair for some in chunks(sorted(to)) for pair in _made(s, some)]
    others = [pair for some in chunks(sorted(set(to.values()))) for pair in _made(s, some)]
    there = {(row.cell_id, row.text, act.reviewer, act.created_at): act for row, act in others}
    last_act = {act.target_id: act for act in _undos_and_redos(s, made)}
    undone, undone_there = _undone(s, made), _undone(s, others)
    changed = []
    for row, act in made:
        other = to[row.cell_id]
        same, last = there.get((other, row.text, act.reviewer, act.created_at)), last_act.get(act.id)
        changed_since = same is not None and (act.id in undone) != (same.id in undone_there)
        if same is None and act.id not in undone:
            slide_id = s.scalars(select(CellRow.slide_id).where(CellRow.id == other)).one()
            who = guard.check_may_merge(s, slide_id, act.reviewer)
            _record(s, ActKind.MERGE, slide_id, other, row.text, who, act.created_at, now, why)
            changed.append(other)
        elif same is not None and last is not None and changed_since and _is_copy(act, same):
            who = guard.check_may_merge(s, same.slide_id, last.reviewer)
            _undo_or_redo(s, ActKind(last.kind), same.id, same.slide_id, who, now, why)
            changed.append(other)
    return changed


def _is_copy(act: ActRow, same: ActRow) -> bool:
    """Return whether ``same`` is a copy of the comment of ``act``."""
    return act.kind == ActKind.COMMENT and same.kind == ActKind.MERGE


def _record(
    s: Session,
    kind: ActKind,
    slide_id: int,
    cell_id: int,
    text: str,
    who: Actor,
    at: datetime,
    now: datetime,
    why: str = "",
) -> Comment:
    act = ActRow(slide_id=slide_id, kind=kind.value, reviewer=who, created_at=at, target_id=None)
    s.add(act)
    s.flush()
    row = CommentRow(act_id=act.id, cell_id=cell_id, text=text)
    s.add(row)
    _audit(s, act, who, {"cell": cell_id, "comment": audit.plain(text)}, now, why)
    return Comment(row.id, cell_id, act.id, text, who, at)


def undo_or_redo(s: Session, kind: ActKind, target: int, by: Identity, now: datetime) -> tuple[int, ...]:
    """Undo or redo (``kind``) the comments of the act ``target`` by a new act; return their cells.

    Raises LookupError when the act made no comment, and as ``guard.check_may_decide``.
    """
    made = s.execute(
        select(ActRow.slide_id, CommentRow.cell_id)
        .join(CommentRow, CommentRow.act_id == ActRow.id)
        .where(CommentRow.act_id == target)
    ).all()
    if not made:
        raise LookupError(f"act {target} made no comment")
    slide_id = made[0].slide_id
    _undo_or_redo(s, kind, target, slide_id, guard.check_may_decide(s, slide_id, by), now)
    return tuple(cell_id for _, cell_id in made)


def _undo_or_redo(
    s: Session, kind: ActKind, target: int, slide_id: int, who: Actor, now: datetime, why: str = ""
) -> None:
    act = ActRow(slide_id=slide_id, kind=kind.value, reviewer=who, created_at=now, target_id=target)
    s.add(act)
    s.flush()
    _audit(s, act, who, {"act": target}, now, why)


def made_by(s: Session, act_id: int) -> bool:
    """Return whether the act made a comment."""
    return s.scalar(select(CommentRow.id).where(CommentRow.act_id == act_id).limit(1)) is not None


def of_cell(s: Session, cell_id: int) -> list[Comment]:
    """Return all comments on the cell, oldest first, also undone ones."""
    return with_history(s, cell_id)[0]


def history(s: Session, cell_id: int) -> list[CommentEvent]:
    """Return the events of the comments on the cell (made, undone, redone), oldest first."""
    return with_history(s, cell_id)[1]


def with_history(s: Session, cell_id: int) -> tuple[list[Comment], list[CommentEvent]]:
    """Return :func:`of_cell` and :func:`history`; most cells have no comment, so that one query is enough."""
    made = _made(s, [cell_id])
    if not made:
        return [], []
    undone = _undone(s, made)
    of_cell = [
        Comment(row.id, row.cell_id, act.id, row.text, act.reviewer, act.created_at, act.id in undone)
        for row, act in made
    ]
    return of_cell, _events(s, made)


def _events(s: Session, made: Sequence[tuple[CommentRow, ActRow]]) -> list[CommentEvent]:
    texts = {act.id: row.text for row, act in made}
    events = [(act.id, CommentEvent(ActKind.COMMENT, row.text, act.reviewer, act.created_at)) for row, act in made]
    for act in _undos_and_redos(s, made):
        if act.target_id is not None:
            event = CommentEvent(ActKind(act.kind), texts[act.target_id], act.reviewer, act.created_at)
            events.append((act.id, event))
    return [event for _, event in sorted(events, key=lambda item: item[0])]


def current(s: Session, slide_id: int) -> dict[int, list[CellComment]]:
    """Return the comments on shown cells that are not undone, by cell id, oldest first."""
    made = [
        (row, act)
        for row, act in s.execute(
            select(CommentRow, ActRow)
            .join(ActRow, ActRow.id == CommentRow.act_id)
            .join(CellRow, CellRow.id == CommentRow.cell_id)
            .where(ActRow.slide_id == slide_id, CellRow.shown.is_(True))
            .order_by(CommentRow.id)
        )
    ]
    undone = _undone(s, made)
    of = {cell.id: cell for cell in cells.get_many(s, [row.cell_id for row, _ in made]) if cell.path}
    found: dict[int, list[CellComment]] = {}
    for row, act in made:
        cell = of.get(row.cell_id)
        if cell is not None and act.id not in undone:
            comment = CellComment(cell.path, cell.content, row.text, act.reviewer, act.created_at)
            found.setdefault(row.cell_id, []).append(comment)
    return found


def _made(s: Session, cell_ids: Sequence[int]) -> list[tuple[CommentRow, ActRow]]:
    return [(row, act) for row, act in s.execute(_MADE, {"ids": list(cell_ids)})]


def _undos_and_redos(s: Session, made: Sequence[tuple[CommentRow, ActRow]]) -> list[ActRow]:
    """Return the acts that undid or redid these comments, oldest first."""
    slides = {act.slide_id for _, act in made}
    found: list[ActRow] = []
    for some in chunks([act.id for _, act in made]):
        found += s.scalars(
            select(ActRow).where(
                ActRow.slide_id.in_(slides),
                ActRow.kind.in_(_UNDO_REDO),
                ActRow.target_id.in_(some),
                ActRow.id > min(some),
            )
        )
    return sorted(found, key=lambda act: act.id)


def _undone(s: Session, made: Sequence[tuple[CommentRow, ActRow]]) -> set[int]:
    """Return the ids of the acts that made these comments and are undone now."""
    latest = {act.target_id: act.kind for act in _undos_and_redos(s, made)}
    return {target for target, kind in latest.items() if target is not None and kind == ActKind.UNDO}


def _audit(s: Session, act: ActRow, who: Actor, after: dict[str, object], now: datetime, why: str) -> None:
    audit.append(
        s,
        Subject.ACT,
        act.id,
        act=act.kind,
        who=who,
        now=now,
        slide_id=act.slide_id,
        after=after,
        why=why,
    )
