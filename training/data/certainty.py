"""How sure the sources are that were found: what each group rests on, and trials that count mistakes.

Nothing outside the folder is asked. Three trials, each a count out of so many: *mates*, pairs drawn from one group, are
compared directly (a pair that does not agree may be a wrong join, so their share bounds the wrong ones from above);
*copies*, made here by turning, shearing, shifting and mirroring images of the folder, must find the group of the image
that they come from, that image itself left out (their share of failures estimates the joins that were missed);
*strangers*, pairs that lie far apart in colour, must not agree.
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

MATES = 1000
COPIES = 150
STRANGERS = 1000
_NEAR_GROUPS = 60
SOURCE_COLUMNS = ("group", "side", "images", "pairs", "weakest", "confidence", "example")
"""``pairs`` of the group were found to agree; it holds together by pairs of at least ``weakest`` features in common;
``confidence``: sure, fair (somewhere fewer than 16 in common, but two pairs that agree) or alone."""


@dataclass(frozen=True, slots=True)
class Trial:
    """So many of ``made`` went wrong."""

    made: int
    wrong: int

    def to_dict(self) -> dict[str, Any]:
        """The counts, the share that went wrong and its 95 % interval (Wilson, 1927); None where nothing was tried."""
        if not self.made:
            return {"made": 0, "wrong": 0, "share": None, "share_ci95": None}
        share, z = self.wrong / self.made, 1.96
        middle = share + z**2 / (2 * self.made)
        half = z * sqrt(share * (1 - share) / self.made + z**2 / (4 * self.made**2))
        low, high = ((middle + sign * half) / (1 + z**2 / self.made) for sign in (-1, 1))
        return {"made": self.made, "wrong": self.wrong, "share": share, "share_ci95": [max(0.0, low), min(1.0, high)]}


def weakest_links(sources: Sources) -> NDArray[np.int64]:
    """For each group the fewest features in common of the pairs that hold it together (0 for an image alone).

    That is the weakest pair of the strongest tree: no other choice of pairs would do with stronger ones only.
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


def try_mates(sources: Sources, random: np.random.Generator) -> Trial:
    """Pairs of images of one group, each pair of images as likely as any other, compared directly."""
    sizes = np.bincount(sources.group)
    weights = sizes * (sizes - 1.0)
    if not weights.any():
        return Trial(0, 0)
    features, wrong = sources.seen.features, 0
    members = _members(sources)
    made = int(min(MATES, weights.sum() / 2))
    for group in random.choice(len(sizes), made, p=weights / weights.sum()):
        i, j = (int(m) for m in random.choice(members[group], 2, replace=False))
        wrong += not _same(sources, i, j) and compare(features[i], [features[j]])[0] < JOIN
    return Trial(made, wrong)


def _members(sources: Sources) -> list[NDArray[np.int64]]:
    """For each group the places of its images."""
    order = np.argsort(sources.group, kind="stable")
    return np.split(order, np.cumsum(np.bincount(sources.group))[:-1])


def _same(sources: Sources, i: int, j: int) -> bool:
    return sources.links.compared.get((min(i, j), max(i, j)), 0) >= JOIN


def try_strangers(sources: Sources, random: np.random.Generator) -> Trial:
    """Random images, each with one of the quarter of the folder that lies farthest in colour and in another group."""
    colours, features, made, wrong = sources.seen.colours, sources.seen.features, 0, 0
    for i in random.choice(len(sources), min(STRANGERS, len(sources)), replace=False):
        apart = ((colours - colours[i]) ** 2).sum(axis=1)
        far = np.flatnonzero((apart >= np.quantile(apart, 0.75)) & (sources.group != sources.group[i]))
        if len(far):
            made += 1
            wrong += compare(features[i], [features[int(random.choice(far))]])[0] >= JOIN
    return Trial(made, wrong)


def try_copies(sources: Sources, paths: Sequence[Path], random: np.random.Generator) -> Trial:
    """Copies made of random images that show something: how many do not find the group they come from."""
    able = [i for i, f in enumerate(sources.seen.features) if len(f) >= SURE]
    chosen: Sequence[int] = random.choice(able, min(COPIES, len(able)), replace=False).tolist() if able else []
    made = wrong = 0
    for i in (int(c) for c in chosen):
        try:
            copy = copy_of(read_image(paths[i]), random)
        except OSError:  # gone since it was read
            continue
        made += 1
        wrong += not _comes_home(sources, i, copy)
    return Trial(made, wrong)


def copy_of(image: RGBImage, random: np.random.Generator) -> RGBImage:
    """A copy as augmentation makes them: turned up to 20 degrees, sheared, shifted up to a tenth, perhaps mirrored."""
    height, width = image.shape[:2]
    angle, shear = np.deg2rad(random.uniform(-20, 20)), random.uniform(-0.15, 0.15)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) @ np.array([[1, shear], [0, 1]])
    if random.random() < 0.5:
        turn = turn @ np.diag([-1.0, 1.0])
    middle = np.array([width / 2, height / 2])
    offset = middle - turn @ middle + random.uniform(-0.1, 0.1, 2) * (width, height)
    return np.asarray(cv2.warpAffine(image, np.column_stack([turn, offset]), (width, height)), dtype=np.uint8)


def _comes_home(sources: Sources, parent: int, copy: RGBImage) -> bool:
    """Whether a copy agrees with an image of its parent's group, of those that a search by colour would show it.

    The parent counts only where it is alone: then there is no other image to be found by.
    """
    apart = ((sources.seen.colours - signature(copy)) ** 2).sum(axis=1)
    mine = sources.group == sources.group[parent]
    if mine.sum() > 1:
        apart[parent] = np.inf
    order = np.argsort(apart, kind="stable")
    firsts = order[np.sort(np.unique(sources.group[order], return_index=True)[1])][:_NEAR_GROUPS]
    asked = [int(i) for i in dict.fromkeys([*order[:NEIGHBOURS].tolist(), *firsts.tolist()]) if mine[i]]
    return any(c >= JOIN for c in compare(describe(copy), [sources.seen.features[i] for i in asked]))


def certainty(sources: Sources, paths: Sequence[Path], seed: int = 0) -> dict[str, Any]:
    """What the sources rest on, as counts and trials (see the module): goes into ``sources.json`` and the summary."""
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
        "wrong_pairs": try_mates(sources, random).to_dict(),
        "missed_copies": try_copies(sources, paths, random).to_dict(),
        "joined_strangers": try_strangers(sources, random).to_dict(),
    }


def sentence(known: dict[str, Any]) -> str:
    """What :func:`certainty` found, for people."""

    def trial(name: str, text: str) -> str:
        return f"{known[name]['wrong']} of {known[name]['made']} {text}"

    return (
        f"{known['sources']} sources were found, {known['alone']} of them images alone;"
        f" {known['sure']} groups are held together by sure pairs only, {known['fair']} by fair ones;"
        f" {trial('wrong_pairs', 'pairs drawn from one group do not agree when compared directly')},"
        f" {trial('missed_copies', 'copies made for a trial did not find their source')},"
        f" {trial('joined_strangers', 'pairs of unlike images agreed')}."
    )


def confidence(images: int, weakest: int) -> str:
    """The word for a group of so many images that holds together by pairs of ``weakest`` features in common."""
    if images < 2:
        return "alone"
    return "sure" if weakest >= SURE else "fair"


def write_sources(sources: Sources, samples: dict[int, Sample], known: dict[str, Any], out: Path) -> None:
    """Write ``out/sources.csv`` (one row a source, :data:`SOURCE_COLUMNS`) and ``out/sources.json`` (``known``).

    ``samples`` holds, by an image's place, what the manifest says of it; other sources are left out.
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
