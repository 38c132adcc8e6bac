"""Read the tensors of a model file into NumPy arrays, and check them. No torch."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.core.model_card import KNOWN_PREFIX, KNOWN_VERSION, ModelCard, ModelFileError

Array = NDArray[Any]
Floats = NDArray[np.float32]

_COUNTERS = ".num_batches_tracked"
"""Names of tensors that only training uses end with this."""


def read_tensors(path: str | Path, card: ModelCard) -> dict[str, Array]:
    """Return the tensors of a model file by name, numbers with 16 bits as 32. Raises :class:`ModelFileError`.

    The tensors of an unlike score of another version are left out: its numbers may mean something else.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        found = load_file(path)
    except (SafetensorError, OSError, ValueError, KeyError, TypeError) as error:
        raise ModelFileError(f"is damaged ({error})") from None
    if card.known.get("version") != KNOWN_VERSION:
        found = {name: value for name, value in found.items() if not name.startswith(KNOWN_PREFIX)}
    tensors = {k: v.astype(np.float32 if v.dtype.kind == "f" else v.dtype) for k, v in found.items()}
    if not all(np.isfinite(value).all() for value in tensors.values() if value.dtype.kind == "f"):
        raise ModelFileError("holds weights that are not finite numbers")
    return tensors


class Tensors:
    """Tensors by name, of which each is taken with the shape that the network gives it."""

    def __init__(self, values: Mapping[str, Array]) -> None:
        self.values = values
        self._taken: set[str] = set()

    def take(self, name: str, *shape: int) -> Floats:
        """Return a tensor of numbers. Raises ``ValueError`` if there is none of that name and shape."""
        found = self.values.get(name)
        if found is None or found.shape != shape or found.dtype != np.float32:
            raise ValueError(f"no tensor {name} of {shape}")
        self._taken.add(name)
        return found

    def check_all_taken(self, *prefixes: str) -> None:
        """Raise ``ValueError`` if a tensor was not taken, except those that begin with one of the prefixes."""
        rest = [n for n in self.values if n not in self._taken and not n.endswith(_COUNTERS)]
        if strange := [name for name in rest if not name.startswith(prefixes)]:
            raise ValueError(f"unknown tensors {', '.join(strange[:3])}")
