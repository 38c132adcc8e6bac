"""The steps of ``features/language.feature``: start, settings, report, and room for translated texts."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pypdf
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QComboBox, QDialog, QLabel, QPushButton, QWidget
from pytest_bdd import given, parsers, scenarios, then, when

from tests.e2e.program import Program
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services.report import write_report
from wbc_desktop.services.signing import signing_state
from wbc_desktop.ui.reviewers.signing_dialogs import lock_sentence
from wbc_desktop.ui.settings.settings_dialog import SettingsDialog
from wbc_desktop.ui.shell.dialogs import AboutDialog
from wbc_desktop.ui.shell.translating import CHOICES
from wbc_desktop.ui.widgets.elided import ElidedLabel

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


scenarios("features/language.feature")

LANGUAGES = {"English": "en", "Indonesian": "id"}


@given("a folder with images of 4 cells", target_fixture="folder")
def _folder(slide_folder: Callable[..., Path]) -> Path:
    return slide_folder(4)


@given(parsers.parse("the program on that folder, in {language}"))
def _program(program: Program, folder: Path, data_dir_path: Path, language: str) -> None:
    Settings(reviewer="Sari", language=LANGUAGES[language]).save(DataDir(data_dir_path))  # type: ignore[arg-type]
    program.open(folder)
    program.wait_for_cells(4)


@when(parsers.parse('I choose "{language}" in the settings'))
def _choose(program: Program, language: str) -> None:
    before = program.window

    def choose() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, SettingsDialog)
        box = next(box for box in dialog.findChildren(QComboBox) if box.findText(language) >= 0)
        box.setCurrentText(language)
        dialog.accept()

    QTimer.singleShot(0, choose)
    before.commands["settings"].trigger()
    program.wait_for(lambda: program.window is not before and program.window.isVisible())


@when("I close the program and start it again")
def _again(program: Program) -> None:
    program.close()
    program.open(None)


@then(parsers.parse('the menus are "{names}"'))
def _menus(program: Program, names: str) -> None:
    shown = [action.text().replace("&", "") for action in program.window.menuBar().actions()]
    assert ", ".join(shown) == names


@then("the same slide is open, with 4 cells")
def _same(program: Program, folder: Path) -> None:
    program.wait_for_cells(4)
    assert program.window.slide is not None
    assert Path(program.window.slide.folder) == folder.resolve()


@then(parsers.parse('the key N is for "{name}"'))
def _key(program: Program, name: str) -> None:
    action = next(a for a in program.window.commands.decisions() if a.shortcut().toString() == "N")
    assert action.text() == name


@when("I decide every cell and sign it with the first meaning")
def _sign(program: Program) -> None:
    window = program.window
    window.gallery.selectAll()
    window.commands.class_chosen.emit("NEU")
    assert window.slide is not None
    dialog = window.reviewers.signing.sign_dialog(window.slide)
    assert dialog.meaning.currentText() == "ditinjau"
    slide_id = window.slide.id
    dialog.button.click()  # a password is checked in the background
    program.wait_for(lambda: signing_state(window.backend.db, slide_id).locked is not None)
    dialog.deleteLater()


@then(parsers.parse('the window says that the slide is "{sentence}"'))
def _lock_sentence(program: Program, sentence: str) -> None:
    assert program.window.slide is not None
    locked = signing_state(program.window.backend.db, program.window.slide.id).locked
    assert locked is not None
    assert lock_sentence(locked) == sentence


@then(parsers.parse('the stored meaning is "{meaning}"'))
def _meaning(program: Program, meaning: str) -> None:
    assert program.window.slide is not None
    locked = signing_state(program.window.backend.db, program.window.slide.id).locked
    assert locked is not None
    assert [signature.meaning for signature in locked.signatures] == [meaning]


@then(parsers.re(r"the report says (?P<parts>.*)"))
def _report(program: Program, tmp_path: Path, parts: str) -> None:
    window, path = program.window, tmp_path / "report.pdf"
    assert window.slide is not None
    write_report(window.backend.db, window.slide, path, window.backend.preferences.settings)
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    for part in re.findall(r'"([^"]*)"', parts):
        assert part in text


@then("every button and label of the window and its dialogs has room for its text")
def _room(program: Program, qtbot: QtBot) -> None:
    window = program.window
    assert window.slide is not None
    window.resize(1366, 768)
    window.side.filters.unfold()
    dialogs: list[QDialog] = [
        SettingsDialog(window.backend.preferences.settings, CHOICES, window),
        AboutDialog(window.model.version, window),
        window.reviewers.signing.sign_dialog(window.slide),
        window.reviewers.accounts.dialog(),
        window.ranges.dialog(),
        window.classes.dialog(),
        window.details.dialog(window.slide),
    ]
    cut = without_room(window)
    for dialog in dialogs:
        dialog.show()
        qtbot.waitExposed(dialog)
        cut += without_room(dialog)
        dialog.hide()
        dialog.deleteLater()
    assert cut == []


def without_room(whole: QWidget) -> list[str]:
    """Return the visible buttons and labels that are too small for their texts."""
    QApplication.processEvents()
    cut = []
    for kind in (QPushButton, QCheckBox, QLabel):
        for widget in whole.findChildren(kind):
            if not widget.isVisible() or isinstance(widget, ElidedLabel) or not widget.text():
                continue
            if isinstance(widget, QLabel) and widget.wordWrap():
                room, wanted = widget.height(), widget.heightForWidth(widget.width())
            else:
                room, wanted = widget.width(), widget.minimumSizeHint().width()
            words = widget.fontMetrics().horizontalAdvance(widget.text().replace("&", ""))
            if isinstance(widget, QAbstractButton):
                wanted = max(wanted, words)
            if room < wanted:
                cut.append(f"{type(whole).__name__}: {widget.text()!r} has {room} of {wanted}")
    return cut
