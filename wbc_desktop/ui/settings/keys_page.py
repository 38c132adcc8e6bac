"""The page of the settings on which every command and every class can be given another key."""

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
    """One command or class: its words, its key, and the button that gives back the program's key."""

    name: str
    words: QLabel
    about: QLabel
    field: KeyField
    reset: QPushButton

    def show(self, shown: bool) -> None:
        """Show the row, or hide it."""
        for widget in (self.words, self.about, self.field, self.reset):
            widget.setVisible(shown)


class KeysPage(QWidget):
    """Holds a keymap to be changed; what is chosen here is in force when the settings are accepted."""

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
        self._said = Label()
        self._said.setWordWrap(True)
        self._said.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self._said.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._every = QPushButton(tr("Reset &all keys"))
        self._every.setAutoDefault(False)
        self._every.clicked.connect(lambda _checked=False: self.reset_all())
        self._lay_out()
        self._show()

    def keymap(self) -> Keymap:
        """The keys as chosen."""
        return self._keymap

    def message(self) -> str:
        """What is said of the last key that was pressed."""
        return self._said.text()

    def row(self, name: str) -> Row:
        """The row of a command, or of a class (``class NEU``)."""
        return self._rows[name]

    def choose(self, name: str, key: str) -> None:
        """Give a key; a sentence says why not when another command has it."""
        self._put(lambda: self._keymap.assign(name, key, self._classes), name)

    def reset(self, name: str) -> None:
        """Give back the program's key."""
        self._put(lambda: self._keymap.reset(name, self._classes), name)

    def reset_all(self) -> None:
        """Give back all of the program's keys."""
        self._keymap = Keymap()
        self._said.setText(tr("All keys are the program's own again."))
        self._show()

    def _put(self, change: Callable[[], Keymap], name: str) -> None:
        try:
            self._keymap = change()
        except KeyRefused as refused:
            self._tell(str(refused), wrong=True)
        else:
            words, key = self._rows[name].words.text(), self._keys_of(name)
            shown = key[0] if key else ""
            self._tell(tr("“{command}” has the key {key} now.", command=words, key=shown) if shown else "", wrong=False)
        self._show()

    def _tell(self, sentence: str, wrong: bool) -> None:
        self._said.setText(sentence)
        self._said.setFont(strong(self.font()) if wrong else self.font())
        self._said.setAccessibleName(sentence)

    def _keys_of(self, name: str) -> tuple[str, ...]:
        if name in BY_NAME:
            return self._keymap.keys(name)
        of_classes = {class_name(code): key for code, key in class_keys(self._classes, self._keymap).items()}
        return (of_classes[name],) if of_classes.get(name) else ()

    def _show(self) -> None:
        for name, row in self._rows.items():
            row.field.show_keys(self._keys_of(name))
            row.reset.setEnabled(self._keymap.is_changed(name))
            row.words.setFont(strong(self.font()) if self._keymap.is_changed(name) else self.font())
        self._every.setEnabled(bool(self._keymap.changed))

    def _filter(self, text: str) -> None:
        wanted = text.strip().casefold()
        for heading, names in self._headings:
            seen = [name for name in names if self._fits(name, wanted)]
            heading.setVisible(bool(seen))
            for name in names:
                self._rows[name].show(name in seen)

    def _fits(self, name: str, wanted: str) -> bool:
        row = self._rows[name]
        return wanted in f"{row.words.text()} {row.about.text()} {row.field.text()}".casefold()

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
            for name, words, about in entries:
                self._add(grid, name, words, about)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.setAccessibleName(tr("Keys"))
        area.setMinimumWidth(84 * GRID)
        area.setMinimumHeight(20 * GRID)
        below = QHBoxLayout()
        below.addWidget(self._said, 1)
        below.addWidget(self._every, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        column.addWidget(self._find)
        column.addWidget(area, 1)
        column.addLayout(below)

    def _groups(self) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
        """Headings, each with names, words and what is done."""
        yield (
            tr("Classes"),
            [(class_name(c.code), c.title, tr("Put the cell into {code}", code=c.code)) for c in self._classes],
        )
        menus = list(dict.fromkeys(command.menu for command in BY_NAME.values()))
        for menu in (*(m for m in ("&Review", "", "&View") if m in menus), *menus):
            if menu in menus:
                of_menu = [(c.name, plain_text(c), tr(c.about)) for c in BY_NAME.values() if c.menu == menu]
                yield tr(menu).replace("&", "") if menu else tr("Moving"), of_menu
                menus.remove(menu)

    def _add(self, grid: QGridLayout, name: str, words: str, about: str) -> None:
        label, told = Label(words), Label(about)
        label.setToolTip(about)
        told.setProperty("role", "muted")
        told.setWordWrap(True)
        field = KeyField(words)
        field.chosen.connect(lambda key: self.choose(name, key))
        reset = QPushButton(tr("Reset"))
        reset.setAutoDefault(False)
        reset.setAccessibleName(tr("Reset the key of {command}", command=words))
        reset.clicked.connect(lambda _checked=False: self.reset(name))
        line = grid.rowCount()
        for column, widget in enumerate((label, told, field, reset)):
            grid.addWidget(widget, line, column)
        self._rows[name] = Row(name, label, told, field, reset)
