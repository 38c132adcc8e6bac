"""Shows which flags of signed slides a model would change, while it classifies their undecided cells."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QTreeWidgetItem, QVBoxLayout, QWidget

from wbc_desktop.domain.language import tr, trn
from wbc_desktop.jobs.engine_source import LazyEngine, lazy_engine
from wbc_desktop.jobs.mailbox import Mailbox
from wbc_desktop.jobs.operations import Acting, Message, Operation, SlideContext
from wbc_desktop.jobs.runner import Job
from wbc_desktop.services.registry import ListedModel, checked_card
from wbc_desktop.services.replay import FlagChange, ReplayOutcome, SlideReplay, replay
from wbc_desktop.ui.learning.tables import align, make_table, resize_columns
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.theme import GRID
from wbc_desktop.ui.widgets.words import percent

_SHARES = (4, 5)

MakeEngine = Callable[[ListedModel, str], LazyEngine]
News = tuple[int, int] | SlideReplay
"""Cells classified so far and all, or a slide that is done."""


def engine_of(model: ListedModel, device: str) -> LazyEngine:
    """Return the engine of a model. Raises ModelError if its file is missing or has other content."""
    checked_card(model)
    return lazy_engine(model.path, device)


class ReplayPanel(QWidget):
    """Classifies the undecided cells of all signed slides with one model; nothing is stored.

    Signals: ``closed()``: the person wants to see something else.
    """

    closed = Signal()

    def __init__(
        self,
        context: SlideContext,
        device: Callable[[], str],
        make_engine: MakeEngine = engine_of,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._device = device
        self._make_engine = make_engine
        self._job: Job | None = None
        self._mailbox: Mailbox[tuple[int, News]] = Mailbox(self._receive)
        self._run = 0
        self.sentence = Label()
        self.sentence.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress"))
        self.button = QPushButton()
        self.button.clicked.connect(lambda _checked=False: self._stop_or_close())
        self.table = make_table(
            tr("Flags that would change"),
            [tr("Slide"), tr("Class"), tr("Flag as signed"), tr("Flag then"), tr("Share as signed"), tr("Share then")],
            _SHARES,
        )
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(self.sentence, 1)
        head.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GRID, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(head)
        column.addWidget(self.bar)
        column.addWidget(self.table, 1)
        self._set_running(False)

    @property
    def running(self) -> bool:
        """Whether cells are being classified."""
        return self._job is not None

    def begin(self, model: ListedModel) -> None:
        """Begin with this model, unless another one is still classifying."""
        if self.running:
            return
        self._run += 1
        number, mailbox, make_engine, device = self._run, self._mailbox, self._make_engine, self._device()
        self.table.clear()
        resize_columns(self.table)

        def progress(done: int, total: int) -> None:
            mailbox.post((number, (done, total)))

        def act(acting: Acting) -> ReplayOutcome:
            engine = make_engine(model, device)
            return replay(
                acting.db,
                engine,
                cancel=acting.cancelled,
                progress=progress,
                found=lambda one: mailbox.post((number, one)),
            )

        self.sentence.setText(tr("“{name}” classifies the undecided cells of all signed slides…", name=model.name))
        self._set_running(True)
        self._job = self._context.run(
            Operation(
                tr("comparing signed slides"),
                act,
                worker=True,
                doing=tr("Comparing signed slides"),
                exclusive=False,
                slide=None,
                done=lambda outcome: self._done(model, outcome),
                failed=lambda _error: self._set_running(False),
                stopped=self._stopped,
                show=self._show,
            )
        )

    def _receive(self, message: tuple[int, News]) -> None:
        number, news = message
        if number != self._run or not self.running:  # the outcome, which comes another way, shows all slides
            return
        if isinstance(news, SlideReplay):
            self._add(news)
        else:
            done, total = news
            self.bar.setRange(0, max(total, 1))
            self.bar.setValue(done)

    def _add(self, one: SlideReplay) -> None:
        for flag in one.flags:
            self.table.addTopLevelItem(align(QTreeWidgetItem(_texts(one, flag)), _SHARES))
        resize_columns(self.table)

    def _done(self, model: ListedModel, outcome: ReplayOutcome) -> None:
        self._set_running(False)
        self.table.clear()
        for one in outcome.changed:  # those on which a share crosses a limit first
            self._add(one)
        self.sentence.setText(outcome_text(model.name, outcome))

    def _stopped(self) -> None:
        self._set_running(False)
        self.sentence.setText(tr("Stopped. The slides below were compared before. Nothing was stored."))

    def _show(self, message: Message) -> None:
        self.sentence.setText(message.text)

    def _stop_or_close(self) -> None:
        if self._job is not None:
            self.button.setEnabled(False)
            self._job.cancel()
        else:
            self.closed.emit()

    def _set_running(self, running: bool) -> None:
        if not running:
            self._job = None
        self.bar.setVisible(running)
        self.bar.setRange(0, 0)
        self.button.setEnabled(True)
        self.button.setText(tr("&Stop") if running else tr("Close"))


def outcome_text(name: str, outcome: ReplayOutcome) -> str:
    """Return what came of it in a few sentences."""
    if not outcome.signed:
        return tr("No slide is signed yet, so nothing would change.")
    slides = trn("{n:,} signed slide", "{n:,} signed slides", outcome.signed)
    cells = trn("{n:,} undecided cell", "{n:,} undecided cells", sum(one.cells for one in outcome.slides))
    changed = trn("Flags would change on {n:,} slide.", "Flags would change on {n:,} slides.", len(outcome.changed))
    unread = sum(len(one.unread) for one in outcome.slides)
    parts = [tr("{slides}; “{name}” classified {cells}.", slides=slides, name=name, cells=cells), changed]
    if unread:
        parts.append(trn("{n:,} file could not be read.", "{n:,} files could not be read.", unread))
    return " ".join([*parts, tr("Nothing was stored.")])


def _texts(one: SlideReplay, flag: FlagChange) -> list[str]:
    return [
        tr("{slide}, version {version}", slide=one.slide.name, version=one.version),
        f"{flag.cell_class.title} ({flag.cell_class.code})",
        tr(flag.before) if flag.before else tr("no flag"),
        tr(flag.after) if flag.after else tr("no flag"),
        percent(flag.share_before),
        percent(flag.share_after),
    ]
