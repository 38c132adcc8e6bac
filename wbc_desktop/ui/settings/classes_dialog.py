"""The dialog that adds and changes classes: name, colour, key, white cell or other, offered to reviewers or not."""

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

from wbc_desktop.domain.classes import NOT_CLASSED_CLASS, STANDARD_CLASSES, UNIDENTIFIED_CLASS, CellClass, name_of_title
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
"""Saves a class and calls :meth:`ClassesDialog.show_saved`, or shows the reason of a refusal in ``fault``."""


class ClassesDialog(FittedDialog):
    """Lists the classes and, at the right, the fields of the chosen one. Save saves one class."""

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
        self._near, self._message, self.fault = Label(), Label(), FaultLine()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._save_button = QPushButton(tr("&Save"))
        self._add_button = QPushButton(tr("&New class"))
        self._lay_out()
        self._list.currentItemChanged.connect(lambda now, _before: self._show(now))
        self._colour.textChanged.connect(self._check_colours)
        self._pick.clicked.connect(lambda _checked=False: self._pick_colour())
        self._add_button.clicked.connect(lambda _checked=False: self.begin_new())
        self._save_button.clicked.connect(lambda _checked=False: self.save())
        self._fill()

    def codes(self) -> list[str]:
        """The codes of the listed classes, in the order shown."""
        return [str(self._list.item(row).data(_CODE)) for row in range(self._list.count())]

    def choose(self, code: str) -> None:
        """Select a class in the list."""
        self._list.setCurrentRow(self.codes().index(code))

    def begin_new(self) -> None:
        """Clear the fields for a new class and suggest a colour unlike the others."""
        self._list.clearSelection()
        self._list.setCurrentRow(-1)
        self._new = True
        self._fill_fields(CellClass("", "", True, suggest_colour(c.colour for c in self._all_classes()), ""))
        self._show_message("")
        self._code.setFocus()

    def type(self, **texts: str) -> None:
        """Type into the fields ``code``, ``name``, ``key``, ``colour``, as a person does."""
        for name, text in texts.items():
            getattr(self, f"_{name}").setText(text)

    def name(self) -> str:
        """The name as shown now."""
        return self._name.text()

    def set_white(self, white: bool) -> None:
        """Choose whether the class is of white cells."""
        self._white.setCurrentIndex(0 if white else 1)

    def set_active(self, active: bool) -> None:
        """Choose whether the class is offered to reviewers."""
        self._active.setChecked(active)

    def typed(self) -> CellClass:
        """The class as typed now."""
        code = self._code.text().strip().upper()
        return CellClass(
            code,
            name_of_title(code, self._name.text()),
            bool(self._white.currentData()),
            self._colour.text().strip(),
            self._key.text(),
            self._active.isChecked(),
        )

    def message(self) -> str:
        """The result of the last act, as shown."""
        return self.fault.text() or self._message.text()

    def warning(self) -> str:
        """The warning about classes with a similar colour; "" if there are none."""
        return self._near.text()

    def save(self) -> None:
        """Save the class as typed, which takes effect at once, or show why it is refused."""
        self._show_message("")
        (self._do_add if self._new else self._do_change)(self.typed())

    def show_saved(self, wanted: CellClass) -> None:
        """Show that the class ``wanted`` is saved."""
        values = {"name": wanted.title.strip(), "code": wanted.code}
        text = tr("{name} ({code}) is added.", **values) if self._new else tr("{name} ({code}) is saved.", **values)
        self._fill(wanted.code)
        self._show_message(text)

    def refresh(self) -> None:
        """Read the classes again and show them."""
        codes, row = self.codes(), self._list.currentRow()
        self._fill(next(iter(codes[max(row, 0) : row + 1]), ""))

    def _show_message(self, sentence: str) -> None:
        self._message.setText(sentence)
        self.fault.show_text("")

    def _all_classes(self) -> list[CellClass]:
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
        self._show_message("")
        self._fill_fields(next(c for c in self._read() if c.code == item.data(_CODE)))

    def _fill_fields(self, c: CellClass) -> None:
        self._code.setText(c.code)
        self._code.setReadOnly(not self._new)
        self._code.setEnabled(self._new)
        self._name.setText(c.title)
        self._key.setText(c.key)
        self._colour.setText(c.colour)
        self.set_white(c.white)
        self._white.setEnabled(c.code not in _STANDARD)
        self.set_active(c.active)
        self._active.setEnabled(not self._new)
        self._save_button.setText(tr("&Add") if self._new else tr("&Save"))
        self._check_colours()

    def _check_colours(self) -> None:
        c = self.typed()
        valid = is_colour(c.colour)
        self._pick.setIcon(colour_dot(c.colour if valid else "#00000000", 16, self.devicePixelRatioF()))
        code = c.code or "NEW"
        others = [o for o in self._all_classes() if o.code != code and o.active]
        pairs = similar_colours([*others, replace(c, code=code)], [code]) if valid else []
        text = "; ".join(str(pair) for pair in pairs[:3])
        self._near.setText(tr("{pairs}. The code is always shown next to the colour.", pairs=text) if text else "")
        self._near.setVisible(bool(text))

    def _pick_colour(self) -> None:
        chosen = QColorDialog.getColor(QColor(self._colour.text()), self, tr("Colour of the class"))
        if chosen.isValid():
            self._colour.setText(chosen.name().upper())

    def _form(self) -> QFormLayout:
        """Return the form with the fields of one class."""
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
        self._white.setAccessibleName(tr("White cell or other cell"))
        form.addRow("", self._active)
        return form

    def _lay_out(self) -> None:
        about = Label(
            tr(
                "The code of a class cannot be changed or used again. A class is never deleted. It can be set "
                "aside, and its cells stay as they are. Unidentified and Not classed always exist."
            )
        )
        for sentence in (about, self._near, self._message):
            sentence.setWordWrap(True)
            sentence.setMinimumWidth(40 * GRID)
        about.setProperty("role", "muted")
        self.buttons.rejected.connect(self.reject)
        self._save_button.setProperty("primary", True)
        self.buttons.addButton(self._save_button, QDialogButtonBox.ButtonRole.ActionRole)
        for button in (*self.buttons.buttons(), self._add_button, self._pick):
            if isinstance(button, QPushButton):
                button.setAutoDefault(False)
        self._save_button.setDefault(True)
        left, right, both, below = QVBoxLayout(), QVBoxLayout(), QHBoxLayout(), QHBoxLayout()
        left.addWidget(self._list, 1)
        left.addWidget(self._add_button)
        right.addLayout(self._form())
        for line in (self._near, self._message, self.fault):
            right.addWidget(line)
        right.addStretch(1)
        right.addWidget(about)
        both.setSpacing(3 * GRID)
        both.addLayout(left, 2)
        both.addLayout(right, 3)
        below.addWidget(self.buttons)
        self.fill(both, below, QSize(90 * GRID, 58 * GRID))
