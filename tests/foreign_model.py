"""A model that finds every slide with enough cells foreign as a whole, though none of its cells unlike."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path


def make_foreign(source: Path, target: Path, stain: dict[str, list[float]] | None = None) -> None:
    """Write the model ``source`` to ``target``, with class centres far from every cell and a high limit for a cell.

    ``stain``: that of its training cells, so that it can be adapted to a slide.
    """
    from training.core.model_card import KNOWN_VERSION
    from training.core.model_file import load_model, save_model
    from training.core.unlike import UnlikeScore

    model, card = load_model(source)
    model.known = UnlikeScore(1536, 2, 1)
    model.known.centres.fill_(5.0)
    model.known.limit.fill_(1e6)
    known = {"version": KNOWN_VERSION} | ({} if stain is None else {"stain": stain})
    save_model(model, replace(card, name="foreign", known=known), target)
