"""The report as a PDF: one page for the result, then cells, fields, comments and refused files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from reportlab.platypus.flowables import Flowable

from wbc_desktop.domain.language import tr
from wbc_desktop.reports.comments import further_comments
from wbc_desktop.reports.data import ReportData
from wbc_desktop.reports.document import About, draw
from wbc_desktop.reports.fields import fields
from wbc_desktop.reports.first_page import first_page
from wbc_desktop.reports.gallery import gallery, in_order, refused_files
from wbc_desktop.reports.pictures import Pictures
from wbc_desktop.reports.typeset.blocks import Pen
from wbc_desktop.reports.typeset.clean import clean
from wbc_desktop.runtime.atomic import atomic_write


def write_pdf(data: ReportData, path: Path) -> None:
    """Write the report to ``path``, completely or not at all. The same ``data`` gives the same bytes.

    Raises :class:`StorageError` when it cannot be written.
    """
    with atomic_write(path) as file:
        draw_pdf(data, file)


def draw_pdf(data: ReportData, file: BinaryIO) -> None:
    """Write the report to an open binary file."""
    pictures = Pictures(data, in_order(data.cells))

    def story(pen: Pen, width: float) -> Iterator[Flowable]:
        yield from first_page(data, pen, width)
        yield from gallery(data, pictures, pen)
        yield from fields(data, pictures, pen)
        yield from further_comments(data, pen)
        yield from refused_files(data.refused, pen)

    about = About(
        title=tr("Report of the slide {slide}", slide=clean(data.slide)),
        subject=tr("White blood cell differential"),
        author=data.laboratory,
        program=data.program_version,
        foot=tr("Slide {slide}", slide=data.slide),
        created=data.reported_at,
        page_size=data.page_size,
    )
    draw(story, about, file)
