"""Merge folders of one sample into one slide, and separate them again.

Merging copies the cells of a slide, with their predictions and decisions, to another slide. From then on the folder is
scanned with that slide. A picture in both folders is one cell, and the later decision on it counts. The merged slide
keeps its own data. Separating copies the later decisions on its cells back to it, and hides these cells in the other
slide. Nothing is deleted, and each step is in the audit trail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path

from sqlalchemy.orm import Session

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.errors import WbcError
from wbc_desktop.domain.key_names import key_or_name
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.services.accounts import Clock, utc_now
from wbc_desktop.services.changes import Announce, Cancel, Changes, Progress, raise_if_cancelled
from wbc_desktop.services.slide_fields import slide_fields
from wbc_desktop.store import cells, copying, entries, files, foreign, guard, merged, regions, second_reads, slides
from wbc_desktop.store.engine import Database

_SAME_SAMPLE = ("sample", "patient")


class MergeRefused(WbcError):
    """These slides cannot be merged or separated."""


@dataclass(frozen=True, slots=True)
class Part:
    """A folder of a slide: id and name of its own slide, its path, and the number of cells in it."""

    slide_id: int
    name: str
    folder: str
    cells: int


def merge(
    db: Database,
    slide_id: int,
    part_id: int,
    by: Identity,
    clock: Clock = utc_now,
    *,
    cancel: Cancel = lambda: False,
    progress: Progress = lambda done, total: None,
) -> Changes:
    """Make the slide ``part_id`` a folder of ``slide_id``. If this is interrupted, nothing is merged.

    Raises :class:`MergeRefused` for slides that are signed, have a second read, are already merged, are of different
    samples, or whose folders contain each other; as ``guard.check_may_act``; and Cancelled. ``progress`` gets the
    number of copied cells and of all.
    """
    with db.read() as s:
        guard.check_may_act(s, by)
        _refuse(s, slide_id, part_id)
        part = slides.get(s, part_id)
        pictures = files.cells_of_paths(s, part_id, list(files.known(s, part_id)))
        batches = copying.whole_pictures(s, part_id, pictures)
    to_whole = _path_in_whole(part)
    copied: list[str] = []
    for some in _each(batches, cancel, progress):  # in short transactions, so that reviewers do not wait
        with db.write() as s:
            guard.check_may_act(s, by)
            _refuse(s, slide_id, part_id)
            paths = copying.copy_cells(s, cells.get_many(s, some), part_id, slide_id, to_whole, clock())
            files.mark_missing(s, slide_id, paths)  # not counted until all are merged
            copied += paths
    with db.write(durable=True) as s:
        who = guard.check_may_act(s, by)
        _refuse(s, slide_id, part_id)
        merged.set_part(s, slide_id, part_id, True, by, clock())
        kind = regions.kind(s, part_id)
        if kind is not None and regions.kind(s, slide_id) is None:
            regions.set_kind(s, slide_id, kind, None, clock())
        files.mark_present(s, slide_id, copied)
        foreign.copy(s, part_id, slide_id, clock())
        why = f"merged with “{part.name}” by {who}"
        carried = copying.copy_decisions(s, part_id, slide_id, files.hashes_in(s, part_id), clock(), why, cancel)
        _take_fields(s, slide_id, part_id, by, clock)
    return Changes(slide_id, tuple(carried), cells_added=True, slides=True)


def separate(
    db: Database,
    slide_id: int,
    part_id: int,
    by: Identity,
    announce: Announce = lambda changes: None,
    clock: Clock = utc_now,
    *,
    cancel: Cancel = lambda: False,
    progress: Progress = lambda done, total: None,
) -> Changes:
    """Make the folder of ``part_id`` a slide of its own again, with the later decisions on its cells.

    Raises :class:`MergeRefused` if the slide is signed or has no such part; as ``guard.check_may_act``; and Cancelled,
    then the folder still belongs to the slide. ``progress`` as in :func:`merge`.
    """
    with db.read() as s:
        guard.check_may_act(s, by)
        _refuse_separating(s, slide_id, part_id)
        part = slides.get(s, part_id)
        to_part = _path_in_part(part)
        paths = [path for path in files.known(s, slide_id) if to_part(path) is not None]
        batches = copying.whole_pictures(s, slide_id, files.cells_of_paths(s, slide_id, paths))
    for some in _each(batches, cancel, progress):
        with db.write() as s:
            guard.check_may_act(s, by)
            copying.copy_cells(s, cells.get_many(s, some), slide_id, part_id, to_part, clock())
    with db.write(durable=True) as s:
        who = guard.check_may_act(s, by)
        _refuse_separating(s, slide_id, part_id)
        why = f"taken apart from “{slides.get(s, slide_id).name}” by {who}"
        copying.copy_decisions(s, slide_id, part_id, files.hashes_in(s, part_id), clock(), why, cancel)
        files.mark_missing(s, slide_id, paths)
        present = {to_part(path) for path in paths}
        files.mark_missing(s, part_id, [path for path in files.known(s, part_id) if path not in present])
        merged.set_part(s, slide_id, part_id, False, by, clock())
    announce(Changes(part_id, cells_added=True, slides=True))
    return Changes(slide_id, tuple(chain.from_iterable(batches)), cells_added=True, slides=True)


def parts(db: Database, slide_id: int) -> list[Part]:
    """Return the folders of the slide, its own first; a picture in two folders counts in both."""
    with db.read() as s:
        slide = slides.get(s, slide_id)
        others = [slides.get(s, part) for part in merged.parts_of(s, slide_id)]
        known = [known for known in files.known(s, slide_id).values() if known.reason is None]
    found: list[Part] = []
    for one, inside in [(slide, None), *((other, _path_in_part(other)) for other in others)]:
        ours = {k.sha256 for k in known if (_is_relative(k.path) if inside is None else inside(k.path) is not None)}
        found.append(Part(one.id, one.name, one.folder, len(ours)))
    return found


def _each(batches: Sequence[Sequence[int]], cancel: Cancel, progress: Progress) -> Iterator[Sequence[int]]:
    """Yield the batches; raise Cancelled between batches and after the last if the person has cancelled."""
    done, total = 0, sum(map(len, batches))
    for some in batches:
        raise_if_cancelled(cancel)
        yield some
        done += len(some)
        progress(done, total)
    raise_if_cancelled(cancel)


def _refuse(s: Session, slide_id: int, part_id: int) -> None:
    """Raise :class:`MergeRefused` if the two slides cannot be merged."""
    if slide_id == part_id:
        raise MergeRefused(tr("A slide cannot be merged with itself: choose another one."))
    whole, part = slides.get(s, slide_id), slides.get(s, part_id)
    whole_of = merged.whole_by_part(s)
    for slide in (whole, part):
        if guard.is_signed(s, slide.id):
            raise MergeRefused(
                tr("“{name}” is signed, and a signed slide does not change: amend it first.", name=slide.name)
            )
        if slide.second_of is not None or second_reads.of_slide(s, slide.id):
            raise MergeRefused(tr("“{name}” has a second read, so it cannot be merged.", name=slide.name))
        if slide.id in whole_of:
            raise MergeRefused(tr("“{name}” is already merged into another slide: separate it first.", name=slide.name))
    ours, theirs = ([Path(f) for f in (one.folder, *one.others)] for one in (whole, part))
    if any(a.is_relative_to(b) or b.is_relative_to(a) for a in ours for b in theirs):
        raise MergeRefused(
            tr("One of these folders is inside the other, so the outer slide has all the cells: open that one.")
        )
    if None not in (whole.pictures, part.pictures) and whole.pictures is not part.pictures:
        raise MergeRefused(
            tr("One of these slides shows fields and the other single cells: change the kind of one slide first.")
        )
    _refuse_other_sample(s, whole, part)


def _refuse_other_sample(s: Session, whole: Slide, part: Slide) -> None:
    ours, theirs = asdict(slide_fields(s, whole.id)), asdict(slide_fields(s, part.id))
    for name in _SAME_SAMPLE:
        if ours[name] and theirs[name] and ours[name].casefold() != theirs[name].casefold():
            raise MergeRefused(
                tr(
                    "“{one}” is of {a} and “{other}” of {b}: only folders of one sample can be merged. "
                    "If they are of one sample, correct the details first ({key}).",
                    one=whole.name,
                    a=ours[name],
                    other=part.name,
                    b=theirs[name],
                    key=key_or_name("details"),
                )
            )


def _refuse_separating(s: Session, slide_id: int, part_id: int) -> None:
    slide = slides.get(s, slide_id)
    if part_id not in merged.parts_of(s, slide_id):
        raise MergeRefused(tr("This folder is not merged with “{name}”.", name=slide.name))
    if guard.is_signed(s, slide_id):
        raise MergeRefused(
            tr("“{name}” is signed, and a signed slide does not change: amend it first.", name=slide.name)
        )


def _take_fields(s: Session, slide_id: int, part_id: int, by: Identity, clock: Clock) -> None:
    """Copy details of the part that the slide does not have."""
    ours, theirs = asdict(slide_fields(s, slide_id)), asdict(slide_fields(s, part_id))
    new = {name: text for name, text in theirs.items() if text and not ours[name]}
    if new:
        entries.record(s, EntryKind.SLIDE_FIELD, new, by, clock(), slide_id)


def _is_relative(path: str) -> bool:
    return not Path(path).is_absolute()


def _path_in_whole(part: Slide) -> Callable[[str], str | None]:
    """Return a function that gives a file of the part its path in the whole slide, which is absolute."""
    return lambda path: f"{part.folder}/{path}" if _is_relative(path) else path


def _path_in_part(part: Slide) -> Callable[[str], str | None]:
    """Return a function that gives a file of the whole slide its path in the part; None for other folders."""
    own = f"{part.folder}/"
    others = tuple(f"{folder}/" for folder in part.others)

    def to_part(path: str) -> str | None:
        if path.startswith(own):
            return path.removeprefix(own)
        return path if path.startswith(others) else None

    return to_part
