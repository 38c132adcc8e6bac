"""Make a backup: one file with a consistent copy of the database, the model files and a manifest."""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, BinaryIO, Literal

from wbc_desktop.domain.backups import Manifest, Part
from wbc_desktop.domain.errors import BackupError, Cancelled, UsageError
from wbc_desktop.domain.language import tr
from wbc_desktop.inference.cards import model_sha256
from wbc_desktop.runtime.atomic import atomic_write, remove_leftovers, temporary_folder
from wbc_desktop.runtime.backup_state import remember_backup
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.runtime.resources import bundled_models
from wbc_desktop.runtime.version import version
from wbc_desktop.services.changes import Cancel
from wbc_desktop.services.exports import check_target
from wbc_desktop.store import backup
from wbc_desktop.store.engine import Database

MANIFEST, DATABASE, MODELS = "manifest.json", "wbc.sqlite3", "models/"
BLOCK = 1 << 20

_PAGE = 4096
_LEVEL = 1  # most of a database is prediction maps, which higher levels hardly make smaller
_PUT: Literal["w"] = "w"

_log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made."""

    file: Path
    size: int
    manifest: Manifest


def database_file(db: Database) -> Path:
    """Return the file of the database. Raises BackupError for one on a server, which has its own tools."""
    if db.file is None:
        raise on_server(db.url)
    return db.file


def on_server(place: str) -> BackupError:
    """Return the error for a database on a server; ``place`` is its address without the password."""
    return BackupError(
        tr(
            "The database {place} is on a PostgreSQL server: back it up with pg_dump and restore it with pg_restore. "
            "The model files are in the folder “models” of the data folder.",
            place=place,
        )
    )


def back_up(
    db: Database,
    data_dir: DataDir,
    target: Path,
    *,
    cancel: Cancel = lambda: False,
    progress: Progress = lambda done, total: None,
    now: datetime | None = None,
) -> Backup:
    """Write a backup to ``target``, and read it again before it takes that name. Others can go on working.

    Models that come with the program are not included. ``progress`` gets kilobytes, which fit into a progress bar.
    After an error or Cancelled ``target`` is as it was before. Raises BackupError, DatabaseError (damaged: nothing is
    backed up), UsageError and StorageError.
    """
    source = database_file(db)
    check_target(target)
    if target.exists() and target.samefile(source):
        raise UsageError(tr("“{path}” is the database itself: choose another name.", path=target))
    made_at = now or datetime.now(UTC)
    for folder in (data_dir.root, target.parent):
        remove_leftovers(folder)
    folder = temporary_folder(data_dir.root)
    try:
        size = source.stat().st_size
        work = _Work(cancel, progress, total=3 * size)
        copy = folder / DATABASE
        backup.copy(source, copy, work.check, lambda done, total: work.at(done * _PAGE))
        contents = backup.contents(copy)
        models, left_out = _models(copy)
        work.total = work.done + 2 * copy.stat().st_size + 2 * sum(path.stat().st_size for path in models.values())
        with atomic_write(target, private=True) as file:
            with zipfile.ZipFile(file, "w") as archive:
                parts = [work.put(archive, DATABASE, copy, zipfile.ZIP_DEFLATED)]
                parts += [work.put(archive, name, path, zipfile.ZIP_STORED) for name, path in models.items()]
                manifest = Manifest(version(), made_at, contents, tuple(parts), tuple(left_out))
                archive.writestr(MANIFEST, json.dumps(manifest.to_json(), indent=1))
            _read_again(file, manifest, work, target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    remember_backup(data_dir, target)
    _log.info("backup %s, audit entry %s", target, contents.entries)
    return Backup(target, target.stat().st_size, manifest)


@dataclass
class _Work:
    """Cancels and reports the progress of all steps together; ``done`` and ``total`` are bytes."""

    cancel: Cancel
    progress: Progress
    total: int
    done: int = 0

    def check(self) -> None:
        if self.cancel():
            raise Cancelled

    def at(self, done: int) -> None:
        self.done = done
        self.progress(min(done, self.total) // 1024, self.total // 1024)

    def blocks(self, source: BinaryIO | IO[bytes]) -> Iterator[bytes]:
        """Yield the rest of a file in blocks."""
        while block := source.read(BLOCK):
            self.check()
            yield block
            self.at(self.done + len(block))

    def put(self, archive: zipfile.ZipFile, name: str, path: Path, how: int) -> Part:
        """Write a file into the archive, and return its size and SHA-256."""
        info = zipfile.ZipInfo.from_file(path, name, strict_timestamps=False)
        info.compress_type, info._compresslevel = how, _LEVEL  # type: ignore[attr-defined]
        digest, size = hashlib.sha256(), 0
        with path.open("rb") as source, archive.open(info, _PUT, force_zip64=True) as part:
            for block in self.blocks(source):
                digest.update(block)
                part.write(block)
                size += len(block)
        return Part(name, size, digest.hexdigest())


def _models(copy: Path) -> tuple[dict[str, Path], list[str]]:
    """Return the files of the registered models by their names in the archive, and the models without their file.

    Models that come with the program are in neither.
    """
    registered = backup.model_files(copy)
    bundled = {model_sha256(path) for path in bundled_models()} if registered else set()
    found, left_out = {}, []
    for number, (name, sha256, stored) in enumerate(registered, 1):
        if sha256 in bundled:
            continue
        path = Path(stored)
        if path.is_file() and model_sha256(path) == sha256:
            found[f"{MODELS}{number}-{path.name}"] = path
        else:
            left_out.append(name)
    return found, left_out


def _read_again(file: BinaryIO, manifest: Manifest, work: _Work, target: Path) -> None:
    """Compare the written archive with its manifest. Raises BackupError if the disk has changed it."""
    file.seek(0)
    with zipfile.ZipFile(file) as archive:
        for part in manifest.parts:
            digest = hashlib.sha256()
            try:
                with archive.open(part.name) as source:
                    for block in work.blocks(source):
                        digest.update(block)
            except (zipfile.BadZipFile, zlib.error, EOFError):
                digest = hashlib.sha256()
            if digest.hexdigest() != part.sha256:
                raise BackupError(
                    tr("The backup {path} was not written correctly: check the disk, or choose another.", path=target)
                )
    file.seek(0, 2)
