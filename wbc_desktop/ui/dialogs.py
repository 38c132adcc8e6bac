"""The dialogs: settings, keys and help, about. They ask and tell; they store nothing themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from importlib import metadata

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextBrowser,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from wbc_desktop.domain.cells import ModelVersion, RefusedFile
from wbc_desktop.domain.classes import CellClass
from wbc_desktop.domain.commands import COMMANDS, LINE
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.ui.icons import app_picture
from wbc_desktop.ui.theme import GRID, large

DEVICES = (("Automatic", "auto"), ("CPU", "cpu"), ("NVIDIA GPU", "cuda"), ("Apple GPU", "mps"))

WORDS = (
    ("Slide", "one folder of images of one sample"),
    ("Cell", "one image of a cell"),
    ("Preclassification", "the model's class for a cell; it is never edited"),
    ("Classification", "what a reviewer says; the latest one counts"),
    ("Unidentified", "the model is not sure: the cell waits for a person"),
    ("Not classed", "taken out of the count: artefact, smudge, unreadable, two cells"),
    ("Reference range", "the program’s are for adults (Dacie and Lewis 2017, IG: Roehrl 2011): check against yours"),
    ("Not settled", "the exact 95 % interval crosses a limit of the range: counting further may decide it"),
    ("Differential", "counts and shares of the white cells; other classes per 100 white cells"),
)


class SettingsDialog(QDialog):
    """Reviewer, laboratory, device and page size."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Settings")
        self._held = False
        self._reviewer = QLineEdit(settings.reviewer)
        self._laboratory = QLineEdit(settings.laboratory)
        self._address = QPlainTextEdit(settings.address)
        self._address.setTabChangesFocus(True)
        self._address.setFixedHeight(9 * GRID)
        self._device = _choice((*DEVICES,), settings.device)
        self._page = _choice((("A4", "A4"), ("Letter", "Letter")), settings.page_size)
        form = QFormLayout()
        form.setSpacing(GRID)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for label, field in (
            ("&Reviewer", self._reviewer),
            ("&Laboratory", self._laboratory),
            ("A&ddress", self._address),
            ("D&evice", self._device),
            ("&Paper", self._page),
        ):
            form.addRow(label, field)
            field.setAccessibleName(label.replace("&", ""))
        note = QLabel(
            "The reviewer's name stands beside each decision. Laboratory and address are printed on the report. "
            "Another device is used from the next slide on."
        )
        note.setWordWrap(True)
        note.setProperty("role", "muted")
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self._reviewer.textChanged.connect(self._check)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.addLayout(form)
        column.addWidget(note)
        column.addStretch(1)
        column.addWidget(self._buttons)
        self.setMinimumWidth(58 * GRID)
        self._check()

    def hold_reviewer(self, held: bool) -> None:
        """The name is not to be typed here where reviewers come in by name and password."""
        self._held = held
        self._reviewer.setEnabled(not held)
        self._reviewer.setToolTip("Reviewers come in by name and password here (Ctrl+L)" if held else "")
        self._check()

    def chosen(self) -> dict[str, object]:
        """The values as typed, by the names of the settings."""
        reviewer = {} if self._held else {"reviewer": " ".join(self._reviewer.text().split())}
        return {
            **reviewer,
            "laboratory": self._laboratory.text().strip(),
            "address": self._address.toPlainText().strip(),
            "device": self._device.currentData(),
            "page_size": self._page.currentData(),
        }

    def _check(self) -> None:
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(
            self._held or bool(self._reviewer.text().strip())
        )


class HelpDialog(QDialog):
    """All keys with what they do, and the words of the window."""

    def __init__(self, classes: Sequence[tuple[CellClass, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys and help")
        text = QTextBrowser()
        text.setOpenLinks(False)
        text.setAccessibleName("Keys and help")
        text.setHtml(help_html(classes))
        text.setFrameShape(QTextBrowser.Shape.NoFrame)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.addWidget(text)
        column.addWidget(buttons)
        self.resize(72 * GRID, 80 * GRID)


def help_html(classes: Sequence[tuple[CellClass, str]]) -> str:
    """The help as HTML: the keys in the order of the menus, then the words."""
    rows = [(f"Classify as {shown.name} ({shown.code})", key) for shown, key in classes if key]
    for command in COMMANDS:
        if command is not LINE and command.keys:
            keys = " or ".join(_native(key) for key in command.keys if key != "=" and not key.endswith("+="))
            rows.append((command.about or command.text, keys))
    rows += [
        ("Move in the gallery", "arrows, Page up, Page down, Home, End"),
        ("Select several cells: a decision is for all of them", "Shift or Ctrl with click or arrows"),
        ("Press the button that has the focus", "Return"),
    ]
    return (
        "<h3>Keys</h3><p>A decision is stored at the moment of the key press; there is nothing to save. "
        "No key destroys anything: every decision can be undone, also after a restart.</p>"
        f"{_table((key, text) for text, key in rows)}<h3>Words</h3>{_table(WORDS)}"
    )


def _table(rows: Iterable[tuple[str, str]]) -> str:
    cells = (f"<tr><td><b>{escape(a)}</b>&nbsp;&nbsp;&nbsp;</td><td>{escape(b)}</td></tr>" for a, b in rows)
    return f"<table cellpadding='3'>{''.join(cells)}</table>"


class AboutDialog(QDialog):
    """Version, model, licence, and what the program is not for."""

    def __init__(self, model: ModelVersion | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("About WBC Desktop")
        picture = QLabel()
        picture.setPixmap(app_picture(64, self.devicePixelRatioF()))
        title = QLabel(f"WBC Desktop {_version()}")
        title.setFont(large(self.font()))
        said = f"Model {model.name}\nSHA-256 {model.sha256}" if model is not None else "No model is registered yet."
        body = QLabel(f"{said}\n\nFor research use only. Not for use in diagnostic procedures.\nApache License 2.0")
        body.setWordWrap(True)
        body.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        column.setSpacing(2 * GRID)
        for widget in (picture, title, body, buttons):
            column.addWidget(widget)
        self.setMinimumWidth(56 * GRID)


class RefusedDialog(QDialog):
    """Every file of the folder that is no cell, with its reason."""

    def __init__(self, refused: Sequence[RefusedFile], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Files that are no cells")
        table = QTreeWidget()
        table.setHeaderLabels(["File", "Why"])
        table.setRootIsDecorated(False)
        table.setAccessibleName("Files that are no cells")
        table.addTopLevelItems([QTreeWidgetItem([file.path, file.reason]) for file in refused])
        table.resizeColumnToContents(0)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.addWidget(table)
        column.addWidget(buttons)
        self.resize(80 * GRID, 50 * GRID)


def _choice(options: Sequence[tuple[str, str]], chosen: str) -> QComboBox:
    box = QComboBox()
    for text, value in options:
        box.addItem(text, value)
    if box.findData(chosen) < 0:
        box.addItem(chosen, chosen)
    box.setCurrentIndex(box.findData(chosen))
    return box


def _native(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def _version() -> str:
    try:
        return metadata.version("wbc-desktop")
    except metadata.PackageNotFoundError:
        return "(from source)"
