"""Judge a slide as a whole by the stored features of its cells: see ``training/core/foreign.py``. No torch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.core import foreign
from training.core.model_card import ModelCard, ModelFileError
from wbc_desktop.domain.foreign import Foreignness
from wbc_desktop.inference.cards import model_error

ENOUGH = foreign.ENOUGH
Centres = NDArray[np.float64]
"""K x k: the class centres of a model among the features of its cells."""


def read_centres(path: Path, card: ModelCard) -> Centres | None:
    """Return the class centres of the model file; None if it cannot judge slides. Raises :class:`ModelError`."""
    try:
        return foreign.read_centres(path, card)
    except ModelFileError as error:
        raise model_error(path, error.reason) from error


def judge(features: Sequence[bytes], centres: Centres | None, card: ModelCard, sha256: str) -> Foreignness:
    """Return the judgement of this model about the cells with these features; fewer than two give a shift of 0."""
    limit = foreign.slide_limit(card)
    if centres is None:
        return Foreignness(sha256, 0, 0.0, 0.0, limit, False)
    own = [one for one in features if len(one) == 2 * centres.shape[1]]
    if len(own) < 2:
        return Foreignness(sha256, len(own), 0.0, 0.0, limit, False)
    coordinates = np.frombuffer(b"".join(own), dtype="<f2").reshape(len(own), -1).astype(np.float64)
    found = foreign.shift_of(coordinates, centres)
    announced = found.cells >= foreign.ENOUGH and found.low > limit
    return Foreignness(sha256, found.cells, round(found.squared, 3), round(found.low, 3), limit, announced)
