"""Which images an epoch shows, in which order: a function of the seed and the epoch alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from training.data.manifest import Sample

Weights = NDArray[np.float64]


class Draw(NamedTuple):
    """One image of an epoch: the sample's number, the epoch, and its place in the epoch."""

    sample: int
    epoch: int
    place: int


class EpochBatches:
    """Batches of draws for one of ``world`` processes, which share each batch of ``batch`` images out among them.

    Without ``weights`` every image once, shuffled (or the first ``draws`` of them); with them ``draws`` images drawn
    with replacement (0: as many as there are). :meth:`go_to` sets the epoch, and the batch at which it begins.
    """

    def __init__(
        self,
        count: int,
        batch: int,
        seed: int,
        draws: int = 0,
        weights: Weights | None = None,
        rank: int = 0,
        world: int = 1,
    ) -> None:
        self._count, self._batch, self._seed, self._weights = count, batch, seed, weights
        self._rank, self._world = rank, world
        self._draws = (draws or count) if weights is not None else min(draws or count, count)
        self._epoch = self._start = 0

    def go_to(self, epoch: int, start: int = 0) -> None:
        """Prepare to give the batches of an epoch from the batch ``start`` on."""
        self._epoch, self._start = epoch, start

    def __len__(self) -> int:
        """Batches of a whole epoch: a last one with fewer than two images a process is left out."""
        rest = self._draws % self._batch
        return self._draws // self._batch + (rest >= 2 * self._world)

    def __iter__(self) -> Iterator[list[Draw]]:
        order = self.order(self._epoch)
        for number in range(self._start, len(self)):
            first = number * self._batch
            places = range(first, min(first + self._batch, len(order)))
            alike = len(places) // self._world * self._world  # every process gets as many
            yield [Draw(int(order[p]), self._epoch, p) for p in places[:alike][self._rank :: self._world]]

    def order(self, epoch: int) -> NDArray[np.int64]:
        """The numbers of all images that the epoch shows, in their order."""
        chance = np.random.default_rng([self._seed, epoch])
        if self._weights is None:
            return chance.permutation(self._count)[: self._draws]
        return chance.choice(self._count, self._draws, p=self._weights)


def draw_weights(samples: Sequence[Sample], archives: Sequence[int], balance: str) -> Weights | None:
    """The probability of each sample under ``balance``, or None for plain shuffling.

    ``classes``: classes alike and, within a class, each group of common origin by the root of its size; a few originals
    of which there are many copies would otherwise drown the images that are cells of their own. ``archives``: within
    each class, the archives that have it alike, and groups as before.
    """
    if balance == "none":
        return None
    origin = [
        (s.label, a if balance == "archives" else -1, a, s.group or str(s.path))
        for s, a in zip(samples, archives, strict=True)
    ]
    sizes = Counter(origin)
    shares: dict[tuple[str, int], float] = defaultdict(float)
    for (label, part, *_), n in sizes.items():
        shares[label, part] += n**0.5
    parts = Counter(label for label, _ in shares)
    weights = np.array([sizes[o] ** -0.5 / shares[o[0], o[1]] / parts[o[0]] for o in origin])
    return np.asarray(weights / weights.sum(), dtype=np.float64)
