"""Room for decoding: small pictures are decoded side by side, large ones wait for each other."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from wbc_desktop.inference.decode_room import DecodeRoom


def most_at_once(room: DecodeRoom, sizes: list[int]) -> int:
    """Return how many pixels were in the room at once, at most, when as many threads as sizes entered it."""
    inside, most, lock = [0], [0], threading.Lock()

    def enter(pixels: int) -> None:
        with room.taken(pixels):
            with lock:
                inside[0] += pixels
                most[0] = max(most[0], inside[0])
            threading.Event().wait(0.005)
            with lock:
                inside[0] -= pixels

    with ThreadPoolExecutor(len(sizes)) as pool:
        list(pool.map(enter, sizes))
    return most[0]


def test_pictures_together_have_at_most_the_pixels_of_the_room() -> None:
    assert 12 < most_at_once(DecodeRoom(50), [12] * 12) <= 50
    assert most_at_once(DecodeRoom(50), [30] * 6) == 30


def test_picture_larger_than_the_room_is_alone() -> None:
    assert most_at_once(DecodeRoom(50), [80, 10, 80, 10]) == 80


def test_fault_gives_the_room_back() -> None:
    room = DecodeRoom(50)
    with pytest.raises(ValueError, match="damaged"), room.taken(40):
        raise ValueError("damaged")
    assert most_at_once(room, [50]) == 50
