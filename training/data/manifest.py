"""The manifest: which image has which class, on which side of the split, and in which group of common origin."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from training.core.class_names import code_of_class
from training.core.classes import CODE, NO_CLASSES

SPLITS = ("train", "val", "test")
COLUMNS = ("path", "label", "split", "group")


class ManifestError(Exception):
    """A manifest that cannot be used, as one sentence."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One image: a path that can be opened, a class code, the split, and the group that stays on one side."""

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
    """Return all samples of a manifest.

    Labels are class codes, in any letter case, or names of the eight classes; each becomes one code. Raises
    :class:`ManifestError` with the line that is wrong, also when it gives a path another label than an earlier line.
    """
    samples: list[Sample] = []
    first: dict[Path, tuple[int, str]] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if reader.fieldnames is None or not set(COLUMNS) <= set(reader.fieldnames):
                raise ManifestError(f"{path} is no manifest: its first line must name {', '.join(COLUMNS)}.")
            for row in reader:
                sample = _sample(row, path, reader.line_num)
                line, label = first.setdefault(sample.path, (reader.line_num, sample.label))
                if label != sample.label:
                    raise ManifestError(
                        f"{path}, line {reader.line_num}: {row['path']} is labelled {sample.label} here and {label} in"
                        f" line {line}: keep one of the two."
                    )
                samples.append(sample)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ManifestError(f"The manifest {path} cannot be read ({error}).") from None
    if not samples:
        raise ManifestError(f"The manifest {path} lists no image.")
    return samples


def _sample(row: Mapping[str, str | None], manifest: Path, line: int) -> Sample:
    path, split, text = (row[column] or "" for column in ("path", "split", "label"))
    label = code_of_class(text) or " ".join(text.split()).upper()
    if split not in SPLITS or not label or not path:
        raise ManifestError(f"{manifest}, line {line}: not a path, a class and one of {SPLITS}.")
    if not CODE.fullmatch(label):
        raise ManifestError(
            f"{manifest}, line {line}: “{text}” is no class code: it has two to eight letters A to Z and digits, and"
            " begins with a letter."
        )
    if label in NO_CLASSES:
        raise ManifestError(f"{manifest}, line {line}: {label} is no class of cell: leave it out.")
    return Sample(manifest.parent / path, label, split, row["group"] or "")


def read_for_training(manifests: Sequence[Path]) -> list[tuple[Sample, int]]:
    """Return the samples of the manifests, each with the number of its manifest.

    Raises :class:`ManifestError` when a class has images in validation or test but none to train on, when a file is
    in two parts, or when files of one content have different labels.
    """
    samples = [(sample, number) for number, manifest in enumerate(manifests) for sample in read_manifest(manifest)]
    check_classes([sample for sample, _ in samples])
    side: dict[Path, str] = {}
    for sample, _ in samples:
        before = side.setdefault(sample.path.resolve(), sample.split)
        if before != sample.split:
            raise ManifestError(f"{sample.path} is in the part {before} and in {sample.split}: keep it in one of them.")
    for group in contradictions([sample for sample, _ in samples]):
        first = group[0]
        other = next(sample for sample in group if sample.label != first.label)
        raise ManifestError(
            f"{first.path} and {other.path} hold the same image with two labels, {first.label} and {other.label}:"
            " correct the manifest or leave them out."
        )
    return samples


def check_classes(samples: Sequence[Sample]) -> None:
    """Raise :class:`ManifestError` when a class has images in validation or test and none to train on."""
    learned = {s.label for s in samples if s.split == "train"}
    counts = Counter((s.label, s.split) for s in samples if s.label not in learned)
    if learned and counts:
        told = ", ".join(f"{label} ({count} in {split})" for (label, split), count in sorted(counts.items()))
        raise ManifestError(f"No training image has the class {told}: add some to train, or leave these images out.")


def contradictions(samples: Sequence[Sample]) -> list[list[Sample]]:
    """Return the groups of samples whose files have the same bytes and whose labels differ (:func:`same_files`)."""
    return same_files(samples, lambda sample: sample.label)


def same_files(samples: Sequence[Sample], differing: Callable[[Sample], str]) -> list[list[Sample]]:
    """Return the groups of samples whose files have the same bytes, if they differ in a value.

    Only files of equal size are read. Files that cannot be read are passed over: whoever decodes them says why.
    """

    def differ(some: Iterable[Sample]) -> bool:
        return len({differing(sample) for sample in some}) > 1

    by_size: dict[int, list[Sample]] = defaultdict(list)
    for sample in samples:
        with suppress(OSError):
            by_size[sample.path.stat().st_size].append(sample)
    by_content: dict[bytes, list[Sample]] = defaultdict(list)
    for alike in by_size.values():
        if differ(alike):
            for sample in alike:
                with suppress(OSError):
                    by_content[hashlib.sha256(sample.path.read_bytes()).digest()].append(sample)
    return [group for group in by_content.values() if differ(group)]


def manifest_sha256(paths: Sequence[Path]) -> str:
    """SHA-256 over the manifests' bytes, in the order given."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()
