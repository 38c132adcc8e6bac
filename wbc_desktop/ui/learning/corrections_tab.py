"""The tab that shows what the model can learn from the corrections of the reviewers, and the exclusions."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from wbc_desktop.domain.language import number, tr, trn
from wbc_desktop.jobs.latest_read import LatestRead
from wbc_desktop.jobs.operations import Message, SlideContext
from wbc_desktop.services.changes import Changes
from wbc_desktop.services.learning_overview import Overview, overview
from wbc_desktop.ui.learning.acting import Acted
from wbc_desktop.ui.learning.learning_window import LearningTab
from wbc_desktop.ui.learning.left_out_page import LeftOutPage
from wbc_desktop.ui.learning.list_page import ListPage
from wbc_desktop.ui.learning.slips_page import SlipsPage
from wbc_desktop.ui.learning.tally_pages import ClassTallies, LaboratoryTallies, SlideTallies
from wbc_desktop.ui.learning.waiting_page import WaitingPage
from wbc_desktop.ui.widgets.banner import Banner
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.page import Page
from wbc_desktop.ui.widgets.preferences import Preferences
from wbc_desktop.ui.widgets.theme import GRID

READ_AFTER_MS = 1500
"""Read again this long after the last of several decisions: the person looks at the other window then."""


class CorrectionsTab(LearningTab):
    """Shows what has accumulated. It is read on a thread: when the tab is shown, and after decisions.

    ``thumbnails`` is the folder that keeps thumbnails (None: no cache).
    Signals: ``queue_requested(Slide)``: the cells of this slide that teach most are to be classified.
    """

    queue_requested = Signal(object)

    def __init__(
        self, context: SlideContext, preferences: Preferences, thumbnails: Path | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._preferences = preferences
        self._outdated = True
        self._reader = LatestRead(self)
        self._reader.done.connect(self._show)
        self._reader.failed.connect(self._show_failure)
        self.message = Banner()
        self.message.show_key("")
        self.sentence, self.unfinished = Label(), Label()
        self.unfinished.setProperty("role", "muted")
        acted = Acted(self._show_message, self.read)
        self.classes, self.slides, self.laboratories = ClassTallies(), SlideTallies(), LaboratoryTallies()
        self.slips = SlipsPage(context, thumbnails, acted)
        self.left_out = LeftOutPage(context, acted)
        self.waiting = WaitingPage()
        self.waiting.queue_requested.connect(self.queue_requested)
        self.retry = QPushButton(tr("Retry"))
        self.retry.clicked.connect(lambda _checked=False: self.read())
        self._loading = Page(tr("Reading the decisions…"), tr("All signed and finished slides are read."))
        self._failure = Page(tr("The decisions could not be read"), "", [self.retry])
        self._lay_out()
        context.changed.connect(self._follow)
        preferences.changed.connect(lambda _settings: self._rights_changed())

    def read(self) -> None:
        """Read again what has accumulated."""
        self._ask()

    def stop(self) -> None:
        """Stop reading: the program ends."""
        self._reader.stop()
        self.slips.stop()

    @property
    def page(self) -> str:
        """Which page is shown: loading, failure or content."""
        return {self._loading: "loading", self._failure: "failure"}.get(self._stack.currentWidget(), "content")  # type: ignore[call-overload,no-any-return]

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._outdated:
            self._ask()

    def _ask(self, after_ms: int = 0) -> None:
        db, laboratory = self._context.db, self._preferences.settings.laboratory
        reader, self._outdated = self._context.identity.name, False
        if self.page == "failure":
            self._stack.setCurrentWidget(self._loading)
        self._reader.ask(lambda: overview(db, laboratory, reader), after_ms)

    def _follow(self, changes: Changes) -> None:
        if not changes.any:
            return
        self._outdated = True
        if self.isVisible():
            self._ask(READ_AFTER_MS)

    def _rights_changed(self) -> None:
        self.left_out.update_rights()
        self._outdated = True  # a second reader sees less, and the laboratory may have another name
        if self.isVisible():
            self._ask(READ_AFTER_MS)

    def _show(self, shown: Overview) -> None:
        found = shown.found
        self.sentence.setText(found.sentence)
        unfinished = trn(
            "{n:,} more decision is in slides that are neither signed nor finished.",
            "{n:,} more decisions are in slides that are neither signed nor finished.",
            found.unfinished,
        )
        hidden = tr("Decisions that you read a second time are hidden until your second read is finished.")
        notes = [unfinished if found.unfinished else "", hidden if shown.hidden else ""]
        self.unfinished.setText(" ".join(note for note in notes if note))
        self.unfinished.setVisible(any(notes))
        for page in self._pages:
            page.show_overview(shown)
        slips, left_out, waiting = len(found.slips) - shown.hidden, len(shown.left_out), len(shown.waiting)
        self._title(self.slips, tr("Second look"), slips)
        self._title(self.left_out, tr("Left out"), left_out)
        self._title(self.waiting, tr("To classify"), waiting)
        self._stack.setCurrentWidget(self._content)

    def _show_failure(self, sentence: str) -> None:
        self._failure.show_text(tr("The decisions could not be read"), sentence)
        self._stack.setCurrentWidget(self._failure)

    def _show_message(self, message: Message) -> None:
        if message.text:
            self.message.show_message(message)
        else:
            self.message.clear()

    def _title(self, page: QWidget, title: str, count: int) -> None:
        self.tabs.setTabText(self.tabs.indexOf(page), f"{title} ({number(count)})" if count else title)

    def _lay_out(self) -> None:
        self._pages: tuple[ListPage, ...] = (
            *(self.classes, self.slides, self.laboratories),
            *(self.slips, self.left_out, self.waiting),
        )
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(tr("Corrections"))
        titles = (tr("By class"), tr("By slide"), tr("By laboratory"), tr("Second look"), tr("Left out"))
        for page, title in zip(self._pages, (*titles, tr("To classify")), strict=True):
            self.tabs.addTab(page, title)
        self._content, self._stack = QWidget(), QStackedWidget()
        column = QVBoxLayout(self._content)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        for label in (self.sentence, self.unfinished):
            label.setWordWrap(True)
            column.addWidget(label)
        column.addWidget(self.message)
        column.addWidget(self.tabs, 1)
        for part in (self._loading, self._failure, self._content):
            self._stack.addWidget(part)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
