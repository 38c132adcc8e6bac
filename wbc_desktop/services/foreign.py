"""Judge a slide as a whole, once its cells are classified: do its pictures look like those of the training?"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol

from wbc_desktop.domain.cells import ModelVersion
from wbc_desktop.domain.foreign import SlideLikeness
from wbc_desktop.inference.cards import ModelCard
from wbc_desktop.inference.foreign import ENOUGH, Centres, judge
from wbc_desktop.store import adaptations, cells, foreign, guard, unlike
from wbc_desktop.store.engine import Database


class Judge(Protocol):
    """The part of an engine that judges slides."""

    @property
    def card(self) -> ModelCard: ...
    @property
    def sha256(self) -> str: ...
    @property
    def centres(self) -> Centres | None: ...


def judge_slide(db: Database, slide_id: int, engine: Judge, model: ModelVersion, classified: bool) -> tuple[int, ...]:
    """Store the judgement of the model about the slide if it is new; return the cells that count otherwise by it.

    In an announced slide a cell without a decision counts as Unidentified. ``classified``: the run classified cells;
    else an equal number of cells means that nothing has to be computed. A signed slide is not judged again. A model
    that cannot judge ends the judgement of another one, but only if all cells are classified by it: cells that keep
    the prediction of an earlier model keep the judgement, until the new one has classified enough.
    """
    with db.read() as s:
        before = foreign.of_slide(s, slide_id)
        if guard.is_signed(s, slide_id) or (before is None and not engine.card.known):
            return ()
        count = foreign.measured(s, slide_id, model.id)
        if before is not None and (before.model, before.cells) == (engine.sha256, count) and not classified:
            return ()
        if before is not None and count < ENOUGH and foreign.has_other_predictions(s, slide_id, model.id):
            return ()
        found = judge(foreign.features(s, slide_id, model.id), engine.centres, engine.card, engine.sha256)
    if before is None and not found.cells:  # predictions of a version that stored no features
        return ()
    with db.write() as s:
        foreign.record(s, slide_id, found, datetime.now(UTC))
        otherwise = found.announced != (before is not None and before.announced)
        return tuple(cells.ids(s, slide_id)) if otherwise else ()


def slide_likeness(db: Database, slide_id: int) -> SlideLikeness:
    """Return how like the training data the slide is: cell by cell, and as a whole."""
    with db.read() as s:
        undecided = cells.class_counts(s, slide_id)[1]
        judged, adapted = foreign.of_slide(s, slide_id), adaptations.count(s, slide_id)
        return SlideLikeness(unlike.of_slide(s, slide_id), judged, undecided, adapted)
