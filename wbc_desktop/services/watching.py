"""Looking at a watched folder: which images are new and finished, and which somebody still writes. Reads, never writes.

Nothing tells when a camera, or a network drive, has finished a file. So a file is taken when its state is the same in
two looks at least ``settle`` seconds apart; one that grows on after that is simply taken once more. What could
not be read is tried again, less and less often: a camera may hold its file for a while.
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
"""Seconds for which a file has to be the same."""

EMPTY_SETTLES = 30.0
"""Seconds after which a file without a byte is no longer taken for one that is about to be written."""

FIRST_RETRY, LAST_RETRY = 5.0, 300.0
"""Seconds until a file that could not be taken is tried again: twice as long each time."""

MAX_FOLDERS = 250
"""Folders in which the system is asked to tell of changes; of others only the slow look tells."""

_UNFINISHED = frozenset((".part", ".partial", ".filepart", ".tmp", ".temp", ".crdownload", ".download"))
"""How programs that copy call a file until it is whole; then it gets its name."""


@dataclass(frozen=True, slots=True)
class ReadyFolder:
    """A slide's folder with ``new`` finished images to take in (0: some are gone), but for the ``unfinished``."""

    folder: str
    new: int
    unfinished: frozenset[str]


@dataclass(frozen=True, slots=True)
class SignedSlide:
    """New images lie in the folder of a slide that is signed, and takes none."""

    slide: Slide
    new: int


@dataclass(frozen=True, slots=True)
class WatchResult:
    """What one look found. ``waiting``: files still written; ``folders``: where to ask for news; ``fault``: why not."""

    ready: tuple[ReadyFolder, ...] = ()
    waiting: int = 0
    signed: tuple[SignedSlide, ...] = ()
    folders: tuple[str, ...] = ()
    fault: str = ""


@dataclass(slots=True)
class _Seen:
    """A file as it was met last: since when it is so, how often it was tried, and when it may be tried again."""

    file: FoundFile
    since: float
    tries: int = 0
    again: float = 0.0


@dataclass(slots=True)
class _Gone:
    """Files that are no longer in a folder, and when to look again whether that was taken note of."""

    paths: frozenset[str]
    tries: int = 0
    again: float = 0.0


@dataclass(slots=True)
class _Found:
    """What differs in one slide's folder from what the store knows of it."""

    changed: dict[str, FoundFile] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    places: set[str] = field(default_factory=set)


class WatchedFolder:
    """Remembers from one look to the next. One thread at a time may look.

    With ``each`` every folder in ``root`` is a slide of its own; else ``root`` is one slide with all that lies in it.
    """

    def __init__(
        self, root: Path, each: bool, settle: float = SETTLE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.root = os.path.realpath(root)
        self.each = each
        self._settle = settle
        self._clock = clock
        self._seen: dict[tuple[str, str], _Seen] = {}
        self._gone: dict[str, _Gone] = {}

    def check(self, db: Database, cancel: Cancel = lambda: False) -> WatchResult:
        """Look once. A folder that is not there is no error here, it may come back. Raises :class:`Cancelled`."""
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
            found = self._differs(folder, known, cancel)
            if found is None:
                continue
            places += sorted(found.places)
            settled, unfinished = self._sorted(folder, found.changed)
            waiting += len(unfinished)
            if locked and slide is not None:
                new = sum(path not in known for path in settled)
                if new:
                    signed.append(SignedSlide(slide, new))
            elif self._worth(folder, found, settled):
                ready.append(ReadyFolder(folder, len(settled), frozenset(unfinished)))
        self._forget(targets)
        return WatchResult(tuple(ready), waiting, tuple(signed), tuple(dict.fromkeys(places))[:MAX_FOLDERS])

    def _targets(self) -> Iterator[str]:
        """The folders that are slides."""
        if not self.each:
            yield self.root
            return
        with os.scandir(self.root) as entries:
            yield from sorted(e.path for e in entries if e.is_dir() and not is_ignored_folder(e.path))

    def _differs(self, folder: str, known: dict[str, KnownFile], cancel: Cancel) -> _Found | None:
        """What is new, changed or gone; None when the folder itself went away."""
        found, met, closed = _Found(), set(), []
        try:
            for entry in walk(folder):
                if cancel():
                    raise Cancelled
                met.add(entry.path)
                if isinstance(entry, NotAFile):
                    closed += [entry.path] if entry.folder else []
                    continue
                found.places.add(os.path.dirname(entry.full))  # noqa: PTH120 - may hold bytes that are no text
                before = known.get(entry.path)
                same = before is not None and looks_unchanged(before, entry)
                if not same and not _passed_over(entry.path):
                    found.changed[entry.path] = entry
        except OSError:
            return None
        found.gone = [p for p in known if p not in met and not any(p.startswith(c + "/") for c in closed)]
        return found

    def _sorted(self, folder: str, changed: dict[str, FoundFile]) -> tuple[list[str], list[str]]:
        """The files that can be taken now, and those that somebody still writes."""
        now, settled, unfinished = self._clock(), [], []
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
                settled.append(path)
        for key in [k for k in self._seen if k[0] == folder and k[1] not in changed]:
            del self._seen[key]
        return settled, unfinished

    def _worth(self, folder: str, found: _Found, settled: list[str]) -> bool:
        """Whether to read the folder; for the same files that are gone less and less often: perhaps all of them are."""
        now, gone = self._clock(), frozenset(found.gone)
        if not gone:
            self._gone.pop(folder, None)
            return bool(settled)
        before = self._gone.get(folder)
        if before is None or before.paths != gone:
            before = self._gone[folder] = _Gone(gone)
        if now < before.again:
            return bool(settled)
        before.again = now + min(LAST_RETRY, FIRST_RETRY * 2**before.tries)
        before.tries += 1
        return True

    def _forget(self, targets: list[str]) -> None:
        there = set(targets)
        self._gone = {folder: gone for folder, gone in self._gone.items() if folder in there}
        self._seen = {key: seen for key, seen in self._seen.items() if key[0] in there}


def _known(db: Database, folder: str) -> tuple[Slide | None, bool, dict[str, KnownFile]]:
    """The slide that shows the folder, whether it is signed, and what is known of the folder's files.

    By their paths in the folder, which may have been merged into the slide of another one.
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


def _passed_over(path: str) -> bool:
    return is_document(path) or PurePosixPath(path.casefold()).suffix in _UNFINISHED
