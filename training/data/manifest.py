"""The manifest: which image has which class, on which side of the split, and in which group of common origin."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from training.core.classes import NO_CLASSES

SPLITS = ("train", "val", "test")
COLUMNS = ("path", "label", "split", "group")


class ManifestError(Exception):
    """A manifest that cannot be used, as one sentence."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One image: a path that can be opened, a class code, the split, and the group it may not be parted from."""

    path: Path
    label: str
    split: str
    group: str


def write_manifest(samples: Iterable[Sample], path: Path) -> None:
    """Write ``path,label,split,group``; paths below the manifest's folder are written relative to it."""
    home = path.parent.resolve()
    unfinished = path.with_name(path.name + ".part")
    with unfinished.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for sample in samples:
            where = sample.path.resolve()
            shown = where.relative_to(home) if where.is_relative_to(home) else where
            writer.writerow((shown.as_posix(), sample.label, sample.split, sample.group))
    unfinished.replace(path)


def read_manifest(path: Path) -> list[Sample]:
    """All samples of a manifest. Raises :class:`ManifestError` with the line that is wrong."""
    samples = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if reader.fieldnames is None or not set(COLUMNS) <= set(reader.fieldnames):
                raise ManifestError(f"{path} is no manifest: its first line must name {', '.join(COLUMNS)}.")
            for row in reader:
                if row["split"] not in SPLITS or not row["label"] or not row["path"]:
                    raise ManifestError(f"{path}, line {reader.line_num}: not a path, a class and one of {SPLITS}.")
                if row["label"] in NO_CLASSES:
                    raise ManifestError(
                        f"{path}, line {reader.line_num}: {row['label']} is no class of cell: leave it out."
                    )
                samples.append(Sample(path.parent / row["path"], row["label"], row["split"], row["group"] or ""))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ManifestError(f"The manifest {path} cannot be read ({error}).") from None
    if not samples:
        raise ManifestError(f"The manifest {path} lists no image.")
    return samples


def manifest_sha256(paths: Sequence[Path]) -> str:
    """SHA-256 over the manifests' bytes, in the order given."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()
