"""Find the source of each image of a folder by content: which images are copies of one original.

Three steps. (1) Every image is described by its colours and by local features (``groups``, ``matching``). (2) Copies
have similar colours: each image is compared with those nearest in colour, and images with enough common features are
joined. The joined pairs show how colours differ between copies; with the metric learned from them, groups are compared
with near groups. (3) One image of each group is compared with those of the other groups: with all of them in a small
folder, else with the nearest. Colours only select candidates; features decide. Names, folders and classes are not used.
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
ENOUGH_MATCHES = 2
"""An image is compared with its neighbours until it matches this many of them."""
_ROUNDS = 3
_ENOUGH = 50
_COMPARISONS = 12
"""Comparisons per image in the last step, on average; a small folder is compared completely."""
_SMALL_FOLDER = 100_000


@dataclass(frozen=True, slots=True)
class Described:
    """Descriptions of N images: features, N x 30 colours, digests of the pixels; ``failed``: index -> reason."""

    features: list[Features]
    colours: NDArray[np.float32]
    digests: list[bytes]
    failed: dict[int, str]


@dataclass(frozen=True, slots=True)
class Sources:
    """N images in groups: ``group`` has a number for each image, 0 for the largest; ``links`` holds the evidence."""

    group: NDArray[np.int64]
    links: Links
    described: Described

    def __len__(self) -> int:
        return len(self.group)


def find_sources(paths: Sequence[Path], progress: Callable[[int], None] | None = None) -> Sources:
    """Group the images of ``paths`` by their source.

    An image that cannot be decoded is its own group and listed in ``described.failed``. ``progress`` gets the number of
    images read.
    """
    return group_images(describe_images(paths, progress))


def describe_images(paths: Sequence[Path], progress: Callable[[int], None] | None = None) -> Described:
    """Read the images, two at a time, and describe them, each in about 10 KB."""
    features, colours, digests, failed = [], [], [], {}
    with ThreadPoolExecutor(2) as pool:
        for place, (kept, tint, digest, reason) in enumerate(pool.map(_describe_image, paths)):
            features.append(kept)
            colours.append(tint)
            digests.append(digest)
            if reason:
                failed[place] = reason
            if progress is not None:
                progress(place + 1)
    return Described(features, np.array(colours, dtype=np.float32).reshape(-1, 3 * len(QUANTILES)), digests, failed)


def group_images(described: Described) -> Sources:
    """Group images that were described."""
    links = Links(described.features)
    _join_identical(links, described.digests)
    if len(described.features) > 1:
        _compare_neighbours(links, described.colours)
        measure = _learn_measure(links, described.colours)
        for _ in range(_ROUNDS):
            if not _compare_groups(links, measure):
                break
        _compare_representatives(links, measure)
    group = np.zeros(len(described.features), dtype=np.int64)
    for number, members in enumerate(links.groups()):
        group[members] = number
    return Sources(group, links, described)


def _describe_image(path: Path) -> tuple[Features, NDArray[np.float32], bytes, str]:
    try:
        image = read_image(path)
    except (ImageError, OSError) as error:
        nothing = describe(np.zeros((16, 16, 3), np.uint8))
        return nothing, signature(np.zeros((16, 16, 3), np.uint8)), b"", str(error)
    return describe(image), signature(image), _digest(image), ""


def _digest(image: RGBImage) -> bytes:
    return hashlib.blake2b(repr(image.shape).encode() + np.ascontiguousarray(image).tobytes(), digest_size=16).digest()


def _join_identical(links: Links, digests: Sequence[bytes]) -> None:
    """Join images with the same pixels, even if they have no features."""
    first: dict[bytes, int] = {}
    for place, digest in enumerate(digests):
        if digest and first.setdefault(digest, place) != place:
            links.join_identical(first[digest], place, FEATURES)


def _compare_neighbours(links: Links, colours: NDArray[np.float32]) -> None:
    """Compare each image with those nearest in colour, nearest first, until it matches a few."""
    near = nearest(colours, NEIGHBOURS)
    for rank in range(near.shape[1]):
        links.try_pairs((i, int(near[i, rank])) for i in range(len(near)) if links.degree(i) < ENOUGH_MATCHES)


def _learn_measure(links: Links, colours: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the colours, rotated and scaled so that copies differ equally in each direction (N x 30).

    Directions in which sources differ by light and stain then count more than those that change when an image is
    shifted. With too few joined pairs the colours are returned unchanged.
    """
    pairs = np.array([pair for pair, common in links.compared.items() if common >= SURE], dtype=np.int64).reshape(-1, 2)
    if len(pairs) < _ENOUGH:
        return colours
    apart = colours[pairs[:, 0]].astype(np.float64) - colours[pairs[:, 1]]
    values, directions = np.linalg.eigh(apart.T @ apart / len(apart))
    return np.asarray(colours @ (directions / np.sqrt(values + 0.1 * values.mean() + 1e-6)), dtype=np.float32)


def _compare_groups(links: Links, measure: NDArray[np.float32]) -> bool:
    """Compare the nearest pairs of each two groups that are near each other. Return whether any groups joined."""
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


def _compare_representatives(links: Links, measure: NDArray[np.float32]) -> None:
    """Compare one image of each group, the one with most features, with those of the other groups."""
    shown = np.array([max(g, key=lambda i: (len(links.features[i]), -i)) for g in links.groups()], dtype=np.int64)
    count = len(shown)
    affordable = max(_SMALL_FOLDER, _COMPARISONS * len(measure)) // count
    near = nearest(measure[shown], min(count - 1, affordable))
    links.try_pairs((int(shown[i]), int(shown[j])) for i in range(count) for j in near[i])


__all__ = ["JOIN", "SURE", "Described", "Sources", "describe_images", "find_sources", "group_images"]
