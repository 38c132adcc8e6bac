"""Damaged files of every format give a picture or a reason of ours. ``bench_damaged.py`` tries a thousand of each."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.damaged import contents, damaged, files, outcome_of

FILES = files()


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_damaged_files_give_a_picture_or_a_reason(name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for content in contents(FILES[name], tmp_path / "sound.tif"):
        assert outcome_of(content) == "picture"
    for number in range(8):
        for content in contents(damaged(FILES, name, number), tmp_path / f"{number}.tif"):
            assert outcome_of(content) in ("picture", "reason")
    assert capfd.readouterr() == ("", "")
