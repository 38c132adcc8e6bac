"""Predictions with integers of 8 bits: the file that allows them, and the cells that are computed again exactly.

A file ``*.int8.json`` beside a model has the ranges of its layers (:mod:`training.core.onnx_int8`) and how far the
rounded predictions agree with the exact ones. Rounding changes the class of a few cells in a thousand, all of them
doubtful. So each cell whose prediction is near a decision is computed again with 32-bit floats.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.core.model_card import ModelFileError
from training.core.predict import Backbone, BatchResult, Predictor
from training.core.tensors import Floats

FORMAT = "wbc-int8-1"
SUFFIX = ".int8.json"
SAME_CLASS, ACCURACY = 0.995, 0.001
"""Least share of cells with the same class, and highest loss of accuracy, with which rounded predictions are used."""
UNLIKE_MARGIN = 0.05
"""A cell whose unlike score is so near its limit, which is 1, is computed again."""


@dataclass(frozen=True, slots=True)
class Rounding:
    """What a model needs for 8-bit numbers.

    ``ranges`` P x 2: the lowest and highest value of each point. ``margin``: a cell is computed again if the two
    highest probabilities, or the highest one and the threshold, differ by less. ``agreement`` with the exact
    predictions: ``cells``, of them the shares ``same_class`` and ``again``, and ``accuracy_loss``; plain JSON values.
    """

    model_sha256: str
    ranges: Floats
    margin: float
    agreement: Mapping[str, Any]

    @property
    def agrees(self) -> bool:
        """Whether the predictions agree well enough with the exact ones to be used."""
        about = self.agreement
        return bool(about["same_class"] >= SAME_CLASS and about["accuracy_loss"] <= ACCURACY)


class RoundedPredictor:
    """Predicts with integers of 8 bits, and doubtful cells again exactly; everything else is the exact predictor's."""

    def __init__(self, exact: Predictor, rounded: Backbone, margin: float) -> None:
        self.exact, self.card, self.margin = exact, exact.card, margin
        self.rounded = Predictor(rounded, exact.head, exact.card, exact.known)

    def predict(self, batch: NDArray[np.float32]) -> BatchResult:
        """Return scores and maps as :meth:`Predictor.predict`."""
        found = self.rounded.predict(batch)
        again = np.flatnonzero(is_doubtful(found, self.margin))
        return with_rows(found, again, self.exact.predict(batch[again])) if len(again) else found

    def predict_adapted(self, batch: NDArray[np.float32], temperature: float) -> BatchResult:
        """Return scores and maps as :meth:`Predictor.predict_adapted`."""
        return self.exact.predict_adapted(batch, temperature)

    def explain(self, batch: NDArray[np.float32], method: str) -> NDArray[np.float32]:
        """Return maps as :meth:`Predictor.explain`."""
        return self.exact.explain(batch, method)


def is_doubtful(result: BatchResult, margin: float) -> NDArray[np.bool_]:
    """Return which of N cells have a prediction that is near another class, the threshold or the unlike limit."""
    second, first = np.sort(result.probabilities, axis=1)[:, -2:].T
    near = np.minimum(first - second, np.abs(first - result.thresholds)) < margin
    if result.unlike is not None:
        near |= np.abs(result.unlike - 1) < UNLIKE_MARGIN
    return np.asarray(near, np.bool_)


def with_rows(result: BatchResult, rows: NDArray[np.int64], other: BatchResult) -> BatchResult:
    """Return the result with some rows replaced by those of another one, in the same order."""
    changed = {}
    for field in fields(BatchResult):
        values, new = getattr(result, field.name), getattr(other, field.name)
        if values is not None and new is not None:
            changed[field.name] = values.copy()
            changed[field.name][rows] = new
    return replace(result, **changed)


def find_rounding(sha256: str, folder: Path) -> Rounding | None:
    """Return what the model with this SHA-256 needs for 8-bit numbers, from a file in the folder; None without one."""
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        with suppress(ModelFileError):
            found = read_rounding(path)
            if found.model_sha256 == sha256:
                return found
    return None


def read_rounding(path: Path) -> Rounding:
    """Return the content of such a file. Raises :class:`ModelFileError`."""
    try:
        values = json.loads(path.read_bytes())
        if values["format"] != FORMAT:
            raise ModelFileError("is of a kind that this version of the program does not know")
        agreement = dict(values["agreement"])
        shares = [float(agreement[name]) for name in ("same_class", "again", "accuracy_loss")]
        found = Rounding(
            str(values["model_sha256"]), np.array(values["ranges"], np.float32), float(values["margin"]), agreement
        )
        sound = (
            found.ranges.ndim == 2
            and found.ranges.shape[1] == 2
            and bool(np.isfinite(found.ranges).all())
            and bool((found.ranges[:, 0] <= found.ranges[:, 1]).all())
            and 0 <= found.margin <= 1
            and all(np.isfinite(shares))
            and all(isinstance(agreement[name], int | float) for name in ("same_class", "again", "accuracy_loss"))
        )
    except FileNotFoundError:
        raise ModelFileError("is not there") from None
    except OSError as error:
        raise ModelFileError(f"cannot be read ({error.strerror or error})") from None
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ModelFileError(f"is damaged ({error})") from None
    if not sound:
        raise ModelFileError("is damaged (its numbers make no sense)")
    return found


def write_rounding(rounding: Rounding, path: Path) -> None:
    """Write the file, completely or not at all. Raises OSError."""
    values = {
        "format": FORMAT,
        "model_sha256": rounding.model_sha256,
        "margin": rounding.margin,
        "agreement": dict(rounding.agreement),
        "ranges": [[round(float(value), 6) for value in pair] for pair in rounding.ranges],
    }
    unfinished = path.with_name(f"{path.name}.part")
    try:
        unfinished.write_text(json.dumps(values) + "\n", encoding="ascii")
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
