"""The table of a demo's fields is written and read back, and a changed one counts as none."""

from __future__ import annotations

from pathlib import Path

import pytest

from wbc_desktop.domain.regions import Box
from wbc_desktop.services.demo_labels import read_drawn, write_drawn
from wbc_desktop.services.label_file import read_labels
from wbc_desktop.services.smear_field import DrawnCell

SHOWN = {
    "field_00001.jpg": [DrawnCell("NEU", Box(1, 2, 30, 40)), DrawnCell("LYM", Box(0, 0, 9, 9))],
    "field_00002.jpg": [],
}


def test_table_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_drawn(tmp_path / "labels.csv", SHOWN)
    assert read_drawn(tmp_path / "labels.csv") == SHOWN
    rows = [(row.path, row.label, row.box) for row in read_labels(tmp_path / "labels.csv")]
    assert rows == [
        ("field_00001.jpg", "NEU", "1 2 30 40"),
        ("field_00001.jpg", "LYM", "0 0 9 9"),
        ("field_00002.jpg", "", ""),
    ]


@pytest.mark.parametrize(
    "text", ["", "path,label,box\na.jpg,NEU,\n", "path,label,box\na.jpg,NEU,1 2 3\n", "x,y\n1,2\n"]
)
def test_damaged_table_holds_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "labels.csv").write_text(text)
    assert read_drawn(tmp_path / "labels.csv") == {}
    assert read_drawn(tmp_path / "missing.csv") == {}
