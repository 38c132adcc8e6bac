"""The window of the guide: contents, search, links, pictures, keys that change."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QPalette, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.classes import STANDARD_CLASSES
from wbc_desktop.domain.keymap import Keymap, class_keys
from wbc_desktop.services.guide import KeysInUse, contents, page_file
from wbc_desktop.ui.help.help_window import HelpWindow
from wbc_desktop.ui.shell.translating import forget_translations, translate_into


class Guide:
    """A window of the guide, and the keymap that it shows."""

    def __init__(self) -> None:
        self.keymap = Keymap()
        self.parent = QWidget()
        self.window = HelpWindow(self._keys, self.parent)

    def _keys(self) -> KeysInUse:
        letters = class_keys(STANDARD_CLASSES, self.keymap)
        return KeysInUse([(shown, letters[shown.code]) for shown in STANDARD_CLASSES], self.keymap)

    @property
    def text(self) -> str:
        return self.window.view.toPlainText()


@pytest.fixture
def guide(qtbot: QtBot) -> Guide:
    made = Guide()
    qtbot.addWidget(made.parent)
    return made


def test_window_opens_at_the_first_page_and_then_where_it_was(guide: Guide) -> None:
    guide.window.open()
    assert guide.text.startswith("Guide")
    guide.window.open("backups")
    guide.window.close()
    guide.window.open()
    assert guide.text.startswith("Backups and data")


def test_every_page_of_the_contents_can_be_shown(guide: Guide) -> None:
    guide.window.open()
    for section in contents():
        for name, title in section.pages:
            guide.window.show_page(name)
            assert guide.text.startswith(title)
            assert guide.window.list.currentItem().text(0) == title


def test_choosing_a_page_in_the_contents_shows_it(guide: Guide) -> None:
    guide.window.open()
    for key in (Qt.Key.Key_Home, Qt.Key.Key_End):
        QTest.keyClick(guide.window.list, key)
    assert guide.text.startswith("What the models cannot do")


def test_back_and_forward_return_to_pages(guide: Guide) -> None:
    guide.window.open("fields")
    assert not guide.window.back.isEnabled()
    guide.window.open("slides")
    guide.window.back.click()
    assert guide.text.startswith("Fields")
    guide.window.forward.click()
    assert guide.text.startswith("Slides")
    assert not guide.window.forward.isEnabled()


def test_search_shows_pages_with_the_words_and_marks_them(guide: Guide) -> None:
    guide.window.open()
    guide.window.search.setText("postgresql")
    assert "benches" in guide.window.pages()
    assert "heatmap" not in guide.window.pages()
    QTest.keyClick(guide.window.search, Qt.Key.Key_Return)
    marked = guide.window.view.extraSelections()
    assert marked
    assert {one.cursor.selectedText().casefold() for one in marked} == {"postgresql"}
    guide.window.search.clear()
    assert len(guide.window.pages()) == sum(len(section.pages) for section in contents())
    assert not guide.window.view.extraSelections()


def test_search_without_result_says_so(guide: Guide) -> None:
    guide.window.open("words")
    guide.window.search.setText("xyzzy")
    assert guide.window.pages() == []
    QTest.keyClick(guide.window.search, Qt.Key.Key_Return)
    assert guide.text.startswith("Words")


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, None])
def test_keys_of_the_platform_close_it(qtbot: QtBot, guide: Guide, key: Qt.Key | None) -> None:
    with qtbot.waitActive(guide.window):
        guide.window.open()
    if key is None:
        QTest.keyClick(guide.window.search, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    else:
        QTest.keyClick(guide.window.search, key)
    assert not guide.window.isVisible()


def test_links_open_pages_and_model_cards_only(guide: Guide) -> None:
    guide.window.open("limits")
    guide.window.view.anchorClicked.emit(QUrl("../../models/wbc8.md"))
    assert guide.text.startswith("wbc8")
    guide.window.back.click()
    for elsewhere in ("https://example.org/", "../../../README.md", "nowhere.md", "file:///etc/hosts"):
        guide.window.view.anchorClicked.emit(QUrl(elsewhere))
        assert guide.text.startswith("What the models cannot do")


def test_changed_keys_are_shown_at_once(guide: Guide) -> None:
    guide.window.open("first-slide")
    assert "Press Space" in guide.text
    guide.keymap = Keymap().assign("confirm", "K", STANDARD_CLASSES)
    guide.window.refresh()
    assert "Press K" in guide.text


def test_pictures_are_no_wider_than_the_page(qtbot: QtBot, guide: Guide) -> None:
    guide.window.open("first-slide")
    view = guide.window.view
    name = QUrl("../pictures/en/window.png")

    def width() -> int:
        return int(view.document().resource(QTextDocument.ResourceType.ImageResource.value, name).width())

    for wide in (900, 700, 1400):
        guide.window.resize(wide, 600)
        qtbot.waitUntil(lambda: 0 < width() <= view.viewport().width())
        assert not view.horizontalScrollBar().isVisible()
    assert width() > 1000


def test_page_follows_the_colours_of_the_theme(guide: Guide) -> None:
    guide.window.open("keys")
    dark = QPalette(guide.window.palette())
    dark.setColor(QPalette.ColorRole.Midlight, Qt.GlobalColor.darkBlue)
    guide.window.view.setPalette(dark)
    html = guide.window.view.toHtml()
    assert "background-color:#000080" in html


def test_text_can_be_enlarged(qtbot: QtBot, guide: Guide) -> None:
    with qtbot.waitActive(guide.window):
        guide.window.open("words")
    before = guide.window.view.document().size().height()
    QTest.keyClick(guide.window.view, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert guide.window.view.document().size().height() > before


def test_guide_is_read_in_the_language_of_the_window(qtbot: QtBot, request: pytest.FixtureRequest) -> None:
    undo: Callable[[], None] = forget_translations
    request.addfinalizer(undo)
    translate_into("id")
    made = Guide()
    qtbot.addWidget(made.parent)
    made.window.open()
    assert made.window.windowTitle() == "Panduan"
    assert made.text.startswith("Panduan")
    assert page_file("index").parent.name == "id"
