"""Merging folders of one sample into one slide, and taking them apart again.

The slide into which another is merged gets its cells, what the model said of them and what reviewers decided; from then
on its folder is read with it. A content that lies in both is one cell, and the later decision on it counts. The slide
that was merged keeps all that it had. Taking it apart gives it what was decided meanwhile on its cells, and hides them
in the other slide. Nothing is ever deleted, and each step is in the audit trail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.errors import WbcError
from wbc_desktop.domain.key_names import key_or_name
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.services.accounts import Clock, utc_now
from wbc_desktop.services.changes import Announce, Cancel, Changes, Progress, check
from wbc_desktop.services.slide_fields import slide_fields
from wbc_desktop.store import carry, cells, entries, files, guard, merged, second_reads, slides
from wbc_desktop.store.chunks import chunks
from wbc_desktop.store.engine import Database

_SAME_SAMPLE = ("sample", "patient")


class MergeRefused(WbcError):
    """These slides cannot be merged, or not be taken apart, as they are."""


@dataclass(frozen=True, slots=True)
class Part:
    """A folder of a slide: the slide that it was, where it lies, and how many of the slide's cells lie in it."""

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
    """Make the slide ``part_id`` a folder of ``slide_id``. Stopped half-way, by whatever it is, nothing is merged.

    Raises :class:`MergeRefused` for slides that are signed, read a second time, part of another, of different samples,
    or one within the other's folder; as ``guard.acting``; Cancelled when ``cancel`` says so. ``progress`` is told how
    many cells are copied, and of how many.
    """
    with db.read() as s:
        guard.acting(s, by)
        _refuse(s, slide_id, part_id)
        part = slides.get(s, part_id)
        ids = cells.ids(s, part_id)
    there = _as_part(part)
    copied: list[str] = []
    for some in _batches(ids, cancel, progress):  # one at a time: whoever reviews meanwhile does not wait
        with db.write() as s:
            guard.acting(s, by)
            _refuse(s, slide_id, part_id)
            paths = carry.copy_cells(s, cells.get_many(s, some), part_id, slide_id, there, clock())
            files.mark_missing(s, slide_id, paths)  # no one counts them before all is merged
            copied += paths
    with db.write(durable=True) as s:
        who = guard.acting(s, by)
        _refuse(s, slide_id, part_id)
        merged.set_part(s, slide_id, part_id, True, by, clock())
        files.mark_present(s, slide_id, copied)
        why = f"merged with “{part.name}” by {who}"
        carried = carry.carry_words(s, part_id, slide_id, files.hashes_in(s, part_id), clock(), why, cancel)
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
    """Make the folder of ``part_id`` a slide of its own again, with what was decided on its cells meanwhile.

    Raises :class:`MergeRefused` when the slide is signed or has no such part; as ``guard.acting``; and Cancelled as
    :func:`merge` does, and then the folder still belongs to the slide. ``progress`` as there.
    """
    with db.read() as s:
        guard.acting(s, by)
        _refuse_separating(s, slide_id, part_id)
        part = slides.get(s, part_id)
        back = _as_own(part)
        mine = [path for path in files.known(s, slide_id) if back(path) is not None]
        ids = files.cells_of_paths(s, slide_id, mine)
    for some in _batches(ids, cancel, progress):
        with db.write() as s:
            guard.acting(s, by)
            carry.copy_cells(s, cells.get_many(s, some), slide_id, part_id, back, clock())
    with db.write(durable=True) as s:
        who = guard.acting(s, by)
        _refuse_separating(s, slide_id, part_id)
        why = f"taken apart from “{slides.get(s, slide_id).name}” by {who}"
        carry.carry_words(s, slide_id, part_id, files.hashes_in(s, part_id), clock(), why, cancel)
        files.mark_missing(s, slide_id, mine)
        here = {back(path) for path in mine}
        files.mark_missing(s, part_id, [path for path in files.known(s, part_id) if path not in here])
        merged.set_part(s, slide_id, part_id, False, by, clock())
    announce(Changes(part_id, cells_added=True, slides=True))
    return Changes(slide_id, tuple(ids), cells_added=True, slides=True)


def parts(db: Database, slide_id: int) -> list[Part]:
    """The folders of the slide, its own first, each with its cells (a content in two folders counts in both)."""
    with db.read() as s:
        slide = slides.get(s, slide_id)
        others = [slides.get(s, part) for part in merged.parts_of(s, slide_id)]
        known = [known for known in files.known(s, slide_id).values() if known.reason is None]
    found: list[Part] = []
    for one, inside in [(slide, None), *((other, _as_own(other)) for other in others)]:
        ours = {k.sha256 for k in known if (_is_relative(k.path) if inside is None else inside(k.path) is not None)}
        found.append(Part(one.id, one.name, one.folder, len(ours)))
    return found


def _batches(ids: Sequence[int], cancel: Cancel, progress: Progress) -> Iterator[Sequence[int]]:
    """The ids in batches; asks before each, and after the last, whether to stop."""
    done = 0
    for some in chunks(ids):
        check(cancel)
        yield some
        done += len(some)
        progress(done, len(ids))
    check(cancel)


def _refuse(s: Session, slide_id: int, part_id: int) -> None:
    """Raise :class:`MergeRefused` when the two cannot be merged."""
    if slide_id == part_id:
        raise MergeRefused(tr("This is one and the same slide: choose another one to merge with it."))
    whole, part = slides.get(s, slide_id), slides.get(s, part_id)
    of = merged.wholes(s)
    for slide in (whole, part):
        if guard.is_signed(s, slide.id):
            raise MergeRefused(
                tr("“{name}” is signed, and a signed slide stays as it is: amend it first.", name=slide.name)
            )
        if slide.second_of is not None or second_reads.of_slide(s, slide.id):
            raise MergeRefused(
                tr("“{name}” is read a second time on the cells that it has: it cannot be merged.", name=slide.name)
            )
        if slide.id in of:
            raise MergeRefused(tr("“{name}” is part of another slide already: take it apart first.", name=slide.name))
    ours, theirs = ([Path(f) for f in (one.folder, *one.others)] for one in (whole, part))
    if any(a.is_relative_to(b) or b.is_relative_to(a) for a in ours for b in theirs):
        raise MergeRefused(
            tr("One of these folders lies in the other, so the outer slide has the cells of both: open that one.")
        )
    _refuse_other_sample(s, whole, part)


def _refuse_other_sample(s: Session, whole: Slide, part: Slide) -> None:
    ours, theirs = asdict(slide_fields(s, whole.id)), asdict(slide_fields(s, part.id))
    for name in _SAME_SAMPLE:
        if ours[name] and theirs[name] and ours[name].casefold() != theirs[name].casefold():
            raise MergeRefused(
                tr(
                    "“{one}” is of {a} and “{other}” of {b}: only folders of one sample are merged. If it is the same, "
                    "put the details right first ({key}).",
                    one=whole.name,
                    a=ours[name],
                    other=part.name,
                    b=theirs[name],
                    key=key_or_name("fields"),
                )
            )


def _refuse_separating(s: Session, slide_id: int, part_id: int) -> None:
    slide = slides.get(s, slide_id)
    if part_id not in merged.parts_of(s, slide_id):
        raise MergeRefused(tr("This folder is not merged with “{name}” (any more).", name=slide.name))
    if guard.is_signed(s, slide_id):
        raise MergeRefused(
            tr("“{name}” is signed, and a signed slide stays as it is: amend it first.", name=slide.name)
        )


def _take_fields(s: Session, slide_id: int, part_id: int, by: Identity, clock: Clock) -> None:
    """Details that were typed of the part alone are the slide's now."""
    ours, theirs = asdict(slide_fields(s, slide_id)), asdict(slide_fields(s, part_id))
    new = {name: text for name, text in theirs.items() if text and not ours[name]}
    if new:
        entries.record(s, EntryKind.SLIDE_FIELD, new, by, clock(), slide_id)


def _is_relative(path: str) -> bool:
    return not Path(path).is_absolute()


def _as_part(part: Slide) -> Callable[[str], str | None]:
    """Where a file of the part is in the slide: by its absolute path."""
    return lambda path: f"{part.folder}/{path}" if _is_relative(path) else path


def _as_own(part: Slide) -> Callable[[str], str | None]:
    """Where a file of the slide is in the part; None for those that lie in other folders."""
    own = f"{part.folder}/"
    others = tuple(f"{folder}/" for folder in part.others)

    def back(path: str) -> str | None:
        if path.startswith(own):
            return path.removeprefix(own)
        return path if path.startswith(others) else None

    return back
