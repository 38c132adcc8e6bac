"""The classes of the laboratory: names, colours, keys, white or other; new ones are added, old ones set aside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QCheckBox,
    QColorDialog,
    QComboBox,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from wbc_desktop.domain.classes import NOT_CLASSED_CLASS, STANDARD_CLASSES, UNIDENTIFIED_CLASS, CellClass
from wbc_desktop.domain.classes_colours import is_colour, similar_colours, suggest_colour
from wbc_desktop.domain.language import mark, tr
from wbc_desktop.ui.widgets.fault import FaultLine
from wbc_desktop.ui.widgets.fitting import FittedDialog
from wbc_desktop.ui.widgets.icons import colour_dot
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.theme import GRID

_CODE = int(Qt.ItemDataRole.UserRole)
_STANDARD = {c.code for c in STANDARD_CLASSES}
_WHITE, _OTHER = mark("a white cell: part of the 100 %"), mark("another cell: counted per 100 white cells")

Classes = Callable[[], Sequence[CellClass]]
Act = Callable[[CellClass], object]
"""Stores a class and calls :meth:`ClassesDialog.stored`, or shows in the dialog's ``fault`` why not."""


class ClassesDialog(FittedDialog):
    """A list of the classes, and beside it what can be changed of the chosen one. Each change is stored by itself."""

    def __init__(self, read: Classes, add: Act, change: Act, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Classes"))
        self._read, self._do_add, self._do_change = read, add, change
        self._new = False
        self._list = QListWidget()
        self._list.setAccessibleName(tr("Classes"))
        self._list.setIconSize(QSize(12, 12))
        self._code, self._name, self._key = QLineEdit(), QLineEdit(), QLineEdit()
        self._key.setMaxLength(1)
        self._key.setPlaceholderText(tr("chosen by the program"))
        self._colour = QLineEdit()
        self._pick = QPushButton(tr("Choose…"))
        self._white = QComboBox()
        self._white.addItem(tr(_WHITE), True)
        self._white.addItem(tr(_OTHER), False)
        self._active = QCheckBox(tr("&Offered to reviewers"))
        self._near, self._said, self.fault = Label(), Label(), FaultLine()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._store_button = QPushButton(tr("&Store"))
        self._add_button = QPushButton(tr("&New class"))
        self._lay_out()
        self._list.currentItemChanged.connect(lambda now, _before: self._show(now))
        self._colour.textChanged.connect(self._look_at_colours)
        self._pick.clicked.connect(lambda _checked=False: self._pick_colour())
        self._add_button.clicked.connect(lambda _checked=False: self.begin_new())
        self._store_button.clicked.connect(lambda _checked=False: self.save())
        self._fill()

    def codes(self) -> list[str]:
        """The codes in the order shown."""
        return [str(self._list.item(row).data(_CODE)) for row in range(self._list.count())]

    def choose(self, code: str) -> None:
        """Show a class beside the list."""
        self._list.setCurrentRow(self.codes().index(code))

    def begin_new(self) -> None:
        """Ask for a new class, with a colour that stands apart from the others."""
        self._list.clearSelection()
        self._list.setCurrentRow(-1)
        self._new = True
        self._put(CellClass("", "", True, suggest_colour(c.colour for c in self._every()), ""))
        self._say("")
        self._code.setFocus()

    def type(self, **texts: str) -> None:
        """Type into the fields ``code``, ``name``, ``key``, ``colour``, as a person does."""
        for name, text in texts.items():
            getattr(self, f"_{name}").setText(text)

    def set_white(self, white: bool) -> None:
        """Choose where it counts."""
        self._white.setCurrentIndex(0 if white else 1)

    def set_active(self, active: bool) -> None:
        """Offer it to reviewers, or no longer."""
        self._active.setChecked(active)

    def typed(self) -> CellClass:
        """The class as typed now."""
        return CellClass(
            self._code.text().strip().upper(),
            self._name.text(),
            bool(self._white.currentData()),
            self._colour.text().strip(),
            self._key.text(),
            self._active.isChecked(),
        )

    def message(self) -> str:
        """What came of the last act."""
        return self.fault.text() or self._said.text()

    def warning(self) -> str:
        """Which colours are too near to this one."""
        return self._near.text()

    def save(self) -> None:
        """What Store does: the class is in force at once, or a sentence says why not."""
        self._say("")
        (self._do_add if self._new else self._do_change)(self.typed())

    def show_saved(self, wanted: CellClass) -> None:
        """Show that the class as it was typed is stored now."""
        values = {"name": wanted.name.strip(), "code": wanted.code}
        said = tr("{name} ({code}) is added.", **values) if self._new else tr("{name} ({code}) is stored.", **values)
        self._fill(wanted.code)
        self._say(said)

    def read_again(self) -> None:
        """Show the classes as they are stored now."""
        codes, row = self.codes(), self._list.currentRow()
        self._fill(next(iter(codes[max(row, 0) : row + 1]), ""))

    def _say(self, sentence: str) -> None:
        self._said.setText(sentence)
        self.fault.say("")

    def _every(self) -> list[CellClass]:
        return [*self._read(), UNIDENTIFIED_CLASS, NOT_CLASSED_CLASS]

    def _fill(self, choose: str = "") -> None:
        self._list.blockSignals(True)
        self._list.clear()
        for c in self._read():
            item = QListWidgetItem(
                colour_dot(c.colour, ratio=self.devicePixelRatioF()),
                f"{c.code}  {c.title}" + ("" if c.active else tr("  (set aside)")),
            )
            item.setData(_CODE, c.code)
            if not c.active:
                item.setForeground(self.palette().placeholderText())
            self._list.addItem(item)
        self._list.blockSignals(False)
        codes = self.codes()
        self._list.setCurrentRow(codes.index(choose) if choose in codes else 0)
        self._show(self._list.currentItem())

    def _show(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        self._new = False
        self._say("")
        self._put(next(c for c in self._read() if c.code == item.data(_CODE)))

    def _put(self, c: CellClass) -> None:
        self._code.setText(c.code)
        self._code.setReadOnly(not self._new)
        self._code.setEnabled(self._new)
        self._name.setText(c.name)
        self._key.setText(c.key)
        self._colour.setText(c.colour)
        self.set_white(c.white)
        self._white.setEnabled(c.code not in _STANDARD)
        self.set_active(c.active)
        self._active.setEnabled(not self._new)
        self._store_button.setText(tr("&Add") if self._new else tr("&Store"))
        self._look_at_colours()

    def _look_at_colours(self) -> None:
        c = self.typed()
        good = is_colour(c.colour)
        self._pick.setIcon(colour_dot(c.colour if good else "#00000000", 16, self.devicePixelRatioF()))
        code = c.code or "NEW"
        others = [o for o in self._every() if o.code != code and o.active]
        pairs = similar_colours([*others, replace(c, code=code)], [code]) if good else []
        told = "; ".join(str(pair) for pair in pairs[:3])
        self._near.setText(tr("{told}. The code always stands beside the colour.", told=told) if told else "")
        self._near.setVisible(bool(told))

    def _pick_colour(self) -> None:
        chosen = QColorDialog.getColor(QColor(self._colour.text()), self, tr("Colour of the class"))
        if chosen.isValid():
            self._colour.setText(chosen.name().upper())

    def _form(self) -> QFormLayout:
        """The fields of one class."""
        colour = QHBoxLayout()
        colour.setSpacing(GRID)
        colour.addWidget(self._colour, 1)
        colour.addWidget(self._pick)
        form = QFormLayout()
        form.setSpacing(GRID)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for text, edit in ((tr("&Code"), self._code), (tr("&Name"), self._name), (tr("&Key"), self._key)):
            form.addRow(text, edit)
            edit.setAccessibleName(text.replace("&", ""))
        label = Label(tr("Co&lour"))
        label.setBuddy(self._colour)
        form.addRow(label, colour)
        self._colour.setAccessibleName(tr("Colour"))
        self._pick.setAccessibleName(tr("Choose the colour"))
        form.addRow(tr("It &is"), self._white)
        self._white.setAccessibleName(tr("Where it counts"))
        form.addRow("", self._active)
        return form

    def _lay_out(self) -> None:
        about = Label(
            tr(
                "A code stands for its class for ever: it cannot be changed or used again, and a class is "
                "never removed, only set aside; its cells stay as they are. Unidentified and Not classed "
                "are always there."
            )
        )
        for sentence in (about, self._near, self._said):
            sentence.setWordWrap(True)
            sentence.setMinimumWidth(40 * GRID)
        about.setProperty("role", "muted")
        self.buttons.rejected.connect(self.reject)
        self._store_button.setProperty("primary", True)
        self.buttons.addButton(self._store_button, QDialogButtonBox.ButtonRole.ActionRole)
        for button in (*self.buttons.buttons(), self._add_button, self._pick):
            if isinstance(button, QPushButton):
                button.setAutoDefault(False)
        self._store_button.setDefault(True)
        left, right, both, below = QVBoxLayout(), QVBoxLayout(), QHBoxLayout(), QHBoxLayout()
        left.addWidget(self._list, 1)
        left.addWidget(self._add_button)
        right.addLayout(self._form())
        for told in (self._near, self._said, self.fault):
            right.addWidget(told)
        right.addStretch(1)
        right.addWidget(about)
        both.setSpacing(3 * GRID)
        both.addLayout(left, 2)
        both.addLayout(right, 3)
        below.addWidget(self.buttons)
        self.fill(both, below, QSize(90 * GRID, 58 * GRID))
