"""Allow only one window per data directory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from wbc_desktop.domain.errors import AlreadyRunning, StorageError
from wbc_desktop.domain.language import tr
from wbc_desktop.runtime.faults import why_not_written
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.runtime.private import FILE_MODE


@contextmanager
def window_lock(data_dir: DataDir) -> Iterator[None]:
    """Lock the data directory for one window during the block. If the window is killed, the lock is released.

    Raises AlreadyRunning if another window has the lock, StorageError if it cannot be created.
    """
    lock = FileLock(data_dir.root / "window.lock", timeout=0, mode=FILE_MODE, thread_local=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise AlreadyRunning(
            tr(
                "WBC Desktop is already open with the data folder {root}: use that window, or close it first.",
                root=data_dir.root,
            )
        ) from error
    except (OSError, NotImplementedError) as error:
        raise StorageError(
            tr("The data folder {root} cannot be used: {why}.", root=data_dir.root, why=why_not_written(error))
        ) from error
    try:
        yield
    finally:
        lock.release()
