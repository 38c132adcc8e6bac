"""Write the comparison of a candidate with the active model as a PDF."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from wbc_desktop.domain.comparison_result import TrainingResult
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.runtime.version import program_and_version
from wbc_desktop.services.exports import check_target


def write_comparison(
    result: TrainingResult, path: Path, settings: Settings, started_at: datetime | None = None
) -> None:
    """Write the comparison to ``path``, completely or not at all.

    Address and page size come from ``settings``. Raises :class:`StorageError` if the file cannot be written, and
    :class:`UsageError` if it is an image or a folder.
    """
    check_target(path)
    from wbc_desktop.reports.comparison_pdf import ComparisonData, write_comparison_pdf  # slow to import

    data = ComparisonData(
        result,
        datetime.now().astimezone(),
        program_and_version(),
        None if started_at is None else started_at.astimezone(),
        settings.address,
        settings.page_size,
    )
    write_comparison_pdf(data, path)
