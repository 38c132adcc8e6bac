"""Copies in corrections: held-out cells that show a learned one test nothing, and locked cells are not learned."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from integration.training.laboratories import CLASSES, SIDE, Lab
from numpy.typing import NDArray
from PIL import Image

from training.recipes.held_out_copies import LOCKED, REASON

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def smear(seed: int) -> NDArray[np.uint8]:
    """Return a picture of light ground with many dots, as different from others as fields of view are."""
    random = np.random.default_rng(seed)
    image = np.full((2 * SIDE, 2 * SIDE, 3), random.integers(200, 240, 3), np.uint8)
    for x, y, radius in random.integers((0, 0, 2), (2 * SIDE, 2 * SIDE, 9), (90, 3)).tolist():
        cv2.circle(image, (x, y), radius, random.integers(40, 180, 3).tolist(), -1, cv2.LINE_AA)
    return image


def test_turned_copies_in_a_second_slide_are_refused_and_named(lab: Lab, tmp_path: Path) -> None:
    codes = ("LYM", "NEU")
    for n in range(16):
        Image.fromarray(smear(n)).save(tmp_path / f"{n}.png")
        lab.add(tmp_path / f"{n}.png", codes[n % 2], "train", f"slide {n // 4}")
    for n in range(16):
        picture = np.rot90(smear(n), 1 + n % 3) if n < 8 else smear(100 + n)
        Image.fromarray(np.ascontiguousarray(picture)).save(tmp_path / f"again {n}.jpg", quality=85)
        lab.add(tmp_path / f"again {n}.jpg", codes[n % 2], "test", "second folder")
    result, _ = lab.learn()
    assert [(Path(one["path"]).name, one["reason"]) for one in result["refused"]] == [
        (f"again {n}.jpg", REASON) for n in range(8)
    ]
    assert result["laboratory"]["n"] == 8


def test_corrections_of_locked_test_pictures_are_not_learned(lab: Lab, tmp_path: Path) -> None:
    """Somebody opens the public test set as a slide, and corrects it."""
    lab.slide("own", "train", CLASSES * 4)
    for code in CLASSES:
        for number in (3, 50):  # replayed, and locked
            copy = tmp_path / f"{code} {number}.png"
            Image.open(lab.ground.folder / "home" / f"{code}-{number}.png").save(copy)
            lab.add(copy, code, "train", "public set")
    result, _ = lab.learn()
    assert [(Path(one["path"]).name, one["reason"]) for one in result["refused"]] == [
        (f"{code} 50.png", LOCKED) for code in CLASSES
    ]
    assert result["corrections"] == dict.fromkeys(CLASSES, 5)
