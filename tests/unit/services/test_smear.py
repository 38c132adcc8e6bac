"""Drawn pictures of one cell: a seed draws the same picture in every version of the program."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from wbc_desktop.domain.classes import STANDARD_CLASSES
from wbc_desktop.services.smear import draw_cell
from wbc_desktop.services.smear_canvas import SIDE, Blob, Canvas
from wbc_desktop.services.smear_ground import draw_red_cells

# The last digits of a pixel depend on the processor. What a picture shows depends on the random numbers, so they are
# compared exactly, and the colours almost.
NUMBERS = "5ebbe7e7a29a1a09ea6d2ce24eca068164c38703666acbd7821c067e20351c0e"
COLOURS = {
    "NEU": [231.0, 200.6, 188.5],
    "LYM": [228.6, 198.9, 187.5],
    "MON": [225.9, 196.6, 187.4],
    "EOS": [230.7, 197.8, 184.2],
    "BAS": [226.5, 195.8, 185.6],
    "IG": [227.7, 197.5, 188.0],
    "ERB": [232.4, 202.9, 189.1],
    "PLT": [235.1, 204.9, 189.5],
}


@pytest.mark.slow
def test_pictures_of_a_seed_stay_the_same() -> None:
    digest, colours = hashlib.sha256(), {}
    for cell_class in STANDARD_CLASSES:
        rng = np.random.default_rng([5, 1])
        picture = draw_cell(cell_class.code, rng)
        digest.update(rng.integers(0, 2**32, 8).astype("<u8").tobytes())
        colours[cell_class.code] = picture.mean(axis=(0, 1)).round(1).tolist()
    assert digest.hexdigest() == NUMBERS
    assert colours == {code: pytest.approx(colour, abs=0.2) for code, colour in COLOURS.items()}


def test_red_cells_keep_clear_of_a_cell() -> None:
    canvas = Canvas(np.random.default_rng(2), np.ones((2 * SIDE, 2 * SIDE, 3), np.float32))
    draw_red_cells(canvas, [Blob(SIDE, SIDE, 150)])
    assert canvas.pixels[SIDE - 90 : SIDE + 90, SIDE - 90 : SIDE + 90].min() > 0.99
    assert canvas.pixels.min() < 0.9, "no red cell was drawn"


@pytest.mark.slow
def test_large_pictures_have_as_many_red_cells_as_small_ones() -> None:
    shares = []
    for side in (2 * SIDE, 8 * SIDE):
        canvas = Canvas(np.random.default_rng(2), np.ones((side, side, 3), np.float32))
        draw_red_cells(canvas, [])
        shares.append(float((canvas.pixels.min(axis=2) < 0.9).mean()))
    assert shares[1] == pytest.approx(shares[0], rel=0.3)
