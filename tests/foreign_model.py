"""A model that finds every slide with enough cells foreign as a whole, though none of its cells unlike."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path


def make_foreign(source: Path, target: Path, stain: dict[str, list[float]] | None = None) -> None:
    """Write the model ``source`` to ``target``, with class centres far from every cell and a high limit for a cell.

    ``stain``: that of its training cells, so that it can be adapted to a slide.
    """
    import numpy as np

    from training.core.model_card import KNOWN_VERSION
    from training.core.model_file import load_model, save_model
    from training.core.unlike import UnlikeScore

    model, card = load_model(source)
    mean, directions = np.zeros(model.averages), np.zeros((2, model.averages))
    model.known = UnlikeScore(mean, directions, np.eye(2), np.full((1, 2), 5.0), limit=1e6)
    known = {"version": KNOWN_VERSION} | ({} if stain is None else {"stain": stain})
    save_model(model, replace(card, name="foreign", known=known), target)
