"""Adapt the predictions of an announced slide to its stain, without labels.

The stain is measured once and stored with each prediction (``domain/adaptation.py``). Cells that come later are treated
alike, until the slide has twice as many cells; then it is measured again, for all undecided cells. A slide that is
announced no longer gets the model's own predictions back. Decided cells keep the prediction that was shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from wbc_desktop.domain.adaptation import MOST, Adaptation
from wbc_desktop.domain.cells import ModelVersion, Slide
from wbc_desktop.domain.errors import Cancelled
from wbc_desktop.inference.adapting import can_adapt
from wbc_desktop.inference.results import CellInput
from wbc_desktop.services.changes import Cancel
from wbc_desktop.services.classify_run import EngineLike
from wbc_desktop.store import adaptations, cells, foreign, guard
from wbc_desktop.store.engine import Database

_AS_IT_IS = ("",)


def cells_to_adapt(
    db: Database, slide: Slide, engine: EngineLike, model: ModelVersion, cancel: Cancel
) -> tuple[Adaptation | None, list[int]]:
    """Return how the slide is adapted (None: not at all), and the ids of the cells predicted otherwise, in order.

    Raises :class:`Cancelled`.
    """
    with db.read() as s:
        judged = foreign.of_slide(s, slide.id)
        if judged is None or guard.is_signed(s, slide.id):
            return None, []
        before = Adaptation.from_text(adaptations.newest(s, slide.id, model.id))
        shown = cells.ids(s, slide.id)
    wanted: Adaptation | None = None
    if judged.announced and can_adapt(engine.card):
        wanted = before
        if wanted is None or not wanted.serves(len(shown)):
            wanted = _measured(db, slide, engine, shown, cancel) or before
        if wanted is None:
            return None, []
    texts = _AS_IT_IS if wanted is None else (wanted.text, replace(wanted, kept=True).text)
    with db.read() as s:
        others = adaptations.others(s, slide.id, model.id, texts)
    return wanted, [cell_id for cell_id in shown if cell_id in others]


def _measured(
    db: Database, slide: Slide, engine: EngineLike, shown: Sequence[int], cancel: Cancel
) -> Adaptation | None:
    """Return the adaptation by cells from all over the slide; None if no picture can be read. Raises Cancelled."""
    step = max(1, -(-len(shown) // MOST))
    with db.read() as s:
        sample = cells.get_many(s, shown[::step])
    folder = Path(slide.folder)
    found = engine.measure((CellInput.of(cell, folder) for cell in sample), cancel)
    if cancel():
        raise Cancelled
    return found
