"""Whether a disk has room is asked of the system."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from wbc_desktop.runtime import faults


@pytest.mark.parametrize(
    ("free", "names", "free_names", "expected"),
    [
        (1 << 30, 1000, 5, False),
        (16 << 10, 1000, 5, True),
        (1 << 30, 1000, 0, True),
        (1 << 30, 0, 0, False),  # a file system without a limit of names
    ],
)
def test_disk_without_bytes_or_names_has_no_room(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, free: int, names: int, free_names: int, expected: bool
) -> None:
    monkeypatch.setattr(faults.shutil, "disk_usage", lambda _folder: SimpleNamespace(free=free))
    numbers = SimpleNamespace(f_files=names, f_favail=free_names)
    monkeypatch.setattr(os, "statvfs", lambda _folder: numbers, raising=False)
    assert faults.has_no_room(tmp_path) is expected


def test_missing_folder_is_not_a_full_disk(tmp_path: Path) -> None:
    assert not faults.has_no_room(tmp_path / "missing")
