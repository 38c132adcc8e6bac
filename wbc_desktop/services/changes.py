"""What changed in the store: announced once after each commit, so that views can refetch just that."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids of what a committed unit of work touched; the receiver refetches, nothing else is handed on.

    ``cells`` are the ids of cells whose state changed or that were added; ``cells_added`` says that the slide's list of
    cells itself changed; ``slides`` that the list of slides did.
    """

    slide_id: int
    cells: tuple[int, ...] = ()
    cells_added: bool = False
    slides: bool = False
