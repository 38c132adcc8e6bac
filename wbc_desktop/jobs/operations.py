"""The one path of every act of a person: run it, announce what changed, say what came of it.

A room of the interface describes an act as an :class:`Operation` and hands it to :meth:`SlideContext.run`. Slide,
identity, thread, progress, cancelling, announcing and messages are the same for all of them and live here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from PySide6.QtCore import QObject, Signal

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.errors import NothingToUndo, StorageError, WbcError
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.jobs.runner import Job, JobContext, Runner
from wbc_desktop.jobs.tasks import Task, Tasks
from wbc_desktop.services.changes import Announce, Cancel, Changes
from wbc_desktop.services.review import ReviewRefused
from wbc_desktop.store.engine import Database

T = TypeVar("T")
Kind = Literal["info", "done", "warning", "error"]
Button = tuple[str, Callable[[], object]]


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence for the banner. With ``slide`` it is shown, with its buttons, only while that slide is open.

    ``until_decision``: the next decision makes it untrue, so it is shown until then.
    """

    text: str
    kind: Kind = "info"
    buttons: tuple[Button, ...] = ()
    slide: Slide | None = None
    until_decision: bool = False


@dataclass(frozen=True, slots=True)
class Acting:
    """What an act works with: the store, who acts, whether to stop, and where progress and commits are text."""

    db: Database
    identity: Identity
    cancelled: Cancel = lambda: False
    progress: Callable[[int, int], None] = lambda done, total: None
    announce: Announce = lambda changes: None


@dataclass(frozen=True, slots=True)
class Operation(Generic[T]):
    """One act of a person.

    ``name`` says what it does, for the log and for messages ("merging the folders"). ``act`` calls one function of the
    services; :class:`Changes` that it returns are announced. ``worker``: it runs off the window's thread, and the
    status bar shows ``doing`` with its progress and a way to stop it. ``exclusive``: no other exclusive act runs at the
    same time. ``finish``: it runs to its end when the window is closed, instead of being cancelled. ``slide``: the
    slide that it concerns, the open one unless given; None: it concerns no slide. ``message`` says what came of it,
    ``done`` is called with the result, ``failed`` with the error after it was shown, and ``stopped`` when the person
    cancelled it. ``show`` shows its messages where the banner would not be seen: in the dialog that asked for the act.
    """

    name: str
    act: Callable[[Acting], T]
    worker: bool = False
    doing: str = ""
    exclusive: bool = True
    finish: bool = False
    slide: Slide | Literal["open"] | None = "open"
    message: Callable[[T], Message | None] = lambda result: None
    done: Callable[[T], object] = lambda result: None
    failed: Callable[[WbcError | None], object] = lambda error: None
    stopped: Callable[[], object] = lambda: None
    show: Callable[[Message], object] | None = None


class SlideContext(QObject):
    """What a room of the interface knows of the program: store, runner, identity, open slide and messages.

    Signals: ``opened(Slide | None)`` when another slide is open, or none; ``locked(str)`` when the open slide can no
    longer be changed, with the reason, or ("") can be again; ``changed(Changes)`` after every commit;
    ``message_posted(Message)`` for the banner; ``refused(WbcError)`` when the store refused an act, before that is
    shown. All are emitted in the window's thread.
    """

    opened = Signal(object)
    locked = Signal(str)
    changed = Signal(object)
    message_posted = Signal(object)
    refused = Signal(object)

    def __init__(
        self, db: Database, runner: Runner, identity: Callable[[], Identity], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.db = db
        self.runner = runner
        self.tasks = Tasks(self)
        self._identity = identity
        self._slide: Slide | None = None
        self._lock = ""
        self._exclusive: str | None = None
        self._remedies: dict[type[WbcError], Callable[[], tuple[Button, ...]]] = {}

    @property
    def slide(self) -> Slide | None:
        """The open slide."""
        return self._slide

    @property
    def lock(self) -> str:
        """Why the open slide cannot be changed; "" if it can, or if that is not known yet."""
        return self._lock

    def set_lock(self, why: str) -> None:
        """Announce that the open slide cannot be changed, and why; "": it can."""
        if why != self._lock:
            self._lock = why
            self.locked.emit(why)

    @property
    def identity(self) -> Identity:
        """Who is signed in; without accounts the name of the settings."""
        return self._identity()

    @property
    def busy(self) -> bool:
        """Whether an exclusive act runs on a worker."""
        return self._exclusive is not None

    def open(self, slide: Slide | None) -> None:
        """``slide`` is the open slide from now on. The one that is open already is only known as it is stored now."""
        before, self._slide = self._slide, slide
        if before is None or slide is None or (before.id, before.folder) != (slide.id, slide.folder):
            self.set_lock("")
            self.opened.emit(slide)

    def is_open(self, slide: Slide | None) -> bool:
        """Whether ``slide`` is the open slide."""
        return slide is not None and self._slide is not None and slide.id == self._slide.id

    def notify(self, text: str, kind: Kind = "info", *buttons: Button, slide: Slide | None = None) -> None:
        """Show a sentence in the banner; with ``slide`` it belongs to that slide."""
        self.post(Message(text, kind, buttons, slide))

    def post(self, message: Message) -> None:
        """Show a message. One of a slide that is not open names it and has no buttons: they would act on another."""
        slide = message.slide
        if slide is not None and not self.is_open(slide):
            named = tr("“{name}”: {text}", name=slide.name, text=message.text)
            message = Message(named, message.kind)
        self.message_posted.emit(message)

    def announce(self, changes: Changes) -> None:
        """Tell everything that shows cells or slides what was committed."""
        self.changed.emit(changes)

    def offer(self, remedies: Mapping[type[WbcError], Callable[[], tuple[Button, ...]]]) -> None:
        """Register the buttons that a message about an error of these classes gets."""
        self._remedies.update(remedies)

    def refuse(
        self, error: WbcError, slide: Slide | None = None, show: Callable[[Message], object] | None = None
    ) -> None:
        """Show an error of an act on ``slide``, with the buttons that help; in the banner unless ``show`` is given."""
        self.refused.emit(error)
        kinds = [kind for kind in self._remedies if isinstance(error, kind)]
        buttons = tuple(button for kind in kinds for button in self._remedies[kind]())
        kind: Kind = "error" if isinstance(error, StorageError) else "info" if buttons else "warning"
        answer = isinstance(error, ReviewRefused | NothingToUndo)
        (show or self.post)(Message(str(error), kind, buttons, slide, until_decision=answer))

    def run(self, operation: Operation[T]) -> Job | None:
        """Carry out an act. Returns its job when it runs on a worker, else None (it is done, or was refused)."""
        if operation.exclusive and not self.free(operation.show):
            return None
        run = _Run(self, operation, self._slide if operation.slide == "open" else operation.slide, self.identity)
        if operation.worker:
            return run.on_worker()
        run.here()
        return None

    def free(self, show: Callable[[Message], object] | None = None) -> bool:
        """Whether an exclusive act can begin now; if not, a message (in the banner unless ``show``) says what runs."""
        if self._exclusive is not None:
            text = tr("The program is still {doing}: wait until that is done, or stop it.", doing=self._exclusive)
            (show or self.post)(Message(text, "warning"))
        return self._exclusive is None

    def hold(self, name: str | None) -> None:
        """An exclusive act of this name runs on a worker, or (None) none does any more."""
        self._exclusive = name


@dataclass
class _Run(Generic[T]):
    """One run of an operation, from its start to its message."""

    context: SlideContext
    operation: Operation[T]
    slide: Slide | None
    identity: Identity

    def here(self) -> None:
        """Run it in the window's thread."""
        context = self.context
        try:
            result = self.operation.act(Acting(context.db, self.identity, announce=context.announce))
        except WbcError as error:
            self._failed(error)
        else:
            self._succeeded(result)

    def on_worker(self) -> Job:
        """Run it in a thread of the runner."""
        operation, context = self.operation, self.context
        db, identity, act = context.db, self.identity, operation.act

        def work(job: JobContext) -> T:
            report = lambda done, total: job.progress((done, total))  # noqa: E731
            return act(Acting(db, identity, job.cancelled, report, job.announce))

        job = context.runner.start(work, operation.name, act=operation.finish)
        task = context.tasks.begin(operation.doing or operation.name, job.cancel)
        if operation.exclusive:
            context.hold(operation.name)
        job.progressed.connect(lambda done: task.progress(*done))
        job.changed.connect(context.announce)
        job.finished.connect(lambda result: self._ended(task, lambda: self._succeeded(result)))
        job.failed.connect(lambda sentence: self._ended(task, lambda: self._failed(job.error, sentence)))
        job.stopped.connect(lambda: self._ended(task, operation.stopped))
        return job

    def _ended(self, task: Task, then: Callable[[], object]) -> None:
        if self.operation.exclusive:
            self.context.hold(None)
        task.end()
        then()

    def _succeeded(self, result: T) -> None:
        if isinstance(result, Changes) and result.any:
            self.context.announce(result)
        message = self.operation.message(result)
        if message is not None:
            self._show(message)
        self.operation.done(result)

    def _failed(self, error: WbcError | None, sentence: str = "") -> None:
        if error is not None:
            self.context.refuse(error, self.slide, self.operation.show)
        else:
            self._show(Message(sentence, "error", slide=self.slide))
        self.operation.failed(error)

    def _show(self, message: Message) -> None:
        (self.operation.show or self.context.post)(message)
