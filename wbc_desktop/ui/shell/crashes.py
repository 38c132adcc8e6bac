"""Shows crash reports of any thread in one dialog at a time."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from wbc_desktop.jobs.mailbox import Mailbox
from wbc_desktop.runtime.crash import CrashReport

if TYPE_CHECKING:
    from wbc_desktop.ui.shell.crash_dialog import CrashDialog


class Crashes(QObject):
    """Shows the reports that :meth:`report` gets; while the dialog is open, further ones are added to it.

    ``parent`` returns the window, or None if there is none; then, or if it is hidden, ``without_window`` gets the
    report. Signals: ``restart_requested()``.
    """

    restart_requested = Signal()

    def __init__(self, parent: Callable[[], QWidget | None], without_window: Callable[[CrashReport], object]) -> None:
        super().__init__()
        self._window = parent
        self._without_window = without_window
        self._mailbox: Mailbox[CrashReport] = Mailbox(self.show)
        self.dialog: CrashDialog | None = None

    def report(self, report: CrashReport) -> None:
        """Show a report. Any thread may call this."""
        if sys.stderr is not None:
            print(report.sentence, file=sys.stderr)
        self._mailbox.post(report)

    def show(self, report: CrashReport) -> None:
        """Show a report, in the window's thread."""
        window = self._window()
        if window is None or not window.isVisible():
            self._without_window(report)
            return
        if self.dialog is not None:
            self.dialog.add(report)
            return
        from wbc_desktop.ui.shell.crash_dialog import CrashDialog  # not needed until something fails

        # A dialog that is open already would block a new one of the window behind it.
        self.dialog = dialog = CrashDialog(report, QApplication.activeModalWidget() or window)
        dialog.setWindowModality(Qt.WindowModality.ApplicationModal)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.destroyed.connect(self._forget)
        dialog.finished.connect(self._forget)
        dialog.restart_requested.connect(self.restart_requested)
        dialog.show()

    def _forget(self, *_: object) -> None:
        self.dialog = None
