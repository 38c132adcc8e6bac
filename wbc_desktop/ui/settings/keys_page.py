"""The page of the settings that changes the keys of commands and classes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from wbc_desktop.domain.classes import CellClass
from wbc_desktop.domain.keymap import BY_NAME, Keymap, KeyRefused, class_keys, class_name, plain_text
from wbc_desktop.domain.language import tr
from wbc_desktop.ui.settings.key_field import KeyField
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.theme import GRID, strong


@dataclass(frozen=True, slots=True)
class Row:
    """The widgets of one command or class: text, description, key, and the button that resets the key."""

    name: str
    text: QLabel
    about: QLabel
    field: KeyField
    reset: QPushButton

    def set_visible(self, visible: bool) -> None:
        """Show or hide the row."""
        for widget in (self.text, self.about, self.field, self.reset):
            widget.setVisible(visible)


class KeysPage(QWidget):
    """Edits a copy of the keymap, which takes effect when the settings are accepted."""

    def __init__(self, keymap: Keymap, classes: Sequence[CellClass], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keymap, self._classes = keymap, list(classes)
        self._rows: dict[str, Row] = {}
        self._headings: list[tuple[QLabel, list[str]]] = []
        self._find = QLineEdit()
        self._find.setPlaceholderText(tr("Find a command"))
        self._find.setAccessibleName(tr("Find a command"))
        self._find.setClearButtonEnabled(True)
        self._find.textChanged.connect(self._filter)
        self._message = Label()
        self._message.setWordWrap(True)
        self._message.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self._message.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._reset_all = QPushButton(tr("Reset &all keys"))
        self._reset_all.setAutoDefault(False)
        self._reset_all.clicked.connect(lambda _checked=False: self.reset_all())
        self._lay_out()
        self._show()

    def keymap(self) -> Keymap:
        """The edited keymap."""
        return self._keymap

    def message(self) -> str:
        """The result of the last change, as shown."""
        return self._message.text()

    def row(self, name: str) -> Row:
        """The row of a command, or of a class (``class NEU``)."""
        return self._rows[name]

    def choose(self, name: str, key: str) -> None:
        """Assign a key, or show why it is refused, for instance because another command has it."""
        self._change(lambda: self._keymap.assign(name, key, self._classes), name)

    def reset(self, name: str) -> None:
        """Reset the keys of a command or class to the defaults."""
        self._change(lambda: self._keymap.reset(name, self._classes), name)

    def reset_all(self) -> None:
        """Reset all keys to the defaults."""
        self._keymap = Keymap()
        self._message.setText(tr("Keyboard shortcuts reset to defaults."))
        self._show()

    def _change(self, change: Callable[[], Keymap], name: str) -> None:
        try:
            self._keymap = change()
        except KeyRefused as refused:
            self._show_message(str(refused), refused=True)
        else:
            text, keys = self._rows[name].text.text(), self._keys_of(name)
            sentence = tr("“{command}” has the key {key} now.", command=text, key=keys[0]) if keys else ""
            self._show_message(sentence, refused=False)
        self._show()

    def _show_message(self, sentence: str, refused: bool) -> None:
        self._message.setText(sentence)
        self._message.setFont(strong(self.font()) if refused else self.font())
        self._message.setAccessibleName(sentence)

    def _keys_of(self, name: str) -> tuple[str, ...]:
        if name in BY_NAME:
            return self._keymap.keys(name)
        of_classes = {class_name(code): key for code, key in class_keys(self._classes, self._keymap).items()}
        return (of_classes[name],) if of_classes.get(name) else ()

    def _show(self) -> None:
        for name, row in self._rows.items():
            row.field.show_keys(self._keys_of(name))
            row.reset.setEnabled(self._keymap.is_changed(name))
            row.text.setFont(strong(self.font()) if self._keymap.is_changed(name) else self.font())
        self._reset_all.setEnabled(bool(self._keymap.changed))

    def _filter(self, text: str) -> None:
        wanted = text.strip().casefold()
        for heading, names in self._headings:
            found = [name for name in names if self._matches(name, wanted)]
            heading.setVisible(bool(found))
            for name in names:
                self._rows[name].set_visible(name in found)

    def _matches(self, name: str, wanted: str) -> bool:
        row = self._rows[name]
        return wanted in f"{row.text.text()} {row.about.text()} {row.field.text()}".casefold()

    def _lay_out(self) -> None:
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, GRID, 0)
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(GRID // 2)
        grid.setColumnStretch(1, 1)
        for title, entries in self._groups():
            heading = Label(title)
            heading.setFont(strong(self.font()))
            heading.setContentsMargins(0, GRID, 0, 0)
            grid.addWidget(heading, grid.rowCount(), 0, 1, 4)
            self._headings.append((heading, [name for name, _, _ in entries]))
            for name, text, about in entries:
                self._add(grid, name, text, about)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.setAccessibleName(tr("Keys"))
        area.setMinimumWidth(84 * GRID)
        area.setMinimumHeight(20 * GRID)
        below = QHBoxLayout()
        below.addWidget(self._message, 1)
        below.addWidget(self._reset_all, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        column.addWidget(self._find)
        column.addWidget(area, 1)
        column.addLayout(below)

    def _groups(self) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
        """Yield each heading with its commands as (name, text, description)."""
        yield (
            tr("Classes"),
            [(class_name(c.code), c.title, tr("Classify the cell as {code}", code=c.code)) for c in self._classes],
        )
        menus = list(dict.fromkeys(command.menu for command in BY_NAME.values()))
        for menu in (*(m for m in ("&Review", "", "&View") if m in menus), *menus):
            if menu in menus:
                of_menu = [(c.name, plain_text(c), tr(c.about)) for c in BY_NAME.values() if c.menu == menu]
                yield tr(menu).replace("&", "") if menu else tr("Moving"), of_menu
                menus.remove(menu)

    def _add(self, grid: QGridLayout, name: str, text: str, about: str) -> None:
        label, description = Label(text), Label(about)
        label.setToolTip(about)
        description.setProperty("role", "muted")
        description.setWordWrap(True)
        field = KeyField(text)
        field.chosen.connect(lambda key: self.choose(name, key))
        reset = QPushButton(tr("Reset"))
        reset.setAutoDefault(False)
        reset.setAccessibleName(tr("Reset the key of {command}", command=text))
        reset.clicked.connect(lambda _checked=False: self.reset(name))
        line = grid.rowCount()
        for column, widget in enumerate((label, description, field, reset)):
            grid.addWidget(widget, line, column)
        self._rows[name] = Row(name, label, description, field, reset)
