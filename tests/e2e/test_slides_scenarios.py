"""Scenarios of slides in plain words, on the real window: a watched folder, folders of one sample, the list."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from e2e.conftest import in_dialog
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.item_models.slides import SlideState
from wbc_desktop.jobs.folder_watch import FolderWatch
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services import merging, signing
from wbc_desktop.services.trail import verify
from wbc_desktop.services.watching import SETTLE
from wbc_desktop.store import cells, slides
from wbc_desktop.ui.slides.folders_dialog import FoldersDialog
from wbc_desktop.ui.slides.watching import WatchDialog

if TYPE_CHECKING:
    from conftest import Session

LONG = 120_000

CAMERA = """
import sys, time
from pathlib import Path
source, target = Path(sys.argv[1]), Path(sys.argv[2])
for picture in sorted(source.iterdir()):
    whole = picture.read_bytes()
    with open(target / picture.name, "wb") as file:
        for start in range(0, len(whole), len(whole) // 4 + 1):
            file.write(whole[start : start + len(whole) // 4 + 1])
            file.flush()
            time.sleep(0.1)
"""
"""A script for another process, which writes each picture slowly, as a microscope camera does."""


@pytest.fixture(autouse=True)
def _poll_every_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FolderWatch.__init__, "__kwdefaults__", {"poll_ms": 1000, "settle": 0.5})
    assert SETTLE > 0.5


def watch(session: Session, folder: Path) -> None:
    def choose(dialog: QDialog) -> None:
        assert isinstance(dialog, WatchDialog)
        dialog.button.click()
        assert "Choose the folder" in dialog.fault.text()
        dialog.folder.setText(str(folder))
        dialog.button.click()
        assert not dialog.isVisible()

    in_dialog(session, "watch", choose)


def wait_for_cells(session: Session, count: int) -> None:
    """Wait until the open slide has ``count`` cells, all preclassified."""
    session.qtbot.waitUntil(
        lambda: len(session.cells) == count and all(cell.preclassification is not None for cell in session.cells),
        timeout=LONG,
    )


def slide_of(session: Session, name: str) -> int:
    with session.db.read() as s:
        return next(slide.id for slide in slides.all_slides(s) if slide.name == name)


def test_images_of_a_camera_are_added_and_classified_automatically(
    start: Callable[..., Session], slide_folder: Callable[..., Path], tmp_path: Path
) -> None:
    taken, folder = slide_folder(4, "taken"), tmp_path / "camera"
    folder.mkdir()
    # Given a window without a slide, and an empty folder that it watches,
    session = start()
    watch(session, folder)
    window = session.window
    session.qtbot.waitUntil(lambda: "camera" in window.status.watch.text(), timeout=LONG)
    # when a camera in another process writes pictures there bit by bit,
    with subprocess.Popen([sys.executable, "-c", CAMERA, str(taken), str(folder)]) as camera:
        # then they are added and classified, and no incomplete picture is refused,
        wait_for_cells(session, 4)
        assert camera.wait(60) == 0
    assert window.slide is not None
    assert window.slide.name == "camera"
    assert "no cell" not in window.banner.text()
    # and the window can be used meanwhile: a decision is kept while more pictures arrive.
    first = session.cells[0].id
    window.gallery.select(first)
    window.gallery.setFocus()
    QTest.keyClick(window.gallery, Qt.Key.Key_N)
    session.wait_for_cell(first, lambda cell: cell.label == "NEU")
    # When a picture is renamed, one deleted, and one cannot be read, then the window shows the change.
    names = sorted(path.name for path in folder.iterdir())
    (folder / names[0]).rename(folder / "renamed.png")
    (folder / names[1]).unlink()
    (folder / "broken.png").write_bytes(b"\x89PNG no picture")
    session.qtbot.waitUntil(
        lambda: sorted(Path(cell.path).name for cell in session.cells) == [names[2], names[3], "renamed.png"],
        timeout=LONG,
    )
    # When the window is closed and opened again, then the folder is still watched;
    session.close()
    more = slide_folder(7, "more")
    again = start()
    session.qtbot.waitUntil(lambda: again.window.slide is not None, timeout=LONG)
    for number in (4, 5, 6):
        (more / f"cell_{number:04d}.png").rename(folder / f"late_{number}.png")
    wait_for_cells(again, 6)
    assert any(cell.label == "NEU" for cell in again.cells)

    # and when watching is stopped, then nothing more is added.
    def stop(dialog: QDialog) -> None:
        assert isinstance(dialog, WatchDialog)
        assert dialog.folder.text() == str(folder)
        dialog.stop.click()

    in_dialog(again, "watch", stop)
    again.wait_for_message("No folder is watched")
    assert not again.window.status.watch.isVisible()
    (more / "cell_0001.png").rename(folder / "unseen.png")  # the one that was deleted
    again.qtbot.wait(2500)
    assert len(again.cells) == 6
    assert Settings.load(again.window.backend.data_dir).watched in ("", str(folder))  # stored a moment later
    again.close()


def test_new_images_are_not_added_to_a_signed_slide(
    start: Callable[..., Session], slide_folder: Callable[..., Path]
) -> None:
    # Given a signed slide in a watched folder,
    folder = slide_folder(2, "camera")
    session = start(folder)
    session.wait_until_classified(2)
    window = session.window
    slide = window.slide
    assert slide is not None
    window.gallery.setFocus()
    for cell in list(session.cells):
        window.gallery.select(cell.id)
        QTest.keyClick(window.gallery, Qt.Key.Key_N)
        session.wait_for_cell(cell.id, lambda cell: cell.label == "NEU")
    reviewer = window.backend.preferences.settings.reviewer
    signing.sign(session.db, slide, Identity(reviewer), "", "approved", window.backend.preferences.settings)
    watch(session, folder)
    # when another image arrives there,
    other = slide_folder(3, "other") / "cell_0002.png"
    other.rename(folder / "new.png")
    # then it is not added, and a message says why.
    message = session.wait_for_message("cannot be added")
    assert "is signed, so 1 new image" in message
    with session.db.read() as s:
        assert len(cells.ids(s, slide.id)) == 2
    session.close()


def test_folders_of_one_sample_are_merged_reviewed_and_separated(
    start: Callable[..., Session], slide_folder: Callable[..., Path]
) -> None:
    # Given two slides that share three of their images,
    one, other = slide_folder(3, "one"), slide_folder(5, "other")
    session = start(other)
    window = session.window
    session.wait_until_classified(5)
    window.open_slide.open(one)
    session.qtbot.waitUntil(lambda: window.slide is not None and window.slide.name == "one", timeout=LONG)
    session.wait_until_classified(3)

    # when the other is merged into the open one,
    def merge(dialog: QDialog) -> None:
        assert isinstance(dialog, FoldersDialog)
        assert not dialog.button.isEnabled()
        dialog.search.setText("OTHER")
        dialog.others.item(0).setCheckState(Qt.CheckState.Checked)
        dialog.button.click()

    in_dialog(session, "folders", merge)
    session.wait_for_message("are one slide now")
    # then there is one slide in the list, and each image counts once;
    wait_for_cells(session, 5)
    session.qtbot.waitUntil(lambda: window.backend.slides.rowCount() == 1, timeout=LONG)
    session.qtbot.waitUntil(lambda: not window.work.running, timeout=LONG)
    last = session.cells[-1].id
    window.gallery.select(last)
    window.gallery.setFocus()
    QTest.keyClick(window.gallery, Qt.Key.Key_E)
    decided = session.wait_for_cell(last, lambda cell: cell.label == "EOS")
    # when they are separated, then each has its own cells with their decisions.
    parts = merging.parts(session.db, slide_of(session, "one"))

    def separate(dialog: QDialog) -> None:
        assert isinstance(dialog, FoldersDialog)
        dialog.parts.setCurrentRow(1)
        dialog.separate.click()

    in_dialog(session, "folders", separate)
    session.wait_for_message("separate slides again")
    wait_for_cells(session, 3)
    session.qtbot.waitUntil(lambda: window.backend.slides.rowCount() == 2, timeout=LONG)
    with session.db.read() as s:
        separated = cells.get_many(s, cells.ids(s, parts[1].slide_id))
    assert len(separated) == 5
    assert [cell.label for cell in separated if cell.sha256 == decided.sha256] == ["EOS"]
    assert verify(session.db).broken is None
    session.qtbot.waitUntil(lambda: not window.work.running, timeout=LONG)
    session.close()


def test_slides_are_searched_filtered_removed_from_the_list_and_restored(
    start: Callable[..., Session], slide_folder: Callable[..., Path]
) -> None:
    # Given two slides, one of them with a decision,
    session = start(slide_folder(2, "Sample 17"))
    window, model = session.window, session.window.backend.slides
    session.wait_until_classified(2)
    window.open_slide.open(slide_folder(2, "Probe 4"))
    session.qtbot.waitUntil(lambda: window.slide is not None and window.slide.name == "Probe 4", timeout=LONG)
    session.wait_until_classified(2)
    window.gallery.select(session.cells[0].id)
    window.gallery.setFocus()
    QTest.keyClick(window.gallery, Qt.Key.Key_N)
    # when words are typed, then the slides with these words in their names are shown;
    found = window.side.slides
    session.qtbot.waitUntil(lambda: model.rowCount() == 2, timeout=LONG)
    QTest.keyClicks(found.search, "sample")
    session.qtbot.waitUntil(
        lambda: [model.slide(r).name for r in range(model.rowCount())] == ["Sample 17"], timeout=LONG
    )
    # when a state is chosen, then the slides in this state are shown.
    found.search.clear()
    found.state.setCurrentIndex(found.state.findData(SlideState.IN_REVIEW))
    session.qtbot.waitUntil(lambda: [model.slide(r).name for r in range(model.rowCount())] == ["Probe 4"], timeout=LONG)
    found.state.setCurrentIndex(0)
    session.qtbot.waitUntil(lambda: model.rowCount() == 2, timeout=LONG)
    # When the open slide is removed from the list, then it is closed, and its files stay;
    folder = Path(window.slide.folder) if window.slide is not None else Path()
    window.commands["remove_from_list"].trigger()
    session.wait_for_message("is removed from the list")
    session.qtbot.waitUntil(lambda: model.rowCount() == 1, timeout=LONG)
    assert window.slide is None
    assert len(list(folder.iterdir())) == 2
    # when its folder is opened again, then its cells and decisions are shown again.
    window.open_slide.open(folder)
    session.wait_until_classified(2)
    session.qtbot.waitUntil(lambda: model.rowCount() == 2, timeout=LONG)
    assert [cell.label for cell in session.cells].count("NEU") == 1
    session.close()
