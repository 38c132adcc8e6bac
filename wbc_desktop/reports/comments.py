"""Comments in the report: that on the slide, then those on single cells; many of these continue behind the gallery."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from reportlab.platypus.flowables import CondPageBreak, Flowable, Spacer

from wbc_desktop.domain.cells import Cell
from wbc_desktop.domain.classes import cell_class
from wbc_desktop.domain.comments import CellComment
from wbc_desktop.domain.language import tr
from wbc_desktop.reports import wording
from wbc_desktop.reports.data import ReportData
from wbc_desktop.reports.pages import BODY, HEADING, NOTE, SMALL_NOTE
from wbc_desktop.reports.typeset.blocks import Pen, Text

ON_THE_FIRST_PAGE = 5
"""So many comments on cells stand beside the result; the others have their place behind the cells."""


def comments_section(data: ReportData, pen: Pen) -> Iterator[Flowable]:
    """The comment on the slide and the first ones on cells, under one heading; nothing where there are none."""
    if not data.comments.strip() and not data.cell_comments:
        return
    yield Spacer(1, 9)
    heading = Text(pen, tr("Comments"), HEADING, after=2)
    heading.keepWithNext = 1
    yield heading
    if data.comments.strip():
        yield Text(pen, data.comments, BODY, align="start")
    yield from _lines(data, data.cell_comments[:ON_THE_FIRST_PAGE], pen)
    rest = len(data.cell_comments) - ON_THE_FIRST_PAGE
    if rest > 0:
        yield Text(pen, tr("and {rest} more on cells, behind the pictures of the cells", rest=rest), NOTE)


def further_comments(data: ReportData, pen: Pen) -> Iterator[Flowable]:
    """The comments on cells that the first page had no room for."""
    rest = data.cell_comments[ON_THE_FIRST_PAGE:]
    if not rest:
        return
    yield Spacer(1, 14)
    yield CondPageBreak(80)
    yield Text(pen, tr("Further comments on cells ({n})", n=len(rest)), HEADING, after=2)
    yield from _lines(data, rest, pen)


def _lines(data: ReportData, comments: Sequence[CellComment], pen: Pen) -> Iterator[Flowable]:
    of: Mapping[str, Cell] = {cell.sha256: cell for cell in data.cells}
    for said in comments:
        cell = of.get(said.sha256)
        code = cell.current if cell is not None else None
        standing = f", {cell_class(code).title}" if code is not None else ""
        head = f"{said.path}{standing} – {said.reviewer}, {wording.moment(said.at)}:"
        yield Text(pen, head, SMALL_NOTE, most=2)
        yield Text(pen, said.text, BODY, align="start", after=2)
