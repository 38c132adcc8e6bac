"""Reviewers' decisions: acts, each with one row per cell. Append-only; the highest id counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, cast

from sqlalchemy import Select, Table, bindparam, func, insert, select
from sqlalchemy.orm import Session, aliased

from wbc_desktop.domain.audit import Actor, Subject, cells_by_class
from wbc_desktop.domain.cells import Act, ActKind, Classification
from wbc_desktop.domain.errors import Cancelled
from wbc_desktop.domain.regions import REMOVED
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.store import audit, audit_rows, derived, guard
from wbc_desktop.store.chunks import chunks
from wbc_desktop.store.prepared import run
from wbc_desktop.store.tables import ActRow, CellRow, ClassificationRow, PreclassificationRow

_INSERT_ACTS = insert(cast(Table, ActRow.__table__)).returning(ActRow.id, sort_by_parameter_order=True)
_INSERT = insert(cast(Table, ClassificationRow.__table__))
_PRIOR_STATES = (
    select(CellRow.id, PreclassificationRow.id, PreclassificationRow.predicted, CellRow.current)
    .outerjoin(PreclassificationRow, PreclassificationRow.id == derived.latest_preclassification())
    # "+ 0" makes the database look up the ids; otherwise SQLite reads the whole index of the slide for many ids.
    .where(CellRow.id.in_(bindparam("ids", expanding=True)), CellRow.slide_id + 0 == bindparam("slide_id"))
)


_HISTORY = (
    select(
        ClassificationRow.id,
        ClassificationRow.act_id,
        ActRow.kind,
        ClassificationRow.label,
        ClassificationRow.predicted,
        ActRow.reviewer,
        ActRow.created_at,
    )
    .join(ActRow, ActRow.id == ClassificationRow.act_id)
    .where(ClassificationRow.cell_id == bindparam("cell_id"))
    .order_by(ClassificationRow.id)
)
NO_COMMENTS = frozenset({"comments"})
"""``without`` of ``audit.append`` for acts that classify: they have no comments."""

Labels = Mapping[int, str | None]
"""Class codes by cell id; None: no decision any more."""


class PriorState(NamedTuple):
    """The prediction for a cell when a label was given, and the class of the cell until then."""

    preclassification_id: int | None
    predicted: str | None
    current: str | None


def record(
    s: Session,
    slide_id: int,
    kind: ActKind,
    labels: Labels,
    by: Identity,
    now: datetime,
    target: int | None = None,
    cancel: Callable[[], bool] = lambda: False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Act:
    """Store one act with its audit entry and return it.

    ``target`` is the act undone or redone. Each row also records the prediction at that time. An undo or redo restores
    an earlier classification with the prediction recorded then, so that a confirmed cell is confirmed again. ``cancel``
    and ``progress`` (cells done, total) are called once per batch. Raises ValueError for an act on no cell, LookupError
    for cells of another slide, as ``guard.check_may_decide``, and Cancelled, after which the caller must roll the
    transaction back.
    """
    who = guard.check_may_decide(s, slide_id, by)
    if not labels:
        raise ValueError("an act concerns at least one cell")
    (act_id,) = _record(s, slide_id, kind, {(who, now): labels}, now, target, "", cancel, progress)
    return Act(act_id, slide_id, kind, who, now, target)


def record_merged(
    s: Session,
    slide_id: int,
    decisions: Mapping[tuple[str, datetime], Labels],
    now: datetime,
    why: str,
    cancel: Callable[[], bool] = lambda: False,
    predicted: Mapping[int, str | None] | None = None,
) -> None:
    """Store decisions on the same pictures of another slide: one act for each reviewer and time of ``decisions``.

    The acts keep that reviewer and time; ``now`` and ``why`` go into the audit trail. ``predicted``: the model's class
    when they decided, by cell; None: the present one of each cell. A cell may have one decision only. Raises
    LookupError and Cancelled as :func:`record`, and as ``guard.check_may_merge``.
    """
    actors = {name: guard.check_may_merge(s, slide_id, name) for name in dict.fromkeys(name for name, _ in decisions)}
    acts = {(actors[name], at): labels for (name, at), labels in decisions.items()}
    _record(s, slide_id, ActKind.MERGE, acts, now, None, why, cancel, predicted=predicted)


def _record(
    s: Session,
    slide_id: int,
    kind: ActKind,
    acts: Mapping[tuple[Actor, datetime], Labels],
    now: datetime,
    target: int | None,
    why: str,
    cancel: Callable[[], bool],
    progress: Callable[[int, int], None] = lambda done, total: None,
    predicted: Mapping[int, str | None] | None = None,
) -> Sequence[int]:
    """Store one act for each reviewer and time, and return the ids of the acts in this order.

    ``predicted``: as in :func:`record_merged`.
    """
    labels = {cell_id: label for of_act in acts.values() for cell_id, label in of_act.items()}
    ids = sorted(labels)
    prior = prior_states(s, slide_id, ids)
    current = {cell_id: now_is.current for cell_id, now_is in prior.items()}
    if len(prior) != len(ids):
        raise LookupError(f"not cells of slide {slide_id}: {sorted(set(ids) - set(prior))}")
    if target is not None and kind in (ActKind.UNDO, ActKind.REDO):
        prior.update(_states_then(s, target, kind, labels))
    for cell_id, then in (predicted or {}).items():
        same = prior[cell_id].preclassification_id if prior[cell_id].predicted == then else None
        prior[cell_id] = PriorState(same, then, None)
    columns = {"slide_id": slide_id, "kind": kind.value, "target_id": target}
    rows = [{**columns, "reviewer": who, "created_at": at} for who, at in acts]
    act_ids = s.connection().execute(_INSERT_ACTS, rows).scalars().all()
    act_of = {cell_id: act_id for act_id, of_act in zip(act_ids, acts.values(), strict=True) for cell_id in of_act}
    for done, some in _batches(ids, cancel):
        _insert(s, act_of, some, labels, prior)
        derived.update_cells(s, some)
        progress(done, len(ids))
    contents = audit_rows.contents(s, Subject.ACT, act_ids, NO_COMMENTS)
    undone = {} if target is None else {"act": target}
    entries = [
        audit.draft(
            Subject.ACT,
            act_id,
            contents[act_id],
            act=kind.value,
            who=who,
            now=now,
            slide_id=slide_id,
            before=cells_by_class((cell_id, current[cell_id]) for cell_id in of_act),
            after={**cells_by_class(of_act.items()), **undone},
            why=why,
        )
        for act_id, ((who, _), of_act) in zip(act_ids, acts.items(), strict=True)
    ]
    audit.chain(s, entries)
    return act_ids


def _batches(ids: Sequence[int], cancel: Callable[[], bool]) -> Iterator[tuple[int, Sequence[int]]]:
    """Yield the ids in batches, each with the number of ids up to its end. Raises Cancelled between two batches."""
    done = 0
    for some in chunks(ids):
        if cancel():
            raise Cancelled
        done += len(some)
        yield done, some


def _insert(
    s: Session, act_of: Mapping[int, int], ids: Sequence[int], labels: Labels, prior: Mapping[int, PriorState]
) -> None:
    """Insert the rows for these cells; ``act_of`` is the act of each."""
    rows = [
        {
            "act_id": act_of[cell_id],
            "cell_id": cell_id,
            "label": labels[cell_id],
            "predicted": prior[cell_id].predicted,
            "preclassification_id": prior[cell_id].preclassification_id,
        }
        for cell_id in ids
    ]
    s.connection().execute(_INSERT, rows)


def acts(s: Session, slide_id: int) -> list[Act]:
    """The acts on the slide, oldest first."""
    return [_act(row) for row in s.scalars(select(ActRow).where(ActRow.slide_id == slide_id).order_by(ActRow.id))]


def of_act(s: Session, act_id: int) -> list[Classification]:
    """Return the classifications of the act, one per cell."""
    return [_classification(*row) for row in s.execute(_with_act().where(ClassificationRow.act_id == act_id))]


def kind_of(s: Session, act_id: int) -> ActKind:
    """Return the kind of the act."""
    return ActKind(s.scalars(select(ActRow.kind).where(ActRow.id == act_id)).one())


def size(s: Session, act_id: int) -> int:
    """Return the number of cells of the act."""
    return s.scalar(select(func.count()).where(ClassificationRow.act_id == act_id)) or 0


def before(s: Session, act_id: int) -> dict[int, str | None]:
    """Return the label of each cell of the act just before the act (None: no decision).

    A region that only a reviewer makes a cell was none before.
    """
    of_act = select(ClassificationRow.cell_id).where(ClassificationRow.act_id == act_id)
    by_reviewer = set(s.scalars(select(CellRow.id).where(CellRow.id.in_(of_act), CellRow.by_reviewer)))
    return {
        cell_id: row.label if row is not None else REMOVED if cell_id in by_reviewer else None
        for cell_id, row in _classifications_before(s, act_id).items()
    }


def history(s: Session, cell_id: int) -> list[Classification]:
    """Return all classifications of the cell, oldest first."""
    return [
        Classification(id, cell_id, act_id, ActKind(kind), label, predicted, reviewer, at)
        for id, act_id, kind, label, predicted, reviewer, at in run(s, _HISTORY, {"cell_id": cell_id})
    ]


def reviewers(s: Session, slide_id: int) -> list[str]:
    """Return the reviewers whose decisions on the slide are not undone, in the order of their first decision.

    A decision merged from another folder does not count after its undo was merged, too.
    """
    row, later, act = aliased(ClassificationRow), aliased(ClassificationRow), aliased(ActRow)
    merge = ActKind.MERGE.value
    undone = (
        select(later.id)
        .join(act, act.id == later.act_id)
        .where(later.cell_id == row.cell_id, later.id > row.id, later.label.is_(None), act.kind == merge)
        .exists()
    )
    counts = (ActRow.kind != merge) | (row.label.is_not(None) & ~undone)
    decided = select(row.id).where(row.act_id == ActRow.id, counts).exists()
    acts = s.execute(
        select(ActRow.id, ActRow.kind, ActRow.target_id, ActRow.reviewer)
        .where(ActRow.slide_id == slide_id, decided)
        .order_by(ActRow.id)
    ).all()
    turned = {target: kind for _, kind, target, _ in acts if target is not None}  # the last undo or redo of each
    undo = ActKind.UNDO.value
    return list(dict.fromkeys(who for act, kind, of, who in acts if kind != undo and turned.get(of or act) != undo))


def acted(s: Session, slide_id: int, reviewer: str) -> bool:
    """Return whether ``reviewer`` ever decided or commented on the slide, also if that was undone since."""
    mine = select(ActRow.id).where(ActRow.slide_id == slide_id, ActRow.reviewer == reviewer).limit(1)
    return s.scalar(mine) is not None


def _with_act() -> Select[ClassificationRow, ActRow]:
    return (
        select(ClassificationRow, ActRow)
        .join(ActRow, ActRow.id == ClassificationRow.act_id)
        .order_by(ClassificationRow.id)
    )


def _act(row: ActRow) -> Act:
    return Act(row.id, row.slide_id, ActKind(row.kind), row.reviewer, row.created_at, row.target_id)


def _classification(row: ClassificationRow, act: ActRow) -> Classification:
    return Classification(
        id=row.id,
        cell_id=row.cell_id,
        act_id=row.act_id,
        kind=ActKind(act.kind),
        label=row.label,
        predicted=row.predicted,
        reviewer=act.reviewer,
        created_at=act.created_at,
    )


def prior_states(s: Session, slide_id: int, ids: list[int]) -> dict[int, PriorState]:
    """Return the current prediction and class of each of these cells of the slide, by cell id."""
    prior: dict[int, PriorState] = {}
    for some in chunks(ids):
        rows = run(s, _PRIOR_STATES, {"ids": some, "slide_id": slide_id})
        prior.update({cell_id: PriorState(number, predicted, current) for cell_id, number, predicted, current in rows})
    return prior


def _states_then(s: Session, target: int, kind: ActKind, labels: Labels) -> dict[int, PriorState]:
    """Return the recorded predictions of the classifications that an undo or redo of ``target`` restores."""
    restored = _classifications_before(s, target) if kind is ActKind.UNDO else _classifications_of(s, target)
    return {
        cell_id: PriorState(row.preclassification_id, row.predicted, None)
        for cell_id, row in restored.items()
        if row is not None and cell_id in labels and row.label == labels[cell_id]
    }


def _classifications_of(s: Session, act_id: int) -> dict[int, ClassificationRow | None]:
    return {row.cell_id: row for row in s.scalars(select(ClassificationRow).where(ClassificationRow.act_id == act_id))}


def _classifications_before(s: Session, act_id: int) -> dict[int, ClassificationRow | None]:
    """Return the classification of each cell of the act that counted just before the act."""
    of_act, earlier = aliased(ClassificationRow), aliased(ClassificationRow)
    last = (
        select(func.max(earlier.id))
        .where(earlier.cell_id == of_act.cell_id, earlier.id < of_act.id)
        .correlate(of_act)
        .scalar_subquery()
    )
    then = aliased(ClassificationRow)
    rows = s.execute(
        select(of_act.cell_id, then).outerjoin(then, then.id == last).where(of_act.act_id == act_id).order_by(of_act.id)
    )
    return dict(rows.all())
