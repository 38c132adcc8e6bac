"""Lay out a report: pages of the chosen size with footer, the same bytes for the same content."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import BinaryIO

from reportlab.platypus.doctemplate import BaseDocTemplate, PageTemplate
from reportlab.platypus.flowables import Flowable
from reportlab.platypus.frames import Frame

from wbc_desktop.reports.pages import BOTTOM, MARGIN, TOP, ReportCanvas, foot, page_size
from wbc_desktop.reports.typeset.blocks import Pen
from wbc_desktop.reports.typeset.clean import clean
from wbc_desktop.reports.typeset.faces import Faces
from wbc_desktop.runtime.resources import resource

Story = Callable[[Pen, float], Iterable[Flowable]]
"""Returns the content of a report for a pen and the width of the text in points."""


@dataclass(frozen=True, slots=True)
class About:
    """What a report says about itself; ``foot`` stands at the left of each footer."""

    title: str
    subject: str
    author: str
    program: str
    foot: str
    created: datetime
    page_size: str


def draw(story: Story, about: About, file: BinaryIO) -> None:
    """Write a report to an open binary file."""
    size = page_size(about.page_size)
    pen = Pen(Faces(resource("fonts")))
    width, height = size[0] - 2 * MARGIN, size[1] - TOP - BOTTOM
    frame = Frame(MARGIN, BOTTOM, width, height, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
    document = BaseDocTemplate(
        file,
        pagesize=size,
        pageTemplates=[PageTemplate("page", [frame])],
        title=clean(about.title),
        author=clean(about.author),
        subject=about.subject,
        creator=clean(about.program),
        producer=clean(about.program),
    )
    canvas = partial(ReportCanvas, foot=foot(pen, about.foot, size), created=about.created)
    document.build(list(story(pen, width)), canvasmaker=canvas)
