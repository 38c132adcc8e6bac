"""Check a watched folder for new, finished images and for files that are still written. Nothing is changed there.

There is no signal that a camera or a network drive has finished a file. So a file counts as finished if it is the same
in two checks at least ``settle`` seconds apart; if it grows later, it is read again. Unreadable files are retried at
growing intervals, because a camera may lock its file for a while.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from wbc_desktop.domain.cells import KnownFile, Slide
from wbc_desktop.domain.errors import Cancelled, FolderError
from wbc_desktop.domain.file_version import looks_unchanged
from wbc_desktop.services.changes import Cancel
from wbc_desktop.services.examine import is_document
from wbc_desktop.services.walk import FoundFile, NotAFile, folder_identity, is_ignored_folder, walk
from wbc_desktop.store import files, guard, merged, slides
from wbc_desktop.store.engine import Database

SETTLE = 2.0
"""Seconds without change after which a file counts as finished."""

EMPTY_SETTLES = 30.0
"""The same for an empty file, which is probably about to be written."""

FIRST_RETRY, LAST_RETRY = 5.0, 300.0
"""First and longest time in seconds until a failed file is retried; the time doubles with each retry."""

MAX_FOLDERS = 250
"""Most folders for which the system reports changes; others are only found by the slow check."""

_UNFINISHED = frozenset((".part", ".partial", ".filepart", ".tmp", ".temp", ".crdownload", ".download"))
"""Endings that copying programs give to unfinished files."""


@dataclass(frozen=True, slots=True)
class ReadyFolder:
    """A slide's folder with ``new`` finished images (0: files only disappeared) and paths of ``unfinished`` files."""

    folder: str
    new: int
    unfinished: frozenset[str]


@dataclass(frozen=True, slots=True)
class SignedSlide:
    """A signed slide, which cannot take new images, with the number of new images in its folder."""

    slide: Slide
    new: int


@dataclass(frozen=True, slots=True)
class WatchResult:
    """The result of one check.

    ``waiting``: number of unfinished files. ``folders``: the folders to watch for changes. ``fault``: why the folder
    could not be read, or "".
    """

    ready: tuple[ReadyFolder, ...] = ()
    waiting: int = 0
    signed: tuple[SignedSlide, ...] = ()
    folders: tuple[str, ...] = ()
    fault: str = ""


@dataclass(slots=True)
class _Seen:
    """A file as last seen: since when it is unchanged, the number of tries, and the time of the next try."""

    file: FoundFile
    since: float
    tries: int = 0
    again: float = 0.0


@dataclass(slots=True)
class _Missing:
    """Missing files of a folder, the number of tries, and the time of the next try."""

    paths: frozenset[str]
    tries: int = 0
    again: float = 0.0


@dataclass(slots=True)
class _Found:
    """Differences between a slide's folder and the store; ``places``: the folders that contain files."""

    changed: dict[str, FoundFile] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    places: set[str] = field(default_factory=set)


class WatchedFolder:
    """A watched folder, with the state between checks. Only one thread at a time may check it.

    With ``each`` every folder in ``root`` is a slide of its own; otherwise ``root`` is one slide with its subfolders.
    """

    def __init__(
        self, root: Path, each: bool, settle: float = SETTLE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.root = os.path.realpath(root)
        self.each = each
        self._settle = settle
        self._clock = clock
        self._seen: dict[tuple[str, str], _Seen] = {}
        self._missing: dict[str, _Missing] = {}

    def check(self, db: Database, cancel: Cancel = lambda: False) -> WatchResult:
        """Check once and return the result. A missing folder is not an error, as it may return. Raises Cancelled."""
        try:
            folder_identity(self.root)
            targets = list(self._targets())
        except (FolderError, OSError) as error:
            return WatchResult(fault=str(error))
        ready: list[ReadyFolder] = []
        signed: list[SignedSlide] = []
        places = [self.root, *targets]
        waiting = 0
        for folder in targets:
            if cancel():
                raise Cancelled
            slide, locked, known = _known(db, folder)
            found = self._differences(folder, known, cancel)
            if found is None:
                continue
            places += sorted(found.places)
            finished, unfinished = self._finished_and_unfinished(folder, found.changed)
            waiting += len(unfinished)
            if locked and slide is not None:
                new = sum(path not in known for path in finished)
                if new:
                    signed.append(SignedSlide(slide, new))
            elif self._needs_scan(folder, found, finished):
                ready.append(ReadyFolder(folder, len(finished), frozenset(unfinished)))
        self._forget(targets)
        return WatchResult(tuple(ready), waiting, tuple(signed), tuple(dict.fromkeys(places))[:MAX_FOLDERS])

    def _targets(self) -> Iterator[str]:
        """Yield the folders that are slides."""
        if not self.each:
            yield self.root
            return
        with os.scandir(self.root) as entries:
            yield from sorted(e.path for e in entries if e.is_dir() and not is_ignored_folder(e.path))

    def _differences(self, folder: str, known: dict[str, KnownFile], cancel: Cancel) -> _Found | None:
        """Return the new, changed and missing files; None if the folder itself is missing."""
        found, met, closed = _Found(), set(), []
        try:
            for entry in walk(folder):
                if cancel():
                    raise Cancelled
                met.add(entry.path)
                if isinstance(entry, NotAFile):
                    closed += [entry.path] if entry.folder else []
                    continue
                found.places.add(os.path.dirname(entry.full))  # noqa: PTH120 - may not be valid text
                before = known.get(entry.path)
                is_same = before is not None and looks_unchanged(before, entry)
                if not is_same and not _is_ignored(entry.path):
                    found.changed[entry.path] = entry
        except OSError:
            return None
        found.missing = [p for p in known if p not in met and not any(p.startswith(c + "/") for c in closed)]
        return found

    def _finished_and_unfinished(self, folder: str, changed: dict[str, FoundFile]) -> tuple[list[str], list[str]]:
        """Return the paths of finished files and of unfinished ones."""
        now, finished, unfinished = self._clock(), [], []
        for path, entry in changed.items():
            seen = self._seen.get((folder, path))
            if seen is None or not looks_unchanged(seen.file, entry):
                self._seen[folder, path] = _Seen(entry, now)
                unfinished.append(path)
            elif now - seen.since < (self._settle if entry.size else max(self._settle, EMPTY_SETTLES)):
                unfinished.append(path)
            elif now >= seen.again:
                seen.again = now + min(LAST_RETRY, FIRST_RETRY * 2**seen.tries)
                seen.tries += 1
                finished.append(path)
        for key in [k for k in self._seen if k[0] == folder and k[1] not in changed]:
            del self._seen[key]
        return finished, unfinished

    def _needs_scan(self, folder: str, found: _Found, finished: list[str]) -> bool:
        """Return whether to scan the folder; for the same missing files only at growing intervals."""
        now, missing = self._clock(), frozenset(found.missing)
        if not missing:
            self._missing.pop(folder, None)
            return bool(finished)
        before = self._missing.get(folder)
        if before is None or before.paths != missing:
            before = self._missing[folder] = _Missing(missing)
        if now < before.again:
            return bool(finished)
        before.again = now + min(LAST_RETRY, FIRST_RETRY * 2**before.tries)
        before.tries += 1
        return True

    def _forget(self, targets: list[str]) -> None:
        there = set(targets)
        self._missing = {folder: missing for folder, missing in self._missing.items() if folder in there}
        self._seen = {key: seen for key, seen in self._seen.items() if key[0] in there}


def _known(db: Database, folder: str) -> tuple[Slide | None, bool, dict[str, KnownFile]]:
    """Return the slide with this folder (also a merged one), whether it is signed, and the folder's known files.

    The files are listed by their paths in the folder.
    """
    with db.read() as s:
        own = slides.by_folder(s, folder)
        if own is None:
            return None, False, {}
        slide = slides.get(s, merged.whole_of(s, own.id))
        known = files.known(s, slide.id)
        signed = guard.is_signed(s, slide.id)
    prefix = "" if slide.id == own.id else f"{folder}/"
    ours = {path.removeprefix(prefix): k for path, k in known.items() if path.startswith(prefix)}
    return slide, signed, {path: k for path, k in ours.items() if not os.path.isabs(path)}  # noqa: PTH117


def _is_ignored(path: str) -> bool:
    return is_document(path) or PurePosixPath(path.casefold()).suffix in _UNFINISHED
