"""Versions of real files: they differ between files at one path and between changes."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from wbc_desktop.domain.file_version import FileVersion
from wbc_desktop.services.file_version import CLOCK_STEP_NS, settled, version_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows tells change times in another way")


def version(path: Path) -> FileVersion | None:
    return version_of(path.stat(), str(path))


def test_rewritten_file_with_the_same_time_has_another_version(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"one")
    os.utime(file, ns=(5, 5))
    before, about = version(file), file.stat()
    time.sleep(0.02)  # longer than a clock step
    file.write_bytes(b"two")
    os.utime(file, ns=(5, 5))
    assert (file.stat().st_size, file.stat().st_mtime_ns) == (about.st_size, about.st_mtime_ns)
    assert version(file) != before


def test_other_file_at_the_path_has_another_version(tmp_path: Path) -> None:
    file, other = tmp_path / "a", tmp_path / "b"
    file.write_bytes(b"one")
    other.write_bytes(b"two")
    before = version(file)
    other.replace(file)
    now = version(file)
    assert before is not None
    assert now is not None
    assert now.inode != before.inode


def test_reading_a_file_does_not_change_its_version(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"one")
    before = version(file)
    file.read_bytes()
    assert version(file) == before
    with file.open("rb") as opened:
        assert version_of(os.fstat(opened.fileno()), opened.fileno()) == before


def test_file_system_without_file_numbers_gives_no_version() -> None:
    about = SimpleNamespace(st_ino=0, st_dev=1, st_ctime_ns=12345)
    assert version_of(about, "a") is None  # type: ignore[arg-type]


def test_version_is_used_only_after_a_clock_step() -> None:
    known = FileVersion("1", 10**18)
    assert settled(known, 10**18 + CLOCK_STEP_NS) == known
    assert settled(known, 10**18 + CLOCK_STEP_NS - 1) is None
    assert settled(known, 10**18 - 5) is None, "a server whose clock is ahead"
    assert settled(None, 10**18) is None
