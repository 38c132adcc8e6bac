"""Converts database errors to one plain sentence that names the file and says what to do."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import exc

from wbc_desktop.domain.errors import DatabaseError, StorageError, WbcError
from wbc_desktop.domain.language import tr
from wbc_desktop.runtime.faults import has_no_room

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
# How a full disk shows where SQLite makes or grows the files beside the database.
_MAYBE_FULL = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)
_READING = (sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ)
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
# Codes of PostgreSQL (SQLSTATE).
_LOCK_NOT_AVAILABLE = "55P03"
_DISK_FULL = "53100"
_NOT_ALLOWED = ("42501", "25006")


def damaged(place: str, detail: str = "") -> DatabaseError:
    """Return the error for a damaged database; nothing has been written to it."""
    found = f" ({detail})" if detail else ""
    return DatabaseError(
        tr(
            "The database {place} is damaged{found}; it was left as it is: move it away and put a "
            "backup in its place, or start with a new, empty one.",
            place=place,
            found=found,
        )
    )


def sentence(error: BaseException, place: str) -> WbcError:
    """Return the error to show for ``error`` of a database driver; ``place`` is the file or address."""
    code, state = getattr(error, "sqlite_errorcode", 0) & 0xFF, getattr(error, "sqlstate", "")
    if code in _DAMAGED:
        return damaged(place)
    if state == _DISK_FULL or _is_full(error, place):
        return StorageError(
            tr(
                "The disk is full: nothing more can be written to {place}. Make room and do the last step again.",
                place=place,
            )
        )
    if code == sqlite3.SQLITE_READONLY:
        return StorageError(
            tr("The database {place} cannot be written: allow writing to the file and its folder.", place=place)
        )
    if code in _BUSY or state == _LOCK_NOT_AVAILABLE:
        return StorageError(
            tr(
                "The database {place} is in use by another program: wait until that has finished, or close it.",
                place=place,
            )
        )
    if code == sqlite3.SQLITE_CANTOPEN:
        return StorageError(
            tr(
                "The database {place} cannot be opened: check whether its folder exists and may be written to.",
                place=place,
            )
        )
    if code == sqlite3.SQLITE_IOERR:
        return StorageError(
            tr(
                "The disk failed while the database {place} was read or written: check whether the disk is "
                "full or disconnected.",
                place=place,
            )
        )
    if state in _NOT_ALLOWED:
        return StorageError(
            tr(
                "The database {place} cannot be written ({error}): ask its administrator for the rights of this user.",
                place=place,
                error=_one_line(error),
            )
        )
    return StorageError(tr("The database {place} cannot be used: {error}.", place=place, error=_one_line(error)))


def _is_full(error: BaseException, place: str) -> bool:
    """Whether SQLite failed because the disk is full."""
    found = getattr(error, "sqlite_errorcode", 0)
    if found & 0xFF in _MAYBE_FULL and found not in _READING:
        return has_no_room(Path(place).resolve().parent)
    return bool(found & 0xFF == sqlite3.SQLITE_FULL)


def _of_connection(error: exc.DBAPIError, place: str) -> StorageError | None:
    """Return the error for a lost or refused connection to a server, or None."""
    if error.connection_invalidated:
        return StorageError(
            tr(
                "The connection to the database {place} was lost: check the network, and do the last step again.",
                place=place,
            )
        )
    if isinstance(error, exc.OperationalError) and getattr(error.orig, "sqlstate", "") is None:
        return StorageError(
            tr(
                "The database {place} cannot be reached ({error}): check its address and the network.",
                place=place,
                error=_one_line(error.orig or error),
            )
        )
    return None


@contextmanager
def as_sentences(place: str) -> Iterator[None]:
    """Raise errors of the database as WbcError, except broken constraints, which are faults of the program."""
    try:
        yield
    except exc.IntegrityError:
        raise
    except (json.JSONDecodeError, UnicodeDecodeError) as error:  # only a failing disk can change a value so
        raise damaged(place) from error
    except exc.DBAPIError as error:
        raise _of_connection(error, place) or sentence(error.orig or error, place) from error
    except exc.TimeoutError as error:
        raise StorageError(tr("The database {place} is too busy: try again in a moment.", place=place)) from error


def _one_line(error: BaseException) -> str:
    text = str(error).strip()
    return text.splitlines()[0].rstrip(".") if text else type(error).__name__
