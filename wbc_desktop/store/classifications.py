"""What reviewers said: acts, and one row a cell for each. Append-only; the highest id counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, cast

from sqlalchemy import Select, Table, bindparam, func, insert, select
from sqlalchemy.orm import Session, aliased

from wbc_desktop.domain.audit import Actor, Subject, cells_by_class
from wbc_desktop.domain.cells import Act, ActKind, Classification
from wbc_desktop.domain.errors import Cancelled
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.store import audit, derived, guard
from wbc_desktop.store.chunks import chunks
from wbc_desktop.store.prepared import run
from wbc_desktop.store.tables import ActRow, CellRow, ClassificationRow, PreclassificationRow

_INSERT_ACT = insert(cast(Table, ActRow.__table__)).returning(ActRow.id)
_INSERT = insert(cast(Table, ClassificationRow.__table__))
_HEARD_NOW = (
    select(CellRow.id, PreclassificationRow.id, PreclassificationRow.predicted, CellRow.current)
    .outerjoin(PreclassificationRow, PreclassificationRow.id == derived.latest_preclassification())
    .where(CellRow.id.in_(bindparam("ids", expanding=True)), CellRow.slide_id == bindparam("slide_id"))
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
"""An act that puts cells into classes has none: they need not be looked for."""


class Heard(NamedTuple):
    """What the model had said when a label was given, and the class in which the cell stood until then."""

    preclassification_id: int | None
    predicted: str | None
    stood: str | None


def record(
    s: Session,
    slide_id: int,
    kind: ActKind,
    labels: Mapping[int, str | None],
    by: Identity,
    now: datetime,
    target: int | None = None,
    cancel: Callable[[], bool] = lambda: False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Act:
    """Store one act: ``labels`` by cell id (None takes an earlier word back); ``target`` is the act undone or redone.

    Beside each label stands what the model said then. An undo or redo brings back an earlier word, so it keeps what
    the model had said at that time: confirmed stays confirmed. The audit trail gets its entry here. ``cancel`` is asked
    and ``progress`` told (cells done, of how many) between the pieces of a long act. Raises ValueError for an act on no
    cell, LookupError for cells that are not of this slide, as ``guard.may_decide``, and Cancelled: then the transaction
    must be rolled back.
    """
    who = guard.may_decide(s, slide_id, by)
    return _record(s, slide_id, kind, labels, who, now, target, "", cancel, progress)


def carry(
    s: Session,
    slide_id: int,
    labels: Mapping[int, str | None],
    reviewer: str,
    now: datetime,
    why: str,
    cancel: Callable[[], bool] = lambda: False,
) -> Act:
    """Store, as one act in the name of ``reviewer``, what this reviewer said of the same contents on another slide.

    ``why`` goes into the audit trail. Raises as :func:`record`.
    """
    who = guard.carried(s, slide_id, reviewer)
    return _record(s, slide_id, ActKind.MERGE, labels, who, now, None, why, cancel)


def _record(
    s: Session,
    slide_id: int,
    kind: ActKind,
    labels: Mapping[int, str | None],
    who: Actor,
    now: datetime,
    target: int | None,
    why: str,
    cancel: Callable[[], bool],
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Act:
    if not labels:
        raise ValueError("an act concerns at least one cell")
    ids = sorted(labels)
    heard = heard_now(s, slide_id, ids)
    stood = [(cell_id, now_is.stood) for cell_id, now_is in heard.items()]
    if len(heard) != len(ids):
        raise LookupError(f"not cells of slide {slide_id}: {sorted(set(ids) - set(heard))}")
    if target is not None and kind in (ActKind.UNDO, ActKind.REDO):
        heard.update(_heard_then(s, target, kind, labels))
    act = {"slide_id": slide_id, "kind": kind.value, "reviewer": who, "created_at": now, "target_id": target}
    act_id = s.connection().execute(_INSERT_ACT, act).scalar_one()
    for done, some in _pieces(ids, cancel):
        _insert(s, act_id, some, labels, heard)
        derived.refresh(s, some)
        progress(done, len(ids))
    audit.append(
        s,
        Subject.ACT,
        act_id,
        act=kind.value,
        who=who,
        now=now,
        slide_id=slide_id,
        before=cells_by_class(stood),
        after=cells_by_class(labels.items()) if target is None else {**cells_by_class(labels.items()), "act": target},
        why=why,
        without=NO_COMMENTS,
    )
    return Act(act_id, slide_id, kind, who, now, target)


def _pieces(ids: Sequence[int], cancel: Callable[[], bool]) -> Iterator[tuple[int, Sequence[int]]]:
    """The ids piece by piece, each with how many are done after it. Raises Cancelled between two pieces."""
    done = 0
    for some in chunks(ids):
        if cancel():
            raise Cancelled
        done += len(some)
        yield done, some


def _insert(
    s: Session, act_id: int, ids: Sequence[int], labels: Mapping[int, str | None], heard: Mapping[int, Heard]
) -> None:
    """Write what the act says of these cells."""
    rows = [
        {
            "act_id": act_id,
            "cell_id": cell_id,
            "label": labels[cell_id],
            "predicted": heard[cell_id].predicted,
            "preclassification_id": heard[cell_id].preclassification_id,
        }
        for cell_id in ids
    ]
    s.connection().execute(_INSERT, rows)


def acts(s: Session, slide_id: int) -> list[Act]:
    """The acts on the slide, oldest first."""
    return [_act(row) for row in s.scalars(select(ActRow).where(ActRow.slide_id == slide_id).order_by(ActRow.id))]


def of_act(s: Session, act_id: int) -> list[Classification]:
    """What the act said of each of its cells."""
    return [_classification(*row) for row in s.execute(_with_act().where(ClassificationRow.act_id == act_id))]


def size(s: Session, act_id: int) -> int:
    """How many cells the act concerned."""
    return s.scalar(select(func.count()).where(ClassificationRow.act_id == act_id)) or 0


def before(s: Session, act_id: int) -> dict[int, str | None]:
    """The label of each of the act's cells just before the act (None: nobody had decided)."""
    return {cell_id: None if word is None else word.label for cell_id, word in _words_before(s, act_id).items()}


def history(s: Session, cell_id: int) -> list[Classification]:
    """All that reviewers said of the cell, oldest first."""
    return [
        Classification(id, cell_id, act_id, ActKind(kind), label, predicted, reviewer, at)
        for id, act_id, kind, label, predicted, reviewer, at in run(s, _HISTORY, {"cell_id": cell_id})
    ]


def reviewers(s: Session, slide_id: int) -> list[str]:
    """Whose decisions about cells of the slide stand, in the order of the first; what was undone is nobody's.

    A word that came along from a merged folder is nobody's either, once it was taken back there and that came along.
    """
    word, later, act = aliased(ClassificationRow), aliased(ClassificationRow), aliased(ActRow)
    merge = ActKind.MERGE.value
    taken_back = (
        select(later.id)
        .join(act, act.id == later.act_id)
        .where(later.cell_id == word.cell_id, later.id > word.id, later.label.is_(None), act.kind == merge)
        .exists()
    )
    counts = (ActRow.kind != merge) | (word.label.is_not(None) & ~taken_back)
    decided = select(word.id).where(word.act_id == ActRow.id, counts).exists()
    acts = s.execute(
        select(ActRow.id, ActRow.kind, ActRow.target_id, ActRow.reviewer)
        .where(ActRow.slide_id == slide_id, decided)
        .order_by(ActRow.id)
    ).all()
    turned = {target: kind for _, kind, target, _ in acts if target is not None}  # the last undo or redo of each
    undo = ActKind.UNDO.value
    return list(dict.fromkeys(who for act, kind, of, who in acts if kind != undo and turned.get(of or act) != undo))


def acted(s: Session, slide_id: int, reviewer: str) -> bool:
    """Whether ``reviewer`` decided or remarked anything on the slide, also what was undone: she has seen it."""
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


def heard_now(s: Session, slide_id: int, ids: list[int]) -> dict[int, Heard]:
    """What the model says now of each of these cells of the slide."""
    heard: dict[int, Heard] = {}
    for some in chunks(ids):
        rows = run(s, _HEARD_NOW, {"ids": some, "slide_id": slide_id})
        heard.update({cell_id: Heard(said_id, said, stood) for cell_id, said_id, said, stood in rows})
    return heard


def _heard_then(s: Session, target: int, kind: ActKind, labels: Mapping[int, str | None]) -> dict[int, Heard]:
    """What the model had said when the words were given that an undo or redo of ``target`` brings back."""
    spoken = _words_before(s, target) if kind is ActKind.UNDO else _words_of(s, target)
    return {
        cell_id: Heard(word.preclassification_id, word.predicted, None)
        for cell_id, word in spoken.items()
        if word is not None and cell_id in labels and word.label == labels[cell_id]
    }


def _words_of(s: Session, act_id: int) -> dict[int, ClassificationRow | None]:
    return {row.cell_id: row for row in s.scalars(select(ClassificationRow).where(ClassificationRow.act_id == act_id))}


def _words_before(s: Session, act_id: int) -> dict[int, ClassificationRow | None]:
    """The classification of each of the act's cells that counted just before the act."""
    said, earlier = aliased(ClassificationRow), aliased(ClassificationRow)
    last = (
        select(func.max(earlier.id))
        .where(earlier.cell_id == said.cell_id, earlier.id < said.id)
        .correlate(said)
        .scalar_subquery()
    )
    then = aliased(ClassificationRow)
    rows = s.execute(
        select(said.cell_id, then).outerjoin(then, then.id == last).where(said.act_id == act_id).order_by(said.id)
    )
    return dict(rows.all())
