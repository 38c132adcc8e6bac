"""The tasks that run now, as the status bar shows them: the newest one, how far it is, and how it is stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from wbc_desktop.domain.language import mark, tr


@dataclass(frozen=True, slots=True)
class TaskStatus:
    """What the status bar says. ``total`` 0 with ``running``: the length is unknown."""

    text: str = mark("Ready")
    running: bool = False
    done: int = 0
    total: int = 0
    detail: str = ""


class Task:
    """One running task. Made by :meth:`Tasks.begin`; nothing is shown of it after :meth:`end`."""

    def __init__(self, tasks: Tasks, text: str, cancel: Callable[[], object] | None) -> None:
        self._tasks = tasks
        self._cancel = cancel
        self._stopping = False
        self.status = TaskStatus(text, running=True)

    @property
    def can_stop(self) -> bool:
        """Whether :meth:`stop` does anything."""
        return self._cancel is not None and not self._stopping

    def show(self, text: str, done: int = 0, total: int = 0, detail: str = "") -> None:
        """Show ``text`` and the progress. Ignored once the task was asked to stop."""
        if not self._stopping:
            self.status = TaskStatus(text, True, done, total, detail)
            self._tasks.refresh()

    def progress(self, done: int, total: int) -> None:
        """Show the progress beside the same text."""
        self.show(self.status.text, done, total)

    def stop(self) -> None:
        """Ask the task to stop, and show that it was asked."""
        if self._cancel is not None and not self._stopping:
            self._stopping = True
            self.status = TaskStatus(tr("Stopping…"), running=True)
            self._cancel()
            self._tasks.refresh()

    def end(self, text: str = "") -> None:
        """The task has ended. ``text`` stays in the status bar until another task begins."""
        self._tasks.remove(self, text)


class Tasks(QObject):
    """All running tasks. ``changed(TaskStatus)`` whenever the status bar has to show something else."""

    changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._running: list[Task] = []
        self._last = TaskStatus()

    @property
    def status(self) -> TaskStatus:
        """The newest running task, or what the last one left."""
        return self._running[-1].status if self._running else self._last

    @property
    def can_stop(self) -> bool:
        """Whether a running task can be stopped."""
        return any(task.can_stop for task in self._running)

    def begin(self, text: str, cancel: Callable[[], object] | None = None) -> Task:
        """Show a new task. ``cancel`` asks it to stop; None: it cannot be stopped."""
        task = Task(self, text, cancel)
        self._running.append(task)
        self._last = TaskStatus()
        self.refresh()
        return task

    def stop(self) -> None:
        """Ask every running task to stop."""
        for task in list(self._running):
            task.stop()

    def refresh(self) -> None:
        """Announce what the status bar shows now."""
        self.changed.emit(self.status)

    def remove(self, task: Task, text: str) -> None:
        """Forget an ended task; ``text`` is shown while no other runs."""
        if task in self._running:
            self._running.remove(task)
            self._last = TaskStatus(text) if text else TaskStatus()
            self.refresh()
