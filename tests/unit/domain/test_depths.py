"""The depths of a slide's pictures are kept for each camera, as far as they fit."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wbc_desktop.domain.depths import MOST_CHARACTERS, all_bits, by_camera, together

CAMERAS = st.sampled_from(["", "3fa94c:", "77ab03:", "000000:", "ffffff:"])
DEPTHS = st.lists(st.builds(lambda camera, bits: f"{camera}{bits}", CAMERAS, st.sampled_from([8, 10, 12, 14, 16])))


def test_each_camera_has_its_own_depths() -> None:
    found = together(["77ab03:8", "3fa94c:12", "3fa94c:10", "77ab03:16", "3fa94c:12"])
    assert found == ("3fa94c:10", "3fa94c:12", "77ab03:8", "77ab03:16")
    assert by_camera(found) == {"3fa94c": [10, 12], "77ab03": [8, 16]}
    assert all_bits(found) == [8, 10, 12, 16]


def test_depths_of_earlier_versions_hold_for_all_pictures() -> None:
    assert together(["3fa94c:12", "16", "8"]) == ("8", "12", "16")
    assert by_camera(["8", "12"]) == {"": [8, 12]}


def test_many_cameras_are_not_told_apart() -> None:
    assert together([f"00000{n}:12" for n in range(6)]) == tuple(f"00000{n}:12" for n in range(6))
    assert together([f"00000{n}:12" for n in range(7)]) == ("12",)


@given(known=DEPTHS, new=DEPTHS)
def test_depths_fit_and_none_is_lost(known: list[str], new: list[str]) -> None:
    found = together({*known, *new})
    assert len(" ".join(found)) <= MOST_CHARACTERS
    assert all_bits(found) == all_bits(known + new)
    assert together(found) == found
    assert together({*together(known), *new}) == found
