"""Parts that several reports share: head, headings, names with values, small tables side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportlab.platypus.flowables import Flowable, Spacer
from reportlab.platypus.tables import Table

from wbc_desktop.reports.pages import GREY, HEADING, NOTE, SMALL, SMALL_NOTE, TITLE
from wbc_desktop.reports.typeset.blocks import Pen, Text
from wbc_desktop.reports.typeset.layout import Style

PLAIN = [
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 0),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
]
"""The style of a table without lines and padding."""

AMBER, GREEN, RED = "#A65A00", "#1B6B36", "#8A1C1C"
"""Colours of a state in large letters."""


@dataclass(frozen=True, slots=True)
class State:
    """What a report says in large letters, with its colour, and smaller lines under it."""

    text: str
    colour: str
    lines: Sequence[str]


def head(pen: Pen, width: float, laboratory: str, address: str, title: str, state: State) -> Flowable:
    """Return the head of a report: laboratory and title on the left, state in large letters on the right."""
    left: list[Flowable] = []
    if laboratory.strip():
        left.append(Text(pen, laboratory, TITLE, align="left", most=6))
    if address.strip():
        left.append(Text(pen, address, NOTE, align="left", most=8))
    named = bool(left)
    left.append(Spacer(1, 8 if named else 0))
    left.append(Text(pen, title, HEADING if named else TITLE))
    right: list[Flowable] = [
        Text(pen, state.text, Style(22, bold=True, colour=state.colour), align="right"),
        *(Text(pen, line, NOTE, align="right", most=3) for line in state.lines),
    ]
    return Table([[left, right]], colWidths=[width * 0.58, width * 0.42], style=PLAIN)


def section(pen: Pen, title: str) -> Iterator[Flowable]:
    """Yield a heading that stays with what follows."""
    yield Spacer(1, 9)
    heading = Text(pen, title, HEADING, after=2)
    heading.keepWithNext = 1
    yield heading


def pairs(rows: Sequence[tuple[str, str]], pen: Pen, width: float, label: float = 48) -> Flowable:
    """Return names with their values, in small letters; ``label``: the width of the names in points."""
    cells = [[Text(pen, name, Style(7, colour=GREY)), Text(pen, text, SMALL, most=4)] for name, text in rows]
    return Table(cells, colWidths=[label, width - label], style=PLAIN)


def side_by_side(
    pen: Pen, width: float, titles: Sequence[str], rows: Sequence[Sequence[str]], parts: Sequence[float], columns: int
) -> Flowable:
    """Return a table of at least one short row, folded into at most ``columns`` tables side by side.

    ``parts``: the share of each column in its table; the rest is space to the next one.
    """
    used = min(columns, len(rows))
    per_column = -(-len(rows) // used)
    empty = [""] * (len(titles) + 1)

    def cells(texts: Sequence[str], style: Style) -> list[object]:
        return [*(Text(pen, text, style, most=1) for text in texts), ""]

    table: list[list[object]] = [cells(titles, SMALL_NOTE) * used]
    for at in range(per_column):
        places = [place * per_column + at for place in range(used)]
        table.append([cell for p in places for cell in (cells(rows[p], SMALL) if p < len(rows) else empty)])
    widths = [width / columns * part for part in (*parts, 1 - sum(parts))]
    style = [*PLAIN, ("RIGHTPADDING", (0, 0), (-1, -1), 4)]
    return Table(table, colWidths=widths * used, style=style, hAlign="LEFT")
