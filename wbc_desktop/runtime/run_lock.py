"""Look whether a fine-tuning run is running, and let only one start at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from wbc_desktop.domain.errors import StorageError, TrainingError
from wbc_desktop.domain.language import tr
from wbc_desktop.runtime.faults import why_not_written
from wbc_desktop.runtime.private import FILE_MODE


def is_held(lock_file: Path) -> bool:
    """Return whether a process holds the lock, that is, whether the run is running. A killed one does not hold it."""
    if not lock_file.exists():
        return False
    lock = FileLock(lock_file, timeout=0, mode=FILE_MODE, thread_local=False)
    try:
        with lock:
            return False
    except Timeout:
        return True
    except (OSError, NotImplementedError):  # a lock that cannot be opened, nobody can hold either
        return False


@contextmanager
def starting_lock(learning: Path) -> Iterator[None]:
    """Hold the lock under which runs are made and started, in the folder of all runs.

    Raises TrainingError if another process is starting one, StorageError if the lock cannot be created.
    """
    lock = FileLock(learning / "starting.lock", timeout=0, mode=FILE_MODE, thread_local=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise TrainingError(tr("Another fine-tuning is being started: wait until it has ended.")) from error
    except (OSError, NotImplementedError) as error:
        raise StorageError(
            tr("The data folder {root} cannot be used: {why}.", root=learning.parent, why=why_not_written(error))
        ) from error
    try:
        yield
    finally:
        lock.release()
