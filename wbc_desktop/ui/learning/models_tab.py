"""The tab with the registry of models: promote, roll back, import, export, and what a model would change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QPushButton, QSplitter, QStackedWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from wbc_desktop.domain.language import tr
from wbc_desktop.jobs.operations import Acting, Message, Operation, SlideContext
from wbc_desktop.services.model_files import export_model, import_model
from wbc_desktop.services.registry import ListedModel, list_models
from wbc_desktop.ui.learning.learning_window import LearningTab
from wbc_desktop.ui.learning.models_text import details_text, row_texts
from wbc_desktop.ui.learning.promoting import Promoting
from wbc_desktop.ui.learning.replay_panel import ReplayPanel
from wbc_desktop.ui.learning.tables import make_table, resize_columns
from wbc_desktop.ui.widgets.banner import Banner
from wbc_desktop.ui.widgets.flow import Flow
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.save_file import ask_where, written
from wbc_desktop.ui.widgets.scrolling import Scrolled, ScrolledBody
from wbc_desktop.ui.widgets.theme import GRID

SUFFIX = ".safetensors"


class ModelsTab(LearningTab):
    """Shows the models, of which one is selected. ``folder`` is the one of model files, ``device`` the asked device."""

    def __init__(
        self,
        context: SlideContext,
        folder: Path,
        promoting: Promoting,
        device: Callable[[], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._folder = folder
        self._promoting = promoting
        self._every: list[ListedModel] = []
        self._wanted = ""
        self._request = 0
        self._stopped = False
        self._pages = QStackedWidget()
        self.banner = Banner()
        promoting.changed.connect(self.refresh)
        self.table = make_table(
            tr("Models"),
            [
                tr("Name"),
                tr("State"),
                tr("Trained"),
                tr("From"),
                tr("Data"),
                tr("Balanced accuracy"),
                tr("Comparison"),
            ],
        )
        self.table.headerItem().setToolTip(5, tr("The lowest and the highest of all test sets of the model"))
        self.table.currentItemChanged.connect(lambda *_: self._show_chosen())
        self.details = Label()
        self.details.setWordWrap(True)
        self.details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.promote = _button(tr("&Promote…"), self._promote)
        self.roll_back = _button(tr("&Roll back…"), lambda: promoting.roll_back(self.banner.show_message, self))
        self.import_ = _button(tr("&Import…"), self._ask_import)
        self.export = _button(tr("&Export…"), self._ask_export)
        self.replay = _button(tr("&Which signed slides would change…"), self._replay)
        self.replaying = ReplayPanel(context, device)
        self.replaying.closed.connect(lambda: self._pages.setCurrentIndex(0))
        self._lay_out()
        self._show_chosen()

    def refresh(self) -> None:
        """Read the models again. That may take seconds, because the files of bundled models are hashed."""
        if self._stopped:
            return
        self._request += 1
        db, folder, request = self._context.db, self._folder, self._request

        def show(every: list[ListedModel]) -> None:
            if request == self._request:
                self._show(every)

        if not self._every:
            self.details.setText(tr("Reading the models…"))
        job = self._context.runner.start(lambda _job: list_models(db, folder), tr("reading the models"))
        job.finished.connect(show)
        job.failed.connect(lambda sentence: self.banner.show_text(sentence, "error"))

    def chosen(self) -> ListedModel | None:
        """Return the selected model."""
        item = self.table.currentItem()
        model = None if item is None else item.data(0, Qt.ItemDataRole.UserRole)
        return model if isinstance(model, ListedModel) else None

    def choose(self, sha256: str) -> None:
        """Select the model with this SHA-256, now or when it is read."""
        self._wanted = sha256
        for place in range(self.table.topLevelItemCount()):
            item = self.table.topLevelItem(place)
            if item is not None and item.data(0, Qt.ItemDataRole.UserRole).sha256 == sha256:
                self.table.setCurrentItem(item)
                self._wanted = ""

    def stop(self) -> None:
        self._stopped = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        resize_columns(self.table)
        self.refresh()

    def import_file(self, file: Path) -> None:
        """Copy a model file into the data directory and register it. It does not become active."""
        folder = self._folder

        def act(acting: Acting) -> tuple[ListedModel, bool]:
            return import_model(acting.db, folder, file)

        def message(result: tuple[ListedModel, bool]) -> Message:
            model, new = result
            if not new:
                return Message(tr("The model “{name}” is here already.", name=model.name))
            return Message(tr("Imported “{name}”. It is not active yet.", name=model.name), "done")

        def done(result: tuple[ListedModel, bool]) -> None:
            self.choose(result[0].sha256)
            self.refresh()

        self._context.run(
            Operation(
                tr("importing the model"),
                act,
                worker=True,
                doing=tr("Importing a model"),
                finish=True,
                slide=None,
                message=message,
                done=done,
                show=self.banner.show_message,
            )
        )

    def export_file(self, model: ListedModel, target: Path) -> None:
        """Write the model's file, and its passport beside it."""
        folder = self._folder

        def act(acting: Acting) -> Path:
            return export_model(acting.db, folder, model.sha256, target)[1]

        self._context.run(
            Operation(
                tr("exporting the model"),
                act,
                worker=True,
                doing=tr("Exporting a model"),
                exclusive=False,
                slide=None,
                message=lambda passport: written(target, tr("Its passport is {path}.", path=passport.name)),
                show=self.banner.show_message,
            )
        )

    def _show(self, every: list[ListedModel]) -> None:
        chosen = self.chosen()
        wanted = self._wanted or (chosen.sha256 if chosen is not None else "")
        self._every = every
        self.table.clear()
        for model in every:
            item = QTreeWidgetItem(row_texts(model, every))
            item.setData(0, Qt.ItemDataRole.UserRole, model)
            self.table.addTopLevelItem(item)
            if model.active and not wanted:
                self.table.setCurrentItem(item)
        if wanted:
            self.choose(wanted)
        resize_columns(self.table)
        self._show_chosen()

    def _show_chosen(self) -> None:
        model = self.chosen()
        self.details.setText("" if model is None else details_text(model, self._every))
        usable = model is not None and not model.fault
        self.promote.setEnabled(usable and model is not None and not model.active)
        self.export.setEnabled(usable)
        self.replay.setEnabled(usable and not self.replaying.running)

    def _promote(self) -> None:
        model = self.chosen()
        if model is not None:
            self._promoting.promote(model.name, model.sha256, model.gate, self.banner.show_message, self)

    def _ask_import(self) -> None:
        kinds = tr("Model files (*.safetensors);;All files (*)")
        name, _ = QFileDialog.getOpenFileName(self, tr("Import a model"), str(Path.home()), kinds)
        if name:
            self.import_file(Path(name))

    def _ask_export(self) -> None:
        model = self.chosen()
        if model is None:
            return
        kinds = tr("Model files (*.safetensors)")
        target = ask_where(self, tr("Export a model"), model.name, SUFFIX, kinds)
        if target is not None:
            self.export_file(model, target)

    def _replay(self) -> None:
        model = self.chosen()
        if model is not None:
            self._pages.setCurrentIndex(1)
            self.replaying.begin(model)

    def _lay_out(self) -> None:
        row = Flow()
        for button in (self.promote, self.roll_back, self.import_, self.export, self.replay):
            row.addWidget(button)
        self.promote.setProperty("primary", True)
        body = ScrolledBody()
        inside = QVBoxLayout(body)
        inside.setContentsMargins(GRID, GRID, GRID, GRID)
        inside.addWidget(self.details)
        inside.addStretch(1)
        self._pages.addWidget(Scrolled(body))
        self._pages.addWidget(self.replaying)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setChildrenCollapsible(False)
        parts.setHandleWidth(1)
        parts.addWidget(self.table)
        parts.addWidget(self._pages)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        column.addWidget(self.banner)
        column.addLayout(row)
        column.addWidget(parts, 1)


def _button(text: str, do: Callable[[], object]) -> QPushButton:
    button = QPushButton(text)
    button.clicked.connect(lambda _checked=False: do())
    return button
