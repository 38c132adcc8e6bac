"""Comments of reviewers on single cells: never edited, taken back and brought back like any other act."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from wbc_desktop.domain.cells import ActKind
from wbc_desktop.domain.errors import UsageError
from wbc_desktop.domain.language import tr, trn

LONGEST = 2000
"""Characters of one comment."""


@dataclass(frozen=True, slots=True)
class Comment:
    """What a reviewer remarked on a cell; ``taken_back``: the act was undone and not redone since."""

    id: int
    cell_id: int
    act_id: int
    text: str
    reviewer: str
    created_at: datetime
    taken_back: bool = False


@dataclass(frozen=True, slots=True)
class CommentEvent:
    """What happened to a comment: it was made, taken back (``UNDO``) or brought back (``REDO``), by whom and when."""

    kind: ActKind
    text: str
    reviewer: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CellComment:
    """A comment as a report or an export says it, with the file and the content of its cell."""

    path: str
    sha256: str
    text: str
    reviewer: str
    at: datetime


def checked(text: str) -> str:
    """``text`` as it is stored: one paragraph, without what no database or page takes.

    Raises :class:`UsageError` when nothing is left of it, or when it is too long.
    """
    kept = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c) not in _NOT_KEPT)
    clean = " ".join(kept.split())
    if not clean:
        raise UsageError(tr("There is nothing to store: write the comment first."))
    if len(clean) > LONGEST:
        raise UsageError(
            tr(
                "The comment has {length:,} characters, and at most {most:,} are stored: shorten it.",
                length=len(clean),
                most=LONGEST,
            )
        )
    return clean


def in_one_line(comments: Iterable[CellComment]) -> str:
    """The comments on one cell as a field of a table: reviewer, time (ISO 8601, UTC) and text of each."""
    return " | ".join(f"{c.reviewer} {c.at:%Y-%m-%dT%H:%M:%S}+00:00: {c.text}" for c in comments)


def comment_changes(before: Iterable[CellComment], after: Iterable[CellComment]) -> tuple[str, ...]:
    """Which comments came or went from one signed version to the next, as short lines of the report."""
    old, new = ({(c.sha256, c.text, c.reviewer, c.at) for c in some} for some in (before, after))
    lines = []
    if new - old:
        lines.append(trn("{n:,} comment on cells added", "{n:,} comments on cells added", len(new - old)))
    if old - new:
        lines.append(trn("{n:,} comment on cells taken back", "{n:,} comments on cells taken back", len(old - new)))
    return tuple(lines)


_NOT_KEPT = ("Cc", "Cs")
