"""Two dialogs that show information: about the program, and about files that cannot be used."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHBoxLayout,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from wbc_desktop.domain.cells import ModelVersion, RefusedFile
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.refusals import reason_text
from wbc_desktop.runtime.version import program_and_version
from wbc_desktop.ui.widgets.fitting import FittedDialog
from wbc_desktop.ui.widgets.icons import app_picture
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.theme import GRID, large


class AboutDialog(FittedDialog):
    """Shows version, model, licence and intended use."""

    def __init__(self, model: ModelVersion | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("About WBC Desktop"))
        picture = Label()
        picture.setPixmap(app_picture(64, self.devicePixelRatioF()))
        title = Label(program_and_version())
        title.setFont(large(self.font()))
        about_model = (
            tr("Model {name}\nSHA-256 {sha256}", name=model.name, sha256=model.sha256)
            if model is not None
            else tr("No model is registered yet.")
        )
        use = tr("For research use only. Not for use in diagnostic procedures.")
        body = Label(f"{about_model}\n\n{use}\n{tr('Apache License 2.0')}")
        body.setWordWrap(True)
        body.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column, below = QVBoxLayout(), QHBoxLayout()
        column.setSpacing(2 * GRID)
        for widget in (picture, title, body):
            column.addWidget(widget)
        below.addWidget(buttons)
        self.setMinimumWidth(56 * GRID)
        self.fill(column, below)


class RefusedDialog(FittedDialog):
    """Lists the files of the folder that cannot be used, each with the reason."""

    def __init__(self, refused: Sequence[RefusedFile], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Files that cannot be used"))
        table = QTreeWidget()
        table.setHeaderLabels([tr("File"), tr("Why")])
        table.setRootIsDecorated(False)
        table.setAccessibleName(tr("Files that cannot be used"))
        table.addTopLevelItems([QTreeWidgetItem([file.path, reason_text(file.reason)]) for file in refused])
        table.resizeColumnToContents(0)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column, below = QVBoxLayout(), QHBoxLayout()
        column.addWidget(table)
        below.addWidget(buttons)
        self.fill(column, below, QSize(80 * GRID, 50 * GRID), edge=2 * GRID)
