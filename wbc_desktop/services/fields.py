"""Decide what the pictures of a slide show, and find the white cells of its fields."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from wbc_desktop.domain.cells import RefusedFile, Slide
from wbc_desktop.domain.regions import PictureKind, PictureSource
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.inference.decode_room import DecodeRoom
from wbc_desktop.inference.device import usable_cores
from wbc_desktop.inference.images import ContentChanged, ImageError, RGBImage, os_reason, read_source
from wbc_desktop.services.changes import Announce, Cancel, Changes, Growing, Progress, raise_if_cancelled, rounds
from wbc_desktop.store import cells, files, guard, preclassifications, regions, slides
from wbc_desktop.store.engine import Database
from wbc_desktop.store.regions import NewRegion, Picture

log = logging.getLogger(__name__)

if TYPE_CHECKING:
    from wbc_desktop.inference.fields import FoundRegion  # imports OpenCV, which the window's start need not pay

Find = Callable[[RGBImage], "list[FoundRegion]"]

_BATCH = 64
"""Pictures between two commits, at most."""
_BATCH_SECONDS = 0.5
ENOUGH = 400
"""The kind of the pictures is decided by the first so many that were read."""
_FIRST, _FEW = 10, 1
"""If at most ``_FEW`` of ``_FIRST`` pictures show several cells, no more are searched to decide their kind."""


@dataclass(frozen=True, slots=True)
class FieldsOutcome:
    """The kind of the slide's pictures, the number of pictures that were searched, and the refused files by path.

    ``decided``: the program decided the kind just now, by the pictures. ``without_cells``: the number of files that
    were searched now and show no white cell.
    """

    pictures: PictureKind
    searched: int = 0
    refused: list[RefusedFile] = field(default_factory=list)
    decided: bool = False
    without_cells: int = 0


@dataclass(frozen=True, slots=True)
class _Fault:
    """Why a picture was not searched; ``lasting``: the fault is in its content."""

    reason: str
    lasting: bool


def find_cells(
    db: Database,
    slide: Slide,
    wanted: PictureKind | None = None,
    *,
    cancel: Cancel = lambda: False,
    progress: Progress = lambda done, total: None,
    announce: Announce = lambda changes: None,
    find: Find | None = None,
    again: bool = False,
    growing: Growing = lambda: False,
    kind_known: Callable[[], object] = lambda: None,
) -> FieldsOutcome:
    """Decide what the pictures show, if that is not decided yet, and find the cells of fields in small batches.

    ``wanted`` sets the kind of the pictures; None: keep an earlier decision, else decide by the pictures. ``again``:
    ignore earlier decisions and earlier work on the slide. Pictures that were searched before are not searched again.
    A picture that cannot be read is refused. Nothing is done on a signed slide. ``find`` replaces the finder.
    ``growing``: whether the folder is still being read; fields that are added until then are searched, too.
    ``kind_known`` is called once the kind is decided. Raises Cancelled and StorageError; committed batches stay.
    """
    search = find if find is not None else _finder()
    with db.read() as s:
        known = regions.kind(s, slide.id)
        if guard.is_signed(s, slide.id):
            return FieldsOutcome(known or PictureKind.CELLS)
    kind = wanted or (None if again else known) or _decided(db, slide, cancel, search, again, growing)
    decided = wanted is None and (again or known is None)
    if kind is not known:
        with db.write() as s:
            regions.set_kind(s, slide.id, kind, None, datetime.now(UTC))
        announce(Changes(slide.id, cells_added=True, slides=True))
    kind_known()
    if kind is PictureKind.CELLS:
        return FieldsOutcome(kind, decided=decided)
    return replace(_search(db, slide, cancel, progress, announce, search, growing), decided=decided)


def set_kind(db: Database, slide: Slide, kind: PictureKind, by: Identity, cancel: Cancel = lambda: False) -> Changes:
    """Record that the pictures of the slide show single cells or fields, by a person. It is undone by ``review.undo``.

    The cells of the other kind are hidden with all their decisions, until the kind is changed back. New fields must
    then be searched (:func:`find_cells`). Raises SlideSigned, as ``guard.check_may_decide``, and Cancelled; then
    nothing is stored.
    """
    with db.write(durable=True) as s:
        regions.set_kind(s, slide.id, kind, by, datetime.now(UTC))
        raise_if_cancelled(cancel)
    return Changes(slide.id, cells_added=True, slides=True, pictures=True)


def _finder() -> Find:
    from wbc_desktop.inference.fields import find_regions

    return find_regions


def _decided(db: Database, slide: Slide, cancel: Cancel, find: Find, again: bool, growing: Growing) -> PictureKind:
    """Return the kind of the slide's pictures by a sample; unless ``again``, single cells if it was worked on."""
    for still in rounds(growing, cancel):
        with db.read() as s:
            if not again and (preclassifications.any_on(s, slide.id) or cells.any_decided(s, slide.id)):
                return PictureKind.CELLS
            every = regions.pictures(s, slide.id)
            deep = bool(slides.get(s, slide.id).bits)
        if not still or (len(every) >= ENOUGH and not deep):
            break
    first_read = {picture.id for picture in sorted(every, key=lambda picture: picture.id)[:ENOUGH]}
    every = [picture for picture in every if picture.id in first_read]
    from wbc_desktop.inference.fields import SAMPLE, kind_of

    sample = every[:: max(len(every) // SAMPLE, 1)][:SAMPLE]
    first, rest = sample[:: max(len(sample) // _FIRST, 1)], sample
    for some in (first, rest):  # mostly a few pictures are clear
        found = [
            ((picture.width, picture.height), answer)
            for picture, answer in _answers(Path(slide.folder), some, cancel, find)
            if not isinstance(answer, _Fault)
        ]
        if found and sum(_shows_several(answer) for _, answer in found) <= _FEW:
            break
    return kind_of(found) if found else PictureKind.CELLS


def _shows_several(regions_found: Sequence[FoundRegion]) -> bool:
    return sum(one.sure for one in regions_found) > 1


def _search(
    db: Database,
    slide: Slide,
    cancel: Cancel,
    progress: Progress,
    announce: Announce,
    find: Find,
    growing: Growing,
) -> FieldsOutcome:
    """Search the fields that no finder has searched yet."""
    refused: list[RefusedFile] = []
    taken: dict[int, str] = {}
    for still in rounds(growing, cancel):
        with db.read() as s:
            deep = bool(slides.get(s, slide.id).bits)
            waiting = [one for one in regions.pictures(s, slide.id) if one.searched is None and one.id not in taken]
        if still and deep:  # the pictures to come tell how these are scaled
            continue
        before = len(taken)
        taken.update((picture.id, picture.sha256) for picture in waiting)

        def searched(n: int, before: int = before) -> None:
            progress(before + n, len(taken))

        refused += _search_these(db, slide, waiting, cancel, searched, announce, find)
    refused = sorted({file.path: file for file in refused}.values(), key=lambda file: file.path)
    without = _without_cells(db, slide, set(taken.values())) if taken else 0
    return FieldsOutcome(PictureKind.FIELDS, len(taken) - len(refused), refused, without_cells=without)


def _search_these(
    db: Database,
    slide: Slide,
    waiting: Sequence[Picture],
    cancel: Cancel,
    progress: Callable[[int], None],
    announce: Announce,
    find: Find,
) -> list[RefusedFile]:
    """Search these fields, commit in batches, and return the refused files; ``progress`` gets the finished ones."""
    refused: list[RefusedFile] = []
    batch: list[tuple[Picture, list[FoundRegion] | _Fault]] = []
    done, since = 0, time.monotonic()
    progress(0)
    try:
        for answer in _answers(Path(slide.folder), waiting, cancel, find):
            batch.append(answer)
            if len(batch) >= _BATCH or time.monotonic() - since >= _BATCH_SECONDS:
                refused += _store(db, slide, batch, announce)
                done, since = done + len(batch), time.monotonic()
                batch.clear()
                progress(done)
    finally:
        refused += _store(db, slide, batch, announce)
    progress(len(waiting))
    return refused


def _without_cells(db: Database, slide: Slide, searched: set[str]) -> int:
    """Return the number of files with these contents that show no cell; refused files are none of them."""
    with db.read() as s:
        empty = regions.files_without_cells(s, slide.id) & searched
        return sum(known.sha256 in empty for known in files.known(s, slide.id).values())


def _answers(
    folder: Path, pictures: Sequence[Picture], cancel: Cancel, find: Find
) -> Iterator[tuple[Picture, list[FoundRegion] | _Fault]]:
    """Yield the regions of each picture, in order; a few pictures are read and searched at a time."""
    cores = usable_cores()
    pool, room = ThreadPoolExecutor(cores, thread_name_prefix="find"), DecodeRoom()
    waiting = iter(pictures)
    running: deque[tuple[Picture, Future[list[FoundRegion] | _Fault]]] = deque()
    try:
        while True:
            raise_if_cancelled(cancel)
            for picture in islice(waiting, cores + 1 - len(running)):
                running.append((picture, pool.submit(_find, folder, picture, find, room)))
            if not running:
                return
            picture, answer = running.popleft()
            yield picture, answer.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _find(folder: Path, picture: Picture, find: Find, room: DecodeRoom) -> list[FoundRegion] | _Fault:
    """In a thread: read and search one picture, when there is room for it."""
    try:
        page = PictureSource(folder / picture.path, picture.sha256, picture.page, bits=picture.bits)
        with room.taken(picture.width * picture.height):
            return find(read_source(page, again=True))
    except ContentChanged as error:
        return _Fault(error.reason, lasting=False)
    except ImageError as error:
        return _Fault(error.reason, error.lasting)
    except OSError as error:
        return _Fault(os_reason(error), lasting=False)
    except MemoryError:
        return _Fault("needs more memory than there is", lasting=False)
    except Exception:
        log.exception("searching %r failed", picture.path)
        return _Fault("is damaged", lasting=True)


def _store(
    db: Database, slide: Slide, batch: Sequence[tuple[Picture, list[FoundRegion] | _Fault]], announce: Announce
) -> list[RefusedFile]:
    """Commit what was found in these pictures and announce it; return the refused files."""
    if not batch:
        return []
    from wbc_desktop.inference.fields import FINDER

    now = datetime.now(UTC)
    found = [(picture, answer) for picture, answer in batch if not isinstance(answer, _Fault)]
    faults = [(picture, answer) for picture, answer in batch if isinstance(answer, _Fault)]
    new = [  # regions that are only proposed get the last numbers
        NewRegion(picture, one.box, one.score, one.sure)
        for picture, answer in found
        for one in sorted(answer, key=lambda one: not one.sure)
    ]
    with db.write() as s:
        ids = regions.add(s, slide.id, new, "find", now)
        regions.set_searched(s, [picture.id for picture, _ in found], FINDER)
        for picture, fault in faults:
            if fault.lasting:
                files.refuse_cell_files(s, slide.id, picture.id, fault.reason)
            else:
                files.record_refused(s, slide.id, [RefusedFile(picture.path, fault.reason)])
    announce(Changes(slide.id, tuple(ids), cells_added=True))
    return [RefusedFile(picture.path, fault.reason) for picture, fault in faults]
