"""Augmentation that gives a training image the stain of a slide of another laboratory.

Simulated stains (:mod:`training.data.laboratory`) are guesses; here they are those of real slides. The means and the
standard deviations of CIELAB (Reinhard et al., IEEE Computer Graphics and Applications 21, 2001) of the slide's cells
together are moved towards those of the other slide. Where all slides of a class look alike, the colour then no longer
gives the class away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.core.background import STAIN, lit, moved
from training.core.images import RGBImage
from training.core.slide_stain import stain_of, sums_of
from training.data.manifest import Sample

_LEAST, _MOST = 5, 24
"""Images from which a slide's stain is measured. A slide with fewer has the stain of its laboratory."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """``stains``: G x 2 x 3, as :data:`training.core.background.STAIN`; ``laboratories``: the rows of each in it.

    ``own``: the row of each training image's slide; ``home``: the place of its laboratory. ``probability``: that of a
    change.
    """

    probability: float
    stains: NDArray[np.float64]
    laboratories: tuple[NDArray[np.int64], ...]
    own: NDArray[np.int64]
    home: NDArray[np.int64]

    def __call__(self, image: RGBImage, sample: int, rng: np.random.Generator) -> RGBImage:
        """Return H x W x 3 RGB of 8 bits of the training image ``sample`` with another stain, or as it is.

        The other slide is of another laboratory, if there are several, all equally likely. The stain goes a random part
        of the way, 0.3 or more. Black corners stay black.
        """
        if rng.random() >= self.probability:
            return image
        others = [rows for n, rows in enumerate(self.laboratories) if n != self.home[sample]] or self.laboratories
        row = rng.choice(others[rng.integers(len(others))])
        own = self.stains[self.own[sample]]
        to = own + rng.uniform(0.3, 1.0) * (self.stains[row] - own)
        return np.where(lit(image)[..., None] > 0, moved(image, own, to), image)


def exchange_of(
    images: Sequence[RGBImage], samples: Sequence[Sample], laboratories: Sequence[int], probability: float
) -> Exchange:
    """Return the exchange between the slides (``group``) of N training images; ``laboratories`` are those of each."""
    slides: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for place, (sample, laboratory) in enumerate(zip(samples, laboratories, strict=True)):
        slides[laboratory, sample.group or str(sample.path)].append(place)
    stains: list[NDArray[np.float64]] = []
    rows: list[NDArray[np.int64]] = []
    own, home = np.zeros(len(samples), dtype=np.int64), np.zeros(len(samples), dtype=np.int64)
    for number, laboratory in enumerate(sorted(set(laboratories))):
        first = len(stains)
        mine = {slide: places for (at, slide), places in slides.items() if at == laboratory}
        every = [place for places in mine.values() for place in places]
        home[every] = number
        own[every] = first
        average = _stain(images, _spread(every, _LEAST * _MOST))
        stains.append(STAIN if average is None else average)
        for places in mine.values():
            found = _stain(images, _spread(places, _MOST)) if len(places) >= _LEAST else None
            if found is not None:
                own[places] = len(stains)
                stains.append(found)
        rows.append(np.arange(first, len(stains)))
    return Exchange(probability, np.array(stains), tuple(rows), own, home)


def _stain(images: Sequence[RGBImage], places: Sequence[int]) -> NDArray[np.float64] | None:
    """Return the stain of these images together, if they have one."""
    found = stain_of(sums_of(images[place]) for place in places)
    return None if found is None else found.table


def _spread(places: Sequence[int], most: int) -> Sequence[int]:
    """Return at most ``most`` places at even distances."""
    if len(places) <= most:
        return places
    return [places[round(n)] for n in np.linspace(0, len(places) - 1, most)]
