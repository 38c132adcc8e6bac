"""Run a model on the images of a manifest: scores, probabilities, and the map of the predicted class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from training.core.frame import Frame
from training.core.images import ImageError, RGBImage, read_image
from training.core.model_card import ModelCard, ModelFileError
from training.core.model_file import file_sha256, load_model
from training.core.network import WBCNet
from training.core.predict import Predictor
from training.core.torch_backbone import torch_predictor
from training.data.manifest import ManifestError, Sample
from training.recipes.calibrate import softmax
from training.recipes.tta import flipped_logits

BATCH = 32

Scores = NDArray[np.float64]
Progress = Callable[[int, int], None]
Change = Callable[[RGBImage], RGBImage]


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A model to evaluate: the network, its card, the SHA-256 of its file, and its device."""

    model: WBCNet
    card: ModelCard
    sha256: str
    device: str

    def predictor(self) -> Predictor:
        """Return a predictor; it uses 16-bit arithmetic on a GPU."""
        return torch_predictor(self.model, self.card, self.device, self.device.startswith("cuda"))


@dataclass(frozen=True, slots=True)
class Predictions:
    """Outputs for N images: logits and probabilities N x K, maps N x h x w of the predicted class, frames.

    ``thresholds``, N: an image with a lower highest probability is Unidentified.
    """

    logits: Scores
    probabilities: Scores
    maps: NDArray[np.float16]
    frames: tuple[Frame, ...]
    thresholds: Scores


def device_of(device: str) -> str:
    """Return the device; ``auto`` is the GPU if there is one, else the CPU."""
    return ("cuda" if torch.cuda.is_available() else "cpu") if device == "auto" else device


def load_for_evaluation(file: Path, device: str) -> LoadedModel:
    """Load a model file for an evaluation. Raises ``ModelFileError``."""
    where = device_of(device)
    model, card = load_model(file, where)
    return LoadedModel(model, card, file_sha256(file), where)


def known_samples(
    everything: Sequence[Sample], codes: Sequence[str], split: str, manifest: str, shared_only: bool = False
) -> tuple[list[Sample], dict[str, int]]:
    """Return the images of one part, and the numbers of images left out by class because the model lacks it.

    Raises :class:`ManifestError` if there is no image, or if the model lacks a class and ``shared_only`` is not set.
    """
    samples = [s for s in everything if s.split == split]
    strange = Counter(s.label for s in samples if s.label not in codes)
    if strange and not shared_only:
        raise ManifestError(
            f"The model does not know the class {', '.join(sorted(strange))} of {manifest}:"
            " --shared-classes evaluates the classes that it knows."
        )
    known = [s for s in samples if s.label in codes]
    if not known:
        raise ManifestError(f"{manifest} has no image in the part {split} with a class that the model knows.")
    return known, dict(sorted(strange.items()))


def predict_images(
    predictor: Predictor,
    samples: Sequence[Sample],
    progress: Progress | None = None,
    change: Change | None = None,
    flips: int = 1,
) -> Predictions:
    """Run a network on images; ``change`` is applied to each picture first, ``flips`` (1, 2, 4 or 8) are averaged.

    Logits are averaged; maps belong to the unflipped picture. Raises :class:`ManifestError` for an image that cannot be
    decoded, ``OSError`` for a missing one, ``ModelFileError`` if a probability is no number.
    """
    logits, probabilities, maps, frames, thresholds = [], [], [], [], []

    def ready(sample: Sample) -> tuple[NDArray[np.float32], Frame]:
        image = _read(sample.path)
        return predictor.framed(change(image) if change else image)

    with ThreadPoolExecutor(2) as pool:
        for start in range(0, len(samples), BATCH):
            part = samples[start : start + BATCH]
            prepared = list(pool.map(ready, part))
            batch = np.stack([planes for planes, _ in prepared])
            found = predictor.predict(batch)
            mean, p = found.logits.astype(np.float64), found.probabilities.astype(np.float64)
            if flips > 1:
                mean = flipped(predictor, batch, flips)
                p = softmax(mean, predictor.card.temperature)
            if not np.isfinite(p).all():
                raise ModelFileError(f"gives no number as probability for images like {part[0].path}: try --device cpu")
            logits.append(mean)
            probabilities.append(p)
            maps.append(found.maps[np.arange(len(part)), p.argmax(axis=1)].astype(np.float16))
            thresholds.append(found.thresholds)
            frames += [frame for _, frame in prepared]
            if progress is not None:
                progress(start + len(part), len(samples))
    return Predictions(
        np.concatenate(logits),
        np.concatenate(probabilities),
        np.concatenate(maps),
        tuple(frames),
        np.concatenate(thresholds),
    )


def _read(path: Path) -> RGBImage:
    try:
        return read_image(path)
    except ImageError as error:
        raise ManifestError(f"The image {path} {error}.") from None


def flipped(predictor: Predictor, batch: NDArray[np.float32], flips: int) -> Scores:
    """Return logits N x K, averaged over ``flips`` flips and quarter turns of a batch N x 3 x S x S."""

    def logits(view: torch.Tensor) -> torch.Tensor:
        return torch.from_numpy(predictor.predict(view.numpy()).logits).double()

    return np.asarray(flipped_logits(logits, torch.from_numpy(batch), flips).numpy())


def predict_samples(
    predictor: Predictor, samples: Sequence[Sample], progress: Progress | None = None
) -> tuple[Scores, Scores]:
    """Return logits and probabilities, N x K each, in the order of ``samples``."""
    seen = predict_images(predictor, samples, progress)
    return seen.logits, seen.probabilities
