"""Tested images that share an original with used ones; cached beside the manifest, because it takes minutes."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from training.data.leakage import METHOD, shared_sources
from training.data.manifest import Sample


@dataclass(frozen=True, slots=True)
class Copies:
    """``images``: indices of the test images that share an original; ``groups_shared``: number of originals."""

    pairs_checked: int
    groups_shared: int
    images: tuple[int, ...]
    method: str


def used_before(samples: Sequence[Sample], split: str) -> list[Sample]:
    """Return the images that made a model that is tested on the part ``split``.

    A test also excludes the validation part, which chose the epoch, the temperature and the threshold.
    """
    return [s for s in samples if s.split == "train" or (split == "test" and s.split == "val")]


def copies(
    learned: Sequence[Sample], tested: Sequence[Sample], home: Path, progress: Callable[[int], None] | None = None
) -> Copies:
    """Return the copies, from ``home/copies-*.json`` if these files were compared before; else compute and cache them.

    Without write access to the folder nothing is cached. Raises errors of reading images.
    """
    file = home / f"copies-{_key(learned, tested)}.json"
    known = _kept(file, len(tested))
    if known is not None:
        return known
    found = shared_sources([s.path for s in learned], [s.path for s in tested], progress)
    images = tuple(int(n) for n in found.images)
    made = Copies(int(found.pairs_checked), int(found.groups_shared), images, found.method)
    unfinished = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        unfinished.write_text(json.dumps(asdict(made)), encoding="utf-8")
        unfinished.replace(file)
    except OSError:
        unfinished.unlink(missing_ok=True)
    return made


def of_used_groups(used: Sequence[Sample], tested: Sequence[Sample]) -> list[int]:
    """Return the places of the tested images whose group (slide, patient, original) has used images.

    Both are of one manifest: elsewhere the same name means another group.
    """
    groups = {sample.group for sample in used if sample.group}
    return [place for place, sample in enumerate(tested) if sample.group in groups]


def used_kind(split: str) -> str:
    """Return the words for the images of :func:`used_before`."""
    return "training or validation" if split == "test" else "training"


def copies_sentence(n: int, shared: int, pairs: int, split: str, rest: str) -> str:
    """Return how many of ``n`` images share an original with a used one; ``rest`` follows if only some do."""
    kind = used_kind(split)
    if pairs == 0:
        return f"{n:,} {split} images; there are no {kind} images to compare them with, so copies are not known."
    if shared == 0:
        return f"{n:,} {split} images; none of them shares an original with a {kind} image."
    verb = "shares" if shared == 1 else "share"
    told = f"{n:,} {split} images; {shared:,} of them {verb} an original with a {kind} image"
    return f"{told}; without them no image is left to evaluate." if shared == n else f"{told}{rest}"


def groups_sentence(images: int, split: str) -> str:
    """Return that the manifest itself has so many tested images in groups with used ones; empty for none."""
    kind = used_kind(split)
    return f" By the manifest, {images:,} of these images belong to a group with {kind} images." if images else ""


def _kept(file: Path, tested: int) -> Copies | None:
    """Return the cached result; None if there is none or it is damaged."""
    try:
        values = json.loads(file.read_text(encoding="utf-8"))
        images = tuple(int(n) for n in values["images"])
        made = Copies(int(values["pairs_checked"]), int(values["groups_shared"]), images, str(values["method"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return made if all(0 <= n < tested for n in images) else None


def _key(learned: Sequence[Sample], tested: Sequence[Sample]) -> str:
    """Return a digest of the files (names, sizes, times), their roles, and the method."""
    digest = hashlib.sha256(METHOD.encode())
    for role, samples in (("learned", learned), ("tested", tested)):
        for sample in samples:
            at = sample.path.stat()
            digest.update(f"\n{role} {sample.path.resolve()} {at.st_size} {at.st_mtime_ns}".encode(errors="replace"))
    return digest.hexdigest()[:16]
