"""Learning in the real window, from a foreign slide to a promoted model and back, with the real training process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from e2e.conftest import PATIENCE_MS, Session
from home_laboratory import KINDS, draw_slide, home_model
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from sqlalchemy import select

from wbc_desktop.domain.audit import Subject
from wbc_desktop.domain.cells import Cell, ReviewState
from wbc_desktop.services.registry import PROMOTE
from wbc_desktop.services.trail import verify
from wbc_desktop.store import models
from wbc_desktop.store.trust_tables import AuditRow
from wbc_desktop.ui.learning.corrections_tab import CorrectionsTab
from wbc_desktop.ui.learning.models_tab import ModelsTab
from wbc_desktop.ui.learning.promoting import PromoteDialog, ReasonDialog
from wbc_desktop.ui.learning.training_tab import TrainingTab

EACH = 8
COUNT = EACH * len(KINDS)
KEYS = {"NEU": Qt.Key.Key_N, "LYM": Qt.Key.Key_L, "EOS": Qt.Key.Key_E}
ANNOUNCED = "look different from those"


@pytest.fixture
def tiny_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The model with which the window starts; the training may use one core."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    folder = tmp_path / "home"
    folder.mkdir()
    return home_model(folder)


@pytest.fixture
def session(start: Callable[..., Session], tmp_path: Path) -> Iterator[Session]:
    """The window with a slide of another laboratory."""
    begun = start(draw_slide(tmp_path / "first", EACH, 0))
    begun.wait_until_classified(COUNT)
    yield begun
    begun.close()


def kind_of(cell: Cell) -> str:
    return Path(cell.path).name[:3]


def wait_for_announcement(session: Session, announced: bool) -> None:
    banner = session.window.unlike
    session.qtbot.waitUntil(lambda: (ANNOUNCED in banner.text()) is announced, timeout=PATIENCE_MS)


def classify_queue_by_keys(session: Session) -> None:
    """Take the queue that the banner offers, and press the key of each cell's class."""
    window = session.window
    window.unlike.buttons()[0].click()
    session.qtbot.waitUntil(lambda: len(window.backend.cells.queue) == COUNT, timeout=PATIENCE_MS)
    by_id = {cell.id: cell for cell in session.cells}
    for cell_id in window.backend.cells.queue:
        assert window.gallery.current_id() == cell_id
        QTest.keyClick(window.gallery, KEYS[kind_of(by_id[cell_id])])
    bar = window.pane.queue_bar
    session.qtbot.waitUntil(lambda: f"{COUNT} of {COUNT}" in bar.text(), timeout=PATIENCE_MS)


def open_slide(session: Session, folder: Path) -> None:
    window = session.window
    window.open_slide.open(folder)
    session.qtbot.waitUntil(lambda: window.slide is not None and window.slide.name == folder.name, timeout=PATIENCE_MS)
    session.wait_until_classified(COUNT)
    wait_for_announcement(session, True)


def classify(session: Session, cells: list[Cell]) -> None:
    """Go to each cell, and press the key of its class."""
    window = session.window
    for cell in cells:
        window.gallery.select(cell.id)
        QTest.keyClick(window.gallery, KEYS[kind_of(cell)])
    for cell in cells:
        session.wait_for_cell(cell.id, lambda shown: shown.state is not ReviewState.UNREVIEWED)


def corrections_of(session: Session) -> list[list[str]]:
    """Return the table of classes in the window of learning."""
    session.window.learning.open("corrections")
    tab = session.window.learning.tab("corrections")
    assert isinstance(tab, CorrectionsTab)
    session.qtbot.waitUntil(lambda: bool(tab.classes.rows()), timeout=PATIENCE_MS)
    session.window.learning.close()
    session.window.activateWindow()
    session.qtbot.waitUntil(session.window.isActiveWindow, timeout=PATIENCE_MS)
    return tab.classes.rows()


def trained(session: Session) -> TrainingTab:
    """Start a quick run, wait for its end, and return the tab that shows its comparison."""
    session.window.learning.open("training")
    tab = session.window.learning.tab("training")
    assert isinstance(tab, TrainingTab)
    assert tab.form.strengths["quick"].isChecked()
    session.qtbot.waitUntil(tab.form.button.isEnabled, timeout=PATIENCE_MS)
    tab.form.name.setText("ours")
    tab.form.button.click()
    session.qtbot.waitUntil(tab.view.comparison.isVisible, timeout=PATIENCE_MS)
    return tab


def models_of(session: Session) -> dict[int, str]:
    """Return the name of the model whose preclassification each shown cell has."""
    with session.db.read() as s:
        names = models.names(s)
    return {c.id: names[c.preclassification.model_id] for c in session.cells if c.preclassification is not None}


def wait_for_model(session: Session, name: str, reviewed: set[int]) -> None:
    """Wait until all cells but the reviewed ones are classified by this model."""

    def done() -> bool:
        found = models_of(session)
        others = {found[cell.id] for cell in session.cells if cell.id not in reviewed}
        return others == {name} and not session.window.work.running

    session.qtbot.waitUntil(done, timeout=PATIENCE_MS)


def test_model_learns_a_laboratory_that_it_does_not_know(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = session.window
    dialogs: list[ReasonDialog] = []

    def agree(dialog: ReasonDialog) -> bool:
        dialogs.append(dialog)
        dialog.submit()
        dialog.deleteLater()
        return True

    monkeypatch.setattr("wbc_desktop.ui.learning.promoting.show_dialog", agree)
    # The foreign slide is announced, and the cells of the queue that its banner offers are classified;
    wait_for_announcement(session, True)
    classify_queue_by_keys(session)
    # a second slide too, so that one of the two can be held out.
    open_slide(session, draw_slide(tmp_path / "second", EACH, 1000))
    classify(session, session.cells)
    assert corrections_of(session)[-1][0] == "All classes"
    # In the third slide, four cells are reviewed.
    open_slide(session, draw_slide(tmp_path / "third", EACH, 2000))
    classify(session, session.cells[:4])
    reviewed = {cell.id: cell for cell in session.cells if cell.state is not ReviewState.UNREVIEWED}
    before = {cell.id: cell.predicted for cell in session.cells}
    # A quick fine-tuning finds a better model.
    tab = trained(session)
    view = tab.view.comparison
    assert view.gate.text() == "Better than “home”", view.reasons.text()
    assert view.sets.topLevelItemCount() == 2
    with session.db.read() as s:
        assert (active := models.active(s)) is not None
        assert active.name == "home"
    # Promoted, it classifies the cells that nobody reviewed, and knows the laboratory;
    view.promote.click()
    wait_for_model(session, "ours", set(reviewed))
    assert isinstance(dialogs[0], PromoteDialog)
    for cell in session.cells:
        if cell.id in reviewed:
            assert cell.preclassification == reviewed[cell.id].preclassification
            assert cell.classification == reviewed[cell.id].classification
    right = [cell.predicted == kind_of(cell) for cell in session.cells if cell.id not in reviewed]
    assert sum(right) >= 0.8 * len(right)
    wait_for_announcement(session, False)
    # rolled back, everything is as before.
    window.learning.open("models")
    models_tab = window.learning.tab("models")
    assert isinstance(models_tab, ModelsTab)
    models_tab.roll_back.click()
    wait_for_model(session, "home", set(reviewed))
    wait_for_announcement(session, True)
    assert {cell.id: cell.predicted for cell in session.cells} == before
    with session.db.read() as s:
        changes = select(AuditRow.act).where(AuditRow.subject == Subject.ACTIVE_MODEL.value).order_by(AuditRow.id)
        acts = s.scalars(changes).all()
    assert acts[-2:] == [PROMOTE, models.ROLL_BACK]
    assert verify(session.db).sound
