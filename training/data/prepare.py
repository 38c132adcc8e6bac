"""Split the images of a data set so that copies of one original stay on one side."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from training.data.class_folders import Found
from training.data.group_split import cut_groups
from training.data.manifest import SPLITS, ManifestError, Sample, contradictions, same_files
from training.data.sources import Sources, find_sources

PROTOCOLS = ("paper", "folders", "source", "slides")
_PBC_NAME = re.compile(r"^[A-Za-z]+_(\d+)$")
_PBC_BLOCK = 5000
_PBC_LEAST = 10
"""A folder with fewer blocks of numbers is not the PBC set (which has 141): many sets number their images."""
_SHARES = {"train": 0.70, "val": 0.15, "test": 0.15}


@dataclass(frozen=True, slots=True)
class Plan:
    """The samples by their index in ``found``, their sources, and the images that are left out, with reasons."""

    samples: dict[int, Sample]
    sources: Sources | None
    failed: list[tuple[Path, str]]


def without_contradictions(found: Sequence[Found]) -> tuple[list[Found], list[tuple[Path, str]]]:
    """Return the images without those that lie in the folders of two classes, and these with the reason."""
    reasons: dict[Path, str] = {}
    for group in contradictions([Sample(f.path, f.label, "", "") for f in found]):
        for one in group:
            other = next(sample for sample in group if sample.label != one.label)
            reasons[one.path] = f"has the same content as {other.path}, which lies in a folder for {other.label}"
    return [f for f in found if f.path not in reasons], list(reasons.items())


def split(
    found: Sequence[Found], protocol: str, seed: int = 0, progress: Callable[[int], None] | None = None
) -> list[Sample]:
    """Return the samples of :func:`plan`, sorted by path."""
    return sorted(plan(found, protocol, seed, progress).samples.values(), key=lambda s: s.path)


def plan(found: Sequence[Found], protocol: str, seed: int = 0, progress: Callable[[int], None] | None = None) -> Plan:
    """Assign every image to train, val or test.

    ``paper``: at random within each class. ``folders``: as the folders say. ``source``: whole sources, 70/15/15 of each
    class, regardless of the folders. With ``folders``, images of one source stay together, too: validation (15 %) is
    cut from TRAIN, and so is the test part if no TEST is given; TRAIN images whose source is in TEST are left out.
    ``slides``: whole slides, 70/15/15 of each class; a file's name begins with the slide and ``_``. Where names tell
    the groups (slides, PBC), a file that lies on a later side (train, val, test) as well is left out.
    ``progress`` gets the number of images read while sources are searched. Raises :class:`ManifestError`.
    """
    if protocol not in PROTOCOLS:
        raise ManifestError(f"There is no protocol {protocol}: take one of {', '.join(PROTOCOLS)}.")
    if protocol == "paper":
        return Plan(_at_random(found, seed), None, [])
    if protocol == "slides":
        return _without_copies(_by_groups(dict(enumerate(found)), _slides(found), seed))
    if protocol == "folders" and (groups := _pbc_blocks(found)):
        return _without_copies(_as_given(dict(enumerate(found)), groups, seed))
    sources = find_sources([f.path for f in found], progress)
    groups = [f"source-{g:05d}" for g in sources.group]
    readable = {i: f for i, f in enumerate(found) if i not in sources.described.failed}
    samples = _as_given(readable, groups, seed) if protocol == "folders" else _by_groups(readable, groups, seed)
    return Plan(samples, sources, [(found[i].path, reason) for i, reason in sorted(sources.described.failed.items())])


def _by_groups(found: Mapping[int, Found], groups: Sequence[str], seed: int) -> dict[int, Sample]:
    """Split whole groups, 70/15/15 of each class, regardless of the folders."""
    whole = [Sample(f.path, f.label, "", groups[i]) for i, f in found.items()]
    side = cut_groups(whole, _SHARES, seed)
    return {i: replace(s, split=side[s.group]) for i, s in zip(found, whole, strict=True)}


def _without_copies(samples: Mapping[int, Sample]) -> Plan:
    """Return the plan without the files whose bytes lie on a later side as well: names do not tell such copies."""
    failed: dict[Path, str] = {}
    for group in same_files(list(samples.values()), lambda sample: sample.split):
        kept = max(group, key=lambda sample: SPLITS.index(sample.split))
        reason = f"has the same content as {kept.path}, which is in {kept.split}"
        failed |= {sample.path: reason for sample in group if sample.split != kept.split}
    return Plan({i: s for i, s in samples.items() if s.path not in failed}, None, sorted(failed.items()))


def _slides(found: Sequence[Found]) -> list[str]:
    """Return the slide of each image: its file's name up to the first ``_``. Raises :class:`ManifestError`."""
    nameless = next((f.path for f in found if not all(f.path.stem.partition("_")[:2])), None)
    if nameless is not None:
        raise ManifestError(f"With the protocol slides a file's name must begin with the slide and “_”: {nameless}.")
    groups = [f"slide-{f.path.stem.partition('_')[0]}" for f in found]
    if len(set(groups)) < len(_SHARES):
        raise ManifestError(f"The protocol slides needs images of {len(_SHARES)} slides or more.")
    return groups


def _pbc_blocks(found: Sequence[Found]) -> list[str]:
    """Return the group of each image of the PBC set; an empty list for other sets.

    PBC numbers pictures in the order of acquisition: blocks of numbers keep neighbours, and so patients, together.
    """
    names = [_PBC_NAME.match(f.path.stem) for f in found if f.part is None]
    groups = [f"block-{int(m.group(1)) // _PBC_BLOCK:05d}" for m in names if m is not None]
    return groups if len(groups) == len(found) and len(set(groups)) >= _PBC_LEAST else []


def _as_given(found: Mapping[int, Found], groups: Sequence[str], seed: int) -> dict[int, Sample]:
    """Use TEST and VAL as the folders name them; cut missing parts from the rest by whole groups."""
    samples = {i: Sample(f.path, f.label, f.part or "", groups[i]) for i, f in found.items()}
    given = {s.split for s in samples.values()}
    wanting = {side: 0.0 if side in given else _SHARES[side] for side in ("val", "test")}
    shares = {"train": 1 - sum(wanting.values()), **wanting}
    # A group with any image in TEST belongs there as a whole: its copies must not be trained on.
    first = sorted(samples.values(), key=lambda s: s.split == "test")
    fixed = {s.group: s.split for s in first if s.split in ("test", "val")}
    side = cut_groups([s for s in samples.values() if s.group not in fixed], shares, seed)
    kept = {}
    for i, sample in samples.items():
        if sample.group not in fixed:
            kept[i] = replace(sample, split=side[sample.group])
        elif sample.split == fixed[sample.group]:
            kept[i] = sample
    return kept


def _at_random(found: Sequence[Found], seed: int) -> dict[int, Sample]:
    """Split as the paper does: each class shuffled and cut 70/15/15, copies of one original on all sides.

    Training and validation are rounded down and test gets the rest: only this gives the counts of its Table 1.
    """
    random = np.random.default_rng(seed)
    samples = {}
    for label in sorted({f.label for f in found}):
        mine = [i for i, f in enumerate(found) if f.label == label]
        random.shuffle(mine)
        first, second = 70 * len(mine) // 100, 15 * len(mine) // 100
        for place, i in enumerate(mine):
            side = "train" if place < first else "val" if place < first + second else "test"
            samples[i] = Sample(found[i].path, label, side, "")
    return samples
