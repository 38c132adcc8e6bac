"""Explanations of one cell off the window's thread: the newest request is answered, maps are cached."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.errors import ModelError
from wbc_desktop.domain.heat_maps import HeatMaps
from wbc_desktop.jobs import explanations as module
from wbc_desktop.jobs.explanations import Explanations, Prediction

MAPS = HeatMaps(1, 1, {"NEU": (1.0,)}, ())
FOLDER = Path("slide")
ONE, OTHER = Prediction(1, 10, "layer-cam"), Prediction(2, 20, "layer-cam")


class Service:
    """In place of ``explain_cell``: answers with ``answer``, after ``go`` is set."""

    def __init__(self) -> None:
        self.answer: HeatMaps | Exception = MAPS
        self.asked: list[tuple[int, str]] = []
        self.threads: set[int] = set()
        self.go = threading.Event()
        self.go.set()

    def __call__(self, _db: Any, _engine: Any, cell_id: int, _folder: Path, method: str) -> HeatMaps:
        self.asked.append((cell_id, method))
        self.threads.add(threading.get_ident())
        self.go.wait(30)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Service:
    made = Service()
    monkeypatch.setattr(module, "explain_cell", made)
    return made


@pytest.fixture
def explanations(qtbot: QtBot, service: Service) -> Iterator[Explanations]:
    made: Any = Explanations(None, lambda: None)  # type: ignore[arg-type, return-value]
    yield made
    service.go.set()
    made.stop()


def test_maps_are_computed_in_a_thread_and_cached(qtbot: QtBot, explanations: Explanations, service: Service) -> None:
    assert explanations.cached(ONE) is None
    with qtbot.waitSignal(explanations.explained) as came:
        explanations.ask(ONE, FOLDER)
    assert came.args == [ONE, MAPS]
    assert explanations.cached(ONE) == MAPS
    assert explanations.cached(ONE._replace(preclassification_id=11)) is None, "a newer prediction has other maps"
    assert service.asked == [(1, "layer-cam")]
    assert threading.get_ident() not in service.threads


def test_only_the_newest_request_is_answered(qtbot: QtBot, explanations: Explanations, service: Service) -> None:
    service.go.clear()
    answered: list[Prediction] = []
    explanations.explained.connect(lambda prediction, _answer: answered.append(prediction))
    explanations.ask(ONE, FOLDER)
    qtbot.waitUntil(lambda: service.asked != [])
    explanations.ask(OTHER, FOLDER)
    service.go.set()
    qtbot.waitUntil(lambda: answered != [])
    assert answered == [OTHER]


@pytest.mark.parametrize(
    ("error", "words"), [(ModelError("Another model is in use."), "Another model"), (ValueError("x"), "the log says")]
)
def test_error_is_a_sentence_and_is_not_cached(
    qtbot: QtBot, explanations: Explanations, service: Service, error: Exception, words: str
) -> None:
    service.answer = error
    with qtbot.waitSignal(explanations.explained) as came:
        explanations.ask(ONE, FOLDER)
    assert words in came.args[1]
    assert explanations.cached(ONE) is None
