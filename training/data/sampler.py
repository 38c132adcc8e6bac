"""The order of images in an epoch: a function of the seed and the epoch only."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from training.data.manifest import Sample

Weights = NDArray[np.float64]


class Draw(NamedTuple):
    """One image of an epoch: the index of the sample, the epoch, and its position in the epoch."""

    sample: int
    epoch: int
    place: int


class EpochBatches:
    """Batches of draws for one of ``world`` processes, among which each batch of ``batch`` images is divided.

    Without ``weights``: every image once, shuffled (or the first ``draws`` of them). With weights: ``draws`` images
    drawn with replacement (0: as many as there are). :meth:`go_to` sets the epoch and its first batch.
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
        """Iterate over the batches of ``epoch`` next, beginning with the batch ``start``."""
        self._epoch, self._start = epoch, start

    def __len__(self) -> int:
        """Return the batches of a whole epoch; a last one with fewer than two images per process is left out."""
        rest = self._draws % self._batch
        return self._draws // self._batch + (rest >= 2 * self._world)

    def __iter__(self) -> Iterator[list[Draw]]:
        order = self.order(self._epoch)
        for number in range(self._start, len(self)):
            first = number * self._batch
            places = range(first, min(first + self._batch, len(order)))
            alike = len(places) // self._world * self._world  # every process gets the same number
            yield [Draw(int(order[p]), self._epoch, p) for p in places[:alike][self._rank :: self._world]]

    def order(self, epoch: int) -> NDArray[np.int64]:
        """Return the indices of the epoch's images in order."""
        rng = np.random.default_rng([self._seed, epoch])
        if self._weights is None:
            return rng.permutation(self._count)[: self._draws]
        return rng.choice(self._count, self._draws, p=self._weights)


def draw_weights(samples: Sequence[Sample], archives: Sequence[int], balance: str) -> Weights | None:
    """Return the probability of each sample under ``balance``, or None for plain shuffling.

    ``classes``: classes have equal probability; within a class, a group of common origin counts as the square root of
    its size. Otherwise a few originals with many copies would outweigh the single cells. ``archives``: within each
    class, the archives that have it are equally likely, and groups count as before.
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
