"""What a person enters in addition to decisions on cells: never deleted; the newest entry of a subject counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class EntryKind(StrEnum):
    """What an entry is about."""

    SLIDE_FIELD = "slide field"
    CLASS = "class"
    RANGES = "ranges"
    SIGNING = "signing rules"
    COUNTING = "counting rules"
    PICTURES = "pictures"
    BITS = "bits"
    FOREIGN = "foreign"
    MERGED = "merged"
    LISTED = "in the list"
    LEFT_OUT = "left out"
    SECOND_LOOK = "second look"
    HELD_OUT = "held out"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. ``subject``: the field's name, the class's code, or "" for the whole set of reference ranges.

    ``value`` is plain JSON; ``slide_id`` is None for entries about the whole laboratory.
    """

    id: int
    kind: EntryKind
    slide_id: int | None
    subject: str
    value: Any
    reviewer: str
    created_at: datetime
