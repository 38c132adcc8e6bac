"""The result for one cell: a prediction with its maps, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from training.core.frame import Frame
from training.core.model_card import ModelCard
from wbc_desktop.domain.cells import Cell
from wbc_desktop.domain.heat_maps import HeatMaps, Placement
from wbc_desktop.domain.regions import Box, PictureSource
from wbc_desktop.domain.unlike import is_unlike


@dataclass(frozen=True, slots=True)
class CellInput:
    """A cell to classify: its id, where its pixels are read, and its box on the page (None: the whole page).

    ``pixels`` of the page; None: its header is read first.
    """

    cell_id: int
    source: PictureSource
    box: Box | None = None
    pixels: int | None = None

    @classmethod
    def of(cls, cell: Cell, folder: Path) -> CellInput:
        """Return the input for a cell of a slide in ``folder``."""
        return cls(cell.id, cell.source(folder), cell.box, cell.width * cell.height)


@dataclass(frozen=True, slots=True)
class CellResult:
    """The class, the calibrated probabilities by class code, and the small maps of one cell.

    ``pause``: the next result will take a while, which makes this a good moment to store and show what there is.
    ``unlike``: how far the cell lies from what the model learned (``domain/unlike.py``); None where it cannot tell.
    ``unidentified``: the model's class is under its threshold, or the cell unlike what it knows. ``features``: the
    coordinates from which ``unlike`` comes, as 16-bit floats, little endian; None where there are none. ``kept``: the
    prediction should be adapted to the slide, but the model has an ending of its own for this cell.
    """

    cell_id: int
    predicted: str
    confidence: float
    probabilities: dict[str, float]
    unidentified: bool
    maps: HeatMaps
    pause: bool = False
    unlike: float | None = None
    features: bytes | None = None
    kept: bool = False


@dataclass(frozen=True, slots=True)
class CellRefused:
    """A cell whose image was refused; ``reason`` follows the file's name ("is cut short").

    ``lasting``: the fault is in the image's content. Otherwise (the file went away, may not be read, ...) another
    time may go better. ``pause`` as for a result.
    """

    cell_id: int
    reason: str
    lasting: bool = True
    pause: bool = False


class BatchArrays(Protocol):
    """Scores N x K and maps N x K x h x w, attention N x h x w, as returned by ``training.core.predict``.

    ``unlike``: N scores (``training.core.unlike``), ``features``: the N x k coordinates of the cells from which they
    come; both None where the model cannot tell. ``kept``: N, of adapted results only, the cells that were not adapted.
    ``thresholds``: N, a cell with a lower highest score is Unidentified.
    """

    @property
    def probabilities(self) -> NDArray[np.float32]: ...
    @property
    def maps(self) -> NDArray[np.float32]: ...
    @property
    def attention(self) -> NDArray[np.float32]: ...
    @property
    def thresholds(self) -> NDArray[np.float64]: ...
    @property
    def unlike(self) -> NDArray[np.float32] | None: ...
    @property
    def features(self) -> NDArray[np.float16] | None: ...
    @property
    def kept(self) -> NDArray[np.bool_] | None: ...


def results_of(
    cells: Sequence[tuple[int, Frame]], arrays: BatchArrays, card: ModelCard
) -> Iterator[CellResult | CellRefused]:
    """Return one result per cell, in the order of ``cells`` (the rows of ``arrays``)."""
    codes = card.codes
    height, width = arrays.attention.shape[1:]
    best = arrays.probabilities.argmax(axis=1)
    for row, (cell_id, frame) in enumerate(cells):
        scores = arrays.probabilities[row].tolist()
        if not np.isfinite(scores).all():
            yield CellRefused(cell_id, "gives no valid result with this model", lasting=False)
            continue
        predicted = int(best[row])
        unlike = None if arrays.unlike is None else float(arrays.unlike[row])
        flat = arrays.maps[row].reshape(len(codes), -1).tolist()
        yield CellResult(
            cell_id=cell_id,
            predicted=codes[predicted],
            confidence=scores[predicted],
            probabilities=dict(zip(codes, scores, strict=True)),
            unidentified=scores[predicted] < arrays.thresholds[row] or is_unlike(unlike),
            maps=HeatMaps(
                width=int(width),
                height=int(height),
                by_class={code: tuple(values) for code, values in zip(codes, flat, strict=True)},
                attention=tuple(arrays.attention[row].ravel().tolist()),
                placement=placement_of(frame, card),
            ),
            unlike=unlike,
            features=None if arrays.features is None else arrays.features[row].astype("<f2").tobytes(),
            kept=arrays.kept is not None and bool(arrays.kept[row]),
        )


def maps_by(method: str, maps: NDArray[np.float32], frame: Frame, card: ModelCard) -> HeatMaps:
    """Return the maps K x h x w of a cell by a method; a single map for all classes has the method's name."""
    names = card.codes if len(maps) == len(card.codes) else (method,)
    values = {name: tuple(one.ravel().tolist()) for name, one in zip(names, maps, strict=True)}
    return HeatMaps(maps.shape[2], maps.shape[1], values, (), placement_of(frame, card))


def placement_of(frame: Frame, card: ModelCard) -> Placement:
    """Return the placement of the maps of a model that saw ``frame``.

    Each halving of ResNet50 keeps every second place, beginning with the first: all its kernels are odd and padded by
    half their width. So the point i of a map looks around the input's pixel i * stride, for an even and for an odd
    input alike, and not around the middle of the i-th part of the input.
    """
    stride = int(card.options.get("output_stride", 32))  # the default of training.core.network.Architecture
    wide, high = frame.right - frame.left, frame.bottom - frame.top
    return Placement(
        left=frame.left + wide * 0.5 / card.input_size,
        top=frame.top + high * 0.5 / card.input_size,
        step_x=wide * stride / card.input_size,
        step_y=high * stride / card.input_size,
        seen_left=frame.left,
        seen_top=frame.top,
        seen_right=frame.right,
        seen_bottom=frame.bottom,
    )
