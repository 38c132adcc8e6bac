"""Put each cell on the side of the split that earlier runs, or the active model, gave to its picture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from wbc_desktop.domain import held_out
from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.learning import Decision, Reading, digest_of
from wbc_desktop.store import entries, learning


class Learned(NamedTuple):
    """What the active model learned from corrections: digests of cells, and names of laboratories; and its classes."""

    cells: frozenset[str] = frozenset()
    laboratories: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()

    def has(self, decision: Decision) -> bool:
        """Return whether the model learned these pixels, as this class or as another one."""
        if not self.cells:
            return False
        return any(digest_of(decision.content, code) in self.cells for code in (decision.label, *self.classes))


class Split(NamedTuple):
    """The lessons, each on the slide that decides on its side, and whether these slides are held out.

    ``earlier`` are the sides that earlier runs fixed.
    """

    lessons: tuple[Decision, ...]
    sides: Mapping[int, bool]
    earlier: Mapping[int, bool]


def split(s: Session, usable: Sequence[Reading], learned: Learned) -> Split:
    """Return the lessons on their sides, so that nothing is tested on that a run or the active model learned.

    All cells of one picture file are on one side: that of the slide in which earlier runs had it, even if this slide is
    left out or amended now, else that of one of its slides. A file in slides of both sides teaches nothing, and is not
    tested on either. A cell that the active model learned is never held out.
    """
    earlier = sides_of_earlier_runs(s)
    slides = _slides_of_files(s, usable, earlier)
    moved = (_on_its_side(reading.latest, slides[reading.latest.file], earlier) for reading in usable)
    lessons = [lesson for lesson in moved if lesson is not None]
    known = [lesson for lesson in lessons if earlier.get(lesson.sample_id) is not False and learned.has(lesson)]
    fixed = {**{lesson.sample_id: False for lesson in known}, **earlier}
    tested_before = {lesson.cell_id for lesson in known if fixed[lesson.sample_id]}
    kept = tuple(lesson for lesson in lessons if lesson.cell_id not in tested_before)
    return Split(kept, held_out.sides(held_out.sizes_of(kept), fixed), earlier)


def sides_of_earlier_runs(s: Session) -> dict[int, bool]:
    """Return whether a slide was held out of earlier runs, of each slide that had lessons then."""
    return {int(slide): entry.value is True for slide, entry in entries.latest(s, EntryKind.HELD_OUT).items()}


def _slides_of_files(s: Session, usable: Iterable[Reading], earlier: Mapping[int, bool]) -> dict[str, list[int]]:
    """Return the slides that can decide on the side of each file: those of earlier runs, else those of its lessons."""
    fixed, here = defaultdict[str, set[int]](set), defaultdict[str, set[int]](set)
    for slide, file in learning.picture_files(s, list(earlier)):
        fixed[file].add(slide)
    for reading in usable:
        for one in (reading.latest, *reading.others):
            fixed[one.file].update({one.sample_id, one.slide_id} & earlier.keys())
        here[reading.latest.file].add(reading.latest.sample_id)
    return {file: sorted(fixed[file] or slides) for file, slides in here.items()}


def _on_its_side(lesson: Decision, slides: Sequence[int], earlier: Mapping[int, bool]) -> Decision | None:
    """Return the lesson on one of the slides of its file; None if these are on both sides."""
    if len({earlier.get(slide) for slide in slides}) > 1:
        return None
    stays = lesson.sample_id in earlier and lesson.sample_id in slides
    return lesson if stays else lesson._replace(sample_id=slides[0])
