"""Split whole groups into train, val and test so that each class comes as close to its shares as possible."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from training.data.manifest import Sample

Sizes = dict[str, dict[str, int]]
"""Group -> class -> how many images."""


def cut_groups(samples: Sequence[Sample], shares: Mapping[str, float], seed: int) -> dict[str, str]:
    """Return group -> side. The ``shares`` of the sides add up to 1; large groups go to the first side.

    Groups are assigned from large to small, in a slightly randomised order, each to the side that lacks most of its
    classes and has room for it. A class with three or more groups has one on each side with a share.
    """
    sizes: Sizes = defaultdict(lambda: defaultdict(int))
    totals: dict[str, int] = defaultdict(int)
    for sample in samples:
        sizes[sample.group][sample.label] += 1
        totals[sample.label] += 1
    sides = [side for side, share in shares.items() if share > 0]
    wanted = {side: {label: shares[side] * n for label, n in totals.items()} for side in sides}
    random = np.random.default_rng(seed)
    noise = {group: float(random.uniform(0.7, 1.3)) for group in sorted(sizes)}
    held: Sizes = {side: defaultdict(int) for side in sides}
    side_of = {}
    for group in sorted(sizes, key=lambda g: (-sum(sizes[g].values()) * noise[g], g)):
        side_of[group] = _neediest(sizes[group], held, wanted, sides)
        for label, n in sizes[group].items():
            held[side_of[group]][label] += n
    _leave_no_side_empty(side_of, sizes, held, sides)
    return side_of


def _neediest(
    group: Mapping[str, int], held: Sizes, wanted: Mapping[str, Mapping[str, float]], sides: Sequence[str]
) -> str:
    """Return the side with room that lacks the greatest share of its target; without room, the one that lacks most."""

    def lack(side: str) -> float:
        return min(wanted[side][label] - held[side][label] for label in group)

    def share(side: str) -> float:
        return min((wanted[side][label] - held[side][label]) / wanted[side][label] for label in group)

    room = [side for side in sides if all(held[side][c] + n <= wanted[side][c] + 0.5 for c, n in group.items())]
    return max(room, key=share) if room else max(sides, key=lack)


def _leave_no_side_empty(side_of: dict[str, str], sizes: Sizes, held: Sizes, sides: Sequence[str]) -> None:
    """Move the smallest group of a class from the side with most of its groups to a side that has none."""
    for label in sorted({label for held_labels in held.values() for label in held_labels}):
        mine = [g for g in side_of if sizes[g][label]]
        for side in sides:
            on = {s: [g for g in mine if side_of[g] == s] for s in sides}
            if len(mine) < len(sides) or on[side]:
                continue
            giver = max(sides, key=lambda s: len(on[s]))
            moved = min(on[giver], key=lambda g: (sum(sizes[g].values()), g))
            side_of[moved] = side
            for c, n in sizes[moved].items():
                held[giver][c] -= n
                held[side][c] += n
