"""The source of each image of a folder, found from the content: which images are copies of one original.

Three steps. (1) Every image is described by its colours and by local features (``groups``, ``matching``). (2) Copies
keep their colours, more or less: each image is compared with those nearest in colour, and what shares enough features
joins. The joined pairs then teach how colours differ between copies, and by that measure the search goes on from group
to group. (3) What is left, one image of each group, is compared with that of the others: all of them while that is
affordable, else the nearest. Colours only propose; features decide. Names, folders and classes play no part.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.core.images import ImageError, RGBImage, read_image
from training.data.groups import QUANTILES, nearest, signature
from training.data.links import JOIN, SURE, Links
from training.data.matching import FEATURES, Features, describe

NEIGHBOURS = 8
WITNESSED = 2
"""An image is compared with its neighbours until it agrees with this many of them."""
_ROUNDS = 3
_ENOUGH = 50
_COMPARISONS = 12
"""The last step may cost so many comparisons an image, on average; a small folder is compared in full."""
_SMALL_FOLDER = 100_000


@dataclass(frozen=True, slots=True)
class Seen:
    """What is kept of N images: features, N x 30 colours, digests of the pixels, and why some could not be read."""

    features: list[Features]
    colours: NDArray[np.float32]
    digests: list[bytes]
    failed: dict[int, str]


@dataclass(frozen=True, slots=True)
class Sources:
    """N images in groups: ``group`` holds a number for each, 0 the largest; ``links`` says on what evidence."""

    group: NDArray[np.int64]
    links: Links
    seen: Seen

    def __len__(self) -> int:
        return len(self.group)


def find_sources(paths: Sequence[Path], progress: Callable[[int], None] | None = None) -> Sources:
    """Group the images of ``paths`` by their source.

    An image that cannot be decoded is alone and told in ``seen.failed``. ``progress`` is told how many were read.
    """
    return group_seen(look(paths, progress))


def look(paths: Sequence[Path], progress: Callable[[int], None] | None = None) -> Seen:
    """Read the images, two at a time, and keep what tells them apart: some 10 KB of each."""
    features, colours, digests, failed = [], [], [], {}
    with ThreadPoolExecutor(2) as pool:
        for place, (kept, tint, digest, reason) in enumerate(pool.map(_look_at, paths)):
            features.append(kept)
            colours.append(tint)
            digests.append(digest)
            if reason:
                failed[place] = reason
            if progress is not None:
                progress(place + 1)
    return Seen(features, np.array(colours, dtype=np.float32).reshape(-1, 3 * len(QUANTILES)), digests, failed)


def group_seen(seen: Seen) -> Sources:
    """Group images that were looked at."""
    links = Links(seen.features)
    _join_identical(links, seen.digests)
    if len(seen.features) > 1:
        _ask_neighbours(links, seen.colours)
        measure = _learn_measure(links, seen.colours)
        for _ in range(_ROUNDS):
            if not _ask_across(links, measure):
                break
        _ask_everyone(links, measure)
    group = np.zeros(len(seen.features), dtype=np.int64)
    for number, members in enumerate(links.groups()):
        group[members] = number
    return Sources(group, links, seen)


def _look_at(path: Path) -> tuple[Features, NDArray[np.float32], bytes, str]:
    try:
        image = read_image(path)
    except (ImageError, OSError) as error:
        nothing = describe(np.zeros((16, 16, 3), np.uint8))
        return nothing, signature(np.zeros((16, 16, 3), np.uint8)), b"", str(error)
    return describe(image), signature(image), _digest(image), ""


def _digest(image: RGBImage) -> bytes:
    return hashlib.blake2b(repr(image.shape).encode() + np.ascontiguousarray(image).tobytes(), digest_size=16).digest()


def _join_identical(links: Links, digests: Sequence[bytes]) -> None:
    """The same pixels are the same source, even where there is nothing to be seen in them."""
    first: dict[bytes, int] = {}
    for place, digest in enumerate(digests):
        if digest and first.setdefault(digest, place) != place:
            links.take_as_same(first[digest], place, FEATURES)


def _ask_neighbours(links: Links, colours: NDArray[np.float32]) -> None:
    """Each image and those nearest in colour, the nearest first, until it has agreed with a few."""
    near = nearest(colours, NEIGHBOURS)
    for rank in range(near.shape[1]):
        links.try_pairs((i, int(near[i, rank])) for i in range(len(near)) if links.degree(i) < WITNESSED)


def _learn_measure(links: Links, colours: NDArray[np.float32]) -> NDArray[np.float32]:
    """Colours, turned and scaled so that copies differ as much in each direction (N x 30).

    The directions in which light and stain tell sources apart then count for more than those in which shifting an
    image changes it. Too few joined pairs teach nothing: the colours come back as they are.
    """
    pairs = np.array([pair for pair, common in links.compared.items() if common >= SURE], dtype=np.int64).reshape(-1, 2)
    if len(pairs) < _ENOUGH:
        return colours
    apart = colours[pairs[:, 0]].astype(np.float64) - colours[pairs[:, 1]]
    values, directions = np.linalg.eigh(apart.T @ apart / len(apart))
    return np.asarray(colours @ (directions / np.sqrt(values + 0.1 * values.mean() + 1e-6)), dtype=np.float32)


def _ask_across(links: Links, measure: NDArray[np.float32]) -> bool:
    """For each two groups that lie near each other, their nearest pairs; whether any groups joined."""
    before = len(links.groups())
    near = nearest(measure, 4, links.home)
    asked: dict[tuple[int, int], int] = {}
    pairs = []
    for i, j in ((i, int(j)) for i, row in enumerate(near) for j in row if j >= 0):
        between = (min(links.home[i], links.home[j]), max(links.home[i], links.home[j]))
        asked[between] = asked.get(between, 0) + 1
        if asked[between] <= 2:
            pairs.append((i, j))
    links.try_pairs(pairs)
    return len(links.groups()) < before


def _ask_everyone(links: Links, measure: NDArray[np.float32]) -> None:
    """One image of each group, the one with most to be seen, with that of the other groups."""
    shown = np.array([max(g, key=lambda i: (len(links.features[i]), -i)) for g in links.groups()], dtype=np.int64)
    count = len(shown)
    affordable = max(_SMALL_FOLDER, _COMPARISONS * len(measure)) // count
    near = nearest(measure[shown], min(count - 1, affordable))
    links.try_pairs((int(shown[i]), int(shown[j])) for i in range(count) for j in near[i])


__all__ = ["JOIN", "SURE", "Seen", "Sources", "find_sources", "group_seen", "look"]
