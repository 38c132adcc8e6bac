"""Makes and restores backups: the daily copy, the dialog, and the question before a restore."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from wbc_desktop.domain.backups import backup_name
from wbc_desktop.domain.errors import BackupError
from wbc_desktop.domain.language import tr
from wbc_desktop.jobs.daily_backup import DailyBackup
from wbc_desktop.jobs.operations import Acting, Message, Operation, SlideContext
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.services.backup import Backup, back_up, database_file
from wbc_desktop.services.daily_backup import ListedCopy, Plan, listed, listed_file, plan_of
from wbc_desktop.services.restore import Prepared, prepare
from wbc_desktop.ui.backups.backup_text import time_of, warnings_of
from wbc_desktop.ui.backups.backups_dialog import BackupActs, BackupsDialog
from wbc_desktop.ui.widgets.ask import AskDialog
from wbc_desktop.ui.widgets.fitting import show_dialog
from wbc_desktop.ui.widgets.preferences import Preferences


class Backups(QObject):
    """Makes the daily copy, and shows the dialog of the backups.

    Signals: ``status_shown(str, str)``: text and tool tip for the status bar, "" if all is well;
    ``prepared(Prepared)``: a backup is ready to replace the database, for which the window has to close.
    """

    status_shown = Signal(str, str)
    prepared = Signal(object)

    def __init__(
        self,
        context: SlideContext,
        preferences: Preferences,
        data_dir: DataDir,
        ensure_signed_in: Callable[[], bool],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._context, self._preferences, self._data_dir = context, preferences, data_dir
        self._ensure_signed_in = ensure_signed_in
        self._window = window
        self.daily = DailyBackup(context, data_dir, self.plan, self)
        self.daily.looked.connect(self._show_status)

    def plan(self) -> Plan:
        """Return the plan of daily copies in the settings."""
        return plan_of(self._preferences.settings, self._data_dir)

    def begin(self) -> None:
        """Make daily copies from now on."""
        if self._context.db.file is not None:
            self.daily.begin()

    def close(self) -> None:
        """Make no more daily copies."""
        self.daily.close()

    def dialog(self) -> BackupsDialog:
        """Return the dialog that :meth:`ask` shows."""
        db = self._context.db
        acts = BackupActs(
            plan=self.plan,
            change_plan=self._change_plan,
            may_manage=self._context.identity.may_manage,
            copies=lambda: listed(self.plan(), db),
            back_up=self._back_up,
            restore=self._ask_restore,
            restore_file=self._restore_file,
        )
        return BackupsDialog(acts, self._window)

    def ask(self) -> None:
        """Show the backups; of a database on a server, say what to use instead."""
        try:
            database_file(self._context.db)
        except BackupError as error:
            self._context.notify(str(error))
            return
        if self._ensure_signed_in():
            show_dialog(self.dialog())

    def _change_plan(self, **what: object) -> None:
        self._preferences.change(**what)
        if "backup_days" not in what and "backup_weeks" not in what:
            self._show_status("")
            self.daily.look()

    def _show_status(self, fault: str) -> None:
        text = tr("The daily backup failed") if fault else ""
        self.status_shown.emit(text, fault)

    def _back_up(self, dialog: BackupsDialog) -> None:
        target, data_dir = self.plan().folder / backup_name(datetime.now(UTC)), self._data_dir

        def act(acting: Acting) -> Backup:
            return back_up(acting.db, data_dir, target, cancel=acting.cancelled, progress=acting.progress)

        def message(made: Backup) -> Message:
            text = tr("Written: {path}", path=made.file)
            return Message(text, "done")

        job = self._context.run(
            Operation(
                tr("backing up"),
                act,
                worker=True,
                doing=tr("Backing up"),
                exclusive=False,
                slide=None,
                message=message,
                done=lambda _made: dialog.read(),
                show=dialog.show_message,
            )
        )
        dialog.show_progress(job)

    def _restore_file(self, dialog: BackupsDialog, file: Path) -> None:
        try:
            found = listed_file(file, self._context.db)
            if found.copy.fault:
                raise BackupError(found.copy.fault)
        except BackupError as error:
            dialog.show_message(Message(str(error), "warning"))
            return
        self._ask_restore(dialog, found)

    def _ask_restore(self, dialog: BackupsDialog, found: ListedCopy) -> None:
        if show_dialog(RestoreDialog(found, dialog)):
            self.restore(dialog, found)

    def restore(self, dialog: BackupsDialog, found: ListedCopy) -> None:
        """Check the backup completely on a worker, and announce it with ``prepared``."""
        data_dir, current, file = self._data_dir, database_file(self._context.db), found.copy.file

        def act(acting: Acting) -> Prepared:
            return prepare(
                data_dir,
                current,
                file,
                db=acting.db,
                by=acting.identity,
                cancel=acting.cancelled,
                progress=acting.progress,
            )

        def done(prepared: Prepared) -> None:
            if not dialog.isVisible():  # closed, which cancels the restore, just when all was ready
                prepared.discard()
                return
            dialog.accept()
            self.prepared.emit(prepared)

        job = self._context.run(
            Operation(
                tr("checking a backup"),
                act,
                worker=True,
                doing=tr("Checking a backup"),
                slide=None,
                done=done,
                show=dialog.show_message,
            )
        )
        dialog.show_progress(job)


class RestoreDialog(AskDialog):
    """Asks before the database is replaced."""

    def __init__(self, found: ListedCopy, above: QWidget | None = None) -> None:
        parts = [
            tr(
                "Slides, decisions, signed results, comments, accounts and the active model become what they were on "
                "{when}. What was done since is not in it.",
                when=time_of(found.copy.made_at),
            ),
            *warnings_of(found),
            tr(
                "The present database is kept beside the restored one, and can be restored in the same way. The window "
                "opens again."
            ),
        ]
        super().__init__(tr("Restore a backup"), "\n\n".join(parts), tr("Restore"), lambda: None, above)
