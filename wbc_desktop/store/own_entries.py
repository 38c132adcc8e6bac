"""Which entries of the audit trail this process wrote, so that it can tell them from those of other programs."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

_WRITTEN = "written entries"


def note(s: Session, numbers: Sequence[int]) -> None:
    """Remember the numbers of entries that a unit of work adds."""
    s.info.setdefault(_WRITTEN, []).extend(numbers)


class OwnEntries:
    """The numbers of the committed entries of a process, as ranges: a unit of work writes consecutive ones."""

    def __init__(self) -> None:
        self._ranges: list[range] = []

    def add(self, s: Session) -> None:
        """Add the entries of a unit of work that is committed now."""
        numbers = s.info.get(_WRITTEN)
        if not numbers:
            return
        first, end = numbers[0], numbers[-1] + 1
        if self._ranges and self._ranges[-1].stop == first:
            first = self._ranges.pop().start
        self._ranges.append(range(first, end))

    def __contains__(self, number: int) -> bool:
        return any(number in one for one in reversed(self._ranges))
