"""The steps of ``features/keyboard.feature`` in the real window, with a stand-in for the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest
from e2e.conftest import Session
from e2e.keyboard import Keyboard
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytest_bdd import given, parsers, scenarios, then, when

from wbc_desktop.domain.cells import ReviewState
from wbc_desktop.domain.classes import NOT_CLASSED, cell_class
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.services.guide import KeysInUse, key_table
from wbc_desktop.services.slide_fields import change_fields, history, slide_fields
from wbc_desktop.services.trail import verify
from wbc_desktop.store import cells as stored_cells
from wbc_desktop.store import classifications
from wbc_desktop.ui.reviewers.signing import SignDialog

scenarios("features/keyboard.feature")

NAMES = {"Heatmap": "heat", "Confirm": "confirm"}


@pytest.fixture
def keyboard(
    start: Callable[..., Session], tmp_path: Path, data_dir_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Keyboard]:
    made = Keyboard(start, tmp_path / "slide", data_dir_path, tmp_path / "report.pdf")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args, **_more: str(made.folder))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_more: (str(made.report), ""))
    yield made
    if made.session is not None:
        made.session.close()


@given(parsers.parse("a folder with images of {count:d} cells"))
def _(keyboard: Keyboard, slide_folder: Callable[..., Path], count: int) -> None:
    keyboard.folder = slide_folder(count, side=48)


@given("settings that cannot be read")
def _(keyboard: Keyboard) -> None:
    keyboard.data.mkdir(parents=True, exist_ok=True)
    (keyboard.data / "settings.json").write_text("{ this is no JSON")


@given("the window, with no slide open")
def _(keyboard: Keyboard) -> None:
    keyboard.open_window(None)


@given("the window, with the folder open")
def _(keyboard: Keyboard) -> None:
    keyboard.open_window(keyboard.folder)
    keyboard.now.wait_until_classified(len(list(keyboard.folder.iterdir())))
    keyboard.now.window.gallery.setFocus()


@when("the window is closed and opened again")
def _(keyboard: Keyboard) -> None:
    keyboard.now.close()
    keyboard.open_window(keyboard.folder)
    keyboard.now.wait_until_classified(len(list(keyboard.folder.iterdir())))
    keyboard.wait(keyboard.now.window.commands["undo"].isEnabled)


@when("I press Ctrl+O and choose the folder")
def _(keyboard: Keyboard) -> None:
    QTest.keyClick(keyboard.now.window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)


@then(parsers.parse("{count:d} cells are preclassified"))
def _(keyboard: Keyboard, count: int) -> None:
    keyboard.now.wait_until_classified(count)


@when(parsers.re(r"I press (?P<keys>[A-Z][\w+]*)(?: (?P<times>\d+) times)?"))
def _(keyboard: Keyboard, keys: str, times: str | None) -> None:
    for _number in range(int(times or 1)):
        if keys.endswith("+Z"):
            name = "redo" if "Shift" in keys else "undo"
            keyboard.wait(keyboard.now.window.commands[name].isEnabled)
        keyboard.press(keys)
        QApplication.processEvents()


@then(parsers.parse('one cell fills the screen, and "{words}" is beside it'))
def _(keyboard: Keyboard, words: str) -> None:
    assert keyboard.full.active
    assert keyboard.now.window.isFullScreen()
    assert not keyboard.now.window.menuBar().isVisible()
    keyboard.wait(lambda: keyboard.full.page.words()["progress"] == words)


@when("I decide every cell by the key of a class, by X or by Space")
def _(keyboard: Keyboard) -> None:
    window, keys = keyboard.now.window, ["N", "L", "Space", "M", "X", "Space"]
    for number, cell in enumerate(keyboard.now.cells):
        assert window.gallery.current_id() == cell.id, "the next cell is current without a key"
        key = keys[number % len(keys)]
        key = "E" if key == "Space" and cell.preclassification.unidentified else key  # type: ignore[union-attr]
        keyboard.press(key)
        codes = {"N": "NEU", "L": "LYM", "M": "MON", "X": "NC", "E": "EOS", "Space": cell.predicted}
        keyboard.decided[str(codes[key])] += 1


@then(parsers.parse('the screen says "{words}"'))
def _(keyboard: Keyboard, words: str) -> None:
    keyboard.wait(lambda: words in keyboard.full.page.words()["end"])


@then(parsers.parse('"{words}" is beside it'))
def _(keyboard: Keyboard, words: str) -> None:
    keyboard.wait(lambda: keyboard.full.page.words()["progress"] == words)


@then("the gallery is shown, at the cell that was decided last")
def _(keyboard: Keyboard) -> None:
    window = keyboard.now.window
    assert not keyboard.full.active
    assert window.menuBar().isVisible()
    assert window.gallery.isVisible()
    assert window.gallery.current_id() == keyboard.now.cells[-1].id


@when(parsers.parse('I press Ctrl+Shift+S and sign as "{meaning}"'))
def _(keyboard: Keyboard, meaning: str) -> None:
    def sign(dialog: SignDialog) -> None:
        dialog.meaning.setCurrentText(meaning)
        QTest.keyClick(dialog.button, Qt.Key.Key_Return)
        keyboard.wait(lambda: not dialog.isVisible() or bool(dialog.fault.text()))
        assert not dialog.isVisible(), dialog.fault.text()

    keyboard.in_dialog(SignDialog, sign, lambda: keyboard.press("Ctrl+Shift+S"))
    keyboard.now.wait_for_message("The slide is signed")


@when("I press Ctrl+P and name a file")
def _(keyboard: Keyboard) -> None:
    keyboard.now.window.gallery.setFocus()
    keyboard.press("Ctrl+P")
    keyboard.now.wait_for_message(str(keyboard.report))


@then("the PDF says that the slide is signed, with the count of each class")
def _(keyboard: Keyboard) -> None:
    first = pypdf.PdfReader(keyboard.report).pages[0].extract_text()
    assert "SIGNED" in first
    assert "approved" in first
    assert keyboard.now.window.backend.preferences.settings.reviewer in first
    words = " ".join(first.split())
    for code, count in keyboard.decided.items():
        shown = cell_class(code)
        if code != NOT_CLASSED:
            name = shown.name if shown.white else f"{shown.name} ({code})"
            assert f"{name} {count} " in words, (name, count, words)


@then(parsers.parse("the store has my decision on each of the {count:d} cells, and a sound audit trail"))
def _(keyboard: Keyboard, count: int) -> None:
    slide = keyboard.now.window.slide
    assert slide is not None
    with keyboard.now.db.read() as s:
        stored = [stored_cells.get(s, cell.id) for cell in keyboard.now.cells]
        acts = classifications.acts(s, slide.id)
    assert Counter(cell.label for cell in stored) == keyboard.decided
    assert sum(keyboard.decided.values()) == count == len(acts)
    assert {act.reviewer for act in acts} == {keyboard.now.window.backend.preferences.settings.reviewer}
    assert verify(keyboard.now.db).sound


@when(parsers.parse('I try to give "{command}" the key Space'))
def _(keyboard: Keyboard, command: str) -> None:
    keyboard.give_key(NAMES[command], Qt.Key.Key_Space)


@when(parsers.parse('I give "{command}" the key K'))
def _(keyboard: Keyboard, command: str) -> None:
    keyboard.give_key(NAMES[command], Qt.Key.Key_K)


@when("I give the class LYM the key 7")
def _(keyboard: Keyboard) -> None:
    keyboard.give_key("class LYM", Qt.Key.Key_7)


@when("I reset all keys")
def _(keyboard: Keyboard) -> None:
    keyboard.in_keys(lambda page: page.reset_all())


@then(parsers.parse('the page of the keys says "{words}"'))
def _(keyboard: Keyboard, words: str) -> None:
    assert keyboard.key_messages[-1] == words


@then("a message says that the settings were damaged and where the file is")
def _(keyboard: Keyboard) -> None:
    assert "settings-damaged-1.json" in keyboard.now.wait_for_message("The settings file was damaged")
    assert (keyboard.data / "settings-damaged-1.json").exists()


@then('the menu, the tooltip and the help show K for "Confirm" and 7 for LYM')
def _(keyboard: Keyboard) -> None:
    commands = keyboard.now.window.commands
    assert commands["confirm"].shortcut().toString() == "K"
    assert "(K)" in commands["confirm"].toolTip()
    assert ("LYM", "7") in [(shown.code, key) for shown, key in commands.classes]
    card = key_table(KeysInUse(commands.classes, commands.keymap))
    assert "`K`" in card
    assert "`7`" in card
    assert "`Space`" not in card


@then("K confirms a cell, 7 puts a cell into LYM, and Space does neither")
def _(keyboard: Keyboard) -> None:
    waiting = [c for c in keyboard.now.cells if c.label is None and c.preclassification is not None]
    sure = [c for c in waiting if c.preclassification is not None and not c.preclassification.unidentified]
    first, other = sure[0], next(c for c in waiting if c.id != sure[0].id)
    gallery = keyboard.now.window.gallery
    gallery.select(first.id)
    keyboard.press("Space")
    with keyboard.now.db.read() as s:
        assert stored_cells.get(s, first.id).label is None
    keyboard.press("K")
    keyboard.now.wait_for_cell(first.id, lambda c: c.state is ReviewState.CONFIRMED)
    gallery.select(other.id)
    keyboard.press("7")
    keyboard.now.wait_for_cell(other.id, lambda c: c.label == "LYM")


@then("Space confirms a cell")
def _(keyboard: Keyboard) -> None:
    cell = keyboard.now.cells[0]
    keyboard.now.window.gallery.select(cell.id)
    keyboard.press("U")
    keyboard.now.wait_for_cell(cell.id, lambda c: c.label == "UNI")
    keyboard.now.window.gallery.select(cell.id)
    keyboard.press("Space")
    keyboard.now.wait_for_cell(cell.id, lambda c: c.state is ReviewState.CONFIRMED)


@when("I put a cell into EOS by its key")
def _(keyboard: Keyboard) -> None:
    cell = next(c for c in keyboard.now.cells if c.current != "EOS")
    keyboard.now.window.gallery.select(cell.id)
    keyboard.press("E")
    keyboard.now.wait_for_cell(cell.id, lambda c: c.label == "EOS")


@when("I confirm the remaining cells with Ctrl+A and Space")
def _(keyboard: Keyboard) -> None:
    keyboard.press("Ctrl+A")
    keyboard.press("Space")
    keyboard.wait(lambda: not any(c.label is None for c in keyboard.now.cells if c.current != "UNI"))


@when(parsers.parse('I enter the sample "{sample}"'))
def _(keyboard: Keyboard, sample: str) -> None:
    slide, who = keyboard.now.window.slide, keyboard.now.window.backend.preferences.settings.reviewer
    assert slide is not None
    with keyboard.now.db.read() as s:
        typed = slide_fields(s, slide.id)
    keyboard.now.window.context.announce(
        change_fields(keyboard.now.db, slide.id, replace(typed, sample=sample), Identity(who))
    )


@then(parsers.re(r'the sample is "(?P<sample>.*)"'))
def _(keyboard: Keyboard, sample: str) -> None:
    slide = keyboard.now.window.slide
    assert slide is not None
    with keyboard.now.db.read() as s:
        assert slide_fields(s, slide.id).sample == sample


@then(parsers.re(r"(?P<count>\d+) cells? (?:is|are) decided"))
def _(keyboard: Keyboard, count: str) -> None:
    keyboard.wait(lambda: sum(c.label is not None for c in keyboard.now.cells) == int(count))


@then("every step is recorded")
def _(keyboard: Keyboard) -> None:
    slide = keyboard.now.window.slide
    assert slide is not None
    with keyboard.now.db.read() as s:
        kinds = [act.kind.value for act in classifications.acts(s, slide.id)]
        entered = [entry.value for entry in history(s, slide.id)]
    assert kinds == ["reclassify", "confirm", "undo", "undo", "redo", "redo"]
    assert entered == ["S-77", "", "S-77"]
    assert verify(keyboard.now.db).sound
