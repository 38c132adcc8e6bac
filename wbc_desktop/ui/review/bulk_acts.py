"""Acts on very many cells: asked first, done off the window's thread in one transaction, one step to undo."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from wbc_desktop.domain.language import tr
from wbc_desktop.jobs.runner import Job, Runner
from wbc_desktop.services.changes import Changes
from wbc_desktop.ui.widgets.words import cells_text

ASK_FROM = 100
"""From so many cells on the window says how many there are before it acts on them."""

ALONE_FROM = 500
"""From so many cells on an act takes long enough to be felt: it is done in a thread of its own."""


class BulkActs(QObject):
    """One at a time. ``announced(Changes)``, ``failed(sentence)`` as of any act; ``began``, ``done`` tell of it."""

    announced = Signal(object)
    differing = Signal(object)
    """``Changes`` of an act that left cells alone, after ``done``."""
    failed = Signal(str)
    began = Signal(str)
    done = Signal(str, int)

    def __init__(self, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._job: Job | None = None
        self.ask: Callable[[str, str], bool] = self._ask_in_a_dialog

    @property
    def running(self) -> bool:
        """Whether one is being done: nothing else can be decided meanwhile."""
        return self._job is not None

    def agreed(self, verb: str, count: int) -> bool:
        """Whether the reviewer means it; asked only of many cells. ``verb``: "Confirm", "Put into Lymphocyte"."""
        if count < ASK_FROM:
            return True
        return self.ask(f"{verb}: {cells_text(count)}?", tr("It is one step, and one step of undo takes it back."))

    def start(self, act: Callable[[], Changes], doing: str, count: int) -> None:
        """Run ``act``; ``doing`` says what: "Confirming"."""
        job = self._runner.start(lambda _ctx: act(), f"{doing.lower()} {cells_text(count)}", act=True)
        self._job = job
        self.began.emit(f"{doing} {cells_text(count)}…")
        job.finished.connect(lambda changes: self._finished(changes, doing))
        job.failed.connect(self._failed)

    def hold(self, work: Callable[[], object], name: str) -> Job:
        """Run ``work`` where an act would run, so that nothing else is decided meanwhile. Who asks listens to it."""
        job = self._runner.start(lambda _ctx: work(), name, act=True)
        self._job = job
        for end in (job.finished, job.failed):
            end.connect(lambda _result: self._let_go())
        return job

    def _let_go(self) -> None:
        self._job = None

    def _finished(self, changes: Changes, doing: str) -> None:
        self._job = None
        if changes.cells:
            self.announced.emit(changes)
        self.done.emit(doing, len(changes.cells))
        if changes.differing:
            self.differing.emit(changes)

    def _failed(self, sentence: str) -> None:
        self._job = None
        self.failed.emit(sentence)

    def _ask_in_a_dialog(self, question: str, about: str) -> bool:
        parent = self.parent()
        box = QMessageBox(parent if isinstance(parent, QWidget) else None)
        box.setWindowTitle("WBC Desktop")
        box.setText(question)
        box.setInformativeText(about)
        yes = box.addButton(question.partition(":")[0], QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(yes)
        box.exec()
        agreed = box.clickedButton() is yes
        box.deleteLater()
        return agreed
