"""Draw a report and read it."""

from __future__ import annotations

import io

from pypdf import PdfReader

from wbc_desktop.reports.data import ReportData
from wbc_desktop.reports.pdf import draw_pdf


def drawn(data: ReportData) -> PdfReader:
    file = io.BytesIO()
    draw_pdf(data, file)
    return PdfReader(file, strict=True)


def pages(reader: PdfReader) -> list[str]:
    """The text of each page with single spaces."""
    return [" ".join(page.extract_text().split()) for page in reader.pages]
