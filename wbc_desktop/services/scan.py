"""Scan a slide's folder for cells, refused files and missing files. The folder is only read, never changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from wbc_desktop.domain.cells import KnownFile, RefusedFile, ScannedImage, Slide
from wbc_desktop.domain.depths import by_camera
from wbc_desktop.domain.errors import Cancelled, FolderError
from wbc_desktop.domain.file_version import is_unchanged, looks_unchanged
from wbc_desktop.domain.language import tr, trn
from wbc_desktop.domain.refusals import reason_text
from wbc_desktop.inference.images import shared_bits
from wbc_desktop.services.changes import Announce, Cancel, Changes, raise_if_cancelled
from wbc_desktop.services.examine import FileDisappeared, Ignored, examine, is_document, refused
from wbc_desktop.services.walk import FoundFile, Identity, NotAFile, folder_identity, printable_path, walk
from wbc_desktop.store import files, guard, second_reads, slides
from wbc_desktop.store.engine import Database

MERGED_FOLDER_MISSING = "is a folder of this slide that is not there: its pictures are missing"
_FIRST_BATCH = 8
_BATCH = 64
_BATCH_SECONDS = 0.5
_PROGRESS_SECONDS = 0.1
_FULL_BITS = (16, 32)
"""Numbers of bits of which nothing is said: the values fill the files."""


@dataclass(frozen=True, slots=True)
class ScanProgress:
    """Numbers of images found and files refused so far; the total is not known before the end."""

    found: int
    refused: int


@dataclass(frozen=True, slots=True)
class ScanOutcome:
    """Numbers of image files and of new or changed ones among them, and every refused file, sorted by path.

    ``remarks``: what a person must know about how new or changed files are read, with the paths to which it applies.
    ``bits``: as in :class:`Slide`.
    """

    images: int
    added: int
    refused: list[RefusedFile]
    remarks: Mapping[str, Sequence[str]] = field(default_factory=dict)
    bits: tuple[str, ...] = ()

    def remark_sentences(self) -> list[str]:
        """Return what is to know about the pictures, each remark with its first file and the number of the others."""
        sentences = [_sentence(remark, paths) for remark, paths in self.remarks.items()]
        return sentences + _scale_sentences(self.bits)


@dataclass(slots=True)
class _Scan:
    """The state of one scan: what it found, and what is not stored yet."""

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
    remarks: dict[str, list[str]] = field(default_factory=dict)
    changed: bool = False

    def note_missing_folders(self, path: str = "") -> bool:
        """Return whether the merged folder that contains ``path`` (default: any of them) disappeared during the scan.

        Such a folder is refused once, and its files stay as they are known.
        """
        missing = [other for other in self.others if path.startswith(other + "/") or not path]
        missing = [other for other in missing if not _is_same_folder(other, self.others[other])]
        for other in missing:
            if other not in self.closed:
                self.closed.append(other)
                self.refuse(refused(other, MERGED_FOLDER_MISSING))
        return bool(missing)

    def refuse(self, refusal: RefusedFile) -> None:
        """Note a refused file; it is stored only if the refusal is new."""
        self.seen.add(refusal.path)
        self.refusals.append(refusal)
        before = self.known.get(refusal.path)
        if before is None or before.reason != refusal.reason or not looks_unchanged(before, refusal):
            self.new_refusals.append(refusal)

    def add(self, image: ScannedImage) -> None:
        """Note an image file that was read. With the same content as before it stays a cell, or refused."""
        before = self.known.get(image.path)
        if before is None or before.sha256 != image.sha256:
            self.seen.add(image.path)
            self.images += 1
            self.added += 1
            self.new_images.append(image)
            if image.remark:
                self.remarks.setdefault(image.remark, []).append(image.path)
            return
        self.keep(before)
        if not looks_unchanged(before, image):
            self.touched.append(image)

    def keep(self, before: KnownFile) -> None:
        """Note an unchanged file."""
        self.seen.add(before.path)
        if before.reason is None:
            self.images += 1
        else:
            self.refusals.append(RefusedFile(before.path, before.reason, before.size, before.mtime_ns, before.version))

    def missing(self) -> list[str]:
        """Return the known files that were not found, except in folders that could not be listed."""
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
    """Update the store from the slide's folder, in batches that are committed and announced one by one.

    Files that are certainly unchanged (``domain/file_version.py``) are not read again; files that no longer exist are
    marked missing. Files in ``unfinished`` are skipped, because another program still writes them. Merged folders are
    scanned after the slide's own. A signed slide is not scanned, because it does not change.

    Raises :class:`FolderError` if the folder cannot be read, disappears or contains no image (then nothing is marked
    missing), :class:`StorageError` if the store cannot be written, and :class:`Cancelled`; committed batches stay.
    """
    root = folder_identity(slide.folder)
    with db.read() as s:
        state = _Scan(files.known(s, slide.id), unfinished)
        if guard.is_signed(s, slide.id):
            return _as_signed(state)
    limit, last_store, last_progress = _FIRST_BATCH, time.monotonic(), 0.0
    for found in _entries(slide, state):
        try:
            raise_if_cancelled(cancel)
            _add(state, found, slide, root, lambda: _store(db, slide, state, announce), cancel)
        except Cancelled:
            _store(db, slide, state, announce)
            raise
        waiting = len(state.new_images) + len(state.touched) + len(state.new_refusals)
        now = time.monotonic()
        if waiting >= limit or (waiting and now - last_store >= _BATCH_SECONDS):
            _store(db, slide, state, announce)
            limit, last_store = _BATCH, now
        if now - last_progress >= _PROGRESS_SECONDS:
            progress(ScanProgress(state.images, len(state.refusals)))
            last_progress = now
    _store(db, slide, state, announce)
    progress(ScanProgress(state.images, len(state.refusals)))
    return _finish(db, slide, state, root, announce)


def _as_signed(state: _Scan) -> ScanOutcome:
    """Return the outcome for a signed slide: the files as they were when it was signed."""
    refusals = [RefusedFile(k.path, k.reason, k.size, k.mtime_ns) for k in state.known.values() if k.reason is not None]
    images = len(state.known) - len(refusals)
    return ScanOutcome(images, 0, sorted(refusals, key=lambda r: r.path))


def _finish(db: Database, slide: Slide, state: _Scan, root: Identity, announce: Announce) -> ScanOutcome:
    _check_folder(slide, root)
    if state.note_missing_folders():
        _store(db, slide, state, announce)
    if not state.images and not state.refusals:
        raise FolderError(
            tr(
                "There are no images in “{folder}”: choose a folder with pictures of cells.",
                folder=printable_path(slide.folder),
            )
        )
    missing = state.missing()
    if missing:
        with db.write() as s:
            files.mark_missing(s, slide.id, missing)
        announce(Changes(slide.id, cells_added=True))
    if missing or state.changed:
        with db.write() as s:
            reads = second_reads.update_files(s, slide.id, datetime.now(UTC))
        for read_id in reads:
            announce(Changes(read_id, cells_added=True))
    with db.read() as s:
        bits = slides.get(s, slide.id).bits
    return ScanOutcome(state.images, state.added, sorted(state.refusals, key=lambda r: r.path), state.remarks, bits)


def _sentence(remark: str, paths: Sequence[str]) -> str:
    """Return a remark about files as a sentence: the first file, and how many others it concerns."""
    text, more = f"{paths[0]} {reason_text(remark)}.", len(paths) - 1
    same = trn("The same goes for {n:,} other file.", "The same goes for {n:,} other files.", more)
    return f"{text} {same}" if more else text


def _scale_sentences(depths: Sequence[str]) -> list[str]:
    """Return in one sentence how deep pictures are scaled; none if there are none, or their values fill the files."""
    cameras = by_camera(depths)
    scales = [{shared_bits(one, camera, depths) for one in some} for camera, some in cameras.items()]
    every = sorted(set().union(*scales))
    bits = ", ".join(map(str, every))
    if any(len(own) > 1 for own in scales):
        return [tr("The values of these pictures have {bits} bits: each picture is scaled by its own.", bits=bits)]
    if len(every) > 1:
        return [
            tr(
                "The values of these pictures have {bits} bits: the pictures of each camera are scaled alike.",
                bits=bits,
            )
        ]
    if not every or every[0] in _FULL_BITS:
        return []
    most = (1 << every[0]) - 1
    return [
        tr("The values of these pictures have {bits} bits: {most} is shown white in all of them.", bits=bits, most=most)
    ]


def _entries(slide: Slide, state: _Scan) -> Iterator[FoundFile | NotAFile]:
    try:
        yield from walk(slide.folder)
    except OSError as error:
        folder_identity(slide.folder)  # raises a more exact error if the fault remains
        raise FolderError(
            tr("The folder “{folder}” could not be read: open it again.", folder=printable_path(slide.folder))
        ) from error
    for other in slide.others:
        yield from _of_other(other, state)


def _of_other(folder: str, state: _Scan) -> Iterator[FoundFile | NotAFile]:
    """Yield the files of a merged folder with absolute paths; a missing folder gives one entry without a file."""
    try:
        state.others[folder] = folder_identity(folder)
        for found in walk(folder):
            yield replace(found, path=f"{folder}/{found.path}")
    except (FolderError, OSError):
        if folder not in state.closed:
            yield NotAFile(folder, MERGED_FOLDER_MISSING, folder=True)


def _add(
    state: _Scan,
    found: FoundFile | NotAFile,
    slide: Slide,
    root: Identity,
    store: Callable[[], None],
    cancel: Cancel,
) -> None:
    """Add one entry to the state. If a file disappeared, check for the whole folder: its loss ends the scan."""
    if isinstance(found, NotAFile):
        if found.disappeared and state.note_missing_folders(found.path):
            return
        if found.disappeared:
            _check_folder_or_store(slide, root, store)
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
        result = examine(found, lambda: raise_if_cancelled(cancel))
    except FileDisappeared:
        if state.note_missing_folders(found.path):
            return
        _check_folder_or_store(slide, root, store)
        state.refuse(refused(found.path, "went away before it could be read"))
        return
    if isinstance(result, ScannedImage):
        state.add(result)
    elif not isinstance(result, Ignored):
        state.refuse(result)


def _check_folder_or_store(slide: Slide, root: Identity, store: Callable[[], None]) -> None:
    try:
        _check_folder(slide, root)
    except FolderError:
        store()
        raise


def _check_folder(slide: Slide, root: Identity) -> None:
    """Raise :class:`FolderError` unless the folder is the one that was opened (not an empty mount point)."""
    if not _is_same_folder(slide.folder, root):
        raise FolderError(
            tr(
                "The folder “{folder}” disappeared while it was read. The pictures read so far are saved: "
                "reconnect the folder and open it again.",
                folder=printable_path(slide.folder),
            )
        )


def _is_same_folder(folder: str, identity: Identity) -> bool:
    try:
        return folder_identity(folder) == identity
    except FolderError:
        return False


def _store(db: Database, slide: Slide, state: _Scan, announce: Announce) -> None:
    """Commit the pending files and announce them."""
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
