"""The features of corrected cells, computed once and kept in a checkpoint, so that a stopped run goes on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from time import monotonic
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from training.core.corrections import Correction
from training.core.model_card import ModelCard
from training.core.network import WBCNet
from training.core.preprocess import framed
from training.data.corrections import CellPicture, Refused, pictures
from training.recipes.features import Features, features_of, joined, views
from training.recipes.options import OptionError
from training.recipes.run_folder import Report, Run, Stopped

VIEWS = 4
"""Flips of each cell from which a branch learns (Raabin, 100 corrections: 0.767 with one view, 0.792 with two)."""
_BATCH = 16
_EVERY = 8
"""Batches between two checkpoints."""


@dataclass(frozen=True, slots=True)
class Seen:
    """N cells and their features: ``views`` arrays of features, the cell as it is first.

    ``labels``, ``slides``, ``laboratories``, ``digests``, ``splits``: N each. ``refused``: pictures that could not be
    used, as values of the result.
    """

    views: tuple[Features, ...]
    cells: tuple[Correction, ...]
    refused: list[dict[str, Any]]

    @property
    def features(self) -> Features:
        """The features of the cells as they are."""
        return self.views[0]

    @property
    def labels(self) -> list[str]:
        """The class codes of the reviewers."""
        return [c.label for c in self.cells]

    @property
    def slides(self) -> list[str]:
        """The slides of the cells."""
        return [c.group for c in self.cells]

    @property
    def laboratories(self) -> list[str]:
        """The laboratories of the cells."""
        return [c.laboratory for c in self.cells]

    @property
    def digests(self) -> list[str]:
        """What the model file remembers of each cell."""
        return [c.digest for c in self.cells]

    def side(self, split: str) -> Seen:
        """Return the cells on one side of the split."""
        return self._some([c.split == split for c in self.cells])

    def of_laboratory(self, name: str) -> Seen:
        """Return the cells of one laboratory."""
        return self._some([c.laboratory == name for c in self.cells])

    def _some(self, chosen: Sequence[bool]) -> Seen:
        mask = np.asarray(chosen, dtype=bool)
        cells = tuple(c for c, is_chosen in zip(self.cells, chosen, strict=True) if is_chosen)
        return Seen(tuple(view.rows(mask) for view in self.views), cells, self.refused)


def features_of_corrections(
    run: Run,
    model: WBCNet,
    card: ModelCard,
    corrections: Sequence[Correction],
    device: str,
    report: Report,
    stopped: Callable[[], bool],
) -> Seen:
    """Return the features of all corrections whose pictures can be used; the others are reported as ``refused``.

    Raises ``Stopped`` after a checkpoint, and :class:`OptionError` if no picture can be used.
    """
    done = _Checkpoint.of(run, corrections)
    began, before = monotonic(), done.count
    coming, number = pictures(corrections[before:]), 0
    while some := list(islice(coming, _BATCH)):
        number += 1
        if stopped():
            done.save()
            raise Stopped
        done.add(model, card, some, device, report)
        if number % _EVERY == 0:
            done.save()
        left = (monotonic() - began) / (done.count - before) * (len(corrections) - done.count)
        report("phase", phase="features", done=done.count, total=len(corrections), seconds_left=left)
    done.save()
    if not done.kept:
        raise OptionError("None of the corrected pictures can be read any more: put the folders back and try again.")
    return done.seen()


class _Checkpoint:
    """The features so far: rows of the corrections that were kept, in order, and those that were refused."""

    def __init__(self, run: Run, corrections: Sequence[Correction]) -> None:
        self._file = run.checkpoint("features")
        self._corrections = corrections
        self._parts: list[list[Features]] = [[] for _ in range(VIEWS)]
        self.count = 0
        self.kept: list[int] = []
        self._refused: list[dict[str, Any]] = []
        self._digest = hashlib.sha256("".join(c.digest for c in corrections).encode()).hexdigest()

    @classmethod
    def of(cls, run: Run, corrections: Sequence[Correction]) -> _Checkpoint:
        """Return the checkpoint of the run; an empty one if there is none, or if it is damaged or of other cells."""
        found = cls(run, corrections)
        if run.resume and found._file.exists():
            try:
                found._load()
            except (SafetensorError, OSError, ValueError, KeyError):
                return cls(run, corrections)
        return found

    def add(
        self,
        model: WBCNet,
        card: ModelCard,
        some: Sequence[CellPicture | Refused],
        device: str,
        report: Report,
    ) -> None:
        """Compute the features of the next pictures."""
        images = []
        for place, one in enumerate(some, start=self.count):
            if isinstance(one, Refused):
                about = {"path": one.correction.path, "cell": one.correction.cell, "reason": one.reason}
                self._refused.append(about)
                report("refused", **about)
            else:
                images.append(framed(one.image, card, one.cell)[0])
                self.kept.append(place)
        self.count += len(some)
        if images:
            for kept, view in zip(self._parts, views(np.stack(images), VIEWS), strict=True):
                kept.append(features_of(model, view, device))

    def seen(self) -> Seen:
        """Return the features."""
        cells = tuple(self._corrections[place] for place in self.kept)
        return Seen(tuple(joined(parts) for parts in self._parts), cells, self._refused)

    def save(self) -> None:
        """Write the file, completely or not at all."""
        if not self.kept:
            return
        self._parts = [[joined(parts)] for parts in self._parts]
        tensors: dict[str, NDArray[Any]] = {"kept": np.array(self.kept), "count": np.array(self.count)}
        for number, (part,) in enumerate(self._parts):
            tensors |= {f"{number}.{name}": value for name, value in _arrays(part)}
        unfinished = self._file.with_suffix(".part")
        save_file(tensors, unfinished, metadata={"cells": self._digest, "refused": json.dumps(self._refused)})
        unfinished.replace(self._file)

    def _load(self) -> None:
        with safe_open(self._file, framework="numpy") as file:
            metadata = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (no mapping)
        if metadata.get("cells") != self._digest:
            raise ValueError("of other cells")
        count, kept = int(tensors["count"]), [int(place) for place in tensors["kept"]]
        if count > len(self._corrections) or len(kept) != len(tensors["0.both"]):
            raise ValueError("damaged")
        self._refused = json.loads(metadata["refused"])
        for number, parts in enumerate(self._parts):
            near = tensors.get(f"{number}.coordinates")
            parts.append(Features(tensors[f"{number}.both"], tensors[f"{number}.own"], near))
        self.count, self.kept = count, kept


def _arrays(features: Features) -> Iterator[tuple[str, NDArray[np.float32]]]:
    yield "both", features.both
    yield "own", features.own
    if features.coordinates is not None:
        yield "coordinates", features.coordinates
