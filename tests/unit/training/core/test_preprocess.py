"""Preprocessing: frames are cut exactly, edges repeated, whole pictures resized once."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from training.core import leukocyte
from training.core.model_card import BACKGROUNDS, ModelCard
from training.core.preprocess import WHOLE, Frame, crop, frame_of, framed, prepare, resize
from training.data.view import view

CODES = (("NEU", "Neutrophil"), ("LYM", "Lymphocyte"))
Picture = NDArray[np.uint8]


def card(**other: Any) -> ModelCard:
    return ModelCard(
        **{
            "name": "c",
            "architecture": "t",
            "options": {},
            "classes": CODES,
            "input_size": 32,
            "channel_order": "BGR",
            "mean": (10.0, 20.0, 30.0),
            "std": (2.0, 4.0, 8.0),
            **other,
        }
    )


def noise(height: int, width: int, seed: int = 0) -> Picture:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


@pytest.mark.parametrize(("height", "width", "way"), [(90, 120, cv2.INTER_AREA), (20, 120, cv2.INTER_LINEAR)])
def test_whole_picture_is_resized_in_one_step(height: int, width: int, way: int) -> None:
    picture = noise(height, width)
    expected = cv2.resize(picture, (32, 32), interpolation=way)
    assert np.array_equal(crop(picture, WHOLE, 32), expected)
    assert np.array_equal(resize(picture, 32), expected)


def test_frame_of_the_right_size_is_cut_without_resizing() -> None:
    picture = noise(80, 100)
    assert np.array_equal(crop(picture, Frame(0.1, 0.25, 0.5, 0.75), 40), picture[20:60, 10:50])


def test_edge_pixels_are_repeated_outside_the_picture() -> None:
    picture = noise(10, 10)
    found = crop(picture, Frame(-0.5, 0.5, 0.5, 1.5), 10)
    assert np.array_equal(found, cv2.copyMakeBorder(picture[5:, :5], 0, 5, 5, 0, cv2.BORDER_REPLICATE))
    assert (crop(picture, Frame(2, 2, 3, 3), 4) == picture[-1, -1]).all()


@pytest.mark.slow
@given(
    st.tuples(*[st.floats(-2, 2)] * 2),
    st.tuples(*[st.floats(1e-6, 2)] * 2),
    st.tuples(*[st.integers(1, 40)] * 2),
    st.integers(1, 40),
)
def test_any_frame_contains_pixels_of_the_picture_only(
    corner: tuple[float, float], sides: tuple[float, float], shape: tuple[int, int], size: int
) -> None:
    picture = np.full((*shape, 3), 77, np.uint8)
    found = crop(picture, Frame(*corner, corner[0] + sides[0], corner[1] + sides[1]), size)
    assert found.shape == (size, size, 3)
    assert (found == 77).all()


@pytest.mark.parametrize("frame", [Frame(0.5, 0, 0.5, 1), Frame(0, 1, 1, 0), Frame(0, 0, float("nan"), 1)])
def test_empty_frame_is_refused(frame: Frame) -> None:
    with pytest.raises(ValueError, match="has no inside"):
        crop(noise(9, 9), frame, 5)


def test_normalisation_follows_the_card() -> None:
    picture = np.full((50, 60, 3), (100, 60, 30), np.uint8)
    for order, expected in (("BGR", (10, 10, 8.75)), ("RGB", (45, 10, 0))):
        pixels, frame = framed(picture, card(channel_order=order))
        assert frame == WHOLE
        assert pixels.dtype == np.float32
        assert pixels.shape == (3, 32, 32)
        assert np.allclose(pixels.mean(axis=(1, 2)), expected)
        assert np.array_equal(prepare(picture, card(channel_order=order)), pixels)


def test_leukocyte_frame_lies_on_whole_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = noise(90, 120)
    asked: list[Picture] = []

    def around(image: Picture) -> Frame:
        asked.append(image)
        return Frame(0.101, 0.2, 0.499, 0.8)

    monkeypatch.setattr(leukocyte, "frame", around)
    pixels, frame = framed(picture, card(framing="leukocyte"))
    assert len(asked) == 1
    assert frame == Frame(12 / 120, 18 / 90, 60 / 120, 72 / 90)
    expected = cv2.resize(picture[18:72, 12:60], (32, 32), interpolation=cv2.INTER_AREA)[:, :, ::-1].transpose(2, 0, 1)
    mean, std = np.array([10, 20, 30])[:, None, None], np.array([2, 4, 8])[:, None, None]
    assert np.allclose(pixels, (expected - mean) / std, atol=1e-5)
    assert frame_of(picture, card()) == WHOLE


def two_nuclei() -> Picture:
    """A small nucleus on the left, and a larger one, which weighs more, on the right."""
    picture = np.full((200, 200, 3), (235, 225, 225), np.uint8)
    for at, radius in (((50, 100), 16), ((140, 100), 34)):
        cv2.circle(picture, at, radius + 10, (205, 195, 225), -1)
        cv2.circle(picture, at, radius, (110, 60, 150), -1)
    return picture


@pytest.mark.parametrize(("x", "side"), [(50, 52), (140, 88)])
def test_frame_shows_the_known_cell_and_not_its_heavier_neighbour(x: int, side: int) -> None:
    cell = Frame((x - side / 2) / 200, (100 - side / 2) / 200, (x + side / 2) / 200, (100 + side / 2) / 200)
    frame = frame_of(two_nuclei(), card(framing="leukocyte"), cell)
    assert cell.left < (frame.left + frame.right) / 2 < cell.right
    assert frame.left <= cell.left + 0.01
    assert frame.right >= cell.right - 0.01
    assert frame_of(two_nuclei(), card(), cell) == WHOLE


def test_frame_around_a_known_cell_at_the_edge_is_inside_the_picture() -> None:
    cell = Frame(0.0, 0.9, 0.2, 1.0)
    frame = frame_of(two_nuclei(), card(framing="leukocyte"), cell)
    assert (frame.left, frame.bottom) == (0.0, 1.0)
    assert frame.right == pytest.approx(0.34, abs=0.01)
    assert frame.top == pytest.approx(0.66, abs=0.01)


def test_card_can_ask_for_a_white_background() -> None:
    picture = np.full((40, 40, 3), (200, 180, 160), np.uint8)
    seen, _ = framed(picture, card(background="white", mean=(0.0, 0.0, 0.0), std=(1.0, 1.0, 1.0)))
    assert np.abs(seen - 245).max() <= 1
    as_it_is, _ = framed(picture, card(mean=(0.0, 0.0, 0.0), std=(1.0, 1.0, 1.0)))
    assert as_it_is[:, 0, 0].tolist() == [160, 180, 200]


@pytest.mark.parametrize("framing", ["whole", "leukocyte"])
@pytest.mark.parametrize("background", BACKGROUNDS)
def test_training_sees_what_prediction_sees(framing: str, background: str) -> None:
    picture = noise(90, 120)
    cv2.circle(picture, (70, 40), 20, (90, 30, 140), -1)
    raw = card(framing=framing, background=background, mean=(0.0, 0.0, 0.0), std=(1.0, 1.0, 1.0), channel_order="RGB")
    predicted = framed(picture, raw)[0].transpose(1, 2, 0)
    assert np.array_equal(predicted, view(picture, 32, framing, background=background))
