"""Boxes, crops and contents of regions."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbc_desktop.domain.regions import CONTEXT, Box, PictureSource, content_of, crop_of

SIDES = st.integers(1, 400)


@st.composite
def boxes_in_pictures(draw: st.DrawFn) -> tuple[Box, int, int]:
    width, height = draw(st.integers(8, 400)), draw(st.integers(8, 400))
    left, top = draw(st.integers(0, width - 1)), draw(st.integers(0, height - 1))
    box = Box(left, top, draw(st.integers(1, width - left)), draw(st.integers(1, height - top)))
    return box, width, height


@given(boxes_in_pictures())
def test_crop_holds_the_box_and_is_inside_the_picture(given: tuple[Box, int, int]) -> None:
    box, width, height = given
    crop = crop_of(box, width, height)
    assert crop == crop.within(width, height)
    assert crop.left <= box.left
    assert crop.top <= box.top
    assert box.right <= crop.right
    assert box.bottom <= crop.bottom
    side = round(CONTEXT * max(box.width, box.height))
    assert (crop.width, crop.height) == (min(side, width), min(side, height))


@given(boxes_in_pictures(), boxes_in_pictures())
def test_overlap_is_symmetric_and_between_0_and_1(one: tuple[Box, int, int], other: tuple[Box, int, int]) -> None:
    overlap = one[0].overlap(other[0])
    assert 0 <= overlap <= 1
    assert overlap == other[0].overlap(one[0])
    assert one[0].overlap(one[0]) == 1


def test_overlap_of_half_a_box() -> None:
    assert Box(0, 0, 10, 10).overlap(Box(0, 0, 10, 5)) == 0.5
    assert Box(0, 0, 10, 10).overlap(Box(10, 0, 10, 10)) == 0


@pytest.mark.parametrize(
    ("box", "cut"),
    [
        (Box(1, 1, 8, 8), False),
        (Box(0, 1, 8, 8), True),
        (Box(1, 0, 8, 8), True),
        (Box(2, 1, 8, 8), True),
        (Box(1, 2, 8, 8), True),
    ],
)
def test_box_at_the_edge_is_cut(box: Box, cut: bool) -> None:
    assert box.is_cut(10, 10) is cut


@pytest.mark.parametrize(("left", "cut"), [(0, True), (19, True), (20, False), (3960, False), (3961, True)])
def test_edge_is_as_wide_as_the_finder_is_exact(left: int, cut: bool) -> None:
    assert Box(left, 1000, 20, 20).is_cut(4000, 3000) is cut


@given(st.integers(0, 9999), st.integers(0, 9999), SIDES, SIDES)
def test_written_box_is_read_back(left: int, top: int, width: int, height: int) -> None:
    box = Box(left, top, width, height)
    assert Box.parse(str(box)) == box
    assert Box.parse(str(box).replace(" ", ",")) == box


@pytest.mark.parametrize("text", ["", "1 2 3", "1 2 3 4 5", "a b c d", "-1 2 3 4", "1 2 0 4", "1.5 2 3 4"])
def test_other_text_is_no_box(text: str) -> None:
    with pytest.raises(ValueError, match=r"box|values|literal"):
        Box.parse(text)


def test_first_page_as_a_whole_has_the_content_of_its_file() -> None:
    sha256 = "ab" * 32
    assert content_of(sha256) == sha256
    others = [content_of(sha256, 1), content_of(sha256, 0, Box(1, 2, 3, 4)), content_of(sha256, 1, Box(1, 2, 3, 4))]
    others.append(content_of(sha256, 0, Box(1, 2, 3, 5)))
    assert len({sha256, *others}) == 5
    assert all(len(other) == 64 for other in others)
    assert PictureSource(Path("x"), sha256, 1, Box(1, 2, 3, 4)).content == others[2]
