"""The changes that a service announces once after each commit, so that views refresh; cancelling and progress."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import TypeVar

from wbc_desktop.domain.errors import Cancelled

T = TypeVar("T")

_WAIT_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Changes:
    """What one commit changed on a slide.

    ``cells``: ids of changed cells. ``cells_added``: the slide may show other cells now (files were found, refused, or
    removed). ``slides``: the list of slides changed. ``pictures``: a person changed what the slide's pictures show, so
    its folder must be read again. ``differing``: cells not changed, because their class differs from the one that the
    reviewer saw, or the slide no longer shows them. ``act``: the decision that is now the slide's last, for
    ``review.undo(only=…)``.
    """

    slide_id: int
    cells: tuple[int, ...] = ()
    cells_added: bool = False
    slides: bool = False
    pictures: bool = False
    differing: tuple[int, ...] = ()
    act: int | None = None

    @property
    def any(self) -> bool:
        """Whether the commit changed anything that a view may show."""
        return bool(self.cells) or self.cells_added or self.slides


Announce = Callable[[Changes], None]
"""Called after each commit, in the worker thread; must be quick."""

Cancel = Callable[[], bool]
"""Returns True once the person has cancelled."""

Growing = Callable[[], bool]
"""Whether an earlier step still runs, so that more may come to work on."""

Progress = Callable[[int, int], None]
"""Called with the number of finished cells and of all, in the worker thread; must be quick."""


def raise_if_cancelled(cancel: Cancel) -> None:
    """Raise Cancelled if the person has cancelled."""
    if cancel():
        raise Cancelled


def with_progress(values: Collection[T], cancel: Cancel, progress: Progress, step: int = 1) -> Iterator[T]:
    """Yield ``values``; every ``step`` values report progress, or raise Cancelled if the person has cancelled."""
    for done, value in enumerate(values):
        if done % step == 0:
            raise_if_cancelled(cancel)
            progress(done, len(values))
        yield value
    progress(len(values), len(values))


def rounds(growing: Growing, cancel: Cancel) -> Iterator[bool]:
    """Yield whether more may come, again and again until an earlier step has ended; the last time it is False.

    An answer is older than what is looked up after it, so nothing is missed. Raises Cancelled between two rounds.
    """
    while growing():
        yield True
        raise_if_cancelled(cancel)
        time.sleep(_WAIT_SECONDS)
    yield False
