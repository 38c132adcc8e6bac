"""Look into a copy of the database: a backup with its manifest, or a database file beside the database."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from wbc_desktop.domain.backups import Contents, CopyKind, Manifest, Part, daily_time
from wbc_desktop.domain.errors import BackupError, Cancelled, WbcError
from wbc_desktop.domain.language import tr
from wbc_desktop.runtime.atomic import atomic_write
from wbc_desktop.services.backup import BLOCK, DATABASE, MANIFEST, MODELS
from wbc_desktop.services.changes import Cancel
from wbc_desktop.store import backup, schema

_LONGEST_MANIFEST = 64 << 20


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of the database. ``fault``: why it cannot be restored ("": it can); then the contents may be None.

    ``program_version`` is "" and ``parts`` is empty for a plain database file.
    """

    file: Path
    kind: CopyKind
    size: int
    made_at: datetime
    program_version: str = ""
    contents: Contents | None = None
    parts: tuple[Part, ...] = ()
    left_out: tuple[str, ...] = ()
    fault: str = ""

    @property
    def is_archive(self) -> bool:
        """Whether it is a backup, and not a database file."""
        return bool(self.parts)


def look(file: Path) -> Copy:
    """Return what is in a copy without reading all of it. Raises BackupError if it is none, or is damaged."""
    try:
        size, changed = file.stat().st_size, datetime.fromtimestamp(file.stat().st_mtime, UTC)
        is_database = _begins_as_database(file)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else tr("its name is not possible")
        raise BackupError(tr("The backup {file} cannot be read: {why}.", file=file, why=why)) from error
    if is_database:
        try:
            contents = backup.contents(file)
        except WbcError as error:
            raise _damaged(file) from error
        if not contents.schema:
            raise _damaged(file)
        return Copy(file, _kind(file), size, changed, contents=contents, fault=_newer(file, contents, ""))
    with _archive(file) as archive:
        manifest = _manifest(archive, file)
    return Copy(
        file,
        _kind(file),
        size,
        manifest.made_at,
        manifest.program_version,
        manifest.contents,
        manifest.parts,
        manifest.left_out,
        _newer(file, manifest.contents, manifest.program_version),
    )


def look_safely(file: Path) -> Copy:
    """Return the same; of a copy that cannot be read, only why."""
    try:
        return look(file)
    except WbcError as error:
        try:
            size, changed = file.stat().st_size, datetime.fromtimestamp(file.stat().st_mtime, UTC)
        except OSError:
            size, changed = 0, datetime.fromtimestamp(0, UTC)
        return Copy(file, _kind(file), size, changed, fault=str(error))


def extract_database(copy: Copy, target: Path, cancel: Cancel, progress: Callable[[int], None]) -> None:
    """Write the database of a copy to the new file ``target``, and check its SHA-256. Raises BackupError, Cancelled."""
    if not copy.is_archive:
        with copy.file.open("rb") as source:
            _write(source, target, None, copy.file, cancel, progress)
        journal = copy.file.with_name(f"{copy.file.name}-wal")
        if journal.exists():  # decisions that were never written into the file itself
            with journal.open("rb") as source:
                _write(source, target.with_name(f"{target.name}-wal"), None, copy.file, cancel, progress)
        return
    part = next(part for part in copy.parts if part.name == DATABASE)
    with _archive(copy.file) as archive, archive.open(part.name) as source:
        _write(source, target, part, copy.file, cancel, progress)


def extract_models(copy: Copy, folder: Path, wanted: dict[str, str], cancel: Cancel) -> dict[str, Path]:
    """Write the model files of a copy into ``folder``, and return where each is, by its SHA-256.

    ``wanted`` maps the SHA-256 of each model that is needed to its path until now. A file that is there already, in
    either place, is used and not written again. Raises BackupError, StorageError and Cancelled.
    """
    found: dict[str, Path] = {}
    if not copy.is_archive:
        return found
    with _archive(copy.file) as archive:
        for part in copy.parts:
            if not part.name.startswith(MODELS) or part.sha256 not in wanted:
                continue
            name = re.sub(r"^\d+-", "", part.name.removeprefix(MODELS))
            plain = re.sub(r"[^\w.-]+", "-", name, flags=re.ASCII).strip(".-") or "model.safetensors"
            numbered = f"{plain.rpartition('.')[0] or plain}-{part.sha256[:8]}.safetensors"
            places = [Path(wanted[part.sha256]), folder / plain, folder / numbered]
            there = next((path for path in places if _has_content(path, part)), None)
            if there is None:
                there = next(path for path in places[1:] if path == places[-1] or not path.exists())
                with archive.open(part.name) as source:
                    _write(source, there, part, copy.file, cancel, lambda _bytes: None)
            found[part.sha256] = there
    return found


def _begins_as_database(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(16) == b"SQLite format 3\0"


def _kind(file: Path) -> CopyKind:
    if daily_time(file.name, "") is not None:
        return CopyKind.DAILY
    if f".{backup.UPGRADE}-" in file.name:
        return CopyKind.UPGRADE
    return CopyKind.REPLACED if f".{backup.REPLACED}-" in file.name else CopyKind.BACKUP


def _newer(file: Path, contents: Contents, program_version: str) -> str:
    if contents.schema in schema.REVISIONS:
        return ""
    number = f" ({program_version})" if program_version else ""
    return tr(
        "The backup {file} was made by a newer version of this program{number}: install that version to restore it.",
        file=file,
        number=number,
    )


@contextmanager
def _archive(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise _damaged(file) from error
    except OSError as error:
        if error.filename is not None and Path(str(error.filename)) != file:
            raise
        raise BackupError(
            tr("The backup {file} cannot be read: {why}.", file=file, why=error.strerror or error)
        ) from error


def _manifest(archive: zipfile.ZipFile, file: Path) -> Manifest:
    try:
        info = archive.getinfo(MANIFEST)
        if info.file_size > _LONGEST_MANIFEST:
            raise ValueError("too long")
        manifest = Manifest.from_json(json.loads(archive.read(info)))
        names = set(archive.namelist())
        if DATABASE not in {part.name for part in manifest.parts} or not {p.name for p in manifest.parts} <= names:
            raise ValueError("a part is missing")
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise _damaged(file) from error
    return manifest


def _write(
    source: IO[bytes], target: Path, part: Part | None, file: Path, cancel: Cancel, progress: Callable[[int], None]
) -> None:
    digest, size = hashlib.sha256(), 0
    with atomic_write(target, private=True) as written:
        while block := source.read(BLOCK):
            if cancel():
                raise Cancelled
            digest.update(block)
            size += len(block)
            if part is not None and size > part.size:
                raise _damaged(file)
            written.write(block)
            progress(len(block))
        if part is not None and digest.hexdigest() != part.sha256:
            raise _damaged(file)


def _has_content(path: Path, part: Part) -> bool:
    try:
        if path.stat().st_size != part.size:
            return False
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == part.sha256
    except (OSError, ValueError):
        return False


def _damaged(file: Path) -> BackupError:
    return BackupError(
        tr("The file {file} is no backup of this program, or is damaged: choose another one.", file=file)
    )
