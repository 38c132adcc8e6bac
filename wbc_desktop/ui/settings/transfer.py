"""Exports the settings to a file, and imports them after showing what would change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtWidgets import QFileDialog, QTreeWidget, QTreeWidgetItem, QWidget

from wbc_desktop.domain.errors import WbcError
from wbc_desktop.domain.keymap import Keymap
from wbc_desktop.domain.language import tr
from wbc_desktop.jobs.operations import Acting, Message, Operation, SlideContext
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.services.settings_changes import Difference, differences
from wbc_desktop.services.settings_file import (
    SettingsFile,
    export_settings,
    import_settings,
    keep_copy,
    read_settings_file,
)
from wbc_desktop.ui.widgets.ask import AskDialog
from wbc_desktop.ui.widgets.fitting import show_dialog
from wbc_desktop.ui.widgets.preferences import Preferences
from wbc_desktop.ui.widgets.save_file import ask_where, written
from wbc_desktop.ui.widgets.theme import GRID

Show = Callable[[Message], object]


class SettingsTransfer(QObject):
    """Asks for the file, and exports or imports.

    Signals: ``imported()``: settings, classes, ranges or what counts may have changed; sent after they are saved.
    """

    imported = Signal()

    def __init__(self, context: SlideContext, preferences: Preferences, data_dir: DataDir, window: QWidget) -> None:
        super().__init__(window)
        self._context, self._preferences, self._data_dir, self._window = context, preferences, data_dir, window

    def ask_export(self, above: QWidget, show: Show) -> None:
        """Ask for a file and write the saved settings; ``show`` gets what came of it."""
        path = ask_where(above, tr("Export the settings"), "WBC Desktop settings", ".json", _kinds())
        if path is not None:
            self.export(path, show)

    def export(self, path: Path, show: Show) -> None:
        """Write the saved settings to ``path``."""
        settings = self._preferences.settings

        def act(acting: Acting) -> Path:
            with acting.db.read() as s:
                export_settings(path, settings, s)
            return path

        self._context.run(Operation(tr("exporting the settings"), act, slide=None, message=written, show=show))

    def ask_import(self) -> None:
        """Ask for a file, show what it would change, and import it if the person agrees."""
        name, _ = QFileDialog.getOpenFileName(self._window, tr("Import settings"), str(Path.home()), _kinds())
        if name:
            self.offer(Path(name))

    def offer(self, path: Path) -> None:
        """Show what ``path`` would change, and import it if the person agrees."""
        try:
            file = read_settings_file(path)
        except WbcError as error:
            self._context.notify(str(error), "warning")
            return
        if not (changes := self._differences(file)):
            self._context.notify(tr("All settings are as in the file."))
            return
        show_dialog(self.dialog(file, changes))

    def dialog(self, file: SettingsFile, changes: Sequence[Difference]) -> ImportDialog:
        """Return the dialog that :meth:`offer` shows."""
        dialog = ImportDialog(file, changes, lambda: self._import(file, dialog), self._window)
        return dialog

    def _differences(self, file: SettingsFile) -> list[Difference]:
        with self._context.db.read() as s:
            return differences(file, self._preferences.settings, s)

    def _import(self, file: SettingsFile, dialog: ImportDialog) -> None:
        def save(values: Mapping[str, object]) -> None:
            self._preferences.store()
            keep_copy(self._data_dir)
            rest = {name: value for name, value in values.items() if name != "keys"}
            if "keys" in values:
                self._preferences.change_keys(Keymap.read(cast(Mapping[str, list[str]], values["keys"]))[0])
            self._preferences.change(**rest)
            self._preferences.store()

        def act(acting: Acting) -> None:
            import_settings(acting.db, file, acting.identity, save)

        def done(_result: None) -> None:
            dialog.accept()
            self.imported.emit()

        text = tr("The settings are imported. The ones before are kept in the data folder.")
        self._context.run(
            Operation(
                tr("importing settings"),
                act,
                slide=None,
                done=done,
                message=lambda _result: Message(text, "done"),
                failed=lambda _error: None,
                show=lambda message: (
                    self._context.post(message) if message.kind == "done" else dialog.fault.show_message(message)
                ),
            )
        )


class ImportDialog(AskDialog):
    """Shows what an import would change, and asks whether to do it."""

    def __init__(
        self,
        file: SettingsFile,
        changes: Sequence[Difference],
        act: Callable[[], object],
        above: QWidget | None = None,
    ) -> None:
        about = tr(
            "This would change. The settings before are kept as a file in the data folder; classes and reference "
            "ranges can be undone in their dialogs."
        )
        super().__init__(tr("Import settings"), about, tr("&Import"), lambda: None, above)
        self.button.clicked.disconnect()
        self.button.clicked.connect(lambda _checked=False: act())
        self.table = QTreeWidget()
        self.table.setHeaderLabels([tr("Setting"), tr("Now"), tr("After")])
        self.table.setRootIsDecorated(False)
        self.table.setWordWrap(True)
        self.table.setAccessibleName(tr("What would change"))
        for change in changes:
            item = QTreeWidgetItem([change.name, change.before, change.after])
            for column in range(3):
                item.setToolTip(column, item.text(column))
            self.table.addTopLevelItem(item)
        for column in range(2):
            self.table.resizeColumnToContents(column)
            self.table.setColumnWidth(column, min(self.table.columnWidth(column), 26 * GRID))
        self.table.setMinimumSize(QSize(56 * GRID, 20 * GRID))
        self.form.addRow(self.table)
        self.fit()


def _kinds() -> str:
    return tr("Settings (*.json);;All files (*)")
