"""The replay file of a model: numbers about cells of its laboratories, by which a fine-tuning keeps what is known.

Pictures of the training data cannot be shipped. Instead, the features of some cells are kept: those from which a
branch learns the classes (``replay``), and those that no run may learn from (``locked``), on which a candidate is
compared with the active model. The features are the channel averages and the pooled input of the head
(:mod:`training.core.branch`), standardised, and reduced to the main directions of each of the two. That is no picture,
and 1 KB a cell. A branch leaves the rest of the network as it is, so the file is valid for all descendants of a model.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from training.core.model_card import ModelCard, ModelFileError

Matrix = NDArray[np.float32]

FORMAT = "wbc-replay-1"
SUFFIX = ".replay"
"""``wbc8.replay`` belongs to ``wbc8.safetensors``."""
ROOT = "replay_of"
"""Key of a card's ``training_data``: the SHA-256 of the model whose replay file is used."""
_HALF = ("averages_directions", "pooled_directions", "coordinates", "scores")


@dataclass(frozen=True, slots=True)
class Replay:
    """N cells of a model with K own classes, D averages, C pooled features, and d main directions.

    ``mean`` and ``scale`` (D + C): features are standardised as (features - mean) * scale. The directions are
    d1 x D and d2 x C, with d1 + d2 = d. ``coordinates`` N x d; ``scores`` N x K of the model's own head; ``labels`` N,
    places in ``codes``; ``sets`` N, places in ``names`` (the data sets); ``groups`` N (cells of common origin);
    ``locked`` N.
    """

    model_sha256: str
    codes: tuple[str, ...]
    names: tuple[str, ...]
    mean: Matrix
    scale: Matrix
    averages_directions: Matrix
    pooled_directions: Matrix
    coordinates: Matrix
    scores: Matrix
    labels: NDArray[np.int64]
    sets: NDArray[np.int64]
    groups: NDArray[np.int64]
    locked: NDArray[np.bool_]

    @property
    def tested(self) -> tuple[str, ...]:
        """The data sets with locked cells."""
        return tuple(name for number, name in enumerate(self.names) if (self.sets[self.locked] == number).any())

    def reduced(self, standardised: Matrix) -> Matrix:
        """Return n x d coordinates of n x (D + C) standardised features."""
        many = self.averages_directions.shape[1]
        parts = (
            standardised[:, :many] @ self.averages_directions.T,
            standardised[:, many:] @ self.pooled_directions.T,
        )
        return np.concatenate(parts, axis=1)

    def features(self, coordinates: Matrix) -> Matrix:
        """Return n x (D + C) features of n x d coordinates, without what is off the main directions."""
        many = len(self.averages_directions)
        parts = (
            coordinates[:, :many] @ self.averages_directions,
            coordinates[:, many:] @ self.pooled_directions,
        )
        return np.asarray(np.concatenate(parts, axis=1) / self.scale + self.mean)


def root_of(card: ModelCard, sha256: str) -> str:
    """Return the SHA-256 of the model whose replay file is that of the model with this card and this SHA-256."""
    return str(card.training_data.get(ROOT, sha256))


def find_replay(root: str, folders: Iterable[Path]) -> Path | None:
    """Return the replay file of the model with the SHA-256 ``root`` in one of the folders; None if there is none."""
    for folder in folders:
        for path in sorted(folder.glob(f"*{SUFFIX}")):
            with suppress(SafetensorError, OSError, ValueError, KeyError, TypeError, RecursionError):
                with safe_open(path, framework="numpy") as file:
                    about = json.loads((file.metadata() or {})["about"])
                if about["model_sha256"] == root:
                    return path
    return None


def write_replay(replay: Replay, path: Path) -> None:
    """Write the file, completely or not at all. Raises OSError."""
    tensors = {
        name: np.ascontiguousarray(value.astype(np.float16) if name in _HALF else value)
        for name, value in _arrays(replay).items()
    }
    about = {"model_sha256": replay.model_sha256, "codes": replay.codes, "names": replay.names}
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        save_file(tensors, unfinished, metadata={"format": FORMAT, "about": json.dumps(about)})
        unfinished.chmod(0o644)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def read_replay(path: Path) -> Replay:
    """Return the content of a replay file. Raises :class:`ModelFileError`."""
    try:
        with safe_open(path, framework="numpy") as file:
            metadata = file.metadata() or {}
            if metadata.get("format") != FORMAT:
                raise ModelFileError("is no replay file of this version of the program")
            about = json.loads(metadata["about"])
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (no mapping)
        values: dict[str, Any] = {
            name: value.astype(np.float32) if value.dtype == np.float16 else value for name, value in tensors.items()
        }
        found = Replay(
            model_sha256=str(about["model_sha256"]),
            codes=tuple(map(str, about["codes"])),
            names=tuple(map(str, about["names"])),
            **values,
        )
        is_sound = _is_sound(found)
    except FileNotFoundError:
        raise ModelFileError("is not there") from None
    except (SafetensorError, OSError, ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        raise ModelFileError(f"is damaged ({error})") from None
    if not is_sound:
        raise ModelFileError("is damaged (its numbers do not fit each other)")
    return found


def _arrays(replay: Replay) -> dict[str, NDArray[Any]]:
    return {name: value for name in Replay.__slots__ if isinstance(value := getattr(replay, name), np.ndarray)}


def _is_sound(replay: Replay) -> bool:
    """Return whether types and shapes fit, and all numbers are finite: the file comes from outside.

    There are cells of both parts. Raises ValueError, TypeError or IndexError for other shapes.
    """
    n, features = len(replay.labels), replay.mean.shape[0]
    (d1, averages), (d2, pooled) = replay.averages_directions.shape, replay.pooled_directions.shape
    shapes = {
        "mean": (averages + pooled,),
        "scale": (features,),
        "coordinates": (n, d1 + d2),
        "scores": (n, len(replay.codes)),
        **dict.fromkeys(("labels", "sets", "groups", "locked"), (n,)),
    }
    arrays = _arrays(replay)
    whole = dict.fromkeys(("labels", "sets", "groups"), np.dtype(np.int64)) | {"locked": np.dtype(np.bool_)}
    fitting = all(arrays[name].shape == shape for name, shape in shapes.items())
    return (
        fitting
        and all(value.dtype == whole.get(name, np.dtype(np.float32)) for name, value in arrays.items())
        and len(np.unique(replay.locked)) == 2
        and len(set(replay.codes)) == len(replay.codes)
        and len(set(replay.names)) == len(replay.names)
        and all(bool(np.isfinite(value).all()) for value in arrays.values())
        and bool((replay.scale > 0).all())
        and 0 <= replay.labels.min() <= replay.labels.max() < len(replay.codes)
        and 0 <= replay.sets.min() <= replay.sets.max() < len(replay.names)
    )
