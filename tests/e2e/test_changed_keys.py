"""After a person changes keys, sentences and tooltips name the new keys, and the new keys work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest

from wbc_desktop.domain.keymap import Keymap
from wbc_desktop.ui.cell.cell_tools import CellTools
from wbc_desktop.ui.cell.full_screen import FullScreen

if TYPE_CHECKING:
    from conftest import Session

OTHERS = Keymap(
    {
        "show_all": ("F6",),
        "rescan": ("F7",),
        "comment": ("Ctrl+K",),
        "heat": ("G",),
        "fit": (),
        "actual": ("4",),
        "reviewer": (),
    }
)


def test_tooltips_and_sentences_name_the_chosen_keys(
    start: Callable[..., Session], slide_folder: Callable[..., Path]
) -> None:
    session = start(slide_folder(3))
    session.wait_until_classified(3)
    window = session.window
    view, full = window.cell_view, window.findChild(FullScreen)
    assert full is not None
    assert "(Ctrl+M)" in view.comments.line.placeholderText()
    assert "Esc: back to the gallery" in full.page.words()["hint"]
    assert "double-click or 0: fit · 1: actual size" in view.picture.toolTip()
    window.backend.preferences.change_keys(OTHERS)
    assert "(Ctrl+K)" in view.comments.line.placeholderText()
    assert "F6: back to the gallery" in full.page.words()["hint"]
    assert "Esc" not in full.page.words()["hint"]
    for picture in (view.picture, full.page.picture):
        assert "double-click: fit · 4: actual size" in picture.toolTip()
    assert {"(F6)"} == {b._dismiss.toolTip().split()[-1] for b in (window.banner, window.unlike)}
    window.work.open(Path(window.slide.folder))
    window.commands["stop"].trigger()
    session.qtbot.waitUntil(lambda: not window.work.running)
    assert window.status.words()[0].endswith("Press F7 to continue.")
    session.close()


def test_keys_of_pictures_work_in_the_compare_dialog(
    start: Callable[..., Session], slide_folder: Callable[..., Path]
) -> None:
    session = start(slide_folder(3))
    session.wait_until_classified(3)
    window = session.window
    window.backend.preferences.change_keys(OTHERS)
    window.gallery.select(session.cells[0].id)
    model = window.backend.cells
    window.gallery.selectionModel().select(model.index(1), QItemSelectionModel.SelectionFlag.Select)
    window.commands["compare"].trigger()
    tools = window.findChild(CellTools)
    assert tools is not None
    dialog = tools.compare_dialog
    assert dialog is not None
    session.qtbot.waitUntil(lambda: dialog.left.loaded and dialog.right.loaded and dialog.isActiveWindow())
    before = dialog.heat.isChecked()
    assert dialog.heat.toolTip().endswith("(G)")
    QTest.keyClick(dialog, Qt.Key.Key_H)
    assert dialog.heat.isChecked() is before, "H is no longer the key of the heatmap"
    QTest.keyClick(dialog, Qt.Key.Key_G)
    assert dialog.heat.isChecked() is not before
    QTest.keyClick(dialog, Qt.Key.Key_4)
    assert dialog.left.picture.zoom() == dialog.right.picture.zoom() == 1.0
    assert "4: actual size" in dialog.left.picture.toolTip()
    dialog.reject()
    session.close()
