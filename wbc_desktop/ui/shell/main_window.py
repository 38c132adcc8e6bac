"""The main window: creates and arranges its parts. The modules ``connect_<room>`` connect them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from wbc_desktop.domain.cells import ModelVersion, Slide
from wbc_desktop.domain.differential_findings import Findings
from wbc_desktop.domain.errors import SlideSigned
from wbc_desktop.domain.language import tr
from wbc_desktop.jobs.operations import Kind
from wbc_desktop.jobs.tasks import TaskStatus
from wbc_desktop.services.changes import Changes
from wbc_desktop.services.classes import offered_classes
from wbc_desktop.ui.cell.cell_tools import CellTools
from wbc_desktop.ui.cell.cell_view import CellView
from wbc_desktop.ui.cell.full_screen import FullScreen
from wbc_desktop.ui.differential.live_counts import LiveCounts
from wbc_desktop.ui.gallery.gallery import Gallery
from wbc_desktop.ui.gallery.gallery_filters import GalleryFilters
from wbc_desktop.ui.gallery.gallery_pane import PREFERRED_WIDTH, GalleryPane
from wbc_desktop.ui.gallery.teaching import Teaching
from wbc_desktop.ui.review.reviewing import Reviewing
from wbc_desktop.ui.shell.backend import Backend
from wbc_desktop.ui.shell.commands import Commands
from wbc_desktop.ui.shell.connect_backups import connect_backups
from wbc_desktop.ui.shell.connect_cell import connect_cell
from wbc_desktop.ui.shell.connect_differential import connect_differential
from wbc_desktop.ui.shell.connect_fields import connect_fields
from wbc_desktop.ui.shell.connect_gallery import connect_gallery
from wbc_desktop.ui.shell.connect_help import connect_help
from wbc_desktop.ui.shell.connect_learning import connect_learning
from wbc_desktop.ui.shell.connect_others import connect_others
from wbc_desktop.ui.shell.connect_promoting import connect_promoting
from wbc_desktop.ui.shell.connect_review import connect_review
from wbc_desktop.ui.shell.connect_reviewers import connect_reviewers
from wbc_desktop.ui.shell.connect_settings import connect_settings, connect_transfer
from wbc_desktop.ui.shell.connect_slides import connect_slides
from wbc_desktop.ui.shell.connect_training import connect_training
from wbc_desktop.ui.shell.connect_window import connect_window
from wbc_desktop.ui.shell.dropping import dropped_folder
from wbc_desktop.ui.shell.key_bindings import connect_keys
from wbc_desktop.ui.shell.model_in_use import ModelInUse
from wbc_desktop.ui.shell.slide_panel import SlidePanel
from wbc_desktop.ui.shell.status import StatusPanel
from wbc_desktop.ui.slides.exporting import Exporting
from wbc_desktop.ui.slides.open_slide import OpenSlide
from wbc_desktop.ui.slides.picture_kind import PictureKinds
from wbc_desktop.ui.slides.slide_acts import SlideActs
from wbc_desktop.ui.slides.slide_details import SlideDetails
from wbc_desktop.ui.slides.unlike import UnlikeBanner
from wbc_desktop.ui.slides.watching import Watching
from wbc_desktop.ui.slides.work import Work
from wbc_desktop.ui.widgets.banner import Banner
from wbc_desktop.ui.widgets.columns import Columns
from wbc_desktop.ui.widgets.keys import MOVING
from wbc_desktop.ui.widgets.theme import GRID, Theme
from wbc_desktop.ui.widgets.words import cells_text

DEMO_FOLDER = "Demo slide"


class MainWindow(QMainWindow):
    """One window on one data directory. Closing the window closes its :class:`Backend`."""

    def __init__(self, backend: Backend, theme: Theme | None = None) -> None:
        super().__init__()
        self.backend = backend
        self.context = backend.context
        self.theme = theme
        self.opening = False
        """Whether another slide is being loaded, until its first cell is the current one."""
        self.setWindowTitle("WBC Desktop")
        self.setAcceptDrops(True)
        self.commands = Commands(self, self.menuBar())
        self.commands["heat"].setChecked(backend.preferences.settings.heatmap_on)
        self.context.opened.connect(self._show_slide)  # connected first, so called before the other parts
        self._make_panes()
        self._make_acts()
        self._lay_out()
        self._connect()
        for connect in (connect_slides, connect_gallery, connect_cell, connect_review, connect_window):
            connect(self)
        self.fields = connect_fields(self)
        self.classes = connect_settings(self)
        self.transfer = connect_transfer(self)
        self.ranges = connect_differential(self)
        self.reviewers = connect_reviewers(self)
        self.promoting = connect_promoting(self)
        self.training = connect_training(self)
        self.learning = connect_learning(self)
        self.backups = connect_backups(self)
        self.guide = connect_help(self)
        self.others = connect_others(self)
        connect_keys(self)
        self._offer_classes(None)
        self._show_slide(None)
        backend.placement.restore(self, self.splitter)

    @property
    def slide(self) -> Slide | None:
        """The open slide."""
        return self.context.slide

    def start(self, folder: Path | None) -> None:
        """Load the model and open ``folder`` or the last slide. Call it after the window is shown."""
        self.model.load()
        self.watching.begin()
        self.training.begin()
        self.backups.begin()
        self.others.begin()
        if folder is not None:
            self.open_slide.open(folder)
        else:
            self.open_slide.reopen(self.backend.placement.last_slide())

    def notify(self, sentence: str, kind: Kind = "error") -> None:
        """Show a sentence in the banner."""
        self.context.notify(sentence, kind)

    def arrange(self) -> None:
        """Show the page that fits the list of cells, which may be empty, filtered or still loading."""
        if self.slide is None:
            return
        cells = self.backend.cells
        working = self.work.running or cells.loading
        self.pane.show_state(cells.rowCount(), cells.total, working, self.open_slide.sentence)
        self.cell_view.setVisible(cells.total > 0)

    def stop(self) -> None:
        """Stop everything that runs. Finished results are kept."""
        self.others.stop()
        self.open_slide.close()
        self.watching.close()
        self.counts.stop()
        self.unlike.stop()
        self.gallery_filters.stop()
        self.teaching.stop()
        self.promoting.close()
        self.training.close()
        self.learning.stop()
        self.backups.close()
        self.backend.close()

    # The parts

    def _make_panes(self) -> None:
        backend, commands = self.backend, self.commands
        self.gallery = Gallery(backend.cells)
        self.pane = GalleryPane(self.gallery, commands)
        self.side = SlidePanel(backend.slides, commands)
        self.cell_view = CellView(
            backend.db,
            backend.pictures,
            commands["heat"],
            [commands[name] for name in ("confirm", "UNI", "NC")],
            [commands["fit"], commands["actual"]],
            [commands[name] for name in ("draw", "remove", "split", "whole_field")],
            backend.preferences.settings.heatmap_opacity,
            backend.heat_checks,
            backend.references,
        )
        self.banner = Banner()
        self.unlike = UnlikeBanner(self.context)
        self.status = StatusPanel(commands["stop"])

    def _make_acts(self) -> None:
        backend, context, preferences = self.backend, self.context, self.backend.preferences
        self.work = Work(context, backend.engine, self)
        self.open_slide = OpenSlide(context, self.work, backend.data_dir.root / DEMO_FOLDER, self)
        self.picture_kinds = PictureKinds(context, backend.fields, self.work, self.open_slide, self)
        self.details = SlideDetails(context, self)
        self.slide_acts = SlideActs(context, backend.slides, self.open_slide, self)
        self.exporting = Exporting(context, preferences, self)
        self.watching = Watching(context, preferences, backend.engine, self.open_slide, self)
        self.counts = LiveCounts(backend.db, self)
        self.model = ModelInUse(backend.db, backend.runner, backend.model_file, self)
        self.reviewing = Reviewing(context, self.gallery, preferences, self)
        self.gallery_filters = GalleryFilters(
            context, backend.cells, self.side.differential, self.side.filters, self.pane, self
        )
        self.teaching = Teaching(
            context,
            backend.cells,
            self.gallery,
            self.pane.queue_bar,
            self.gallery_filters.clear,
            self.commands["order_uncertainty"].trigger,
            self,
        )
        self.cell_tools = CellTools(
            context, self.cell_view, self.gallery, backend.drafts, preferences, lambda: self.commands.keymap, self
        )
        self.full_screen = FullScreen(
            context,
            self.commands,
            lambda: self.commands.classes,
            backend.cells,
            self.gallery,
            self.cell_view,
            backend.pictures,
            self,
        )

    def _lay_out(self) -> None:
        self.splitter = Columns()
        for part, stretch in ((self.side, 0), (self.pane, 1), (self.cell_view, 0)):
            self.splitter.addWidget(part)
            self.splitter.setStretchFactor(self.splitter.count() - 1, stretch)
        self.splitter.prefer(self.pane, PREFERRED_WIDTH)
        self.splitter.grow(self.cell_view, 52 * GRID, 0.3)
        self.splitter.setSizes([43 * GRID, 83 * GRID, 52 * GRID])
        around, whole = QWidget(), QWidget()
        self.banner_room = QVBoxLayout(around)
        self.banner_room.setContentsMargins(GRID, 0, GRID, GRID)
        for banner in self.banners:
            self.banner_room.addWidget(banner)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(around)
        column.addWidget(self.splitter, 1)
        column.addWidget(self.status)
        self.pages = QStackedWidget()
        self.pages.addWidget(whole)
        self.pages.addWidget(self.full_screen.page)
        self.setCentralWidget(self.pages)

    @property
    def banners(self) -> tuple[Banner, ...]:
        """All banners of the window, from top to bottom."""
        return self.banner, self.picture_kinds.notice, self.unlike, self.cell_tools.drafts_notice

    # Connections of the window itself

    def _connect(self) -> None:
        context = self.context
        context.changed.connect(self._recount)
        context.tasks.changed.connect(self._show_tasks)
        context.message_posted.connect(self.banner.show_message)
        self.backend.preferences.failed.connect(self.notify)
        self.counts.counted.connect(self._show_counts)
        self.counts.acts.connect(self._show_acts)
        self.model.loaded.connect(self._show_model)
        self.model.failed.connect(self._no_model)

    def _show_tasks(self, status: TaskStatus) -> None:
        self.status.show_progress(status)
        self.commands["stop"].setEnabled(self.context.tasks.can_stop)

    def _recount(self, changes: Changes) -> None:
        if self.slide is not None and changes.slide_id == self.slide.id:
            self.counts.refresh()

    def _show_slide(self, slide: Slide | None) -> None:
        slide_id = slide.id if slide is not None else None
        self.banner.leave_slide(slide_id)
        self.gallery_filters.open(slide)
        self.cell_view.show_cell(None, None)
        self.opening = slide is not None
        self.backend.cells.open(slide_id)
        self.opening = False
        self.counts.watch(slide_id)
        self.cell_view.hide()
        self.side.setVisible(slide is not None or self.backend.slides.count > 0)
        self.side.mark(slide)
        self.commands.enable(slide is not None, "UNI", "NC", "confirm", "confirm_shown", "next", "only_unreviewed")
        if slide is None:
            self.pane.show_welcome()
            return
        self.pane.show_slide(slide)
        self.arrange()
        self.gallery.setFocus()

    def _show_counts(self, counts: Findings | None) -> None:
        self.side.differential.show_counts(counts)
        if counts is not None:
            self.side.differential.setVisible(counts.differential.total > 0)
            d = counts.differential
            rest = tr("all reviewed") if d.total and not d.undecided else tr("{n:,} still to review", n=d.undecided)
            self.pane.show_about(f"{cells_text(d.total)} · {rest}" if d.total else tr("No cells yet"))

    def _show_acts(self, undo: bool, redo: bool) -> None:
        self.commands.enable(undo, "undo")
        self.commands.enable(redo, "redo")

    def _show_model(self, version: ModelVersion) -> None:
        self._offer_classes(version)
        about = tr("Model {name}\nSHA-256 {sha256}", name=version.name, sha256=version.sha256)
        self.status.show_model(version.name, f"{about}\n{version.path}")

    def _offer_classes(self, version: ModelVersion | None) -> None:
        self.commands.set_classes(offered_classes(version))
        self.cell_view.set_classes(self.commands.classes)

    def _no_model(self, sentence: str) -> None:
        self.status.show_model(tr("No model"), sentence)
        self.notify(sentence, "warning")

    # Events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in MOVING and self.slide is not None:
            self.gallery.setFocus()
            self.gallery.press(Qt.Key(event.key()), event.modifiers())
        elif self.commands.is_locked_key(event) and not event.isAutoRepeat():
            self.context.refuse(SlideSigned(self.context.lock), self.slide)
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_folder(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        folder = dropped_folder(event.mimeData())
        if folder is not None:
            event.acceptProposedAction()
            self.open_slide.open(folder)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.commands.tint()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.full_screen.leave()  # so that the normal size of the window is saved
        self.learning.close()
        self.guide.close()
        self.backend.placement.save(self, self.splitter)
        super().closeEvent(event)
        self.hide()  # stopping takes a moment, in which the window would not respond
        self.stop()
