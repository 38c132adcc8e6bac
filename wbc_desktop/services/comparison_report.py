"""Write the comparison of a candidate with the active model as a PDF."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from wbc_desktop.domain.comparison_fields import MOST_BYTES
from wbc_desktop.domain.comparison_result import TrainingResult, parse_result
from wbc_desktop.domain.errors import UsageError
from wbc_desktop.domain.language import tr
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services.exports import check_target
from wbc_desktop.services.version import program_and_version


def read_result(path: Path) -> TrainingResult:
    """Return the result of a training run from its ``result.json``. Raises :class:`UsageError` with one sentence."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        why = error.strerror or str(error)
        raise UsageError(tr("The result of the training run cannot be read ({why}): train again.", why=why)) from error
    return parse_result(content)


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
