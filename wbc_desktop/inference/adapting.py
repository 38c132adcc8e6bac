"""Adapt the pictures of a slide that looks different to the model: see ``training/core/slide_stain.py``."""

from __future__ import annotations

from collections.abc import Sequence

from training.core.model_card import ModelCard
from training.core.slide_stain import TEMPERATURE, Stain, Sums, stain_of, trained_stain, with_stain
from wbc_desktop.domain.adaptation import Adaptation
from wbc_desktop.inference.images import RGBImage


def can_adapt(card: ModelCard) -> bool:
    """Whether the stain of the model's training cells is known."""
    return trained_stain(card) is not None


def adaptation_of(cells: Sequence[Sums], card: ModelCard) -> Adaptation | None:
    """Return how a slide with these cells is adapted to a model; None if its stain or the model's is not known."""
    own, to = stain_of(cells), trained_stain(card)
    if own is None or to is None:
        return None
    return Adaptation(own.mean, own.deviation, to.mean, to.deviation, len(cells), TEMPERATURE)


def with_adapted_stain(seen: RGBImage, adaptation: Adaptation) -> RGBImage:
    """Return what the network sees of a cell, H x W x 3 RGB of 8 bits, with its stain moved."""
    own, to = Stain(adaptation.mean, adaptation.deviation), Stain(adaptation.to_mean, adaptation.to_deviation)
    return with_stain(seen, own, to)
