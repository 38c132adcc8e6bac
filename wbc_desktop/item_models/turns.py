"""Changed cells that are followed a few in each turn of the event loop, so that the window stays awake."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer

AT_ONCE = 24
"""So many changed cells are read and put into their places in one turn of the event loop."""
TOGETHER_MS = 60
"""So long changes of a job in a large list wait for each other."""
BREATH_MS = 15
"""So long the event loop is free in a large list before the next ones are followed."""


class Turns(QObject):
    """The ids that wait, each once, in the order in which they came; ``follow`` is called with a few of them."""

    def __init__(self, follow: Callable[[Sequence[int]], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._follow = follow
        self._waiting: dict[int, None] = {}
        self._breath = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.take_turn)

    def __len__(self) -> int:
        return len(self._waiting)

    def follow(self, ids: Sequence[int], *, together: bool, large: bool) -> None:
        """The first few now and the others in turns; ``together``: all of them wait for what else changes.

        To find and move a few rows among very many (``large``) takes as long as for more of them.
        """
        now = 0 if together else AT_ONCE
        self._waiting |= dict.fromkeys(ids[now:])
        self._breath = BREATH_MS if large else 0
        if self._waiting and not self._timer.isActive():
            self._timer.start(TOGETHER_MS if together else self._breath)
        if ids[:now]:
            self._follow(ids[:now])

    def take_turn(self) -> None:
        """Follow the next few now."""
        ids = list(self._waiting)[:AT_ONCE]
        for cell_id in ids:
            del self._waiting[cell_id]
        if self._waiting:
            self._timer.start(self._breath)
        if ids:
            self._follow(ids)

    def drop(self) -> list[int]:
        """Those that wait; nobody follows them."""
        dropped = list(self._waiting)
        self._waiting.clear()
        self._timer.stop()
        return dropped
