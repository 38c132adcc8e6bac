"""Look whether a fine-tuning run is running, let only one start at a time, and keep one while its candidate is read."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from wbc_desktop.domain.errors import StorageError, TrainingError
from wbc_desktop.domain.language import tr
from wbc_desktop.runtime.faults import why_not_written
from wbc_desktop.runtime.private import FILE_MODE

_LOOKS, _LOOK_S = 3, 0.001


def is_held(lock_file: Path) -> bool:
    """Return whether a process holds the lock, that is, whether the run is running. A killed one does not hold it.

    Looking takes the lock for a moment, so it is repeated: another program may be looking at the same time.
    """
    return lock_file.exists() and all(_is_taken(lock_file) for _ in range(_LOOKS))


def _is_taken(lock_file: Path) -> bool:
    lock = FileLock(lock_file, timeout=0, mode=FILE_MODE, thread_local=False)
    try:
        with lock:
            return False
    except Timeout:
        time.sleep(_LOOK_S)
        return True
    except (OSError, NotImplementedError):  # a lock that cannot be opened, nobody can hold either
        return False


def starting_lock(learning: Path) -> AbstractContextManager[None]:
    """Hold the lock under which runs are made and started, in the folder of all runs.

    Raises TrainingError if another process is starting one, StorageError if the lock cannot be created.
    """
    busy = tr("Another fine-tuning is being started: wait until it has ended.")
    return _held(learning, "starting.lock", 0, busy)


def adopting_lock(learning: Path, patience_s: float = 0) -> AbstractContextManager[None]:
    """Hold the lock under which candidates are added to the list of models, so that no run is removed meanwhile.

    Raises TrainingError if another one holds it for longer than ``patience_s``, StorageError as :func:`starting_lock`.
    """
    busy = tr("A candidate is being added to the list of models: try again when that is done.")
    return _held(learning, "adopting.lock", patience_s, busy)


@contextmanager
def _held(learning: Path, name: str, patience_s: float, busy: str) -> Iterator[None]:
    lock = FileLock(learning / name, timeout=patience_s, mode=FILE_MODE, thread_local=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise TrainingError(busy) from error
    except (OSError, NotImplementedError) as error:
        raise StorageError(
            tr("The data folder {root} cannot be used: {why}.", root=learning.parent, why=why_not_written(error))
        ) from error
    try:
        yield
    finally:
        lock.release()
