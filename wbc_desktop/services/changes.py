"""What a service changed in the store, announced once after the commit, so that views fetch again what they show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from wbc_desktop.domain.errors import Cancelled

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Changes:
    """``cells``: ids whose content changed. ``cells_added``: which cells the slide shows may be others now (files were
    found, refused, or went away). ``slides``: the list of slides itself changed. ``differing``: cells left alone,
    because they stand otherwise by now than the reviewer saw them. ``act``: the decision
    that now stands last on the slide because of this, for ``review.undo(only=…)``."""

    slide_id: int
    cells: tuple[int, ...] = ()
    cells_added: bool = False
    slides: bool = False
    differing: tuple[int, ...] = ()
    act: int | None = None

    @property
    def any(self) -> bool:
        """Whether anything was committed that a view may show."""
        return bool(self.cells) or self.cells_added or self.slides


Announce = Callable[[Changes], None]
"""Called after a commit, in the thread that works; must be quick."""

Cancel = Callable[[], bool]
"""True once the person has asked to stop."""

Progress = Callable[[int, int], None]
"""Told how many cells are done, and of how many; in the thread that works, and must be quick."""


def raise_if_cancelled(cancel: Cancel) -> None:
    """Raise Cancelled when the person has asked to stop."""
    if cancel():
        raise Cancelled


def with_progress(values: Sequence[T], cancel: Cancel, progress: Progress, step: int = 1) -> Iterator[T]:
    """``values`` one by one; every ``step`` of them tells the progress, and raises Cancelled when asked to stop."""
    for done, value in enumerate(values):
        if done % step == 0:
            raise_if_cancelled(cancel)
            progress(done, len(values))
        yield value
    progress(len(values), len(values))
