"""Faults that were found in the window: messages, undo and openings must belong to the right slide."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtWidgets import QDialog, QPushButton

from wbc_desktop.domain.cells import Slide
from wbc_desktop.services import demo, merging, review
from wbc_desktop.services.slides import open_slide
from wbc_desktop.store import cells, copying, slides
from wbc_desktop.ui.cell.cell_tools import CellTools
from wbc_desktop.ui.slides.slide_acts import SlideActs

if TYPE_CHECKING:
    from conftest import Session

Start = Callable[..., "Session"]
Folder = Callable[..., Path]
LONG = 30_000


class Gate:
    """Replaces a function: a call waits until the gate is opened, then calls the real function."""

    def __init__(self, real: Callable[..., Any]) -> None:
        self.real, self.calls = real, 0
        self.reached, self.opened = threading.Event(), threading.Event()

    def __call__(self, *args: Any, **how: Any) -> Any:
        self.calls += 1
        self.reached.set()
        assert self.opened.wait(20)
        return self.real(*args, **how)


def slide_named(session: Session, name: str) -> Slide:
    with session.db.read() as s:
        return next(slide for slide in slides.all_slides(s) if slide.name == name)


def open_second(session: Session, one: Path, count: int) -> None:
    """Open another folder and wait until its ``count`` cells are classified."""
    session.window.open_slide.open(one)
    session.qtbot.waitUntil(
        lambda: session.window.slide is not None and session.window.slide.name == one.name, timeout=LONG
    )
    session.wait_until_classified(count)


def labels(session: Session, slide: Slide) -> list[str | None]:
    with session.db.read() as s:
        return [cell.label for cell in cells.get_many(s, cells.ids(s, slide.id))]


def press_undo(session: Session) -> None:
    """Press Undo in the banner, if there is one."""
    for button in session.window.banner.findChildren(QPushButton):
        if button.text() == "Undo" and button.isVisible():
            button.click()


def test_undo_in_a_message_never_undoes_a_decision_on_another_slide(
    start: Start, slide_folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wbc_desktop.ui.review.reviewing.WORKER_FROM", 3)
    session = start(slide_folder(2, "beta"))
    window = session.window
    session.wait_until_classified(2)
    open_second(session, slide_folder(4, "alpha", 80), 4)
    # Given a decision on many cells of alpha with a message that offers Undo,
    window.gallery.selectAll()
    window.reviewing.classify("LYM")
    session.qtbot.waitUntil(lambda: labels(session, slide_named(session, "alpha")) == ["LYM"] * 4, timeout=LONG)
    session.qtbot.waitUntil(lambda: window.banner.kind() == "done", timeout=LONG)
    # when beta is opened and one of its cells is decided,
    beta = slide_named(session, "beta")
    window.open_slide.choose(beta)
    session.wait_until_classified(2)
    window.reviewing.classify("MON")
    assert labels(session, beta).count("MON") == 1
    # then Undo in that message does not undo the decision on beta.
    press_undo(session)
    assert labels(session, beta).count("MON") == 1
    session.close()


def test_undo_in_a_message_never_undoes_a_newer_decision(
    start: Start, slide_folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wbc_desktop.ui.review.reviewing.WORKER_FROM", 3)
    session = start(slide_folder(4, "alpha"))
    window = session.window
    session.wait_until_classified(4)
    window.backend.preferences.change(auto_advance=False)
    window.gallery.selectAll()
    window.reviewing.classify("LYM")
    session.qtbot.waitUntil(lambda: window.banner.kind() == "done", timeout=LONG)
    window.gallery.select(session.cells[0].id)
    window.reviewing.classify("MON")
    press_undo(session)
    session.qtbot.waitUntil(lambda: window.banner.kind() == "warning", timeout=LONG)
    assert sorted(str(label) for label in labels(session, slide_named(session, "alpha"))) == ["LYM"] * 3 + ["MON"]
    session.close()


def test_slide_chosen_last_stays_open_although_its_folder_is_missing(
    start: Start, slide_folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = start(slide_folder(2, "beta"))
    window = session.window
    session.wait_until_classified(2)
    open_second(session, slide_folder(3, "alpha", 80), 3)
    alpha, beta = slide_named(session, "alpha"), slide_named(session, "beta")
    shutil.rmtree(alpha.folder)
    gate = Gate(lambda db, folder, **_how: open_slide(db, folder))
    monkeypatch.setattr("wbc_desktop.jobs.slide_job.open_slide", gate)
    window.open_slide.choose(beta)
    assert gate.reached.wait(20)
    window.open_slide.choose(alpha)
    gate.opened.set()
    session.qtbot.waitUntil(lambda: not window.work.running, timeout=LONG)
    assert window.slide is not None
    assert window.slide.name == "alpha"
    session.close()


def test_slide_removed_while_its_folder_is_read_stays_removed(
    start: Start, slide_folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = start(slide_folder(2, "alpha"))
    window = session.window
    session.wait_until_classified(2)
    gate = Gate(open_slide)
    monkeypatch.setattr("wbc_desktop.jobs.slide_job.open_slide", gate)
    window.commands["rescan"].trigger()
    assert gate.reached.wait(20)
    window.commands["remove_from_list"].trigger()
    gate.opened.set()
    session.qtbot.waitUntil(lambda: not window.work.running, timeout=LONG)
    assert window.slide is None
    with session.db.read() as s:
        assert slides.with_cells(s) == []
    session.close()


def test_demo_requested_twice_is_drawn_once(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    session = start()
    monkeypatch.setattr("wbc_desktop.ui.slides.open_slide.DEMO_CELLS", 11)  # drawing takes long
    gate = Gate(demo.draw_demo)
    monkeypatch.setattr(demo, "draw_demo", gate)
    session.window.commands["demo"].trigger()
    assert gate.reached.wait(20)
    session.window.commands["demo"].trigger()
    gate.opened.set()
    session.wait_until_classified(11)
    assert gate.calls == 1
    session.close()


def test_merging_shows_its_progress_and_can_be_stopped(
    start: Start, slide_folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = start(slide_folder(4, "other"))
    window = session.window
    session.wait_until_classified(4)
    open_second(session, slide_folder(2, "one", 80), 2)
    one, other = slide_named(session, "one"), slide_named(session, "other")
    gate = Gate(copying.copy_cells)
    monkeypatch.setattr(copying, "copy_cells", gate)
    acts = window.findChild(SlideActs)
    assert acts is not None
    acts.merge(one, [other.id])
    assert gate.reached.wait(20)
    assert "erging" in window.status.words()[0]
    assert window.commands["stop"].isEnabled()
    window.commands["stop"].trigger()
    gate.opened.set()
    session.wait_for_message("The folders are unchanged")
    assert len(merging.parts(session.db, one.id)) == 1
    assert len(session.cells) == 2
    session.close()


def test_comparison_that_cannot_be_opened_leaves_no_dialog(start: Start, slide_folder: Folder) -> None:
    session = start(slide_folder(2))
    session.wait_until_classified(2)
    tools = session.window.findChild(CellTools)
    assert tools is not None
    before = len(session.window.findChildren(QDialog))
    tools.compare(session.cells[0].id, 999_999)
    assert "no longer in the slide" in session.window.banner.text()
    assert len(session.window.findChildren(QDialog)) == before
    session.close()


def test_message_about_a_slide_disappears_when_another_is_opened(start: Start, slide_folder: Folder) -> None:
    session = start(slide_folder(2, "beta"))
    window = session.window
    session.wait_until_classified(2)
    folder = slide_folder(3, "alpha", 80)
    (folder / "broken.png").write_bytes(b"\x89PNG no picture")
    open_second(session, folder, 3)
    session.wait_for_message("broken.png")
    window.open_slide.choose(slide_named(session, "beta"))
    session.wait_until_classified(2)
    assert window.banner.text() == ""
    # the message about a refused decision belongs to its slide as well
    window.gallery.select(session.cells[0].id)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(review, "reclassify", _refuse)
        window.reviewing.classify("LYM")
    assert window.banner.text() == "Not now."
    window.open_slide.choose(slide_named(session, "alpha"))
    session.wait_until_classified(3)
    assert "Not now." not in window.banner.text()
    session.close()


def _refuse(*_args: object, **_how: object) -> None:
    raise review.ReviewRefused("Not now.")
