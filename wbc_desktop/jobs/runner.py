"""Runs services off the window's thread: progress, changes, result and faults come back as signals."""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QObject, QThread, QThreadPool, Signal

from wbc_desktop.domain.errors import Cancelled, WbcError
from wbc_desktop.domain.language import tr
from wbc_desktop.jobs.mailbox import Mailbox
from wbc_desktop.jobs.worker import STACK_BYTES
from wbc_desktop.services.changes import Changes

log = logging.getLogger(__name__)

MAX_JOBS = 8
Kind = Literal["progressed", "changed", "finished", "failed", "stopped"]


@dataclass(frozen=True, slots=True)
class _Message:
    job_id: int
    kind: Kind
    payload: Any


class JobContext:
    """What a running function can do: check for cancellation, report progress, announce changes."""

    def __init__(self, stop: threading.Event, send: Callable[[Kind, object], None]) -> None:
        self._stop = stop
        self._send = send

    def cancelled(self) -> bool:
        """Whether the person asked to stop."""
        return self._stop.is_set()

    def check(self) -> None:
        """Raise :class:`Cancelled` when the person asked to stop."""
        if self._stop.is_set():
            raise Cancelled

    def rest(self, seconds: float) -> None:
        """Wait for ``seconds``, or until the person asks to stop."""
        self._stop.wait(seconds)

    def progress(self, news: object) -> None:
        """Emit ``Job.progressed`` with a frozen object."""
        self._send("progressed", news)

    def announce(self, changes: Changes) -> None:
        """Announce what was committed to the store."""
        self._send("changed", changes)


class Job(QObject):
    """One running piece of work. Every signal is emitted in the thread of the :class:`Runner`.

    Exactly one of ``finished``, ``failed`` and ``stopped`` comes, then ``ended``, and nothing after it. A function that
    sees the cancel token and returns what it finished still ends in ``finished``; one that raises ``Cancelled`` ends in
    ``stopped``.
    """

    progressed = Signal(object)
    changed = Signal(object)
    finished = Signal(object)
    failed = Signal(str)
    stopped = Signal()
    ended = Signal()

    def __init__(self, name: str, stop: threading.Event, act: bool = False) -> None:
        super().__init__()
        self.name = name
        self.act = act
        self.error: WbcError | None = None
        """Why it failed, where the reason is an error meant for a person; set before ``failed`` is emitted."""
        self._stop = stop
        self._running = True

    @property
    def running(self) -> bool:
        """Whether its end has not been announced yet."""
        return self._running

    @property
    def cancel_asked(self) -> bool:
        """Whether it was asked to stop."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Ask it to stop at the next safe point. May be called at any time."""
        self._stop.set()

    def _deliver(self, kind: Kind, payload: Any) -> None:
        if kind == "progressed":
            self.progressed.emit(payload)
        elif kind == "changed":
            self.changed.emit(payload)
        else:
            self._running = False
            if kind == "finished":
                self.finished.emit(payload)
            elif kind == "failed":
                self.error, sentence = payload
                self.failed.emit(sentence)
            else:
                self.stopped.emit()
            self.ended.emit()
            self._disconnect()

    def _disconnect(self) -> None:
        """Release the connected functions: one that refers to the job keeps both alive, unseen by the collector."""
        about = self.metaObject()
        for signal in map(about.method, range(about.methodOffset(), about.methodCount())):
            if self.isSignalConnected(signal):
                getattr(self, signal.name().toStdString()).disconnect()


class Runner(QObject):
    """Starts jobs in threads of its own and keeps them alive until they have ended. Lives in the window's thread."""

    idle = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids = itertools.count(1)
        self._jobs: dict[int, Job] = {}
        self._closed = False
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(MAX_JOBS)
        self._pool.setStackSize(STACK_BYTES)
        self._mailbox: Mailbox[_Message] = Mailbox(self._receive)
        # If it is deleted without stop_all, the threads must end soon and their messages must be dropped.
        jobs, mailbox = self._jobs, self._mailbox
        self.destroyed.connect(lambda: _abandon(jobs, mailbox))

    @property
    def jobs(self) -> list[Job]:
        """The jobs that have not ended."""
        return list(self._jobs.values())

    def start(self, fn: Callable[[JobContext], Any], name: str, act: bool = False) -> Job:
        """Run ``fn`` in a thread. ``name`` says what it does, for the log and its messages ("opening the slide").

        ``act``: it is a person's decision. It is carried out even when the runner is stopped before a thread is free,
        and :meth:`stop_all` waits for it instead of cancelling it.
        """
        if self._closed:
            raise RuntimeError("this runner was stopped for good")
        if QThread.currentThread() is not self.thread():
            raise RuntimeError("jobs are started in the runner's own thread")
        job_id, stop, mailbox = next(self._ids), threading.Event(), self._mailbox

        def send(kind: Kind, payload: object) -> None:
            mailbox.post(_Message(job_id, kind, payload))

        job = Job(name, stop, act)
        self._jobs[job_id] = job
        self._pool.start(lambda: _run(fn, name, stop, send, act))
        return job

    def stop_all(self, wait: bool = True) -> None:
        """Ask every job that is no act to stop; with ``wait``, return when none runs and all is delivered."""
        for job in self.jobs:
            if not job.act:
                job.cancel()
        if wait:
            self._closed = True
            self._pool.waitForDone()
            self._mailbox.deliver_now()
            self._mailbox.close()

    def _receive(self, message: _Message) -> None:
        job = self._jobs.get(message.job_id)
        if job is None:
            return
        if message.kind not in ("progressed", "changed"):
            del self._jobs[message.job_id]
        job._deliver(message.kind, message.payload)
        if not self._jobs:
            self.idle.emit()


def _abandon(jobs: dict[int, Job], mailbox: Mailbox[_Message]) -> None:
    for job in jobs.values():
        job.cancel()
    mailbox.close()


def _run(
    fn: Callable[[JobContext], Any],
    name: str,
    stop: threading.Event,
    send: Callable[[Kind, object], None],
    act: bool = False,
) -> None:
    """In the worker thread: send exactly one final message, whatever happens."""
    try:
        if stop.is_set() and not act:
            raise Cancelled
        result = fn(JobContext(stop, send))
    except Cancelled:
        send("stopped", None)
    except WbcError as error:
        log.info("a task failed: %s", error)
        send("failed", (error, str(error)))
    except MemoryError:
        log.exception("a task failed: out of memory")
        sentence = tr(
            "There was not enough memory for {name}. What was finished is kept; close other programs.", name=name
        )
        send("failed", (None, sentence))
    except BaseException:
        log.exception("a fault ended a task")
        sentence = tr(
            "A fault in the program ended {name}. What was finished is kept, and the log says more about it.", name=name
        )
        send("failed", (None, sentence))
    else:
        send("finished", result)
