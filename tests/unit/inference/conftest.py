"""A model card, and a predictor that classifies images by colour: no torch, no weights."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from training.core.model_card import ModelCard
from wbc_desktop.domain.regions import PictureSource
from wbc_desktop.inference.engine import Engine
from wbc_desktop.inference.forward import Forward
from wbc_desktop.inference.results import CellInput

CODES = ("NEU", "LYM", "MON")


class OutOfMemoryError(RuntimeError):
    """Named as torch names its own."""


@dataclass(frozen=True)
class Arrays:
    probabilities: NDArray[np.float32]
    maps: NDArray[np.float32]
    attention: NDArray[np.float32]
    thresholds: NDArray[np.float64]
    unlike: NDArray[np.float32] | None = None
    features: NDArray[np.float16] | None = None
    kept: NDArray[np.bool_] | None = None


@dataclass
class ColourPredictor:
    """The class is the brightest of the three channels. ``room``: cells per batch before the memory is full."""

    room: int = 1000
    error: Exception | None = None
    threshold: float = 0.0
    batches: list[int] = field(default_factory=list)
    failures: int = 0

    def predict(self, batch: NDArray[np.float32]) -> Arrays:
        if self.error is not None:
            raise self.error
        if len(batch) > self.room:
            self.failures += 1
            raise OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")
        self.batches.append(len(batch))
        brightness = batch.mean(axis=(2, 3))
        scores = np.exp(brightness - brightness.max(axis=1, keepdims=True))
        count = len(batch)
        return Arrays(
            probabilities=(scores / scores.sum(axis=1, keepdims=True)).astype(np.float32),
            maps=np.linspace(0, 1, count * 12, dtype=np.float32).reshape(count, 3, 2, 2),
            attention=np.full((count, 2, 2), 0.5, dtype=np.float32),
            thresholds=np.full(count, self.threshold),
        )

    def explain(self, batch: NDArray[np.float32], method: str) -> NDArray[np.float32]:
        """The maps, or one map of ones for the method ``eigen-cam``."""
        maps = self.predict(batch[:, -3:]).maps
        return np.ones_like(maps[:, :1]) if method == "eigen-cam" else maps


@dataclass
class AdaptingPredictor(ColourPredictor):
    """Classifies the moved images, and remembers what it was given."""

    given: list[NDArray[np.float32]] = field(default_factory=list)
    temperatures: set[float] = field(default_factory=set)

    def predict_adapted(self, batch: NDArray[np.float32], temperature: float) -> Arrays:
        self.given += list(batch)
        self.temperatures.add(temperature)
        return replace(self.predict(batch[:, 3:]), kept=np.arange(len(batch)) > 0)


def make_card(threshold: float = 0.0, framing: str = "whole") -> ModelCard:
    return ModelCard(
        name="colours",
        architecture="test",
        options={},
        classes=tuple((c, c.lower()) for c in CODES),
        input_size=32,
        channel_order="RGB",
        mean=(128.0, 128.0, 128.0),
        std=(64.0, 64.0, 64.0),
        threshold=threshold,
        framing=framing,
    )


@dataclass
class Bench:
    """An engine over colour predictors, and the predictors that it made, by device, in order."""

    engine: Engine
    forward: Forward
    made: list[tuple[str, bool, ColourPredictor]]


@pytest.fixture
def bench() -> Callable[..., Bench]:
    """``bench(device="cpu", room={"cuda": 3}, errors={"cuda": error})``."""

    def make(
        device: str = "cpu",
        room: dict[str, int] | None = None,
        errors: dict[str, Exception] | None = None,
        threshold: float = 0.0,
        framing: str = "whole",
        known: dict[str, Any] | None = None,
    ) -> Bench:
        made: list[tuple[str, bool, ColourPredictor]] = []

        def predictor(where: str, half: bool) -> ColourPredictor:
            new = AdaptingPredictor((room or {}).get(where, 1000), (errors or {}).get(where), threshold)
            made.append((where, half, new))
            return new

        forward = Forward(predictor, device)
        card = replace(make_card(threshold, framing), known=known or {})
        return Bench(Engine(Path("m.safetensors"), card, "ab" * 32, forward), forward, made)

    return make


@pytest.fixture
def pictures(tmp_path: Path) -> Callable[..., list[CellInput]]:
    """``pictures(5)``: 5 cells to classify, in turn red, green and blue, so NEU, LYM and MON.

    ``pictures(5, {2: content})``: the file of the third one has these bytes.
    """
    from PIL import Image

    def make(count: int, contents: Mapping[int, bytes] | None = None) -> list[CellInput]:
        items = []
        for number in range(count):
            colour = tuple(240 if channel == number % 3 else 20 for channel in range(3))
            path = tmp_path / f"{number:03}.png"
            Image.new("RGB", (40, 30), colour).save(path)
            if contents and number in contents:
                path.write_bytes(contents[number])
            items.append(CellInput(1000 + number, PictureSource(path, hashlib.sha256(path.read_bytes()).hexdigest())))
        return items

    return make
