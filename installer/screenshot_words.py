"""The words of a screen: the fixed sentences of the program that it shows, without numbers, names and dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import translations

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def sentences(language: str) -> frozenset[str]:
    """Return every sentence of the program without placeholders in this language, without the marks of a menu."""
    done = translations.read_translations(translations.FOLDER / f"wbc_{language}.ts")
    shown = (done.get(source, source) for source in translations.messages() if not translations.placeholders(source))
    return frozenset(map(plain, shown))


def plain(text: str) -> str:
    """Return a text without the marks of a menu."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").strip()


def shown(whole: QWidget, known: frozenset[str]) -> list[str]:
    """Return the known sentences that are visible in a widget, in alphabetical order."""
    from PySide6.QtWidgets import QWidget

    parts = [whole, *whole.findChildren(QWidget)]
    found = {plain(text) for part in parts if part.isVisibleTo(whole) for text in _texts(part)}
    return sorted((found & known) - {""})


def _texts(part: QWidget) -> list[str]:
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import (
        QAbstractButton,
        QComboBox,
        QGroupBox,
        QHeaderView,
        QLabel,
        QLineEdit,
        QMenuBar,
        QTabWidget,
    )

    if isinstance(part, QLabel | QAbstractButton):
        return [part.text()]
    if isinstance(part, QGroupBox):
        return [part.title()]
    if isinstance(part, QLineEdit):
        return [part.placeholderText()]
    if isinstance(part, QComboBox):
        return [part.currentText()]
    if isinstance(part, QTabWidget):
        return [part.tabText(place) for place in range(part.count())]
    if isinstance(part, QMenuBar):
        return [action.text() for action in part.actions()]
    if isinstance(part, QHeaderView) and part.model() is not None:
        across = part.orientation()
        count = part.count() if across == Qt.Orientation.Horizontal else 0
        return [str(part.model().headerData(place, across) or "") for place in range(count)]
    return []
