"""From an archive or a folder of images to a manifest whose split keeps copies of one original together."""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

import numpy as np

from training.core.classes import code_of_folder
from training.core.images import IMAGE_SUFFIXES, ImageError, probe_image
from training.data.groups import join, signatures
from training.data.manifest import ManifestError, Sample

PROTOCOLS = ("paper", "folders")
_GIVEN = {"train": "train", "test": "test", "val": "val", "valid": "val", "validation": "val"}
_PBC_NAME = re.compile(r"^[A-Za-z]+_(\d+)$")
_PBC_BLOCK = 5000
_SHARES = {"train": 0.70, "val": 0.15, "test": 0.15}
_MAX_MEMBER = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Found:
    """An image below the source: its class code and the part (train, test or none) that its folders name."""

    path: Path
    label: str
    part: str | None


def unpack(archive: Path, out: Path) -> Path:
    """Write the images of a zip that lie in class folders below ``out/images`` and return that folder.

    Only names are taken from the archive, never a way out of ``out``; what is there already in full is kept.
    """
    target = out / "images"
    try:
        with zipfile.ZipFile(archive) as bundle:
            for member in bundle.infolist():
                inside = PurePosixPath(member.filename.replace("\\", "/"))
                if member.is_dir() or not _is_cell(inside.parts) or code_of_folder(inside.parent.name) is None:
                    continue
                if inside.is_absolute() or ".." in inside.parts or member.file_size > _MAX_MEMBER:
                    raise ManifestError(f"{archive} holds an entry that is not taken: {member.filename}.")
                file = target.joinpath(*inside.parts)
                if file.is_file() and file.stat().st_size == member.file_size:
                    continue
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(bundle.read(member))
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
        raise ManifestError(f"The archive {archive} cannot be unpacked into {out} ({error}).") from None
    return target


def find(folder: Path) -> list[Found]:
    """All readable images below ``folder`` that lie in a folder named for a class, by path."""
    found = []
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        label = code_of_folder(path.parent.name)
        # TEST_SIMPLE holds the originals of TEST: kept for looking at, never for learning.
        if label is None or "TEST_SIMPLE" in parts or not _is_cell(parts) or not path.is_file():
            continue
        part = next((_GIVEN[p.casefold()] for p in reversed(parts[:-2]) if p.casefold() in _GIVEN), None)
        try:
            probe_image(path)
        except ImageError:
            continue
        found.append(Found(path, label, part))
    if not found:
        raise ManifestError(f"{folder} holds no images in folders named for a class (neutrophil, LYM, ...).")
    return found


def split(
    found: Sequence[Found], protocol: str, seed: int = 0, progress: Callable[[int], None] | None = None
) -> list[Sample]:
    """Give every image a side. ``paper``: at random within its class; ``folders``: as the folders say.

    Under ``folders`` images of one origin stay together: validation (15 % of the groups) is cut from TRAIN, and
    where no TEST is given, so is the test part.
    """
    if protocol == "paper":
        return _by_chance(found, seed)
    if protocol != "folders":
        raise ManifestError(f"There is no protocol {protocol}: take one of {', '.join(PROTOCOLS)}.")
    groups = _groups(found, progress)
    samples = [Sample(f.path, f.label, f.part or "", g) for f, g in zip(found, groups, strict=True)]
    given_test = any(f.part == "test" for f in found)
    given_val = any(f.part == "val" for f in found)
    shares = {"val": 0.0 if given_val else _SHARES["val"], "test": 0.0 if given_test else _SHARES["test"]}
    # A group of which a part is given as TEST belongs there as a whole: a copy must not be learned.
    fixed = {s.group: s.split for s in sorted(samples, key=lambda s: s.split != "test") if s.split in ("test", "val")}
    side = _cut_groups([s for s in samples if s.group not in fixed], shares, seed)
    kept = []
    for sample in samples:
        if sample.split in ("test", "val"):
            kept.append(sample)
        elif sample.group not in fixed:
            kept.append(replace(sample, split=side[sample.group]))
    return kept


def _groups(found: Sequence[Found], progress: Callable[[int], None] | None) -> list[str]:
    """PBC numbers pictures as they were taken: blocks of numbers keep neighbours. Else the content tells."""
    numbers = [_PBC_NAME.match(f.path.stem) for f in found]
    if all(numbers):
        return [f"block-{int(m.group(1)) // _PBC_BLOCK:05d}" for m in numbers if m is not None]
    joined = join(signatures([f.path for f in found], progress))
    return [f"source-{g:05d}" for g in joined]


def _cut_groups(samples: Sequence[Sample], shares: dict[str, float], seed: int) -> dict[str, str]:
    """Group -> side, so that each class comes near its shares: groups are dealt in a random order."""
    sizes: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    totals: dict[str, int] = defaultdict(int)
    for sample in samples:
        sizes[sample.group][sample.label] += 1
        totals[sample.label] += 1
    order = sorted(sizes)
    np.random.default_rng(seed).shuffle(order)
    held: dict[str, dict[str, int]] = {side: defaultdict(int) for side in shares}
    side_of = {}
    for group in order:
        side_of[group] = "train"
        for side, share in shares.items():
            over = max((held[side][c] + n) / totals[c] for c, n in sizes[group].items())
            # A class of few originals gives one of them even when that is more than its share.
            first = over <= 1 / 3 and not any(held[side][c] for c in sizes[group])
            if share and (first or over <= share * 1.1):
                side_of[group] = side
                for c, n in sizes[group].items():
                    held[side][c] += n
                break
    return side_of


def _by_chance(found: Sequence[Found], seed: int) -> list[Sample]:
    """The paper's cut: each class shuffled and cut 70/15/15, copies of one original on all sides."""
    rng = np.random.default_rng(seed)
    samples = []
    for label in sorted({f.label for f in found}):
        mine = [f for f in found if f.label == label]
        rng.shuffle(mine)
        first, second = round(0.70 * len(mine)), round(0.85 * len(mine))
        for place, f in enumerate(mine):
            side = "train" if place < first else "val" if place < second else "test"
            samples.append(Sample(f.path, label, side, ""))
    return sorted(samples, key=lambda s: s.path)


def _is_cell(parts: Sequence[str]) -> bool:
    return (
        bool(parts) and PurePosixPath(parts[-1]).suffix.casefold() in IMAGE_SUFFIXES and not parts[-1].startswith(".")
    )
