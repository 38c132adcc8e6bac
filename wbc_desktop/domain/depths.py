"""How many bits the values of a slide's pictures need, where the files do not say it: for each camera.

A depth is a text such as ``3fa94c:12``: the values of pictures of the camera ``3fa94c`` need 12 bits
(``training/core/reading/camera.py``). A number alone holds for all pictures, as earlier versions stored it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

MOST_CHARACTERS = 64
"""What the database keeps for a slide: six depths."""


def together(depths: Collection[str]) -> tuple[str, ...]:
    """Return the depths of a slide, each once, in order.

    All pictures belong together if some depths hold for all of them, or if there are too many cameras to be kept.
    """
    cameras = by_camera(depths)
    found = [f"{camera}:{bits}" for camera in sorted(cameras) for bits in cameras[camera]]
    if "" in cameras or len(" ".join(found)) > MOST_CHARACTERS:
        return tuple(map(str, all_bits(depths)))
    return tuple(found)


def all_bits(depths: Iterable[str]) -> list[int]:
    """Return the numbers of bits of all cameras, ascending."""
    return sorted({bits for some in by_camera(depths).values() for bits in some})


def by_camera(depths: Iterable[str]) -> dict[str, list[int]]:
    """Return the numbers of bits of each camera, ascending; those of all pictures under an empty name."""
    found: dict[str, set[int]] = {}
    for depth in depths:
        camera, _, bits = depth.rpartition(":")
        found.setdefault(camera, set()).add(int(bits))
    return {camera: sorted(bits) for camera, bits in found.items()}
