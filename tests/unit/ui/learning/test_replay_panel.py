"""Which signed slides a model would change: shown while it classifies, stopped, and nothing is stored."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from pytestqt.qtbot import QtBot
from unit.services.signed_slides import NamingEngine, make_slide, set_rules

from wbc_desktop.inference.results import CellInput, CellRefused, CellResult
from wbc_desktop.jobs.operations import Message, SlideContext
from wbc_desktop.services import accounts
from wbc_desktop.services.registry import ListedModel
from wbc_desktop.store import audit
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.learning.replay_panel import ReplayPanel

MODEL = ListedModel("tuned", "1" * 64, Path("tuned.safetensors"))


@dataclass
class WaitingEngine(NamingEngine):
    """Waits before the first cell of the folder ``waits_in`` until the task is cancelled."""

    waits_in: str = "-"
    waiting: threading.Event = field(default_factory=threading.Event)

    def classify(self, items: Iterable[CellInput], cancel: Callable[[], bool]) -> Iterator[CellResult | CellRefused]:
        every = list(items)
        if any(item.source.file.parent.name == self.waits_in for item in every):
            self.waiting.set()
            while not cancel():
                threading.Event().wait(0.01)
        yield from super().classify(every, cancel)


@pytest.fixture
def engine() -> WaitingEngine:
    return WaitingEngine()


@pytest.fixture
def panel(context: SlideContext, engine: WaitingEngine, qtbot: QtBot) -> ReplayPanel:
    made = ReplayPanel(context, lambda: "cpu", lambda _model, _device: engine)  # type: ignore[arg-type,return-value]
    qtbot.addWidget(made)
    return made


@pytest.fixture
def two_slides(db: Database, slide_folder: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Two signed slides of NEU cells, one with no decided cell, one with two decided ones of three."""
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    set_rules(db)
    make_slide(db, slide_folder(4, "first"), 0)
    make_slide(db, slide_folder(3, "second"), 2)


def texts(panel: ReplayPanel) -> list[list[str]]:
    items = [panel.table.topLevelItem(place) for place in range(panel.table.topLevelItemCount())]
    return [[item.text(column) for column in range(6)] for item in items if item is not None]


@pytest.mark.slow
@pytest.mark.usefixtures("two_slides")
def test_changed_flags_are_listed_and_nothing_is_stored(db: Database, panel: ReplayPanel, qtbot: QtBot) -> None:
    with db.read() as s:
        before = audit.head(s)
    panel.begin(MODEL)
    qtbot.waitUntil(lambda: not panel.running, timeout=30_000)
    first = [row[1:] for row in texts(panel) if row[0] == "first, version 1"]
    assert first[0][:1] + first[0][3:] == ["Neutrophil (NEU)", "100.0 %", "0.0 %"]
    assert first[0][1] != first[0][2]
    assert "2 signed slides; “tuned” classified 5 undecided cells." in panel.sentence.text()
    assert panel.sentence.text().endswith("Nothing was stored.")
    with db.read() as s:
        assert audit.head(s) == before


@pytest.mark.slow
@pytest.mark.usefixtures("two_slides")
def test_stopped_list_keeps_the_slides_that_were_compared(
    panel: ReplayPanel, engine: WaitingEngine, qtbot: QtBot, messages: list[Message]
) -> None:
    engine.waits_in = "second"
    panel.begin(MODEL)
    qtbot.waitUntil(lambda: engine.waiting.is_set() and bool(texts(panel)), timeout=30_000)
    assert (panel.bar.value(), panel.bar.maximum()) == (4, 5)
    assert panel.button.text() == "&Stop"
    panel.begin(MODEL)  # one at a time
    panel.button.click()
    qtbot.waitUntil(lambda: not panel.running, timeout=30_000)
    assert {row[0] for row in texts(panel)} == {"first, version 1"}
    assert panel.sentence.text().startswith("Stopped.")
    assert messages == []
    with qtbot.waitSignal(panel.closed):
        panel.button.click()


def test_no_signed_slide(panel: ReplayPanel, qtbot: QtBot) -> None:
    panel.begin(MODEL)
    qtbot.waitUntil(lambda: not panel.running, timeout=30_000)
    assert panel.sentence.text() == "No slide is signed yet, so nothing would change."
