"""The comparison of a training run is written where a report may be written."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from unit.domain.comparison_samples import parsed

from wbc_desktop.domain.errors import StorageError, UsageError
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services.comparison_report import write_comparison


@pytest.mark.slow
def test_comparison_is_written_with_the_laboratorys_settings(tmp_path: Path) -> None:
    settings = Settings(address="1 Example Street", page_size="Letter")
    target = tmp_path / "comparison.pdf"
    write_comparison(parsed(), target, settings, datetime(2026, 11, 22, tzinfo=UTC))
    content = target.read_bytes()
    assert content.startswith(b"%PDF")
    assert b"612 792" in content
    with pytest.raises(UsageError):
        write_comparison(parsed(), tmp_path, settings)
    with pytest.raises(StorageError):
        write_comparison(parsed(), tmp_path / "missing" / "comparison.pdf", settings)
    assert [file.name for file in tmp_path.iterdir()] == ["comparison.pdf"]
