"""The window: puts its parts side by side and connects them. It decides nothing and writes nothing itself."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QSplitter, QVBoxLayout, QWidget

from wbc_desktop.domain.cells import ModelVersion, RefusedFile, Slide
from wbc_desktop.domain.differential_findings import Findings
from wbc_desktop.domain.language import tr, trn
from wbc_desktop.domain.refusals import reason_told
from wbc_desktop.jobs.operations import Message
from wbc_desktop.jobs.tasks import Standing
from wbc_desktop.services.changes import Changes
from wbc_desktop.services.classes import offered_classes
from wbc_desktop.ui.cell.cell_view import CellView
from wbc_desktop.ui.cell.full_screen import leave_full_screen
from wbc_desktop.ui.differential.live_counts import LiveCounts
from wbc_desktop.ui.gallery.gallery import Gallery
from wbc_desktop.ui.gallery.gallery_pane import GalleryPane
from wbc_desktop.ui.gallery.narrowing import Narrowing
from wbc_desktop.ui.review.reviewing import Reviewing
from wbc_desktop.ui.shell.commands import Commands
from wbc_desktop.ui.shell.desk import Desk
from wbc_desktop.ui.shell.dialogs import RefusedDialog
from wbc_desktop.ui.shell.dropping import dropped_folder
from wbc_desktop.ui.shell.model_in_use import ModelInUse
from wbc_desktop.ui.shell.slide_panel import SlidePanel
from wbc_desktop.ui.shell.status import StatusPanel
from wbc_desktop.ui.shell.window_commands import connect_commands
from wbc_desktop.ui.slides.exporting import Exporting
from wbc_desktop.ui.slides.open_slide import OpenSlide
from wbc_desktop.ui.slides.unlike import UnlikeBanner
from wbc_desktop.ui.slides.watching import connect_watching
from wbc_desktop.ui.slides.work import Work
from wbc_desktop.ui.widgets.banner import Banner
from wbc_desktop.ui.widgets.keys import MOVING
from wbc_desktop.ui.widgets.theme import GRID, Theme
from wbc_desktop.ui.widgets.words import cells_text, device_text

PAUSE_MS = 10
"""In between the event loop paints and answers."""


class MainWindow(QMainWindow):
    """One window on one data directory. The :class:`Desk` is made before it and closed with it."""

    def __init__(self, desk: Desk, theme: Theme | None = None) -> None:
        super().__init__()
        self.desk = desk
        self.context = desk.context
        self.theme = theme
        self._opening = False
        self.setWindowTitle("WBC Desktop")
        self.setAcceptDrops(True)
        settings = desk.preferences.now
        self.commands = Commands(self, self.menuBar())
        self.commands["heat"].setChecked(settings.heatmap_on)
        self.gallery = Gallery(desk.cells)
        self.gallery.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.pane = GalleryPane(self.gallery, self.commands)
        self.side = SlidePanel(desk.slides, self.commands)
        self.cell_view = CellView(
            desk.db,
            desk.pictures,
            self.commands["heat"],
            [self.commands[name] for name in ("confirm", "UNI", "NC")],
            [self.commands["fit"], self.commands["actual"]],
            settings.heatmap_opacity,
            desk.heat_checks,
            desk.references,
        )
        self.banner = Banner()
        self.status = StatusPanel(self.commands["stop"])
        self.work = Work(desk.db, desk.runner, desk.engine, self)
        self.open_slide = OpenSlide(desk, self.work, self)
        self.counts = LiveCounts(desk.db, self)
        self.reviewing = Reviewing(desk.db, self.gallery, desk.preferences, self, desk.runner)
        self.exporting = Exporting(desk.db, desk.runner, desk.preferences, self)
        self.model = ModelInUse(desk.db, desk.runner, desk.model_file, self)
        self.unlike = UnlikeBanner(desk.db, self.open_slide)
        self._lay_out()
        self.narrowing = Narrowing(self)
        self._connect()
        connect_commands(self)
        self.watching = connect_watching(self)
        self.commands.set_classes(offered_classes(None))
        self.cell_view.set_classes(self.commands.classes)
        self._show_slide(None)
        desk.placement.restore(self, self.splitter)

    @property
    def slide(self) -> Slide | None:
        """The open slide."""
        return self.open_slide.slide

    def start(self, folder: Path | None) -> None:
        """After the window is on the screen: look at the model, and open ``folder`` or the slide that was open last."""
        self.model.look()
        self.watching.begin()
        if folder is not None:
            self.open_slide.open(folder)
        else:
            self.open_slide.reopen_last()

    def say(self, sentence: str, kind: str = "error") -> None:
        """Say a sentence in the banner."""
        self.banner.say(sentence, kind)

    def stop(self) -> None:
        """Stop everything that runs, within a moment. Nothing that was finished is lost."""
        self.open_slide.close()
        self.watching.close()
        self.counts.stop()
        self.unlike.stop()
        self.narrowing.stop()
        self.desk.close()

    # Connections

    def _connect(self) -> None:
        desk = self.desk
        self.gallery.current_changed.connect(self._show_cell)
        self.gallery.zoom_asked.connect(self.pane.step_size)
        self.gallery.all_decided.connect(self._say_done)
        self.gallery.customContextMenuRequested.connect(self._show_menu)
        self.gallery.selectionModel().selectionChanged.connect(self._selection_changed)
        self.side.chosen.connect(self.open_slide.choose)
        desk.cells.arranged.connect(self._arranged)
        desk.cells.failed.connect(self.say)
        desk.preferences.failed.connect(self.say)
        self.work.standing.connect(self.status.show_standing)
        self.work.standing.connect(lambda standing: self.commands["stop"].setEnabled(standing.running))
        self.work.device.connect(
            lambda name: self.status.show_device(device_text(name), tr("Computes on {name}", name=name))
        )
        self.context.changed.connect(self._changed)
        self.context.tasks.changed.connect(self._show_tasks)
        self.context.said.connect(self._tell)
        self.work.changed.connect(self.context.announce)
        self.open_slide.opened.connect(self._show_slide)
        self.open_slide.left.connect(lambda: self._show_slide(None))
        self.open_slide.said.connect(self._say_of_slide)
        self.open_slide.settled.connect(self._arranged)
        self.open_slide.refused.connect(self._say_refused)
        self.counts.counted.connect(self._show_counts)
        self.counts.acts.connect(lambda undo, redo: self._show_acts(undo, redo))
        self.reviewing.announced.connect(self._changed)
        self.reviewing.reread.connect(self._changed)
        self.reviewing.announced.connect(lambda _changes: self.counts.decided())
        self.reviewing.refused.connect(lambda sentence: self.say(sentence, "warning"))
        self.reviewing.bulk.began.connect(lambda text: self.say(text, "info"))
        self.reviewing.bulk.done.connect(self._say_bulk_done)
        self.commands.class_chosen.connect(self.reviewing.classify)
        self.cell_view.class_chosen.connect(self.reviewing.classify)
        self.exporting.done.connect(lambda text, buttons: self.banner.say(text, "done", buttons))
        self.exporting.failed.connect(self.say)
        self.exporting.changed.connect(self._changed)
        self.model.known.connect(self._show_model)
        self.model.failed.connect(self._no_model)
        self.pane.thumbnail_size.connect(self.gallery.set_thumbnail_size)
        self.cell_view.heat.opacity_changed.connect(
            lambda opacity: self.desk.preferences.change(heatmap_opacity=opacity)
        )

    def _show_tasks(self, standing: Standing) -> None:
        self.status.show_standing(standing)
        self.commands["stop"].setEnabled(self.context.tasks.can_stop)

    def _tell(self, message: Message) -> None:
        self.banner.tell(message)

    def _changed(self, changes: Changes) -> None:
        """Something was committed: everything that shows it reads it anew."""
        self.desk.cells.refresh(changes)
        self.desk.slides.refresh(changes)
        self.narrowing.refresh(changes)
        if self.slide is not None and changes.slide_id == self.slide.id:
            self.counts.touch()
            if self.cell_view.cell_id in changes.cells:
                self.cell_view.touch()

    def _show_slide(self, slide: Slide | None) -> None:
        slide_id = slide.id if slide is not None else None
        self.context.open(slide)
        self.banner.leave_slide(slide_id)
        self.narrowing.open(slide_id)
        self.cell_view.show_cell(None, None)
        self._opening = slide is not None
        self.desk.cells.open(slide_id)
        self._opening = False
        self.reviewing.open(slide_id)
        self.counts.watch(slide_id)
        self.cell_view.hide()
        self.side.setVisible(slide is not None or self.desk.slides.count > 0)
        self.commands.enable(
            slide is not None,
            "csv",
            "pdf",
            "import",
            "again",
            "UNI",
            "NC",
            "confirm",
            "confirm_shown",
            "next",
            "waiting",
        )
        if slide is None:
            self.setWindowTitle("WBC Desktop")
            self.side.mark(None)
            self.pane.show_welcome()
            return
        self.setWindowTitle(f"{slide.name} – WBC Desktop")
        self.pane.show_slide(slide)
        self.side.mark(slide.id)
        self.desk.placement.keep_last_slide(slide.id)
        self._arranged()
        self.gallery.setFocus()

    def _arranged(self) -> None:
        """The list of cells, or whether more are to come, may be another."""
        if self.slide is None:
            return
        cells = self.desk.cells
        self.pane.show_state(
            cells.rowCount(), cells.total, self.work.running or cells.loading, self.open_slide.sentence
        )
        self.cell_view.setVisible(cells.total > 0)

    def _show_cell(self, cell_id: int) -> None:
        if self._opening:  # the first one a little later: opening a large slide and painting it takes long enough
            QTimer.singleShot(PAUSE_MS, self, lambda: self._show_cell(self.gallery.current_id()))
            return
        cells = self.desk.cells
        row = cells.row_of(cell_id)
        if self.slide is None or row is None:
            self.cell_view.show_cell(None, None)
            return
        self.cell_view.show_cell(cell_id, Path(self.slide.folder))
        for near in (row + 1, row - 1, row + 2):
            cell = cells.cell(near)
            if cell is not None:
                self.desk.pictures.prefetch(cell.sha256, cells.file(cell))

    def _selection_changed(self) -> None:
        self.cell_view.show_selected(len(self.gallery.selected_ids()))

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
        self.commands.set_classes(offered_classes(version))
        self.cell_view.set_classes(self.commands.classes)
        about = tr("Model {name}\nSHA-256 {sha256}", name=version.name, sha256=version.sha256)
        self.status.show_model(version.name, f"{about}\n{version.path}")

    def _say_of_slide(self, sentence: str, kind: str) -> None:
        """In the banner, unless the page in the middle says it already."""
        self._arranged()
        if self.slide is None or self.pane.page() != "nothing" or sentence != self.open_slide.sentence:
            self.say(sentence, kind)

    def _no_model(self, sentence: str) -> None:
        self.status.show_model(tr("No model"), sentence)
        self.say(sentence, "warning")

    def _say_refused(self, refused: list[RefusedFile]) -> None:
        first = refused[0]
        more = tr(", and {n:,} more", n=len(refused) - 1) if len(refused) > 1 else ""
        count = trn("{n:,} file is no cell", "{n:,} files are no cells", len(refused))
        buttons = [(tr("Show all"), lambda: RefusedDialog(refused, self).exec())] if len(refused) > 1 else []
        self.banner.say(f"{count}: “{first.path}” {reason_told(first.reason)}{more}.", "warning", buttons)

    def _say_done(self) -> None:
        if self.desk.cells.total and not self.work.running:
            self.banner.say(
                tr("No cell shown here needs a decision any more."),
                "done",
                [(tr("Report…"), self.commands["pdf"].trigger)],
            )

    def _say_bulk_done(self, doing: str, count: int) -> None:
        """Something was done to very many cells at once."""
        self.banner.say(
            tr("{doing} is done: {cells}.", doing=doing, cells=cells_text(count)),
            "done",
            [(tr("Undo"), self.commands["undo"].trigger)],
        )

    def _show_menu(self, at: QPoint) -> None:
        """The same actions as in the menus, where the mouse is."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self.commands.decisions())
        menu.addSeparator()
        menu.addActions([self.commands[name] for name in ("select_all", "confirm_shown")])
        menu.addSeparator()
        menu.addActions([self.commands[name] for name in ("undo", "redo")])
        menu.popup(self.gallery.viewport().mapToGlobal(at))

    # Layout and events

    def _lay_out(self) -> None:
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        for part, stretch in ((self.side, 0), (self.pane, 1), (self.cell_view, 0)):
            self.splitter.addWidget(part)
            self.splitter.setStretchFactor(self.splitter.count() - 1, stretch)
        self.splitter.setSizes([43 * GRID, 83 * GRID, 52 * GRID])
        around = QWidget()
        room = QVBoxLayout(around)
        room.setContentsMargins(GRID, 0, GRID, GRID)
        room.addWidget(self.banner)
        room.addWidget(self.unlike)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(around)
        column.addWidget(self.splitter, 1)
        column.addWidget(self.status)
        self.setCentralWidget(whole)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in MOVING and self.slide is not None:
            self.gallery.setFocus()
            QApplication.sendEvent(self.gallery, event)
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
        leave_full_screen(self)
        self.desk.placement.keep(self, self.splitter)
        super().closeEvent(event)
        self.hide()  # what runs needs a moment to stop, and nobody shall look at a window that does not answer
        self.stop()
