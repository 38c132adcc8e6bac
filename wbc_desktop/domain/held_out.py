"""Which slides are held out of training, to compare candidate and active model on cells that neither of them saw.

Whole slides are held out. A side that a slide once had stays: a held-out slide is never trained on, and a slide that
was trained on never becomes part of the test.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from wbc_desktop.domain.language import tr
from wbc_desktop.domain.learning import Decision

SHARE = 0.3
"""The share of the lessons of each class that is held out, as nearly as whole slides allow."""

Sizes = Mapping[int, Mapping[str, int]]
"""Numbers of lessons by class, by slide."""


def sides(sizes: Sizes, known: Mapping[int, bool]) -> dict[int, bool]:
    """Return whether each of these slides is held out; ``known`` are the sides of earlier runs, which stay.

    New slides are taken in an order that only their numbers determine. One is held out if that brings the held-out
    shares of its classes nearer to :data:`SHARE`, and if each of its classes is in another slide to be trained on. With
    two slides or more at least one is held out, and at least one is not, unless earlier runs leave no choice.
    """
    totals = _sum(sizes.values())
    found = {slide: known[slide] for slide in sizes if slide in known}
    held = _sum(sizes[slide] for slide, out in found.items() if out)
    new = sorted((slide for slide in sizes if slide not in known), key=_rank)
    left = totals - held  # what training may still get
    for slide in new:
        mine = sizes[slide]
        nearer = _distance(mine, held, totals, with_slide=True) < _distance(mine, held, totals, with_slide=False)
        found[slide] = nearer and all(left[code] > n for code, n in mine.items())
        if found[slide]:
            held.update(mine)
            left.subtract(mine)
    _leave_no_side_empty(found, new, sizes, totals)
    return found


def _leave_no_side_empty(found: dict[int, bool], new: Sequence[int], sizes: Sizes, totals: Mapping[str, int]) -> None:
    """Move one new slide if all slides are on one side: the one that comes nearest to the shares wanted."""
    if len(found) < 2 or len(set(found.values())) > 1 or not new:
        return
    everything_out = next(iter(found.values()))
    nothing: Mapping[str, int] = totals if everything_out else {}
    moved = min(new, key=lambda slide: (_off(_after(sizes[slide], nothing, everything_out), totals), _rank(slide)))
    found[moved] = not everything_out


def _after(mine: Mapping[str, int], held: Mapping[str, int], taken_back: bool) -> Counter[str]:
    """Return what is held out after a slide is held out too, or is taken back."""
    found = Counter(held)
    (found.subtract if taken_back else found.update)(mine)
    return found


def _off(held: Mapping[str, int], totals: Mapping[str, int]) -> float:
    return sum((held.get(code, 0) / total - SHARE) ** 2 for code, total in totals.items())


def _distance(mine: Mapping[str, int], held: Mapping[str, int], totals: Mapping[str, int], with_slide: bool) -> float:
    """Return how far the held-out shares of a slide's classes are from the share wanted (squares, added up)."""
    return sum(((held.get(c, 0) + (n if with_slide else 0)) / totals[c] - SHARE) ** 2 for c, n in mine.items())


def _sum(some: Iterable[Mapping[str, int]]) -> Counter[str]:
    found = Counter[str]()
    for one in some:
        found.update(one)
    return found


def _rank(slide: int) -> bytes:
    return hashlib.sha256(f"slide {slide}".encode("ascii")).digest()


def sizes_of(lessons: Iterable[Decision]) -> dict[int, Counter[str]]:
    """Return the numbers of lessons by class, by the slide of their sample."""
    found: dict[int, Counter[str]] = {}
    for lesson in lessons:
        found.setdefault(lesson.sample_id, Counter())[lesson.label] += 1
    return found


def split_sentence(held: Mapping[int, bool]) -> str:
    """Return why nothing can be held out, or trained on; "" if there is something of both, or nothing at all."""
    if not held:
        return ""
    if len(held) < 2:
        return tr(
            "The corrections come from one slide only, so that none can be held out for the comparison: sign or finish "
            "a second slide."
        )
    if not any(held.values()):
        return tr("All slides were trained on before: sign or finish another slide, which is held out.")
    if all(held.values()):
        return tr("All slides were held out before: sign or finish another slide to train on.")
    return ""
