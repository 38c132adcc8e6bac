"""Compare methods of explanation on the same cells: heat on the cell, faithfulness, stability and cost.

Two maps that do not look at the network are measured beside them: a constant one, and one that is hottest in the centre
of the picture. Models that look at a square around the cell have it in the centre, so a method is informative only
where it does better than these.
"""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from training.core.explain import ATTENTION, GRAD_CAM, METHODS, WITHOUT_CLASS, explanation
from training.core.frame import WHOLE, Frame
from training.core.heat import place_map
from training.core.images import RGBImage, read_image
from training.core.leukocyte import segment
from training.core.predict import Predictor, scaled
from training.core.preprocess import scaled as network_input
from training.core.preprocess import seen_part
from training.data.manifest import Sample
from training.data.stain import stained
from training.recipes.faithfulness import curve_areas, places_by_heat
from training.recipes.heat_mass import Mask, heat_on_cell
from training.recipes.predictions import LoadedModel, Progress

CONSTANT, CENTRE = "constant", "centre"
CONTROLS = {CONSTANT: "constant map", CENTRE: "centre of the picture"}
"""Maps without a network, to compare with."""
_BATCH = 8
_CURVE_BATCH = 32


class Copy(NamedTuple):
    """A changed copy of a picture, S x S x 3, and how a map S x S of it is moved back."""

    title: str
    change: Callable[[RGBImage], RGBImage]
    back: Callable[[NDArray[np.float32]], NDArray[np.float32]]


COPIES = (
    Copy("mirrored", lambda seen: seen[:, ::-1], lambda heat: heat[:, ::-1]),
    Copy("turned", lambda seen: np.rot90(seen), lambda heat: np.rot90(heat, -1)),
    Copy("stain", lambda seen: stained(seen, np.array([1.4, 0.7, 1.0]), np.zeros(3)), lambda heat: heat),
)


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured of one method on N cells; NaN where it could not be.

    ``heat``: share of the heat on the cell; ``deletion`` and ``insertion``: areas under the curves; ``agreement``: N x
    number of copies; ``empty``: the map has no heat. ``milliseconds``: processor time a cell.
    """

    heat: NDArray[np.float64]
    deletion: NDArray[np.float64]
    insertion: NDArray[np.float64]
    agreement: NDArray[np.float64]
    empty: NDArray[np.bool_]
    milliseconds: float

    @property
    def faithfulness(self) -> NDArray[np.float64]:
        """The area under insertion minus that under deletion."""
        return self.insertion - self.deletion


@dataclass(frozen=True, slots=True)
class Comparison:
    """The methods and controls by key, the processor time of the forward pass, and the map's height and width."""

    measured: dict[str, Measured]
    forward_milliseconds: float
    points: tuple[int, int]
    segmented: int


class _Cell(NamedTuple):
    """What the network sees of a cell (S x S x 3), its frame, and the mask of the cell in the whole picture."""

    seen: RGBImage
    frame: Frame
    mask: Mask | None


@dataclass(slots=True)
class Explainer:
    """Makes the maps of a network by all of its methods, and counts the processor time."""

    loaded: LoadedModel
    predictor: Predictor = field(init=False)
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    images: int = 0

    def __post_init__(self) -> None:
        self.predictor = self.loaded.predictor()

    @property
    def methods(self) -> list[str]:
        """The methods that the network has: a network without attention has no such map."""
        plain = self.loaded.model.architecture.attention == "none"
        return [method for method in METHODS if not (plain and method == ATTENTION)]

    def maps(
        self, seen: Sequence[RGBImage], labels: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.int64], dict[str, NDArray[np.float32]]]:
        """Return the explained classes (by default the predicted ones) of N pictures, and maps N x h x w by method."""
        predictor = self.predictor
        batch = np.stack([network_input(one, self.loaded.card) for one in seen])
        began = time.process_time()
        entered = predictor.explained(batch)
        began = self._count("forward", began)
        logits, slopes = predictor.scores_and_slopes(entered)
        began = self._count("slopes", began)
        labels = logits.argmax(axis=1) if labels is None else labels
        made = {}
        for method in self.methods:
            began = time.process_time()
            maps = scaled(explanation(method, entered.features, slopes, entered.attention))
            self._count(method, began)
            made[method] = maps[:, 0] if method in WITHOUT_CLASS else maps[np.arange(len(seen)), labels]
        self.images += len(seen)
        return labels, made

    def milliseconds(self, method: str) -> float:
        """Return the processor time a cell: of the forward pass, or of a method beside it."""
        slopes = 0.0 if method in WITHOUT_CLASS | {"forward"} else self.seconds["slopes"]
        return 1000 * (self.seconds[method] + slopes) / max(self.images, 1)

    def probabilities(self, seen: Sequence[RGBImage], label: int) -> NDArray[np.float64]:
        """Return the probabilities of a class for pictures as the network sees them."""
        parts = (seen[start : start + _CURVE_BATCH] for start in range(0, len(seen), _CURVE_BATCH))
        card = self.loaded.card
        found = [self.predictor.predict(np.stack([network_input(one, card) for one in part])) for part in parts]
        return np.concatenate([one.probabilities[:, label] for one in found]).astype(np.float64)

    def _count(self, what: str, began: float) -> float:
        now = time.process_time()
        self.seconds[what] += now - began
        return now


def compare_methods(loaded: LoadedModel, samples: Sequence[Sample], progress: Progress | None = None) -> Comparison:
    """Measure all methods of a network on N cells. Raises errors of reading an image."""
    explainer, rng = Explainer(loaded), np.random.default_rng(0)
    stride, size = loaded.model.architecture.output_stride, loaded.card.input_size
    rows: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    segmented, points = 0, (0, 0)
    explainer.maps([np.zeros((size, size, 3), np.uint8)])  # the first pass is slow, so it does not count
    explainer.seconds.clear()
    explainer.images = 0
    for cells in _read(samples, loaded):
        labels, made = explainer.maps([cell.seen for cell in cells])
        points = made[GRAD_CAM].shape[1:]
        agreements = _agreements(explainer, cells, labels, made)
        for n, cell in enumerate(cells):
            small = {method: (maps[n], stride) for method, maps in made.items()}
            small |= {CONSTANT: (np.ones(points, np.float32), stride), CENTRE: (_from_centre(size), 1)}
            areas = _areas(explainer, cell.seen, int(labels[n]), small, rng)
            segmented += cell.mask is not None
            for key, (heat, _) in small.items():
                agreement = agreements[key][n] if key in agreements else (math.nan,) * len(COPIES)
                rows[key].append((_share(key, heat, cell, loaded), *areas[key], float(heat.max() <= 0), *agreement))
        if progress is not None:
            progress(len(rows[GRAD_CAM]), len(samples))
    measured = {}
    for key, values in rows.items():
        table = np.array(values)
        cost = explainer.milliseconds(key) if key in METHODS else math.nan
        heat, deletion, insertion, empty = table[:, :4].T
        measured[key] = Measured(heat, deletion, insertion, table[:, 4:], empty > 0, cost)
    return Comparison(measured, explainer.milliseconds("forward"), points, segmented)


def _read(samples: Sequence[Sample], loaded: LoadedModel) -> Iterator[list[_Cell]]:
    def one(sample: Sample) -> _Cell:
        image = read_image(sample.path)
        return _Cell(*seen_part(image, loaded.card), segment(image))

    for start in range(0, len(samples), _BATCH):
        with ThreadPoolExecutor(2) as pool:  # ends before the network begins, whose processor time is measured
            yield list(pool.map(one, samples[start : start + _BATCH]))


def _agreements(
    explainer: Explainer, cells: Sequence[_Cell], labels: NDArray[np.int64], made: dict[str, NDArray[np.float32]]
) -> dict[str, NDArray[np.float64]]:
    """Return correlations N x copies of the maps with those of the copies, by method."""
    stride, size = explainer.loaded.model.architecture.output_stride, explainer.loaded.card.input_size
    found = {method: np.zeros((len(cells), len(COPIES))) for method in made}
    for place, copy in enumerate(COPIES):
        _, copied = explainer.maps([np.ascontiguousarray(copy.change(cell.seen)) for cell in cells], labels)
        for method, maps in made.items():
            for n in range(len(cells)):
                one, other = (place_map(m[n], WHOLE, stride, size, size, size) for m in (maps, copied[method]))
                found[method][n, place] = correlation(one, copy.back(other))
    return found


def correlation(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Return the correlation of two maps of one size; 0 if one of them is constant."""
    if one.std() < 1e-6 or other.std() < 1e-6:
        return 0.0
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


def _areas(
    explainer: Explainer,
    seen: RGBImage,
    label: int,
    small: dict[str, tuple[NDArray[np.float32], int]],
    rng: np.random.Generator,
) -> dict[str, tuple[float, float]]:
    """Return the areas under deletion and insertion by method; equal maps are measured once."""
    different = {heat.tobytes(): (heat, stride) for heat, stride in small.values()}
    orders = [places_by_heat(heat, stride, len(seen), rng) for heat, stride in different.values()]
    areas = zip(*curve_areas(seen, orders, lambda views: explainer.probabilities(views, label)), strict=True)
    by_map = dict(zip(different, areas, strict=True))
    return {key: by_map[heat.tobytes()] for key, (heat, _) in small.items()}


def _share(key: str, heat: NDArray[np.float32], cell: _Cell, loaded: LoadedModel) -> float:
    """Return the share of the heat on the cell; NaN for an empty map, or if no cell was found."""
    if cell.mask is None or key == CENTRE:  # how fast the latter falls is arbitrary
        return math.nan
    stride, size = loaded.model.architecture.output_stride, loaded.card.input_size
    return heat_on_cell(heat, cell.mask, cell.frame, stride, size)[0]


def _from_centre(size: int) -> NDArray[np.float32]:
    """Return a map (size x size) that falls from 1 in the centre to 0 in the corners."""
    away = np.abs(np.arange(size) - (size - 1) / 2)
    distance = np.hypot(away[:, None], away[None, :])
    return np.asarray(1 - distance / distance.max(), np.float32)
