"""The reliability of the sources that were found: the evidence for each group, and three checks that count errors.

The checks use only the images of the folder. *Groups*: random pairs of one group are compared directly; a pair that
does not match may be a wrong join, so the share of such pairs is an upper bound for wrong joins. *Copies*: images of
the folder are rotated, sheared, shifted and mirrored; each copy must match the group of its original without the
original itself, and the share of failures estimates missed joins. *Unrelated*: pairs with very different colours must
not match.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from training.core.images import RGBImage, read_image
from training.data.groups import signature
from training.data.links import JOIN, SURE
from training.data.manifest import Sample
from training.data.matching import compare, describe
from training.data.sources import NEIGHBOURS, Sources

GROUP_PAIRS = 1000
COPIES = 150
UNRELATED_PAIRS = 1000
_NEAR_GROUPS = 60
SOURCE_COLUMNS = ("group", "side", "images", "pairs", "weakest", "confidence", "example")
"""``pairs``: matching pairs of the group. ``weakest``: the group is connected by pairs with at least so many features
in common. ``confidence``: sure, fair (some connection has fewer than 16 features, but two matching pairs) or alone."""


@dataclass(frozen=True, slots=True)
class Trial:
    """The result of a check: ``wrong`` of ``made`` comparisons failed."""

    made: int
    wrong: int

    def to_dict(self) -> dict[str, Any]:
        """Return the counts, the share of failures and its 95 % interval (Wilson, 1927); None without comparisons."""
        if not self.made:
            return {"made": 0, "wrong": 0, "share": None, "share_ci95": None}
        share, z = self.wrong / self.made, 1.96
        middle = share + z**2 / (2 * self.made)
        half = z * sqrt(share * (1 - share) / self.made + z**2 / (4 * self.made**2))
        low, high = ((middle + sign * half) / (1 + z**2 / self.made) for sign in (-1, 1))
        return {"made": self.made, "wrong": self.wrong, "share": share, "share_ci95": [max(0.0, low), min(1.0, high)]}


def weakest_links(sources: Sources) -> NDArray[np.int64]:
    """Return for each group the fewest features in common among the pairs that connect it (0 for a single image).

    This is the weakest edge of the maximum spanning tree.
    """
    found = np.zeros(int(sources.group.max(initial=-1)) + 1, dtype=np.int64)
    parent = np.arange(len(sources))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = int(parent[i])
        return i

    for common, (i, j) in sorted(((c, p) for p, c in sources.links.compared.items() if c >= JOIN), reverse=True):
        one, other = root(i), root(j)
        if one != other and sources.group[i] == sources.group[j]:
            parent[one] = other
            found[sources.group[i]] = common
    return found


def check_groups(sources: Sources, random: np.random.Generator) -> Trial:
    """Compare random pairs of images of one group; every pair has the same probability."""
    sizes = np.bincount(sources.group)
    weights = sizes * (sizes - 1.0)
    if not weights.any():
        return Trial(0, 0)
    features, wrong = sources.described.features, 0
    members = _members(sources)
    made = int(min(GROUP_PAIRS, weights.sum() / 2))
    for group in random.choice(len(sizes), made, p=weights / weights.sum()):
        i, j = (int(m) for m in random.choice(members[group], 2, replace=False))
        wrong += not _same(sources, i, j) and compare(features[i], [features[j]])[0] < JOIN
    return Trial(made, wrong)


def _members(sources: Sources) -> list[NDArray[np.int64]]:
    """Return for each group the indices of its images."""
    order = np.argsort(sources.group, kind="stable")
    return np.split(order, np.cumsum(np.bincount(sources.group))[:-1])


def _same(sources: Sources, i: int, j: int) -> bool:
    return sources.links.compared.get((min(i, j), max(i, j)), 0) >= JOIN


def check_unrelated(sources: Sources, random: np.random.Generator) -> Trial:
    """Compare random images, each with one of another group from the quarter of the folder farthest in colour."""
    colours, features, made, wrong = sources.described.colours, sources.described.features, 0, 0
    for i in random.choice(len(sources), min(UNRELATED_PAIRS, len(sources)), replace=False):
        apart = ((colours - colours[i]) ** 2).sum(axis=1)
        far = np.flatnonzero((apart >= np.quantile(apart, 0.75)) & (sources.group != sources.group[i]))
        if len(far):
            made += 1
            wrong += compare(features[i], [features[int(random.choice(far))]])[0] >= JOIN
    return Trial(made, wrong)


def check_copies(sources: Sources, paths: Sequence[Path], random: np.random.Generator) -> Trial:
    """Make copies of random images that have features; count those that do not match the group of their original."""
    able = [i for i, f in enumerate(sources.described.features) if len(f) >= SURE]
    chosen: Sequence[int] = random.choice(able, min(COPIES, len(able)), replace=False).tolist() if able else []
    made = wrong = 0
    for i in (int(c) for c in chosen):
        try:
            copy = copy_of(read_image(paths[i]), random)
        except OSError:  # gone since it was read
            continue
        made += 1
        wrong += not _finds_group(sources, i, copy)
    return Trial(made, wrong)


def copy_of(image: RGBImage, random: np.random.Generator) -> RGBImage:
    """Return an augmented copy: rotated up to 20 degrees, sheared, shifted up to a tenth, mirrored or not."""
    height, width = image.shape[:2]
    angle, shear = np.deg2rad(random.uniform(-20, 20)), random.uniform(-0.15, 0.15)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) @ np.array([[1, shear], [0, 1]])
    if random.random() < 0.5:
        turn = turn @ np.diag([-1.0, 1.0])
    middle = np.array([width / 2, height / 2])
    offset = middle - turn @ middle + random.uniform(-0.1, 0.1, 2) * (width, height)
    return np.asarray(cv2.warpAffine(image, np.column_stack([turn, offset]), (width, height)), dtype=np.uint8)


def _finds_group(sources: Sources, parent: int, copy: RGBImage) -> bool:
    """Whether a copy matches an image of its parent's group among the candidates that a search by colour gives.

    The parent itself is a candidate only if its group has no other image.
    """
    apart = ((sources.described.colours - signature(copy)) ** 2).sum(axis=1)
    mine = sources.group == sources.group[parent]
    if mine.sum() > 1:
        apart[parent] = np.inf
    order = np.argsort(apart, kind="stable")
    firsts = order[np.sort(np.unique(sources.group[order], return_index=True)[1])][:_NEAR_GROUPS]
    asked = [int(i) for i in dict.fromkeys([*order[:NEIGHBOURS].tolist(), *firsts.tolist()]) if mine[i]]
    return any(c >= JOIN for c in compare(describe(copy), [sources.described.features[i] for i in asked]))


def certainty(sources: Sources, paths: Sequence[Path], seed: int = 0) -> dict[str, Any]:
    """Return the evidence for the sources as counts and checks (see the module), for ``sources.json``."""
    random = np.random.default_rng(seed)
    sizes, weakest = np.bincount(sources.group), weakest_links(sources)
    degree = np.array([sources.links.degree(i) for i in range(len(sources))])
    agreeing = np.array([c for c in sources.links.compared.values() if c], dtype=np.int64)
    levels = Counter(confidence(int(n), int(w)) for n, w in zip(sizes, weakest, strict=True))
    return {
        "sources": len(sizes),
        "largest": int(sizes.max(initial=0)),
        "alone": levels["alone"],
        "sure": levels["sure"],
        "fair": levels["fair"],
        "images_on_one_pair": int((degree == 1).sum()),
        "pairs_compared": len(sources.links.compared),
        "pairs_agreeing": int((agreeing >= JOIN).sum()),
        "pairs_in_doubt": int(((agreeing >= JOIN // 2 + 2) & (agreeing < SURE)).sum()),
        "wrong_pairs": check_groups(sources, random).to_dict(),
        "missed_copies": check_copies(sources, paths, random).to_dict(),
        "joined_strangers": check_unrelated(sources, random).to_dict(),
    }


def sentence(known: dict[str, Any]) -> str:
    """Return the result of :func:`certainty` as a sentence."""

    def trial(name: str, text: str) -> str:
        return f"{known[name]['wrong']} of {known[name]['made']} {text}"

    return (
        f"{known['sources']} sources were found, {known['alone']} of them with a single image;"
        f" {known['sure']} groups are connected by sure pairs only, {known['fair']} also by fair pairs;"
        f" {trial('wrong_pairs', 'random pairs of one group do not match when compared directly')},"
        f" {trial('missed_copies', 'test copies did not match their source')},"
        f" {trial('joined_strangers', 'pairs of unrelated images matched')}."
    )


def confidence(images: int, weakest: int) -> str:
    """Return the confidence of a group of ``images`` that is connected by pairs with ``weakest`` features in common."""
    if images < 2:
        return "alone"
    return "sure" if weakest >= SURE else "fair"


def write_sources(sources: Sources, samples: dict[int, Sample], known: dict[str, Any], out: Path) -> None:
    """Write ``out/sources.csv`` (one row a source, :data:`SOURCE_COLUMNS`) and ``out/sources.json`` (``known``).

    ``samples``: index of an image -> its sample in the manifest. Sources without any are left out.
    """
    agreeing = Counter(int(sources.group[i]) for (i, _), common in sources.links.compared.items() if common >= JOIN)
    weakest = weakest_links(sources)
    with (out / "sources.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(SOURCE_COLUMNS)
        for group, members in enumerate(_members(sources)):
            places = [int(i) for i in members if int(i) in samples]
            if places:
                first = samples[places[0]]
                level = confidence(len(members), int(weakest[group]))
                row = (len(places), agreeing[group], weakest[group], level, first.path.as_posix())
                writer.writerow((first.group, first.split, *row))
    (out / "sources.json").write_text(json.dumps(known, indent=1), encoding="utf-8")
