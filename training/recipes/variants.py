"""Variants of an evaluation without training: flips, other colours, adapted batch norms; one row each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from training.core.colour_transfer import Colours, colours_of, corrected, mean_colours
from training.core.images import read_image
from training.core.preprocess import prepare
from training.data.manifest import Sample
from training.recipes.adapt import renormalise
from training.recipes.figures import restricted, row
from training.recipes.predictions import Change, LoadedModel, Progress, Scores, load_for_evaluation, predict_images

COLOUR_SAMPLES = 300
"""Pictures of a laboratory whose colours are averaged."""
NORM_SAMPLES = 1024
"""Pictures from which batch norm statistics are computed."""
_BATCH = 64
_STAINS = {
    "reinhard": "colours of each picture moved to those of the training images (Reinhard, CIELAB)",
    "reinhard-set": "one correction of all pictures to the training images (Reinhard, CIELAB)",
    "grey-world": "white balance of each picture to the training images",
    "grey-world-set": "one white balance of all pictures to the training images",
}


@dataclass(frozen=True, slots=True)
class Variant:
    """A variant: flips (1, 2, 4 or 8), a stain normalisation or "", a share of adapted batch norms (0: none)."""

    flips: int = 1
    stain: str = ""
    norm: float = 0.0

    @property
    def key(self) -> str:
        """A name for scripts."""
        parts = (f"flips-{self.flips}" * (self.flips > 1), self.stain, f"norm-{self.norm:g}" * (self.norm > 0))
        return "+".join(part for part in parts if part)

    @property
    def title(self) -> str:
        """A description."""
        flips = f"with test-time flips ({self.flips} views averaged)" if self.flips > 1 else ""
        norm = f"batch norms {self.norm:.0%} from the tested images" if self.norm > 0 else ""
        return "; ".join(part for part in (_STAINS.get(self.stain, ""), norm, flips) if part)


def asked_for(flips: int, stains: Sequence[str], norms: Sequence[float]) -> list[Variant]:
    """Return each variant alone and, if there are several kinds, one with the first of each."""
    alone = [Variant(flips=flips)] if flips > 1 else []
    alone += [Variant(stain=stain) for stain in stains]
    alone += [Variant(norm=norm) for norm in norms]
    if (flips > 1) + bool(stains) + bool(norms) < 2:
        return alone
    return [*alone, Variant(max(flips, 1), stains[0] if stains else "", norms[0] if norms else 0.0)]


def evaluate_variant(
    model_file: Path,
    device: str,
    variant: Variant,
    samples: Sequence[Sample],
    colours: Callable[[], tuple[Colours, Colours]],
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Return the row of a variant. ``colours`` returns those of the training and of the test pictures when needed."""
    loaded = load_for_evaluation(model_file, device)
    codes = loaded.card.codes
    change: Change | None = None
    if variant.stain:
        reference, laboratory = colours()

        def change(image: Any) -> Any:
            return corrected(image, variant.stain, reference, laboratory)

    if variant.norm > 0:
        renormalise(loaded.model, _batches(loaded, samples, change), variant.norm)
    outputs = predict_images(loaded.predictor(), samples, progress, change, variant.flips)
    found = outputs.probabilities
    made = row(variant.key, variant.title, found, samples, codes, outputs.thresholds)
    return made | only_present(found, samples, codes)


def only_present(probabilities: Scores, samples: Sequence[Sample], codes: Sequence[str]) -> dict[str, float]:
    """Return accuracy and balanced accuracy as if only the classes with images existed; empty if all have some."""
    labels = {s.label for s in samples}
    present = [code for code in codes if code in labels]
    if len(present) == len(codes):
        return {}
    short = row("", "", restricted(probabilities, codes, present), samples, present, np.zeros(len(samples)))
    return {f"{name}_restricted": short[name] for name in ("accuracy", "balanced_accuracy", "macro_f1")}


def average_colours(samples: Sequence[Sample]) -> Colours:
    """Return the colours of a laboratory's average picture, from at most 300 random pictures.

    Raises ``ValueError`` without pictures, and errors of reading an image.
    """
    rng = np.random.default_rng(0)
    chosen = [samples[n] for n in rng.permutation(len(samples))[:COLOUR_SAMPLES]]
    with ThreadPoolExecutor(2) as pool:
        return mean_colours(pool.map(lambda s: colours_of(read_image(s.path)), chosen))


def _batches(loaded: LoadedModel, samples: Sequence[Sample], change: Change | None) -> Iterator[torch.Tensor]:
    """Yield preprocessed test images in mixed batches that are large enough for statistics."""
    order = np.random.default_rng(0).permutation(len(samples))[:NORM_SAMPLES]
    parts = np.array_split(order, max(len(order) // _BATCH, 1))
    with ThreadPoolExecutor(2) as pool:
        for part in parts:
            images = pool.map(lambda n: read_image(samples[n].path), part)
            planes = [prepare(change(image) if change else image, loaded.card) for image in images]
            yield torch.from_numpy(np.stack(planes)).to(loaded.device)
