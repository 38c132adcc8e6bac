"""Groups of images that grow as pairs are compared, and the results of all comparisons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from training.data.matching import Features, compare

JOIN = 10
"""Two images with so many features in common are copies of one original: of 90 pairs of copies from the blood-cells
archive each had 18 or more; of 60 pairs of other images none had any arrangement in common."""
SURE = 16
"""With so many features in common, a single pair is enough to add an image to a group."""
_SMALL = 2
_SECOND_PAIRS = 5


class Links:
    """N images that are compared in pairs and joined into groups of the same original.

    A chain of wrong matches could join a whole folder. Therefore an image joins a group by one sure or two fair pairs,
    and two groups of three or more images join only if two pairs without a common image match.
    """

    def __init__(self, features: Sequence[Features], seed: int = 0) -> None:
        self.features = features
        self.compared: dict[tuple[int, int], int] = {}
        """Each compared pair (lower index first) -> features in common, 0 for none."""
        self.home = np.arange(len(features))
        """The group of each image, given as the index of one of its members."""
        self._members = {i: [i] for i in range(len(features))}
        self._degree: NDArray[np.int64] = np.zeros(len(features), dtype=np.int64)
        self._random = np.random.default_rng(seed)

    def degree(self, image: int) -> int:
        """Return with how many images this one matched."""
        return int(self._degree[image])

    def members(self, image: int) -> list[int]:
        """All images of an image's group."""
        return self._members[int(self.home[image])]

    def groups(self) -> list[list[int]]:
        """Return all current groups, largest first."""
        return sorted(self._members.values(), key=lambda g: (-len(g), g[0]))

    def try_pairs(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Compare pairs that were not compared yet, and join matching images."""
        of: dict[int, list[int]] = defaultdict(list)
        asked = set()
        for one, other in pairs:
            pair = (min(one, other), max(one, other))
            if one != other and pair not in self.compared and pair not in asked:
                asked.add(pair)
                of[one].append(other)
        with ThreadPoolExecutor(2) as pool:
            for (one, others), found in zip(of.items(), pool.map(self._weigh, of.items()), strict=True):
                for other, common in zip(others, found, strict=True):
                    self._note(one, other, common)
                for other in others:
                    self._consider(one, other)

    def _weigh(self, work: tuple[int, list[int]]) -> list[int]:
        return compare(self.features[work[0]], [self.features[o] for o in work[1]])

    def join_identical(self, one: int, other: int, common: int) -> None:
        """Join two images with the same pixels."""
        self._note(one, other, common)
        self._join(one, other)

    def _note(self, one: int, other: int, common: int) -> None:
        pair = (min(one, other), max(one, other))
        if pair in self.compared:  # compared meanwhile as a second pair
            return
        self.compared[pair] = common
        if common >= JOIN:
            self._degree[[one, other]] += 1

    def _consider(self, one: int, other: int) -> None:
        common = self.compared[min(one, other), max(one, other)]
        if common < JOIN or self.home[one] == self.home[other]:
            return
        here, there = self.members(one), self.members(other)
        if (common >= SURE and min(len(here), len(there)) <= _SMALL) or self._has_second_pair(one, other):
            self._join(one, other)

    def _has_second_pair(self, one: int, other: int) -> bool:
        """Whether a second pair of the two groups matches; a group of one image may use that image again."""
        here, there = ([m for m in self.members(i) if m != i] or [i] for i in (one, other))
        if len(here) == len(there) == 1 and (here[0], there[0]) == (one, other):
            return False
        for _ in range(_SECOND_PAIRS):
            a, b = (int(self._random.choice(side)) for side in (here, there))
            if (a, b) == (one, other):
                continue
            self._note(a, b, *self._weigh((a, [b])))
            if self.compared[min(a, b), max(a, b)] >= JOIN:
                return True
        return False

    def _join(self, one: int, other: int) -> None:
        here, there = int(self.home[one]), int(self.home[other])
        if here == there:
            return
        large, small = sorted((here, there), key=lambda g: (-len(self._members[g]), g))
        moved = self._members.pop(small)
        self._members[large] += moved
        self.home[moved] = large
