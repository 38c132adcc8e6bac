"""Make the file that lets a model compute with 8-bit numbers (:mod:`training.core.rounding`); measure the agreement.

The ranges of the layers are those of training cells. The margin is the smallest with which enough validation cells keep
their class and are Unidentified as before. How far the predictions agree then is measured on test cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.core.architecture import Architecture
from training.core.images import read_image
from training.core.model_card import ModelFileError, file_sha256
from training.core.onnx_backbone import OnnxBackbone, Session, onnx_predictor
from training.core.onnx_int8 import can_round, points_of, widened
from training.core.predict import BatchResult, Predictor
from training.core.preprocess import prepare
from training.core.rounding import RoundedPredictor, Rounding, is_doubtful, with_rows, write_rounding
from training.core.tensors import Floats, Tensors, read_tensors
from training.data.manifest import ManifestError, Sample, read_manifest
from training.recipes.unlike import chosen

A_CLASS = {"train": 25, "val": 60, "test": 75}
"""Cells of each class of a data set."""
BATCH = 8
MARGINS = (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5)
SAME = 0.999
"""The share of validation cells that the margin must leave unchanged."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Both:
    """The exact and the rounded results of cells with known classes (their numbers)."""

    truth: NDArray[np.int64]
    exact: BatchResult
    rounded: BatchResult

    def again(self, margin: float) -> NDArray[np.bool_]:
        return is_doubtful(self.rounded, margin)

    def combined(self, margin: float) -> BatchResult:
        """Return what :class:`RoundedPredictor` gives with this margin."""
        rows = np.flatnonzero(self.again(margin))
        return with_rows(self.rounded, rows, _rows(self.exact, rows))


def make_rounding(
    model_file: Path, manifests: Sequence[Path], out: Path, progress: Progress | None = None
) -> dict[str, Any]:
    """Write the file for 8-bit numbers of a model, and return its description.

    Raises ``ManifestError``, ``ModelFileError`` and errors of reading an image.
    """
    exact = onnx_predictor(model_file)
    card = exact.card
    architecture = Architecture.from_dict(card.options)
    if not can_round(architecture):
        raise ModelFileError("has an architecture that has no form with 8-bit numbers")
    parts = {part: _of_part(manifests, card.codes, part) for part in A_CLASS}
    if not all(parts.values()):
        raise ManifestError("The manifests need cells of the parts train, val and test with classes of this model.")
    total, done = sum(map(len, parts.values())), 0

    def batches(part: str) -> Iterator[tuple[Floats, Sequence[Sample]]]:
        nonlocal done
        for start in range(0, len(parts[part]), BATCH):
            some = parts[part][start : start + BATCH]
            yield np.stack([prepare(read_image(s.path), card) for s in some]), some
            done += len(some)
            if progress is not None:
                progress(done, total)

    values = read_tensors(model_file, card)
    session = Session(points_of(Tensors(values), architecture))
    ranges: Floats | None = None
    for images, _ in batches("train"):
        found = {int(name): value for name, value in session.run(images).items()}
        ranges = widened(ranges, {0: images, **found})
    assert ranges is not None
    rounded = RoundedPredictor(exact, OnnxBackbone(Tensors(values), architecture, ranges=ranges), 0).rounded
    validation, test = (_both(exact, rounded, batches(part), card.codes) for part in ("val", "test"))
    margin = next((m for m in MARGINS if min(_same(validation, m)) >= SAME), MARGINS[-1])
    rounding = Rounding(file_sha256(model_file), ranges, margin, _agreement(test, margin))
    write_rounding(rounding, out)
    return {"file": str(out), "margin": margin, "agrees": rounding.agrees, **rounding.agreement}


def _of_part(manifests: Sequence[Path], codes: Sequence[str], part: str) -> list[Sample]:
    every = ([s for s in read_manifest(m) if s.label in codes and s.split == part] for m in manifests)
    return [s for samples in every for s in chosen(samples, A_CLASS[part])]


def _both(
    exact: Predictor, rounded: Predictor, batches: Iterator[tuple[Floats, Sequence[Sample]]], codes: Sequence[str]
) -> _Both:
    truth, results = [], []
    for images, samples in batches:
        truth += [codes.index(s.label) for s in samples]
        results.append((exact.predict(images), rounded.predict(images)))
    one, other = zip(*results, strict=True)
    return _Both(np.array(truth), _joined(one), _joined(other))


def _same(both: _Both, margin: float) -> tuple[float, float]:
    """Return the shares of cells with the same class, and with the same answer to whether they are Unidentified."""
    one, other = both.exact, both.combined(margin)
    unsure = [r.probabilities.max(axis=1) < r.thresholds for r in (one, other)]
    classes = [r.probabilities.argmax(axis=1) for r in (one, other)]
    return float((classes[0] == classes[1]).mean()), float((unsure[0] == unsure[1]).mean())


def _agreement(both: _Both, margin: float) -> dict[str, Any]:
    combined = both.combined(margin)
    same, unidentified = _same(both, margin)
    right = [float((r.probabilities.argmax(axis=1) == both.truth).mean()) for r in (both.exact, combined)]
    shown = np.arange(len(both.truth)), both.exact.probabilities.argmax(axis=1)
    return {
        "cells": len(both.truth),
        "same_class": same,
        "same_unidentified": unidentified,
        "accuracy": right[0],
        "accuracy_loss": right[0] - right[1],
        "again": float(both.again(margin).mean()),
        "same_class_if_none_again": float(
            (both.rounded.probabilities.argmax(axis=1) == both.exact.probabilities.argmax(axis=1)).mean()
        ),
        "maps_mean_difference": float(np.abs(combined.maps[shown] - both.exact.maps[shown]).mean()),
    }


def _joined(results: Sequence[BatchResult]) -> BatchResult:
    columns = {f.name: [getattr(r, f.name) for r in results] for f in fields(BatchResult)}
    values: dict[str, Any] = {n: None if v[0] is None else np.concatenate(v) for n, v in columns.items()}
    return BatchResult(**values)


def _rows(result: BatchResult, rows: NDArray[np.int64]) -> BatchResult:
    columns = {f.name: getattr(result, f.name) for f in fields(BatchResult)}
    values: dict[str, Any] = {name: None if value is None else value[rows] for name, value in columns.items()}
    return BatchResult(**values)
