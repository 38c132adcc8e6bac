"""The features of corrected cells, computed once and kept in a checkpoint, so that a stopped run goes on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
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
from training.core.preprocess import scaled, seen_part
from training.data.corrections import CellPicture, Refused, pictures
from training.recipes.features import Features, features_of, joined, views
from training.recipes.run_folder import Report, Run, Stopped

_BATCH = 16
_EVERY = 8
"""Batches between two checkpoints."""


@dataclass(frozen=True, slots=True)
class Seen:
    """N cells and their features: ``views`` arrays of features, the cell as it is first.

    ``images`` N x S x S x 3 RGB of 8 bits: what the network sees of them. ``refused``: pictures that could not be used,
    as values of the result.
    """

    views: tuple[Features, ...]
    images: NDArray[np.uint8]
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

    def of_laboratory(self, name: str) -> Seen:
        """Return the cells of one laboratory."""
        return self._some([c.laboratory == name for c in self.cells])

    def of_classes(self, codes: Sequence[str]) -> Seen:
        """Return the cells of these classes; the others are refused."""
        reason = "has a class that neither model knows: no cell of it is among those to learn from"
        return self.without([c.label not in codes for c in self.cells], reason)

    def without(self, left_out: Sequence[bool], reason: str) -> Seen:
        """Return the cells that are not left out; the others are refused with the reason."""
        others = [c for c, out in zip(self.cells, left_out, strict=True) if out]
        kept = self._some([not out for out in left_out])
        return replace(kept, refused=[*self.refused, *(as_refused(Refused(c, reason)) for c in others)])

    def _some(self, chosen: Sequence[bool]) -> Seen:
        mask = np.asarray(chosen, dtype=bool)
        cells = tuple(c for c, is_chosen in zip(self.cells, chosen, strict=True) if is_chosen)
        return Seen(tuple(view.rows(mask) for view in self.views), self.images[mask], cells, self.refused)


@dataclass(frozen=True, slots=True)
class Reading:
    """How the cells of a run are read: network, card, device; ``done`` of ``total`` cells were read before these."""

    run: Run
    model: WBCNet
    card: ModelCard
    device: str
    report: Report
    stopped: Callable[[], bool]
    total: int
    done: int = 0


def features_of_corrections(reading: Reading, name: str, corrections: Sequence[Correction], views: int) -> Seen:
    """Return the features of all corrections whose pictures can be used; the others are reported as ``refused``.

    ``name`` is that of the checkpoint, ``views`` the number of flips of each cell. Raises ``Stopped`` after a
    checkpoint.
    """
    done = _Checkpoint.of(reading, name, corrections, views)
    began, before = monotonic(), done.count
    coming, number = pictures(corrections[before:]), 0
    while some := list(islice(coming, _BATCH)):
        number += 1
        if reading.stopped():
            done.save()
            raise Stopped
        done.add(some)
        if number % _EVERY == 0:
            done.save()
        ready = reading.done + done.count
        left = (monotonic() - began) / (done.count - before) * (reading.total - ready)
        reading.report("phase", phase="features", done=ready, total=reading.total, seconds_left=left)
    done.save()
    return done.seen()


def as_refused(one: Refused) -> dict[str, Any]:
    """Return the values of a refused correction in progress and result."""
    cell = one.correction
    return {"path": cell.path, "cell": cell.cell, "page": cell.page, "number": cell.number, "reason": one.reason}


class _Checkpoint:
    """The features so far: rows of the corrections that were kept, in order, and those that were refused."""

    def __init__(self, reading: Reading, name: str, corrections: Sequence[Correction], count: int) -> None:
        self._file = reading.run.checkpoint(name)
        self._reading = reading
        self._corrections = corrections
        self._parts: list[list[Features]] = [[] for _ in range(count)]
        self._images: list[NDArray[np.uint8]] = []
        self.count = 0
        self.kept: list[int] = []
        self._refused: list[dict[str, Any]] = []
        self._digest = hashlib.sha256("".join(c.digest for c in corrections).encode()).hexdigest()

    @classmethod
    def of(cls, reading: Reading, name: str, corrections: Sequence[Correction], count: int) -> _Checkpoint:
        """Return the checkpoint of the run; an empty one if there is none, or if it is damaged or of other cells."""
        found = cls(reading, name, corrections, count)
        if reading.run.resume and found._file.exists():
            try:
                found._load()
            except (SafetensorError, OSError, ValueError, KeyError, TypeError, RecursionError):
                return cls(reading, name, corrections, count)
        return found

    def add(self, some: Sequence[CellPicture | Refused]) -> None:
        """Compute the features of the next pictures."""
        images = []
        for place, one in enumerate(some, start=self.count):
            if isinstance(one, Refused):
                self._refused.append(as_refused(one))
                self._reading.report("refused", **self._refused[-1])
            else:
                images.append(seen_part(one.image, self._reading.card, one.cell)[0])
                self.kept.append(place)
        self.count += len(some)
        if images:
            prepared = np.stack([scaled(image, self._reading.card) for image in images])
            for kept, view in zip(self._parts, views(prepared, len(self._parts)), strict=True):
                kept.append(features_of(self._reading.model, view, self._reading.device))
            self._images.append(np.stack(images))

    def seen(self) -> Seen:
        """Return the features."""
        cells = tuple(self._corrections[place] for place in self.kept)
        if not cells:
            return Seen((), np.empty((0, 0, 0, 3), dtype=np.uint8), cells, self._refused)
        return Seen(tuple(joined(parts) for parts in self._parts), np.concatenate(self._images), cells, self._refused)

    def save(self) -> None:
        """Write the file, completely or not at all."""
        kept = np.array(self.kept, dtype=np.int64)
        tensors: dict[str, NDArray[Any]] = {"kept": kept, "count": np.array(self.count)}
        if self.kept:
            self._parts = [[joined(parts)] for parts in self._parts]
            self._images = [np.concatenate(self._images)]
            tensors["images"] = self._images[0]
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
        refused = json.loads(metadata["refused"])
        if count > len(self._corrections) or count != len(kept) + len(refused) or not set(kept) <= set(range(count)):
            raise ValueError("damaged")
        self.count, self.kept, self._refused = count, kept, refused
        if not kept:
            return
        for number, parts in enumerate(self._parts):
            near = tensors.get(f"{number}.coordinates")
            parts.append(Features(tensors[f"{number}.both"], tensors[f"{number}.own"], near))
        self._images.append(tensors["images"])
        if any(len(rows) != len(kept) for rows in (tensors["images"], *(part.both for (part,) in self._parts))):
            raise ValueError("damaged")


def _arrays(features: Features) -> Iterator[tuple[str, NDArray[np.float32]]]:
    yield "both", features.both
    yield "own", features.own
    if features.coordinates is not None:
        yield "coordinates", features.coordinates
