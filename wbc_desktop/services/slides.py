"""Opening a folder as a slide: the one it was before, also after it was moved or renamed, else a new one."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
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

_SAMPLE = 24
"""Images that are read to recognise a folder."""
_LOOKS = 200
"""Files that are looked at for them."""


def open_slide(db: Database, folder: Path, now: datetime | None = None, cancel: Cancel = lambda: False) -> Slide:
    """The slide of ``folder``, noted as opened now.

    A folder that was moved or renamed is known again by its images: its old place must be gone and at least half of
    a sample of the images here must have been cells of that slide. A copy, whose original is still there, is a new
    slide. A folder that was merged into a slide opens that slide, and one that was taken out of the list is in it
    again. Raises :class:`FolderError` when there is no such folder or it may not be read, and Cancelled when ``cancel``
    says so: then nothing is noted or put back into the list.
    """
    place = _absolute(folder)
    folder_identity(place)
    when = now or datetime.now(UTC)
    with db.read() as s:
        known = slides.by_folder(s, place)
        moved = _moved_from(s, place) if known is None else None
    name = Path(place).name or place
    with db.write() as s:
        raise_if_cancelled(cancel)  # here, so that a slide taken out of the list just before is not put back
        slide = slides.by_folder(s, place)  # another process may have been quicker
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
    """The folder's one true name. A link and what it leads to are the same slide."""
    try:
        place = os.path.realpath(folder.expanduser())
    except (OSError, ValueError, RuntimeError) as error:
        raise FolderError(
            tr("“{folder}” is no possible name of a folder: choose another one.", folder=printable_path(str(folder)))
        ) from error
    if printable_path(place) != place:
        raise FolderError(
            tr(
                "The folder “{place}” has a name that is no text: give it another and open it again.",
                place=printable_path(place),
            )
        )
    return place


def _moved_from(s: Session, place: str) -> Slide | None:
    """The slide whose folder is gone and whose images lie here now; of several the one with most of them."""
    homeless = [slide for slide in slides.all_slides(s) if not os.path.isdir(slide.folder)]  # noqa: PTH112
    if not homeless:
        return None
    sample = set(islice(_hashes(place), _SAMPLE))
    if not sample:
        return None
    wholes = set(merged.wholes(s).values())
    met = {slide.id: len(sample & _own_hashes(s, slide.id, wholes)) for slide in homeless}
    best = max(homeless, key=lambda slide: met[slide.id])
    return best if 2 * met[best.id] >= len(sample) else None


def _own_hashes(s: Session, slide_id: int, wholes: Collection[int]) -> set[str]:
    """The contents that lay in the slide's own folder: those of folders merged into it tell nothing of where it is."""
    if slide_id not in wholes:
        return files.hashes_in(s, slide_id)
    return {sha256 for path, sha256 in files.hashes_by_path(s, slide_id) if not Path(path).is_absolute()}


def _hashes(place: str) -> Iterator[str]:
    """Content of the first images of the folder; what cannot be read is left to the scan."""
    try:
        for found in islice(walk(place), _LOOKS):
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
