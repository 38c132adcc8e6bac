"""Leakage: which images of one set show the same original as images of another, found from the content."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.data.groups import join, signatures

_EXAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Pair:
    """An image that was learned and one that is tested which show the same original; the score says how alike."""

    learned: Path
    tested: Path
    score: float


@dataclass(frozen=True, slots=True)
class Leakage:
    """What two sets share: ``images`` are places in the tested set; ``pairs`` are examples, the best of each image."""

    pairs_checked: int
    groups_shared: int
    images: tuple[int, ...]
    pairs: tuple[Pair, ...]
    method: str


def shared_sources(
    learned: Sequence[Path], tested: Sequence[Path], progress: Callable[[int], None] | None = None
) -> Leakage:
    """Which of the tested images show an original that a learned image shows too.

    ``progress`` is told how many images have been read. Raises what reading the images raises.
    """
    described = signatures([*learned, *tested], progress)
    groups = join(described)
    known, seen = groups[: len(learned)], groups[len(learned) :]
    images = tuple(int(i) for i in np.flatnonzero(np.isin(seen, known)))
    pairs = []
    for i in images[:_EXAMPLES]:
        mates = np.flatnonzero(known == seen[i])
        apart = np.linalg.norm(described[mates] - described[len(learned) + i], axis=1)
        best = int(apart.argmin())
        pairs.append(Pair(learned[mates[best]], tested[i], float(1 / (1 + apart[best]))))
    return Leakage(
        pairs_checked=len(learned) * len(tested),
        groups_shared=len(set(known.tolist()) & set(seen.tolist())),
        images=images,
        pairs=tuple(pairs),
        method="colour quantiles, single linkage",
    )
