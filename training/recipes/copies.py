"""Test images that share an original with training images; cached beside the manifest, because it takes minutes."""

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


def of_learned_groups(learned: Sequence[Sample], tested: Sequence[Sample]) -> list[int]:
    """Return the places of the tested images whose group (slide, patient, original) has learned images, too.

    Both are of one manifest: elsewhere the same name means another group.
    """
    groups = {sample.group for sample in learned if sample.group}
    return [place for place, sample in enumerate(tested) if sample.group in groups]


def groups_sentence(images: int) -> str:
    """Return that the manifest itself has so many tested images in learned groups; empty for none."""
    return f" By the manifest, {images:,} of these images belong to a group that was learned, too." if images else ""


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
