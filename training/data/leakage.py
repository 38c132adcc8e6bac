"""Leakage: images of one set that show the same original as images of another set, found by content."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from training.data.links import JOIN
from training.data.manifest import Sample
from training.data.matching import compare
from training.data.sources import Sources, find_sources

METHOD = "local features that fit one affine map, candidates by colour"
PAIR_COLUMNS = ("path_a", "side_a", "path_b", "side_b", "score", "method")
"""``score``: features in common. ``method``: ``features``, or ``source`` if only other images connect the two."""
SIDES = (("train", "test"), ("train", "val"), ("val", "test"))
_ASKED = 8


@dataclass(frozen=True, slots=True)
class Pair:
    """A training image and a test image that show the same original; ``score``: features in common.

    The score is 0 if only other images of the source connect the two.
    """

    learned: Path
    tested: Path
    score: float


@dataclass(frozen=True, slots=True)
class Leakage:
    """The overlap of two sets. ``images``: indices in the test set; ``pairs``: the best pair for each of them."""

    pairs_checked: int
    groups_shared: int
    images: tuple[int, ...]
    pairs: tuple[Pair, ...]
    method: str


def shared_sources(
    learned: Sequence[Path], tested: Sequence[Path], progress: Callable[[int], None] | None = None
) -> Leakage:
    """Find the test images that show an original of a training image.

    ``progress`` gets the number of images read. An image that cannot be read shares nothing.
    """
    paths = [*learned, *tested]
    return between(find_sources(paths, progress), paths, range(len(learned)), range(len(learned), len(paths)))


def between(sources: Sources, paths: Sequence[Path], learned: Sequence[int], tested: Sequence[int]) -> Leakage:
    """Return the overlap for images with known sources: ``learned`` and ``tested`` are indices in ``paths``."""
    common = set(sources.group[list(learned)].tolist()) & set(sources.group[list(tested)].tolist())
    mates: dict[int, list[int]] = {g: [] for g in common}
    for i in learned:
        if int(sources.group[i]) in mates:
            mates[int(sources.group[i])].append(i)
    direct = _direct(sources, set(learned), set(tested))
    images, pairs = [], []
    for place, j in enumerate(tested):
        if int(sources.group[j]) in common:
            mate, score = direct.get(j) or _nearest_mate(sources, j, mates[int(sources.group[j])])
            images.append(place)
            pairs.append(Pair(paths[mate], paths[j], float(score)))
    return Leakage(len(learned) * len(tested), len(common), tuple(images), tuple(pairs), METHOD)


def _direct(sources: Sources, learned: set[int], tested: set[int]) -> dict[int, tuple[int, int]]:
    """Return test image -> the training image with most features in common, and their number."""
    best: dict[int, tuple[int, int]] = {}
    for (i, j), common in sorted(sources.links.compared.items()):
        if common < JOIN or sources.group[i] != sources.group[j]:
            continue
        for one, other in ((i, j), (j, i)):
            if one in learned and other in tested and common > best.get(other, (0, 0))[1]:
                best[other] = (one, common)
    return best


def _nearest_mate(sources: Sources, image: int, mates: Sequence[int]) -> tuple[int, int]:
    """Return the training image of its source with most features in common, among those nearest in colour."""
    apart = ((sources.described.colours[list(mates)] - sources.described.colours[image]) ** 2).sum(axis=1)
    asked = [mates[int(n)] for n in np.argsort(apart, kind="stable")[:_ASKED]]
    scores = compare(sources.described.features[image], [sources.described.features[m] for m in asked])
    best = int(np.argmax(scores))
    return asked[best], scores[best] if scores[best] >= JOIN else 0


def report(
    samples: Sequence[Sample], progress: Callable[[int], None] | None = None
) -> tuple[dict[str, Any], list[tuple[str, str, Pair]]]:
    """Return what the sides of a manifest share: counts, a sentence, and the best pair of each image.

    The manifest's own groups are ignored: a split without groups would look clean. ``failed`` lists images that cannot
    be read.
    """
    paths = [s.path for s in samples]
    sources = find_sources(paths, progress)
    places = {side: [i for i, s in enumerate(samples) if s.split == side] for side in ("train", "val", "test")}
    counts: dict[str, Any] = {}
    pairs = []
    for one, other in SIDES:
        found = between(sources, paths, places[one], places[other])
        held = [np.bincount(sources.group[places[side]], minlength=len(sources)) for side in (one, other)]
        counts[f"{one}-{other}"] = {
            "pairs_checked": found.pairs_checked,
            "pairs_of_one_source": int((held[0] * held[1]).sum()),
            "groups_shared": found.groups_shared,
            f"{other}_images": len(found.images),
            f"{other}_share": len(found.images) / len(places[other]) if places[other] else 0.0,
        }
        pairs += [(one, other, pair) for pair in found.pairs]
    result = {
        "images": len(samples),
        "sources": int(sources.group.max(initial=-1)) + 1,
        "method": METHOD,
        "sides": counts,
        "sentence": _sentence(counts, {side: len(p) for side, p in places.items()}),
        "failed": [{"path": str(paths[i]), "reason": reason} for i, reason in sorted(sources.described.failed.items())],
    }
    return result, pairs


def _sentence(counts: dict[str, Any], sizes: dict[str, int]) -> str:
    parts = [
        f"{counts[f'{one}-{other}'][f'{other}_images']} of {sizes[other]} {other} images"
        f" show an original that {one} shows"
        for one, other in SIDES
        if counts[f"{one}-{other}"]["groups_shared"]
    ]
    if not parts:
        return "No two sides of this manifest show the same original, as far as can be found."
    return "; ".join(parts) + ": figures on these images measure how well the model recognises originals it has seen."


def write_pairs(pairs: Sequence[tuple[str, str, Pair]], file: Path) -> None:
    """Write a CSV of :data:`PAIR_COLUMNS`, the pairs with most in common first."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(PAIR_COLUMNS)
        for one, other, pair in sorted(pairs, key=lambda p: -p[2].score):
            method = "features" if pair.score else "source"
            writer.writerow((pair.learned.as_posix(), one, pair.tested.as_posix(), other, int(pair.score), method))
