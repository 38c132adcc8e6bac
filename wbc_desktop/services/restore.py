"""Restore a copy of the database: check everything beside the database first, then replace it in one step."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from wbc_desktop.domain.audit import PROGRAM, Actor
from wbc_desktop.domain.backups import SignedReport, not_among
from wbc_desktop.domain.cells import ModelVersion
from wbc_desktop.domain.errors import BackupError, ModelError, WbcError
from wbc_desktop.domain.language import tr, trn
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.runtime.atomic import remove_leftovers, temporary_folder
from wbc_desktop.runtime.paths import DataDir, database_url
from wbc_desktop.runtime.signed_notes import read_notes
from wbc_desktop.services.backup import DATABASE
from wbc_desktop.services.backup_file import Copy, extract_database, extract_models, look
from wbc_desktop.services.changes import Cancel
from wbc_desktop.services.models import file_of
from wbc_desktop.services.trail import verify
from wbc_desktop.store import backup, guard, models
from wbc_desktop.store import restore as records
from wbc_desktop.store.engine import Database, open_database

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A checked copy in the folder ``folder`` beside the database ``current``, which it can replace.

    ``unsound``: why its audit trail is not sound ("": it is). ``missing`` are signatures that it lacks, ``left_out``
    models without a file.
    """

    copy: Copy
    folder: Path
    current: Path
    who: Actor
    missing: tuple[SignedReport, ...]
    unsound: str
    left_out: tuple[str, ...]

    @property
    def database(self) -> Path:
        """The database to put in place."""
        return self.folder / DATABASE

    def discard(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Restored:
    """The database was replaced; ``kept`` is the one before (None: there was none)."""

    prepared: Prepared
    kept: Path | None

    @property
    def needs_attention(self) -> bool:
        """Whether something is missing or not sound."""
        return bool(self.prepared.missing or self.prepared.unsound or self.prepared.left_out)

    def sentences(self) -> list[str]:
        """Return what to tell the person: what was restored, where the former database is, and what is missing."""
        copy, found = self.prepared.copy, self.prepared
        when = f"{copy.made_at.astimezone():%Y-%m-%d %H:%M}"
        told = [tr("The backup of {when} was restored.", when=when)]
        if self.kept is not None:
            told.append(tr("The database before it is kept as {file}.", file=self.kept))
        if found.missing:
            told.append(missing_sentence(found.missing))
        if found.unsound:
            told.append(tr("The audit trail of the backup is not sound: {reason}.", reason=found.unsound))
        if found.left_out:
            told.append(tr("These models have no file here: {names}.", names=", ".join(found.left_out)))
        return told


def missing_sentence(missing: Iterable[SignedReport]) -> str:
    """Return the sentence that reports were signed which a copy does not contain."""
    reports = list(missing)
    last = reports[-1]
    return trn(
        "This copy is older than a signed report and does not contain it: “{slide}”, version {version}, of {at}.",
        "This copy is older than {n:,} signatures and does not contain them. The last one is on “{slide}”, version "
        "{version}, of {at}.",
        len(reports),
        slide=last.slide,
        version=last.version,
        at=f"{datetime.fromisoformat(last.at).astimezone():%Y-%m-%d %H:%M}",
    )


def known_reports(database: Path) -> list[SignedReport]:
    """Return all signatures that are known here: those in the database, if it can be read, and the notes beside it."""
    try:
        stored = backup.signed_reports(database) if database.exists() else []
    except WbcError as error:
        _log.warning("signatures of the present database cannot be read: %s", error)
        stored = []
    return [*stored, *read_notes(database)]


def missing_from(copy: Copy, database: Path) -> list[SignedReport]:
    """Return the signatures known beside ``database`` that are not in the copy, oldest first."""
    return [] if copy.contents is None else not_among(known_reports(database), copy.contents.signatures)


def unexplained_reports(db: Database) -> list[SignedReport]:
    """Return the noted signatures that the database lacks, although no restore in its trail says so.

    This finds a database file that somebody replaced by an older one without the program.
    """
    notes = [] if db.file is None else read_notes(db.file)
    if not notes:
        return []
    with db.read() as s:
        return records.unexplained(s, notes)


def opening_sentences(db: Database) -> list[str]:
    """Return what to tell the person who opens this database: that it was upgraded, or is older than signed reports."""
    told = []
    if db.before_upgrade is not None:
        told.append(tr("This version has upgraded the database. A copy from before is {file}.", file=db.before_upgrade))
    try:
        missing = unexplained_reports(db)
    except WbcError as error:
        _log.warning("noted signatures cannot be compared: %s", error)
        missing = []
    return [*told, missing_sentence(missing)] if missing else told


def prepare(
    data_dir: DataDir,
    current: Path,
    file: Path,
    *,
    db: Database | None = None,
    by: Identity | None = None,
    cancel: Cancel = lambda: False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Prepared:
    """Check a copy completely, and return it ready to replace the database file ``current``.

    An older one is migrated; its models get their files in the data directory. ``by`` restores it, if it may manage in
    the open database ``db``; without it, the program. Nothing of the present database changes, and nothing remains
    after an error. Raises BackupError, StorageError, Cancelled, and as ``guard.check_may_manage``.
    """
    who = _who(db, by)
    copy = look(file)
    if copy.fault:
        raise BackupError(copy.fault)
    if file.exists() and current.exists() and file.samefile(current):
        raise BackupError(tr("“{file}” is the database itself: choose a backup.", file=file))
    remove_leftovers(current.parent)
    folder = temporary_folder(current.parent)
    try:
        return _prepared(data_dir, current, copy, folder, who, cancel, progress)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def replace(prepared: Prepared) -> Restored:
    """Replace the database, which must be closed, and record that in the audit trail of the restored one.

    Raises StorageError if another program uses it or it cannot be replaced; then it stays. The folder is removed.
    """
    current, missing = prepared.current, prepared.missing
    try:
        head = _head(current)
        db = open_database(database_url(prepared.database))
        try:
            with db.write(durable=True) as s:
                records.record(s, prepared.who, datetime.now(UTC), prepared.copy.file.name, head, missing)
        finally:
            db.close()
        kept = backup.replace(current, prepared.database)
    finally:
        prepared.discard()
    _log.info("database replaced by %s, before: %s", prepared.copy.file, kept)
    return Restored(prepared, kept)


def _who(db: Database | None, by: Identity | None) -> Actor:
    if db is None or by is None:
        return PROGRAM
    with db.read() as s:
        return guard.check_may_manage(s, by)


def _prepared(
    data_dir: DataDir,
    current: Path,
    copy: Copy,
    folder: Path,
    who: Actor,
    cancel: Cancel,
    progress: Callable[[int, int], None],
) -> Prepared:
    target, done = folder / DATABASE, 0
    total = next((part.size for part in copy.parts if part.name == DATABASE), copy.size)

    def add(some: int) -> None:
        nonlocal done
        done += some
        progress(done // 1024, 2 * total // 1024)

    extract_database(copy, target, cancel, add)
    try:
        fault = backup.integrity(target)
        if fault != "ok":
            raise _unusable(copy, fault)
        db = open_database(database_url(target))
    except BackupError:
        raise
    except WbcError as error:
        raise _unusable(copy, str(error)) from error
    try:
        found = verify(db)
        left_out = _place_models(db, copy, data_dir.models, cancel)
        with db.read() as s:
            hashes = records.signatures(s)
    finally:
        db.close()
    missing = not_among(known_reports(current), hashes)
    progress(2 * total // 1024, 2 * total // 1024)
    return Prepared(
        copy, folder, current, who, tuple(missing), "" if found.broken is None else found.broken.reason, left_out
    )


def _place_models(db: Database, copy: Copy, folder: Path, cancel: Cancel) -> tuple[str, ...]:
    """Write the model files of the copy, tell the database where they are, and return the models without a file."""
    with db.read() as s:
        every = models.all_models(s)
    places = extract_models(copy, folder, {model.sha256: model.path for model in every}, cancel)
    with db.write() as s:
        for sha256, path in places.items():
            models.set_path(s, sha256, str(path))
        every = models.all_models(s)
    return tuple(model.name for model in every if not _has_file(model))


def _has_file(model: ModelVersion) -> bool:
    try:
        file_of(model)
    except ModelError:
        return False
    return True


def _head(current: Path) -> str:
    """Return the newest hash of the audit trail of the present database; "" if it cannot be read."""
    try:
        return backup.head(current) if current.exists() else ""
    except WbcError:
        return ""


def _unusable(copy: Copy, fault: str) -> BackupError:
    return BackupError(
        tr("The backup {file} cannot be restored ({fault}): choose another one.", file=copy.file, fault=fault)
    )
