"""Write a file completely or not at all; until it is complete, only this account may read it."""

from __future__ import annotations

import os
import secrets
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from wbc_desktop.domain.errors import StorageError
from wbc_desktop.domain.language import tr
from wbc_desktop.runtime.faults import is_full, why_not_written
from wbc_desktop.runtime.private import FILE_MODE, make_folder

TEMPORARY = ".wbc-*.tmp"
"""The names of temporary files and folders; that of a process which was killed remains."""

_DAY = 24 * 3600.0

_CREATE = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


@contextmanager
def atomic_write(path: str | Path, private: bool = False) -> Iterator[BinaryIO]:
    """Yield a binary file to write; at the end of the block it is on the disk and replaces ``path``.

    ``private``: only this account may read it afterwards. Otherwise it has the mode of the replaced file, or of any new
    file. After an error ``path`` is unchanged and no temporary file remains. A link is followed; a pipe or device is
    written directly, since it cannot be replaced. Raises StorageError if the file cannot be written; other errors of
    the block (also failures to open some other file) pass through.
    """
    try:
        target = Path(path).resolve()
        direct = target.exists() and not target.is_file() and not target.is_dir()
    except (OSError, RuntimeError, ValueError) as error:
        raise _sentence(path, error) from error
    with _opened_directly(target) if direct else _replacing(target, private) as file:
        yield file


def temporary_folder(parent: Path) -> Path:
    """Create a folder for files that are not complete yet; the caller removes it. Raises StorageError."""
    folder = parent / f".wbc-{secrets.token_hex(6)}.tmp"
    try:
        make_folder(folder)
    except (OSError, ValueError) as error:
        raise _sentence(folder, error) from error
    return folder


def remove_leftovers(folder: Path) -> None:
    """Remove temporary files and folders in ``folder`` that a killed process left more than a day ago."""
    for path in folder.glob(TEMPORARY):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > _DAY:
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()


def take_place(temporary: Path, target: Path) -> None:
    """Replace ``target`` by a complete file of the same folder, in one step. Raises StorageError."""
    try:
        temporary.replace(target)
    except OSError as error:
        raise _sentence(target, error) from error
    if os.name == "posix":
        with suppress(OSError):  # some network folders cannot be synced; the content itself is on the disk
            descriptor = os.open(target.parent, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


@contextmanager
def _opened_directly(target: Path) -> Iterator[BinaryIO]:
    try:
        file = target.open("wb")
    except OSError as error:
        raise _sentence(target, error) from error
    with _write_errors(target), file:
        yield file


@contextmanager
def _replacing(target: Path, private: bool) -> Iterator[BinaryIO]:
    if target.is_dir():
        raise StorageError(tr("The file {target} cannot be written: there is a folder of that name.", target=target))
    # Hidden, so that a scan of the folder skips it; short, so that a long name is no problem.
    temporary = target.with_name(f".wbc-{secrets.token_hex(6)}.tmp")
    try:
        descriptor = os.open(temporary, _CREATE, FILE_MODE)
    except (OSError, ValueError) as error:
        raise _sentence(target, error) from error
    try:
        with _write_errors(target), os.fdopen(descriptor, "w+b") as file:
            yield file
            file.flush()
            if not private and os.name == "posix":
                with suppress(OSError):  # some file systems have no modes
                    os.fchmod(file.fileno(), _usual_mode(target))
            os.fsync(file.fileno())
        take_place(temporary, target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


@contextmanager
def _write_errors(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.filename is not None or error.errno is None:
            raise  # a failed write has no file name: this error is about another file that the block opened
        raise _sentence(target, error) from error


def _usual_mode(target: Path) -> int:
    """Return the mode of the existing file, else of a new file, found by creating one. Raises OSError."""
    with suppress(OSError):
        return stat.S_IMODE(target.stat().st_mode)
    probe = target.with_name(f".wbc-{secrets.token_hex(6)}.tmp")
    descriptor = os.open(probe, _CREATE, 0o666)
    try:
        return stat.S_IMODE(os.fstat(descriptor).st_mode)
    finally:
        os.close(descriptor)
        probe.unlink()


def _sentence(path: str | Path, error: BaseException) -> StorageError:
    if is_full(error):
        return StorageError(tr("The disk is full: {path} was not written. Make room and try again.", path=path))
    return StorageError(tr("The file {path} cannot be written: {why}.", path=path, why=why_not_written(error)))
