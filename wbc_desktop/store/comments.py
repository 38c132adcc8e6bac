"""Comments on cells: one act and one row each. Append-only; one whose act was undone no longer stands."""

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
_TURNS = (ActKind.UNDO.value, ActKind.REDO.value)


def record(s: Session, cell_id: int, text: str, by: Identity, now: datetime) -> Comment:
    """Store what ``by`` remarks on the cell. The audit trail gets its entry here.

    Raises LookupError when there is no such cell, and as ``guard.may_decide``.
    """
    slide_id = s.scalar(select(CellRow.slide_id).where(CellRow.id == cell_id))
    if slide_id is None:
        raise LookupError(f"no cell {cell_id}")
    return _record(s, ActKind.COMMENT, slide_id, cell_id, text, guard.may_decide(s, slide_id, by), now, now)


def carry(s: Session, to: Mapping[int, int], now: datetime, why: str) -> list[int]:
    """Say on other cells what stands as remarked on these: ``to`` is the other cell of each, of one other slide.

    In each reviewer's own name and with the time at which it was said; what is said there already is not repeated. One
    that came from here, and was taken back or brought back here since, is so there too. ``why`` goes into the trail.
    Gives the other cells concerned.
    """
    made = [pair for some in chunks(sorted(to)) for pair in _made(s, some)]
    others = [pair for some in chunks(sorted(set(to.values()))) for pair in _made(s, some)]
    there = {(row.cell_id, row.text, act.reviewer, act.created_at): act for row, act in others}
    turned = {act.target_id: act for act in _turns(s, made)}
    back, back_there = _taken_back(s, made), _taken_back(s, others)
    carried = []
    for row, act in made:
        other = to[row.cell_id]
        same, last = there.get((other, row.text, act.reviewer, act.created_at)), turned.get(act.id)
        turned_since = same is not None and (act.id in back) != (same.id in back_there)
        if same is None and act.id not in back:
            slide_id = s.scalars(select(CellRow.slide_id).where(CellRow.id == other)).one()
            who = guard.carried(s, slide_id, act.reviewer)
            _record(s, ActKind.MERGE, slide_id, other, row.text, who, act.created_at, now, why)
            carried.append(other)
        elif same is not None and last is not None and turned_since and _came_from(act, same):
            who = guard.carried(s, same.slide_id, last.reviewer)
            _turn(s, ActKind(last.kind), same.id, same.slide_id, who, now, why)
            carried.append(other)
    return carried


def _came_from(act: ActRow, same: ActRow) -> bool:
    """Whether ``same`` only carries on what ``act`` said first."""
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


def turn(s: Session, kind: ActKind, target: int, by: Identity, now: datetime) -> tuple[int, ...]:
    """Take the comments of the act ``target`` back (``UNDO``) or bring them back (``REDO``); gives their cells.

    Nothing is removed: that is an act of its own. Raises LookupError when the act made no comment, and as
    ``guard.may_decide``.
    """
    made = s.execute(
        select(ActRow.slide_id, CommentRow.cell_id)
        .join(CommentRow, CommentRow.act_id == ActRow.id)
        .where(CommentRow.act_id == target)
    ).all()
    if not made:
        raise LookupError(f"act {target} made no comment")
    slide_id = made[0].slide_id
    _turn(s, kind, target, slide_id, guard.may_decide(s, slide_id, by), now)
    return tuple(cell_id for _, cell_id in made)


def _turn(s: Session, kind: ActKind, target: int, slide_id: int, who: Actor, now: datetime, why: str = "") -> None:
    act = ActRow(slide_id=slide_id, kind=kind.value, reviewer=who, created_at=now, target_id=target)
    s.add(act)
    s.flush()
    _audit(s, act, who, {"act": target}, now, why)


def made_by(s: Session, act_id: int) -> bool:
    """Whether the act made a comment."""
    return s.scalar(select(CommentRow.id).where(CommentRow.act_id == act_id).limit(1)) is not None


def of_cell(s: Session, cell_id: int) -> list[Comment]:
    """All comments on the cell, oldest first, also those that were taken back."""
    return with_history(s, cell_id)[0]


def history(s: Session, cell_id: int) -> list[CommentEvent]:
    """What happened to the comments on the cell, oldest first."""
    return with_history(s, cell_id)[1]


def with_history(s: Session, cell_id: int) -> tuple[list[Comment], list[CommentEvent]]:
    """:func:`of_cell` and :func:`history` from one reading; most cells have none, and nothing more is asked then."""
    made = _made(s, [cell_id])
    if not made:
        return [], []
    back = _taken_back(s, made)
    of_cell = [
        Comment(row.id, row.cell_id, act.id, row.text, act.reviewer, act.created_at, act.id in back)
        for row, act in made
    ]
    return of_cell, _events(s, made)


def _events(s: Session, made: Sequence[tuple[CommentRow, ActRow]]) -> list[CommentEvent]:
    texts = {act.id: row.text for row, act in made}
    events = [(act.id, CommentEvent(ActKind.COMMENT, row.text, act.reviewer, act.created_at)) for row, act in made]
    for act in _turns(s, made):
        if act.target_id is not None:
            event = CommentEvent(ActKind(act.kind), texts[act.target_id], act.reviewer, act.created_at)
            events.append((act.id, event))
    return [event for _, event in sorted(events, key=lambda item: item[0])]


def standing(s: Session, slide_id: int) -> dict[int, list[CellComment]]:
    """The comments that stand on the cells that the slide shows, by cell in the order of the first; oldest first."""
    made = [
        (row, act)
        for row, act in s.execute(
            select(CommentRow, ActRow)
            .join(ActRow, ActRow.id == CommentRow.act_id)
            .where(ActRow.slide_id == slide_id)
            .order_by(CommentRow.id)
        )
    ]
    back = _taken_back(s, made)
    of = {cell.id: cell for cell in cells.get_many(s, [row.cell_id for row, _ in made]) if cell.path}
    found: dict[int, list[CellComment]] = {}
    for row, act in made:
        cell = of.get(row.cell_id)
        if cell is not None and act.id not in back:
            said = CellComment(cell.path, cell.sha256, row.text, act.reviewer, act.created_at)
            found.setdefault(row.cell_id, []).append(said)
    return found


def _made(s: Session, cell_ids: Sequence[int]) -> list[tuple[CommentRow, ActRow]]:
    return [(row, act) for row, act in s.execute(_MADE, {"ids": list(cell_ids)})]


def _turns(s: Session, made: Sequence[tuple[CommentRow, ActRow]]) -> list[ActRow]:
    """The acts that took these comments back or brought them back, oldest first."""
    slides = {act.slide_id for _, act in made}
    found: list[ActRow] = []
    for some in chunks([act.id for _, act in made]):
        found += s.scalars(
            select(ActRow).where(
                ActRow.slide_id.in_(slides), ActRow.kind.in_(_TURNS), ActRow.target_id.in_(some), ActRow.id > min(some)
            )
        )
    return sorted(found, key=lambda act: act.id)


def _taken_back(s: Session, made: Sequence[tuple[CommentRow, ActRow]]) -> set[int]:
    """Which of the acts that made these comments are undone now."""
    latest = {act.target_id: act.kind for act in _turns(s, made)}
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
