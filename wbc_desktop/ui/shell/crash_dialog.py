"""The dialog after an unexpected error: what happened, the report, and buttons to go on, restart or save the report."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QDialogButtonBox, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from wbc_desktop.domain.errors import StorageError
from wbc_desktop.domain.language import tr
from wbc_desktop.runtime.atomic import atomic_write
from wbc_desktop.runtime.crash import CrashReport
from wbc_desktop.ui.widgets.fault import FaultLine
from wbc_desktop.ui.widgets.fitting import FittedDialog
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.save_file import ask_where
from wbc_desktop.ui.widgets.theme import GRID, large

_BETWEEN = "\n" + "-" * 60 + "\n\n"


class CrashDialog(FittedDialog):
    """Shows a crash report, and adds later ones. Nothing is sent: a person saves the report as a file.

    Signals: ``restart_requested()``: the person wants to restart the program.
    """

    restart_requested = Signal()

    def __init__(self, report: CrashReport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("WBC Desktop")
        self._earlier = report.earlier
        self._reports: list[CrashReport] = []
        self._heading = Label()
        self._heading.setFont(large(self.font()))
        self._sentence = Label()
        self._sentence.setWordWrap(True)
        note = Label(
            tr(
                "The report below names no patients, pictures or folders. Nothing is sent: save it as a file if "
                "you want to send it."
            )
        )
        note.setWordWrap(True)
        note.setProperty("role", "muted")
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(tr("Report"))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setMinimumHeight(14 * GRID)
        self.fault = FaultLine()
        self.go_on = QPushButton(tr("&Close") if report.earlier else tr("&Continue"))
        self.go_on.setProperty("primary", True)
        self.go_on.setDefault(True)
        self.go_on.clicked.connect(self.accept)
        self.restart = QPushButton(tr("&Restart"))
        self.restart.setAutoDefault(False)
        self.restart.clicked.connect(self._restart)
        self.save = QPushButton(tr("&Save the report…"))
        self.save.setAutoDefault(False)
        self.save.clicked.connect(self._ask_where)
        self._lay_out(note)
        self.add(report)
        self.go_on.setFocus()

    def add(self, report: CrashReport) -> None:
        """Show a further report below the others."""
        self._reports.append(report)
        if self._earlier:
            self._heading.setText(tr("WBC Desktop ended unexpectedly the last time"))
            sentence = tr("All decisions are saved. Drafts of comments are kept. You can go on where you were.")
        else:
            self._heading.setText(tr("An unexpected error occurred"))
            sentence = tr(
                "All decisions are saved. Drafts of comments are kept, and running tasks continue. You can go on "
                "working. If the window does not respond as usual, restart the program."
            )
        more = len(self._reports) - 1
        if more:
            sentence += " " + tr("Errors: {n}.", n=more + 1)
        self._sentence.setText(sentence)
        self.text.setPlainText(self.content())
        self.fit()

    def content(self) -> str:
        """Return the text that is shown and saved."""
        return _BETWEEN.join(report.text for report in self._reports)

    def save_to(self, path: Path) -> None:
        """Save the report; if that fails, show why."""
        try:
            with atomic_write(path) as file:
                file.write(self.content().encode("utf-8", "backslashreplace"))
        except StorageError as error:
            self.fault.show_text(str(error))
        else:
            self.fault.show_text(tr("Written: {path}", path=path), done=True)
        self.fit()

    def _ask_where(self) -> None:
        path = ask_where(self, tr("Save the report"), "wbc-desktop report", ".txt", tr("Text (*.txt)"))
        if path is not None:
            self.save_to(path)

    def _restart(self) -> None:
        self.accept()
        self.restart_requested.emit()

    def _lay_out(self, note: Label) -> None:
        buttons = QDialogButtonBox()
        buttons.addButton(self.go_on, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.restart, QDialogButtonBox.ButtonRole.DestructiveRole)
        self.restart.setVisible(not self._earlier)  # the box of buttons shows what is added to it
        buttons.addButton(self.save, QDialogButtonBox.ButtonRole.ActionRole)
        column, foot = QVBoxLayout(), QVBoxLayout()
        column.setSpacing(2 * GRID)
        for widget in (self._heading, self._sentence, note):
            column.addWidget(widget)
        column.addWidget(self.text, 1)
        foot.setSpacing(2 * GRID)
        foot.addWidget(self.fault)
        foot.addWidget(buttons)
        self.fill(column, foot, QSize(82 * GRID, 60 * GRID))
