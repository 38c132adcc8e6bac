"""The report as a PDF: one page for the result, then cells, fields, comments and refused files."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import BinaryIO

from reportlab.platypus.doctemplate import BaseDocTemplate, PageTemplate
from reportlab.platypus.frames import Frame

from wbc_desktop.domain.language import tr
from wbc_desktop.reports.comments import further_comments
from wbc_desktop.reports.data import ReportData
from wbc_desktop.reports.fields import fields
from wbc_desktop.reports.first_page import first_page
from wbc_desktop.reports.gallery import gallery, in_order, refused_files
from wbc_desktop.reports.pages import BOTTOM, MARGIN, TOP, ReportCanvas, foot, page_size
from wbc_desktop.reports.pictures import Pictures
from wbc_desktop.reports.typeset.blocks import Pen
from wbc_desktop.reports.typeset.clean import clean
from wbc_desktop.reports.typeset.faces import Faces
from wbc_desktop.runtime.atomic import atomic_write
from wbc_desktop.runtime.resources import resource


def write_pdf(data: ReportData, path: Path) -> None:
    """Write the report to ``path``, completely or not at all. The same ``data`` gives the same bytes.

    Raises :class:`StorageError` when it cannot be written.
    """
    with atomic_write(path) as file:
        draw_pdf(data, file)


def draw_pdf(data: ReportData, file: BinaryIO) -> None:
    """Write the report to an open binary file."""
    size = page_size(data.page_size)
    pen = Pen(Faces(resource("fonts")))
    width, height = size[0] - 2 * MARGIN, size[1] - TOP - BOTTOM
    frame = Frame(MARGIN, BOTTOM, width, height, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
    document = BaseDocTemplate(
        file,
        pagesize=size,
        pageTemplates=[PageTemplate("page", [frame])],
        title=tr("Report of the slide {slide}", slide=clean(data.slide)),
        author=clean(data.laboratory),
        subject=tr("White blood cell differential"),
        creator=clean(data.program_version),
        producer=clean(data.program_version),
    )
    pictures = Pictures(data, in_order(data.cells))
    cells = [*gallery(data, pictures, pen), *fields(data, pictures, pen)]
    evidence = [*cells, *further_comments(data, pen), *refused_files(data.refused, pen)]
    story = [*first_page(data, pen, width), *evidence]
    draw_foot = foot(pen, tr("Slide {slide}", slide=data.slide), size)
    document.build(story, canvasmaker=partial(ReportCanvas, foot=draw_foot, created=data.reported_at))
