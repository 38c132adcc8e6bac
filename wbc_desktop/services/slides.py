"""Open a folder as a slide: the same one as before, even if the folder was moved or renamed, or a new one."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from sqlalchemy.orm import Session

from wbc_desktop.domain.cells import ScannedImage, Slide
from wbc_desktop.domain.errors import FolderError
from wbc_desktop.domain.language import tr
from wbc_desktop.services.changes import Cancel, raise_if_cancelled
from wbc_desktop.services.examine import FileDisappeared, examine, is_document
from wbc_desktop.services.walk import FoundFile, folder_identity, printable_path, walk
from wbc_desktop.store import files, merged, slides
from wbc_desktop.store.engine import Database

_SAMPLE_SIZE = 24
"""Most images that are read to recognise a folder."""
_MAX_EXAMINED = 200
"""Most files that are examined to find these images."""


def open_slide(db: Database, folder: Path, now: datetime | None = None, cancel: Cancel = lambda: False) -> Slide:
    """Return the slide of ``folder``, and store that it was opened now.

    A folder that was moved or renamed is recognised by its images: the old folder must be missing, and at least half of
    a sample of the images must have been cells of that slide. A copy of an existing folder is a new slide. A merged
    folder opens the slide that it was merged into. A slide that was taken out of the list is put back. Raises
    :class:`FolderError` if there is no such folder or it cannot be read, and Cancelled; then nothing is stored.
    """
    place = _absolute(folder)
    folder_identity(place)
    when = now or datetime.now(UTC)
    with db.read() as s:
        known = slides.by_folder(s, place)
        moved = _moved_from(s, place) if known is None else None
    name = Path(place).name or place
    with db.write() as s:
        raise_if_cancelled(cancel)  # a slide that was just taken out of the list is not put back
        slide = slides.by_folder(s, place)  # another process may have created it meanwhile
        if slide is None and moved is not None:
            slides.move(s, moved.id, place, name)
            slide = moved
        if slide is None:
            return slides.create(s, place, name, when)
        slide_id = merged.whole_of(s, slide.id)
        if slide_id in merged.unlisted(s):
            merged.list_again(s, slide_id, when)
        slides.touch(s, slide_id, when)
        return slides.get(s, slide_id)


def _absolute(folder: Path) -> str:
    """Return the folder's real path, so that a link and its target are the same slide."""
    try:
        place = os.path.realpath(folder.expanduser())
    except (OSError, ValueError, RuntimeError) as error:
        raise FolderError(
            tr("“{folder}” cannot be the name of a folder: choose another one.", folder=printable_path(str(folder)))
        ) from error
    if printable_path(place) != place:
        raise FolderError(
            tr(
                "The name of the folder “{place}” is not valid text: rename it and open it again.",
                place=printable_path(place),
            )
        )
    return place


def _moved_from(s: Session, place: str) -> Slide | None:
    """Return the slide whose folder is missing and whose images are here; of several the one with most of them."""
    missing = [slide for slide in slides.all_slides(s) if not os.path.isdir(slide.folder)]  # noqa: PTH112
    if not missing:
        return None
    sample = list(dict.fromkeys(islice(_hashes(place), _SAMPLE_SIZE)))
    if not sample:
        return None
    wholes = set(merged.whole_by_part(s).values())
    common = {slide.id: _own_of(s, slide.id, sample, wholes) for slide in missing}
    best = max(missing, key=lambda slide: common[slide.id])
    return best if 2 * common[best.id] >= len(sample) else None


def _own_of(s: Session, slide_id: int, sample: Sequence[str], wholes: Collection[int]) -> int:
    """Return how many of these contents (SHA-256) are pictures of the slide's own folder, not of merged folders."""
    if slide_id not in wholes:
        return len(files.cell_ids(s, slide_id, sample))
    paths = files.paths_of(s, slide_id, sample).values()
    return sum(any(not Path(path).is_absolute() for path in of_one) for of_one in paths)


def _hashes(place: str) -> Iterator[str]:
    """Yield the SHA-256 of the first images of the folder; unreadable files are skipped, the scan reports them."""
    try:
        for found in islice(walk(place), _MAX_EXAMINED):
            if not isinstance(found, FoundFile) or is_document(found.path):
                continue
            try:
                result = examine(found)
            except FileDisappeared:
                continue
            if isinstance(result, ScannedImage):
                yield result.sha256
    except OSError:
        return
