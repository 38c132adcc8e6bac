"""The result of a training run is read from its file, and the comparison is written where a report may be written."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from unit.domain.comparison_samples import a_result, parsed

from wbc_desktop.domain.comparison_fields import MOST_BYTES
from wbc_desktop.domain.errors import StorageError, UsageError
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services.comparison_report import read_result, write_comparison


def test_result_is_read_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "result.json"
    file.write_text(json.dumps(a_result()), encoding="utf-8")
    assert read_result(file) == parsed()


def test_file_that_cannot_be_read_is_named_in_one_sentence(tmp_path: Path) -> None:
    for file in (tmp_path / "result.json", tmp_path):
        with pytest.raises(UsageError, match=r"cannot be read \(.+\): train again\.$"):
            read_result(file)
    with (tmp_path / "huge.json").open("wb") as huge:
        huge.truncate(MOST_BYTES + 1)
    with pytest.raises(UsageError, match="too large"):
        read_result(tmp_path / "huge.json")


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
