"""One cell is explained by the model that made its prediction, as the prediction was made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from unit.services.classifying import FakeEngine, Work

from wbc_desktop.domain.adaptation import Adaptation
from wbc_desktop.domain.errors import FolderError, ModelError
from wbc_desktop.domain.heat_maps import HeatMaps
from wbc_desktop.inference.results import CellInput, CellRefused
from wbc_desktop.services.explaining import explain_cell
from wbc_desktop.store import cells

MAPS = HeatMaps(1, 1, {"NEU": (1.0,)}, ())


@dataclass
class Explainer:
    """Remembers what it was asked for."""

    sha256: str = FakeEngine.sha256
    answer: HeatMaps | CellRefused = MAPS
    asked: list[tuple[CellInput, str, Adaptation | None]] = field(default_factory=list)

    def explain(self, cell: CellInput, method: str, adaptation: Adaptation | None = None) -> HeatMaps | CellRefused:
        self.asked.append((cell, method, adaptation))
        return self.answer


@pytest.fixture
def classified(work: Callable[..., Work]) -> tuple[Work, int]:
    """A classified slide and its first cell."""
    now = work(2)
    now(FakeEngine())
    with now.db.read() as s:
        return now, cells.ids(s, now.slide.id)[0]


def test_engine_gets_the_cell_and_the_method(classified: tuple[Work, int]) -> None:
    now, cell_id = classified
    engine = Explainer()
    assert explain_cell(now.db, engine, cell_id, Path(now.slide.folder), "layer-cam") is MAPS
    ((cell, method, adaptation),) = engine.asked
    assert (cell.cell_id, method, adaptation) == (cell_id, "layer-cam", None)
    assert cell.source.file.parent == Path(now.slide.folder)


def test_another_model_explains_nothing(classified: tuple[Work, int]) -> None:
    now, cell_id = classified
    engine = Explainer(sha256="cd" * 32)
    with pytest.raises(ModelError, match="“fake” classified this cell"):
        explain_cell(now.db, engine, cell_id, Path(now.slide.folder), "layer-cam")
    assert engine.asked == []


def test_refused_picture_is_a_sentence(classified: tuple[Work, int]) -> None:
    now, cell_id = classified
    engine = Explainer(answer=CellRefused(cell_id, "is cut short"))
    with pytest.raises(FolderError, match="it is cut short"):
        explain_cell(now.db, engine, cell_id, Path(now.slide.folder), "layer-cam")


def test_cell_without_a_prediction_is_an_error_of_the_program(work: Callable[..., Work]) -> None:
    now = work(1)
    with now.db.read() as s:
        (cell_id,) = cells.ids(s, now.slide.id)
    with pytest.raises(LookupError, match="no prediction"):
        explain_cell(now.db, Explainer(), cell_id, Path(now.slide.folder), "layer-cam")
