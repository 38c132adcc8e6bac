"""Comments of reviewers on single cells: never edited; undone and redone like any other act."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from wbc_desktop.domain.cells import ActKind
from wbc_desktop.domain.errors import UsageError
from wbc_desktop.domain.language import tr, trn

LONGEST = 2000
"""The largest number of characters of a comment."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A reviewer's comment on a cell; ``taken_back``: the act is undone."""

    id: int
    cell_id: int
    act_id: int
    text: str
    reviewer: str
    created_at: datetime
    taken_back: bool = False


@dataclass(frozen=True, slots=True)
class CommentEvent:
    """A comment was made (``COMMENT``), undone (``UNDO``) or redone (``REDO``), by whom and when."""

    kind: ActKind
    text: str
    reviewer: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CellComment:
    """A comment for a report or an export, with the file and the content of its cell."""

    path: str
    sha256: str
    text: str
    reviewer: str
    at: datetime


def checked(text: str) -> str:
    """Return ``text`` as it is stored: one paragraph, without control characters and lone surrogates.

    Raises :class:`UsageError` if it is empty or too long.
    """
    text = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c) not in _REMOVED)
    clean = " ".join(text.split())
    if not clean:
        raise UsageError(tr("The comment is empty: write it first."))
    if len(clean) > LONGEST:
        raise UsageError(
            tr(
                "The comment has {length:,} characters, but at most {most:,} are allowed: shorten it.",
                length=len(clean),
                most=LONGEST,
            )
        )
    return clean


def in_one_line(comments: Iterable[CellComment]) -> str:
    """Return the comments on one cell as one line: reviewer, time (ISO 8601, UTC) and text of each."""
    return " | ".join(f"{c.reviewer} {c.at:%Y-%m-%dT%H:%M:%S}+00:00: {c.text}" for c in comments)


def comment_changes(before: Iterable[CellComment], after: Iterable[CellComment]) -> tuple[str, ...]:
    """Return the comments added or removed from one signed version to the next, as short lines of the report."""
    old, new = ({(c.sha256, c.text, c.reviewer, c.at) for c in some} for some in (before, after))
    lines = []
    if new - old:
        lines.append(trn("{n:,} comment on cells added", "{n:,} comments on cells added", len(new - old)))
    if old - new:
        lines.append(trn("{n:,} comment on cells taken back", "{n:,} comments on cells taken back", len(old - new)))
    return tuple(lines)


_REMOVED = ("Cc", "Cs")
