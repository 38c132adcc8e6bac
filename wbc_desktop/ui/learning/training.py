"""Starts, stops, resumes and removes fine-tuning runs, watches the newest one, and adopts the candidate it ends in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from wbc_desktop.domain.language import tr
from wbc_desktop.domain.runs import FineTuning, RunProgress, RunState
from wbc_desktop.jobs.operations import Acting, Message, Operation, SlideContext
from wbc_desktop.jobs.training import TrainingWatch
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.services import finetune
from wbc_desktop.services.finetune import Started
from wbc_desktop.services.registry import ListedModel
from wbc_desktop.services.run_files import mark_told, run_in, was_told
from wbc_desktop.services.shown_runs import remove_run
from wbc_desktop.ui.widgets.ask import Show


class Training(QObject):
    """Runs belong to the data directory: those of the command line and of earlier windows are found as well.

    Signals: ``changed()``: a run began, ended or was removed; ``progressed(RunProgress)``: the newest run has written
    something; ``adopted(ListedModel)``: its candidate is in the list of models; ``started(Path)``: the run in this
    folder was started or resumed here; ``shown(Path)``: the person wants to see it.
    """

    changed = Signal()
    progressed = Signal(object)
    adopted = Signal(object)
    started = Signal(object)
    shown = Signal(object)

    def __init__(
        self,
        context: SlideContext,
        data_dir: DataDir,
        ensure_signed_in: Callable[[], bool],
        watch: TrainingWatch,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._data_dir = data_dir
        self._ensure_signed_in = ensure_signed_in
        self._watch = watch
        watch.setParent(self)
        watch.began.connect(self.changed)
        watch.progressed.connect(self.progressed)
        watch.ended.connect(self._ended)
        self._starting = self._closed = False

    @property
    def folder(self) -> Path | None:
        """The folder of the newest run; None if there is none."""
        return self._watch.folder

    @property
    def running(self) -> bool:
        """Whether a run is running or being started."""
        return self._watch.running or self._starting

    @property
    def progress(self) -> RunProgress:
        """What the newest run has written."""
        return self._watch.progress

    def begin(self) -> None:
        """Begin to watch. A run that failed or was interrupted while no window watched is reported once."""
        self._watch.start()
        folder, last = self._watch.folder, self._watch.progress.last
        if folder is None or self._watch.running or last in ("stopped", "finished") or was_told(folder):
            return
        self._context.run(
            Operation(
                tr("looking at the fine-tuning"),
                lambda _acting: run_in(folder),
                exclusive=False,
                slide=None,
                done=self._tell,
            )
        )

    def close(self) -> None:
        """Stop watching, and announce nothing more. The run goes on."""
        self._closed = True
        self._watch.stop()
        self.blockSignals(True)

    def start(self, strength: str, device: str, laboratory: str, name: str, show: Show) -> None:
        """Make a run from the corrections and start it."""
        learning = self._data_dir.learning

        def act(acting: Acting) -> Started:
            return finetune.begin(acting.db, learning, acting.identity, strength, device, laboratory, name)

        self._start(tr("starting the fine-tuning"), act, show)

    def resume(self, run: FineTuning, device: str, show: Show) -> None:
        """Continue a run that was stopped, or that failed, from its last checkpoint."""
        self._start(
            tr("resuming the fine-tuning"),
            lambda acting: finetune.resume(acting.db, run, acting.identity, device),
            show,
        )

    def stop(self, run: FineTuning, show: Show, asked: Callable[[], object]) -> None:
        """Ask the run to stop, and call ``asked`` then. What it has done is kept, and it can be resumed."""
        self._context.run(
            Operation(
                tr("stopping the fine-tuning"),
                lambda _acting: finetune.stop(run.folder),
                exclusive=False,
                slide=None,
                done=lambda _result: asked(),
                show=show,
            )
        )

    def remove(self, run: FineTuning, show: Show) -> None:
        """Remove the folder of a run."""
        self._context.run(
            Operation(
                tr("removing the fine-tuning"),
                lambda acting: remove_run(acting.db, run, acting.identity),
                worker=True,
                doing=tr("Removing a fine-tuning"),
                exclusive=False,
                slide=None,
                done=lambda _result: self.changed.emit(),
                show=show,
            )
        )

    def _start(self, name: str, act: Callable[[Acting], Started], show: Show) -> None:
        if self.running or not self._ensure_signed_in():
            return
        self._starting = True

        def started(result: Started) -> None:
            self._starting = False
            if self._closed:
                return
            self._watch.attach(result.process)
            self.started.emit(result.run.folder)

        def failed(_error: object) -> None:
            self._starting = False
            self.changed.emit()

        self._context.run(
            Operation(
                name,
                act,
                worker=True,
                doing=tr("Starting the fine-tuning"),
                exclusive=False,
                finish=True,
                slide=None,
                done=started,
                failed=failed,
                show=show,
            )
        )
        self.changed.emit()

    def _ended(self, run: FineTuning) -> None:
        self.changed.emit()
        self._tell(run)
        if run.state is not RunState.FINISHED:
            return
        models = self._data_dir.models

        def message(result: tuple[ListedModel, bool]) -> Message | None:
            return self._finished(run, result[0]) if result[1] else None

        self._context.run(
            Operation(
                tr("adding the candidate to the list of models"),
                lambda acting: finetune.adopt(acting.db, models, run.folder),
                worker=True,
                doing=tr("Adding the candidate to the list of models"),
                exclusive=False,
                finish=True,
                slide=None,
                message=message,
                done=lambda result: self.adopted.emit(result[0]),
            )
        )

    def _finished(self, run: FineTuning, model: ListedModel) -> Message:
        better = model.gate is not None and model.gate.passed
        text = (
            tr("The fine-tuning has finished: “{name}” is better than the active model.", name=model.name)
            if better
            else tr("The fine-tuning has finished: “{name}” is not better than the active model.", name=model.name)
        )
        return Message(text, "done" if better else "info", (self._button(run),))

    def _tell(self, run: FineTuning) -> None:
        """Say that a run failed, or that it was interrupted; not that somebody stopped it."""
        if run.state is RunState.FAILED:
            text = tr("The fine-tuning failed: {sentence}", sentence=run.sentence or "–")
            self._context.notify(text, "warning", self._button(run))
        elif run.state is RunState.STOPPED and self._watch.progress.last != "stopped":
            text = tr("A fine-tuning was interrupted. It can be resumed.")
            self._context.notify(text, "info", self._button(run))
        else:
            return
        mark_told(run.folder)

    def _button(self, run: FineTuning) -> tuple[str, Callable[[], object]]:
        return tr("Show"), lambda: self.shown.emit(run.folder)
