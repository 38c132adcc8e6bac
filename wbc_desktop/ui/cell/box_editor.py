"""The boxes that a person draws and adjusts in a field, by mouse or keyboard; no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wbc_desktop.domain.regions import MIN_BOX_SIDE, Box


@dataclass(frozen=True, slots=True)
class _Grip:
    """What the mouse holds: a point of a new box, or the sides of a box that move with it."""

    x: float
    y: float
    before: Box | None
    sides: frozenset[str] = frozenset()


class BoxEditor:
    """Boxes in pixels of a field of ``width`` x ``height``; exactly one of them is active.

    ``alternatives``: only the active box is wanted, the others are other proposals, and a newly drawn box is the last
    one. Otherwise all boxes are wanted, and a newly drawn box replaces the active one.
    """

    def __init__(self, boxes: Sequence[Box], width: int, height: int, alternatives: bool) -> None:
        self._boxes = [box.within(width, height) for box in boxes]
        self._width, self._height = width, height
        self._alternatives = alternatives
        self._grip: _Grip | None = None
        self.active = 0

    @property
    def boxes(self) -> tuple[Box, ...]:
        """All boxes."""
        return tuple(self._boxes)

    @property
    def result(self) -> tuple[Box, ...]:
        """The wanted boxes."""
        return (self._boxes[self.active],) if self._alternatives else self.boxes

    def next(self, step: int = 1) -> None:
        """Make the next box active, or with ``step`` -1 the one before."""
        self.active = (self.active + step) % len(self._boxes)

    def move(self, across: int, down: int) -> None:
        """Move the active box; it stays inside the field."""
        box = self._boxes[self.active]
        left = min(max(box.left + across, 0), self._width - box.width)
        top = min(max(box.top + down, 0), self._height - box.height)
        self._boxes[self.active] = Box(left, top, box.width, box.height)

    def resize(self, wider: int, higher: int) -> None:
        """Make the active box wider and higher (smaller for negative numbers) around its middle."""
        box = self._boxes[self.active]
        width = min(max(box.width + wider, MIN_BOX_SIDE), self._width)
        height = min(max(box.height + higher, MIN_BOX_SIDE), self._height)
        left, top = box.left - (width - box.width) // 2, box.top - (height - box.height) // 2
        self._boxes[self.active] = Box(left, top, width, height)
        self.move(0, 0)

    def press(self, x: float, y: float, margin: float) -> None:
        """Take the side or corner of a box that is nearer than ``margin``, or a box, or begin a new one."""
        order = [self.active, *(n for n in range(len(self._boxes)) if n != self.active)]
        for number in order:
            box = self._boxes[number]
            inside = box.left - margin <= x <= box.right + margin and box.top - margin <= y <= box.bottom + margin
            if inside:
                self.active = number
                self._grip = _Grip(x, y, box, frozenset(_sides(box, x, y, margin)))
                return
        self.active = len(self._boxes) - 1 if self._alternatives else self.active
        self._grip = _Grip(x, y, None)

    def drag(self, x: float, y: float) -> None:
        """Move what :meth:`press` took to this point."""
        grip = self._grip
        if grip is None:
            return
        if grip.before is None:
            self._put(min(grip.x, x), min(grip.y, y), max(grip.x, x), max(grip.y, y))
            return
        box, across, down = grip.before, x - grip.x, y - grip.y
        if not grip.sides:
            self._boxes[self.active] = box
            self.move(round(across), round(down))
            return
        left = box.left + across * ("left" in grip.sides)
        right = box.right + across * ("right" in grip.sides)
        top = box.top + down * ("top" in grip.sides)
        bottom = box.bottom + down * ("bottom" in grip.sides)
        self._put(min(left, right), min(top, bottom), max(left, right), max(top, bottom))

    def release(self) -> bool:
        """Let go. Return whether a new box was drawn that is large enough to show a cell."""
        grip, box = self._grip, self._boxes[self.active]
        self._grip = None
        return grip is not None and grip.before is None and min(box.width, box.height) >= MIN_BOX_SIDE

    def _put(self, left: float, top: float, right: float, bottom: float) -> None:
        """Set the active box; it gets at least one pixel inside the field."""
        x, y = min(max(round(left), 0), self._width - 1), min(max(round(top), 0), self._height - 1)
        width, height = max(round(right) - x, 1), max(round(bottom) - y, 1)
        self._boxes[self.active] = Box(x, y, width, height).within(self._width, self._height)


def _sides(box: Box, x: float, y: float, margin: float) -> list[str]:
    """Return the sides of the box that are near the point; none where the box is too small to tell."""
    near_x = min(margin, box.width / 4)
    near_y = min(margin, box.height / 4)
    sides = []
    if x < box.left + near_x:
        sides.append("left")
    elif x > box.right - near_x:
        sides.append("right")
    if y < box.top + near_y:
        sides.append("top")
    elif y > box.bottom - near_y:
        sides.append("bottom")
    return sides
