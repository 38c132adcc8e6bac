"""Scanning a slide's folder: which files are cells, which are refused and why, which are gone. Reads, never writes."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from wbc_desktop.domain.cells import KnownFile, RefusedFile, ScannedImage, Slide
from wbc_desktop.domain.errors import Cancelled, FolderError
from wbc_desktop.domain.file_version import is_unchanged, looks_unchanged
from wbc_desktop.domain.language import tr
from wbc_desktop.services.changes import Announce, Cancel, Changes
from wbc_desktop.services.examine import FileDisappeared, Ignored, examine, is_document, refused
from wbc_desktop.services.walk import FoundFile, Identity, NotAFile, folder_identity, printable_path, walk
from wbc_desktop.store import files, guard, second_reads
from wbc_desktop.store.engine import Database

MERGED_FOLDER_MISSING = "is a folder of this slide that is not there: its pictures are missing"
_FIRST_BATCH = 8
_BATCH = 64
_BATCH_SECONDS = 0.5
_PROGRESS_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class ScanProgress:
    """Images found so far and files refused so far (how many there will be is not known before the end)."""

    found: int
    refused: int


@dataclass(frozen=True, slots=True)
class ScanOutcome:
    """Image files in the folder, how many of them are new or changed, and every refused file of the folder by path."""

    images: int
    added: int
    refused: list[RefusedFile]


@dataclass(slots=True)
class _Scan:
    """What one scan has found so far and not yet stored."""

    known: dict[str, KnownFile]
    unfinished: Collection[str] = ()
    seen: set[str] = field(default_factory=set)
    closed: list[str] = field(default_factory=list)
    images: int = 0
    added: int = 0
    refusals: list[RefusedFile] = field(default_factory=list)
    new_images: list[ScannedImage] = field(default_factory=list)
    touched: list[ScannedImage] = field(default_factory=list)
    new_refusals: list[RefusedFile] = field(default_factory=list)
    others: dict[str, Identity] = field(default_factory=dict)
    changed: bool = False

    def went_away(self, path: str = "") -> bool:
        """Whether a merged folder (the one in which ``path`` lies, or any) went away since it was begun: it is told of
        once, and its files keep what is known of them."""
        gone = [other for other in self.others if path.startswith(other + "/") or not path]
        gone = [other for other in gone if not _is(other, self.others[other])]
        for other in gone:
            if other not in self.closed:
                self.closed.append(other)
                self.refuse(refused(other, MERGED_FOLDER_MISSING))
        return bool(gone)

    def refuse(self, refusal: RefusedFile) -> None:
        """A refused file; one that is refused as before need not be stored again."""
        self.seen.add(refusal.path)
        self.refusals.append(refusal)
        before = self.known.get(refusal.path)
        if before is None or before.reason != refusal.reason or not looks_unchanged(before, refusal):
            self.new_refusals.append(refusal)

    def take(self, image: ScannedImage) -> None:
        """Note an image file that was read. One with the same content as before is a cell, or refused, as before."""
        before = self.known.get(image.path)
        if before is None or before.sha256 != image.sha256:
            self.seen.add(image.path)
            self.images += 1
            self.added += 1
            self.new_images.append(image)
            return
        self.keep(before)
        if not looks_unchanged(before, image):
            self.touched.append(image)

    def keep(self, before: KnownFile) -> None:
        """Note a file that is in the folder as it was known."""
        self.seen.add(before.path)
        if before.reason is None:
            self.images += 1
        else:
            self.refusals.append(RefusedFile(before.path, before.reason, before.size, before.mtime_ns, before.version))

    def missing(self) -> list[str]:
        """Known files that were not met, except under folders that could not be listed."""
        return [p for p in self.known if p not in self.seen and not any(p.startswith(c + "/") for c in self.closed)]


def scan(
    db: Database,
    slide: Slide,
    *,
    cancel: Cancel,
    progress: Callable[[ScanProgress], None],
    announce: Announce,
    unfinished: Collection[str] = (),
) -> ScanOutcome:
    """Bring the store up to date with the slide's folder, in batches that are committed and announced as they come.

    Files that are surely unchanged (``domain/file_version.py``) are not read again; those no longer there are marked
    missing.
    Raises :class:`FolderError` when the folder cannot be read, went away meanwhile or holds nothing (then nothing is
    marked missing), :class:`StorageError` when the store cannot be written, and :class:`Cancelled` when stopped;
    what was committed before is kept. Files of the paths ``unfinished`` are left as they are known: somebody still
    writes them. Folders that were merged into the slide are read after its own. Of a signed slide nothing is
    looked at: it stays as it was signed.
    """
    root = folder_identity(slide.folder)
    with db.read() as s:
        state = _Scan(files.known(s, slide.id), unfinished)
        if guard.is_signed(s, slide.id):
            return _as_signed(state)
    limit, last_store, last_word = _FIRST_BATCH, time.monotonic(), 0.0
    for found in _entries(slide, state):
        if cancel():
            _store(db, slide, state, announce)
            raise Cancelled
        _add(state, found, slide, root, lambda: _store(db, slide, state, announce))
        waiting = len(state.new_images) + len(state.touched) + len(state.new_refusals)
        now = time.monotonic()
        if waiting >= limit or (waiting and now - last_store >= _BATCH_SECONDS):
            _store(db, slide, state, announce)
            limit, last_store = _BATCH, now
        if now - last_word >= _PROGRESS_SECONDS:
            progress(ScanProgress(state.images, len(state.refusals)))
            last_word = now
    _store(db, slide, state, announce)
    progress(ScanProgress(state.images, len(state.refusals)))
    return _finish(db, slide, state, root, announce)


def _as_signed(state: _Scan) -> ScanOutcome:
    """What the slide held when it was signed."""
    refusals = [RefusedFile(k.path, k.reason, k.size, k.mtime_ns) for k in state.known.values() if k.reason is not None]
    images = len(state.known) - len(refusals)
    return ScanOutcome(images, 0, sorted(refusals, key=lambda r: r.path))


def _finish(db: Database, slide: Slide, state: _Scan, root: Identity, announce: Announce) -> ScanOutcome:
    _still_there(slide, root)
    if state.went_away():
        _store(db, slide, state, announce)
    if not state.images and not state.refusals:
        raise FolderError(
            tr(
                "There are no images in “{folder}”: choose a folder with pictures of cells.",
                folder=printable_path(slide.folder),
            )
        )
    gone = state.missing()
    if gone:
        with db.write() as s:
            files.mark_missing(s, slide.id, gone)
        announce(Changes(slide.id, cells_added=True))
    if gone or state.changed:
        with db.write() as s:
            reads = second_reads.follow(s, slide.id, datetime.now(UTC))
        for read_id in reads:
            announce(Changes(read_id, cells_added=True))
    return ScanOutcome(state.images, state.added, sorted(state.refusals, key=lambda r: r.path))


def _entries(slide: Slide, state: _Scan) -> Iterator[FoundFile | NotAFile]:
    try:
        yield from walk(slide.folder)
    except OSError as error:
        folder_identity(slide.folder)  # says what is wrong, if it still is
        raise FolderError(
            tr("The folder “{folder}” could not be read: open it again.", folder=printable_path(slide.folder))
        ) from error
    for other in slide.others:
        yield from _of_other(other, state)


def _of_other(folder: str, state: _Scan) -> Iterator[FoundFile | NotAFile]:
    """What lies in a folder that was merged into the slide, by absolute paths. One that is away is only told of."""
    try:
        state.others[folder] = folder_identity(folder)
        for found in walk(folder):
            yield replace(found, path=f"{folder}/{found.path}")
    except (FolderError, OSError):
        if folder not in state.closed:
            yield NotAFile(folder, MERGED_FOLDER_MISSING, folder=True)


def _add(state: _Scan, found: FoundFile | NotAFile, slide: Slide, root: Identity, store: Callable[[], None]) -> None:
    """Sort one entry in. A file that went away may mean that the whole folder did, which ends the scan."""
    if isinstance(found, NotAFile):
        if found.gone and state.went_away(found.path):
            return
        if found.gone:
            _check_root(slide, root, store)
        elif found.folder:
            state.closed.append(printable_path(found.path))
        if found.folder or not is_document(found.path):
            state.refuse(refused(found.path, found.reason))
        return
    before = state.known.get(found.path)
    if before is not None and is_unchanged(before, found):
        state.keep(before)
        return
    if found.path in state.unfinished:
        if before is not None:
            state.keep(before)
        return
    try:
        result = examine(found)
    except FileDisappeared:
        if state.went_away(found.path):
            return
        _check_root(slide, root, store)
        state.refuse(refused(found.path, "went away before it could be read"))
        return
    if isinstance(result, ScannedImage):
        state.take(result)
    elif not isinstance(result, Ignored):
        state.refuse(result)


def _check_root(slide: Slide, root: Identity, store: Callable[[], None]) -> None:
    try:
        _still_there(slide, root)
    except FolderError:
        store()
        raise


def _still_there(slide: Slide, root: Identity) -> None:
    """Raise :class:`FolderError` unless the folder is the one that was opened (a stick pulled leaves another one)."""
    if not _is(slide.folder, root):
        raise FolderError(
            tr(
                "The folder “{folder}” went away while it was read; what was read before is kept: bring it "
                "back and open it again.",
                folder=printable_path(slide.folder),
            )
        )


def _is(folder: str, identity: Identity) -> bool:
    try:
        return folder_identity(folder) == identity
    except FolderError:
        return False


def _store(db: Database, slide: Slide, state: _Scan, announce: Announce) -> None:
    """Commit what has gathered, then say so."""
    if not state.new_images and not state.touched and not state.new_refusals:
        return
    with db.write() as s:
        ids = files.record_images(s, slide.id, state.new_images, datetime.now(UTC)) if state.new_images else []
        files.record_touched(s, slide.id, state.touched)
        if state.new_refusals:
            files.record_refused(s, slide.id, state.new_refusals)
    state.touched.clear()
    if not state.new_images and not state.new_refusals:
        return
    state.changed = True
    state.new_images.clear()
    state.new_refusals.clear()
    announce(Changes(slide.id, tuple(dict.fromkeys(ids)), cells_added=True))
