"""Copies of an SQLite database: made while it is in use, described, and put in its place."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from wbc_desktop.domain.backups import Contents, SignedReport, short, stamp
from wbc_desktop.domain.errors import StorageError
from wbc_desktop.domain.language import tr
from wbc_desktop.runtime.atomic import take_place
from wbc_desktop.runtime.faults import why_not_written
from wbc_desktop.runtime.private import make_file
from wbc_desktop.store import faults

Progress = Callable[[int, int], None]

UPGRADE, REPLACED = "before-upgrade", "replaced"
"""Parts of the names of copies beside the database."""

_PAGES = 256
_JOURNALS = ("-wal", "-shm", "-journal")

_COUNTS = {
    "slides": "SELECT count(*) FROM slides",
    "cells": "SELECT count(*) FROM cells WHERE shown",
    "decided": "SELECT count(*) FROM cells WHERE shown AND decided",
    "signed": "SELECT count(*) FROM signed_versions",
    "models": "SELECT count(*) FROM models",
    "entries": "SELECT count(*) FROM audit",
}
_HEAD = "SELECT hash FROM audit ORDER BY id DESC LIMIT 1"
_SIGNED = (
    "SELECT a.hash, a.at, l.name, v.version FROM audit a JOIN signatures g ON g.id = a.subject_id "
    "JOIN signed_versions v ON v.id = g.version_id JOIN slides l ON l.id = v.slide_id "
    "WHERE a.subject = 'signature' ORDER BY a.id"
)


def copy(
    source: Path, target: Path, cancel: Callable[[], None] = lambda: None, progress: Progress = lambda done, total: None
) -> None:
    """Copy the database to the new file ``target``, as it is at this moment; others can go on writing.

    ``cancel`` raises an exception to stop, ``progress`` gets pages. Raises DatabaseError if the database is damaged,
    StorageError if the copy cannot be written; the caller removes an incomplete ``target``.
    """

    def step(_status: int, remaining: int, total: int) -> None:
        cancel()
        progress(total - remaining, total)

    with _sentences(source), closing(_in_use(source)) as old:
        # Without a transaction of its own each commit of another connection would start the copy from the beginning.
        old.execute("BEGIN")
        old.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        with _writing(target), closing(sqlite3.connect(target, isolation_level=None)) as new:
            old.backup(new, pages=_PAGES, progress=step)
            new.execute("PRAGMA journal_mode=DELETE")  # one file
            found = new.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise faults.damaged(str(source), str(found))


def copy_beside(source: Path, revision: str) -> Path:
    """Copy the database before its upgrade from ``revision``, and return the copy, which has a new name beside it."""
    target = _free(source, f"{UPGRADE}-{revision}")
    try:
        copy(source, target)
    except BaseException:
        remove(target)
        raise
    return target


def contents(file: Path) -> Contents:
    """Return what is in a copy of any revision, which nobody writes to. Raises DatabaseError and StorageError."""
    with _sentences(file), closing(_at_rest(file)) as connection:
        counts = {name: int(str(_one(connection, query) or 0)) for name, query in _COUNTS.items()}
        return Contents(
            schema=str(_one(connection, "SELECT version_num FROM alembic_version") or ""),
            **counts,
            trail=str(_one(connection, "SELECT hash FROM audit WHERE id = 1") or ""),
            head=str(_one(connection, _HEAD) or ""),
            signatures=frozenset(short(report.hash) for report in _signed(connection)),
        )


def signed_reports(file: Path) -> list[SignedReport]:
    """Return the signatures in a database of any revision, oldest first. Raises DatabaseError and StorageError."""
    with _sentences(file), closing(_in_use(file)) as connection:
        return _signed(connection)


def head(file: Path) -> str:
    """Return the hash of the newest audit entry, "" if there is none. Raises DatabaseError and StorageError."""
    with _sentences(file), closing(_in_use(file)) as connection:
        return str(_one(connection, _HEAD) or "")


def model_files(file: Path) -> list[tuple[str, str, str]]:
    """Return name, SHA-256 and path of each registered model. Raises DatabaseError and StorageError."""
    with _sentences(file), closing(_at_rest(file)) as connection:
        return [
            (str(name), str(sha256), os.fsdecode(path))
            for name, sha256, path in connection.execute("SELECT name, sha256, path FROM models ORDER BY id")
        ]


def integrity(file: Path) -> str:
    """Return "ok", or the first fault of the file and its references, read completely."""
    with _sentences(file), closing(_at_rest(file)) as connection:
        found = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
        orphan = connection.execute("PRAGMA foreign_key_check").fetchone()
    return found if orphan is None else f"a row of {orphan[0]} refers to a missing row of {orphan[2]}"


def replace(current: Path, new: Path) -> Path | None:
    """Put the closed database ``new``, a file on the same disk, in the place of ``current``, in one step.

    Returns where the replaced database is kept (None: there was none): beside it, under a new name. A damaged one is
    kept with its journals. Raises StorageError if the database is in use or cannot be replaced; then nothing changed.
    """
    _close_completely(new)
    if not current.exists():
        _set_journals_aside(current, None)
        take_place(new, current)
        return None
    _forget_interrupted(current)
    kept = _free(current, REPLACED)
    with _locked(current) as sound:
        _keep(current, kept)
        try:
            if not sound:
                _set_journals_aside(current, kept)
            take_place(new, current)
        except BaseException:
            if sound:
                remove(kept)
            raise
    return kept


def copies_beside(database: Path) -> list[Path]:
    """Return the copies that upgrades and restores have left beside the database."""
    found = [path for word in (UPGRADE, REPLACED) for path in database.parent.glob(f"{database.name}.{word}-*")]
    return sorted(path for path in found if not path.name.endswith(_JOURNALS) and not _is_same(path, database))


def remove(file: Path) -> None:
    """Remove a copy with its journals, if it is there."""
    for suffix in ("", *_JOURNALS):
        with suppress(OSError):
            file.with_name(file.name + suffix).unlink()


def _signed(connection: sqlite3.Connection) -> list[SignedReport]:
    try:
        rows = connection.execute(_SIGNED).fetchall()
    except sqlite3.OperationalError as error:
        if "no such" not in str(error):
            raise
        return []  # older than signatures
    return [SignedReport(str(key), str(at), os.fsdecode(slide), int(version)) for key, at, slide, version in rows]


def _one(connection: sqlite3.Connection, query: str) -> object:
    """Return the value of a query; None without a row, or if this revision has no such table or column."""
    try:
        row = connection.execute(query).fetchone()
    except sqlite3.OperationalError as error:
        if "no such" not in str(error):
            raise
        return None
    return None if row is None else row[0]


def _in_use(file: Path) -> sqlite3.Connection:
    """Open a database that others may write to, without changing it; a read-only connection would leave files."""
    connection = sqlite3.connect(f"{file.resolve().as_uri()}?mode=rw", uri=True, isolation_level=None)
    connection.execute("PRAGMA query_only=ON")
    return connection


def _at_rest(file: Path) -> sqlite3.Connection:
    """Open a database that nobody writes to; no other files are made."""
    real = file.resolve()
    how = "mode=ro" if real.with_name(f"{real.name}-wal").exists() else "immutable=1"
    return sqlite3.connect(f"{real.as_uri()}?{how}", uri=True, isolation_level=None)


@contextmanager
def _sentences(file: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise faults.sentence(error, str(file)) from error


@contextmanager
def _writing(target: Path) -> Iterator[None]:
    """Create the private file ``target``; errors of the block name it."""
    try:
        make_file(target)
        yield
    except sqlite3.Error as error:
        raise faults.sentence(error, str(target)) from error
    except OSError as error:
        raise _not_written(target, error) from error


def _not_written(target: Path, error: OSError) -> StorageError:
    return StorageError(tr("The file {path} cannot be written: {why}.", path=target, why=why_not_written(error)))


def _free(database: Path, word: str) -> Path:
    """Return a name beside the database that no file has: with the word, the time, and a number if needed."""
    name = f"{database.name}.{word}-{stamp(datetime.now(UTC))}"
    names = (name, *(f"{name}-{number}" for number in range(2, 1000)))
    return next(path for path in map(database.with_name, names) if not path.exists())


def _close_completely(file: Path) -> None:
    """Write the journal of a database that nobody uses into its file."""
    with _sentences(file), closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")


@contextmanager
def _locked(current: Path) -> Iterator[bool]:
    """Keep all others from using the database, with its journal written into its file.

    Yields False for a damaged one, which nobody can use anyway. Raises StorageError if another program uses it.
    """
    with closing(sqlite3.connect(current, isolation_level=None, timeout=2)) as connection:
        try:
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute("BEGIN EXCLUSIVE")
            sound = True
        except sqlite3.DatabaseError as error:
            sentence = faults.sentence(error, str(current))
            if isinstance(sentence, StorageError):
                raise sentence from error
            sound = False
        if os.name == "nt":  # an open file cannot be replaced there
            connection.close()
        yield sound


def _keep(current: Path, kept: Path) -> None:
    """Give the file a second name, or copy it where the disk has no links."""
    try:
        os.link(current, kept)
    except OSError:
        with _writing(kept):
            shutil.copyfile(current, kept)


def _set_journals_aside(current: Path, kept: Path | None) -> None:
    """Move the journals of a damaged database to its kept copy, or remove those of a missing one.

    SQLite would apply them to the new one.
    """
    for suffix in _JOURNALS:
        journal = current.with_name(current.name + suffix)
        try:
            if journal.exists():
                journal.unlink() if kept is None else journal.replace(kept.with_name(kept.name + suffix))
        except OSError as error:
            raise _not_written(journal, error) from error


def _forget_interrupted(current: Path) -> None:
    """Remove second names of the database that a killed process gave it."""
    for path in current.parent.glob(f"{current.name}.{REPLACED}-*"):
        if _is_same(path, current):
            with suppress(OSError):
                path.unlink()


def _is_same(path: Path, other: Path) -> bool:
    try:
        return path.samefile(other)
    except OSError:
        return False
