"""A promoted model is used at once: for unreviewed cells, classes, keys and the status bar; a rollback undoes that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from e2e.conftest import PATIENCE_MS, Session
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.cells import ReviewState
from wbc_desktop.services.model_files import import_model
from wbc_desktop.store import models
from wbc_desktop.ui.learning.models_tab import ModelsTab
from wbc_desktop.ui.learning.promoting import ReasonDialog
from wbc_desktop.ui.widgets.elided import ElidedLabel

COUNT = 6


@pytest.fixture(scope="session")
def second_model(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another small model, which knows blasts too."""
    import torch

    from training.core.model_file import read_card, save_model
    from training.core.network import Architecture, WBCNet

    card = read_card(tiny_model)
    classes = (*card.classes, ("BLA", "Blast"))
    options = Architecture(hidden=(16,), width=8)
    with torch.random.fork_rng():
        torch.manual_seed(11)
        model = WBCNet(len(classes), options)
    path = tmp_path_factory.mktemp("second") / "second.safetensors"
    save_model(model, replace(card, name="second", classes=classes), path)
    return path


@pytest.fixture
def session(start: Callable[..., Session], slide_folder: Callable[..., Path], second_model: Path) -> Session:
    """A classified slide whose first cell is reviewed, and the second model in the registry."""
    begun = start(slide_folder(COUNT))
    begun.wait_until_classified(COUNT)
    first = begun.cells[0]
    begun.window.gallery.select(first.id)
    begun.window.commands["confirm"].trigger()
    begun.wait_for_cell(first.id, lambda cell: cell.state is ReviewState.CONFIRMED)
    import_model(begun.db, begun.window.backend.data_dir.models, second_model)
    return begun


def models_tab(session: Session) -> ModelsTab:
    learning = session.window.learning
    learning.open("models")
    tab = learning.tab("models")
    assert isinstance(tab, ModelsTab)
    return tab


def press(session: Session, tab: ModelsTab, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Press Promote for the model of this name, or Roll back for "", and agree."""

    def agree(dialog: ReasonDialog) -> bool:
        dialog.submit()
        dialog.deleteLater()
        return True

    monkeypatch.setattr("wbc_desktop.ui.learning.promoting.show_dialog", agree)
    if not name:
        tab.roll_back.click()
        return

    def chosen() -> bool:
        for place in range(tab.table.topLevelItemCount()):
            item = tab.table.topLevelItem(place)
            if item is not None and item.text(0) == name:
                tab.table.setCurrentItem(item)
                return True
        return False

    session.qtbot.waitUntil(chosen, timeout=PATIENCE_MS)
    tab.promote.click()


def models_of(session: Session) -> list[str]:
    """Return the name of the model that classified each shown cell."""
    with session.db.read() as s:
        names = models.names(s)
    return [names[c.preclassification.model_id] for c in session.cells if c.preclassification is not None]


def wait_for_models(session: Session, qtbot: QtBot, wanted: list[str]) -> None:
    window = session.window
    qtbot.waitUntil(lambda: models_of(session) == wanted and not window.work.running, timeout=PATIENCE_MS)


def status_of(session: Session) -> list[str]:
    """Return the texts of the status bar."""
    return [label.text() for label in session.window.status.findChildren(ElidedLabel)]


def test_promotion_classifies_unreviewed_cells_again_and_rollback_too(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, tab = session.window, models_tab(session)
    reviewed = session.cells[0]
    press(session, tab, "second", monkeypatch)
    wait_for_models(session, qtbot, ["tiny-random"] + ["second"] * (COUNT - 1))
    assert session.cells[0].preclassification == reviewed.preclassification, "reviewed cells keep what was shown"
    assert "second" in status_of(session)
    assert "BLA" in [shown.code for shown, _ in window.commands.classes]
    assert {key for shown, key in window.commands.classes if shown.code == "BLA"} != {""}
    assert window.model.version is not None
    assert window.model.version.name == "second"
    press(session, tab, "", monkeypatch)
    wait_for_models(session, qtbot, ["tiny-random"] * COUNT)
    assert "tiny-random" in status_of(session)
    assert "BLA" not in [shown.code for shown, _ in window.commands.classes]


def test_other_slides_are_classified_again_when_they_are_opened(
    session: Session, slide_folder: Callable[..., Path], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, first = session.window, session.window.slide
    assert first is not None
    window.open_slide.open(slide_folder(2, "other"))
    session.wait_until_classified(2)
    press(session, models_tab(session), "second", monkeypatch)
    wait_for_models(session, qtbot, ["second"] * 2)
    window.open_slide.choose(first)
    wait_for_models(session, qtbot, ["tiny-random"] + ["second"] * (COUNT - 1))
