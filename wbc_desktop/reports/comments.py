"""Comments in the report: on the slide, then on single cells. Long lists continue after the gallery."""

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
"""Comments on cells on the first page; the others follow the gallery."""


def comments_section(data: ReportData, pen: Pen) -> Iterator[Flowable]:
    """Yield the comment on the slide and the first comments on cells under one heading; nothing if there are none."""
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
    """Yield the comments on cells that are not on the first page."""
    rest = data.cell_comments[ON_THE_FIRST_PAGE:]
    if not rest:
        return
    yield Spacer(1, 14)
    yield CondPageBreak(80)
    yield Text(pen, tr("Further comments on cells ({n})", n=len(rest)), HEADING, after=2)
    yield from _lines(data, rest, pen)


def _lines(data: ReportData, comments: Sequence[CellComment], pen: Pen) -> Iterator[Flowable]:
    of: Mapping[str, Cell] = {cell.content: cell for cell in data.cells}
    for comment in comments:
        cell = of.get(comment.sha256)
        code = cell.current if cell is not None else None
        class_name = f", {cell_class(code).title}" if code is not None else ""
        head = f"{_place(comment, cell)}{class_name} – {comment.reviewer}, {wording.moment(comment.at)}:"
        yield Text(pen, head, SMALL_NOTE, most=2)
        yield Text(pen, comment.text, BODY, align="start", after=2)


def _place(comment: CellComment, cell: Cell | None) -> str:
    return comment.path if cell is None else wording.place(comment.path, cell.page, cell.number)
