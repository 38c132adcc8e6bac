"""What a service changed in the store, announced once after the commit, so that views fetch again what they show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Changes:
    """``cells``: ids whose content changed. ``cells_added``: which cells the slide shows may be others now (files were
    found, refused, or went away). ``slides``: the list of slides itself changed. ``differing``: cells left alone,
    because they stand otherwise by now than the reviewer saw them."""

    slide_id: int
    cells: tuple[int, ...] = ()
    cells_added: bool = False
    slides: bool = False
    differing: tuple[int, ...] = ()

    @property
    def any(self) -> bool:
        """Whether anything was committed that a view may show."""
        return bool(self.cells) or self.cells_added or self.slides


Announce = Callable[[Changes], None]
"""Called after a commit, in the thread that works; must be quick."""

Cancel = Callable[[], bool]
"""True once the person has asked to stop."""
