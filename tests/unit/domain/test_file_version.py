"""Which files are known to be unchanged without being read."""

from __future__ import annotations

import pytest

from wbc_desktop.domain.cells import KnownFile
from wbc_desktop.domain.file_version import FileVersion, is_unchanged, looks_unchanged

VERSION = FileVersion("12", 1_700_000_000_000_000_001)
BEFORE = KnownFile("a.png", 10, 20, "0" * 64, None, VERSION)


def test_a_file_of_the_same_version_size_and_time_is_unchanged() -> None:
    assert is_unchanged(BEFORE, BEFORE._replace())


@pytest.mark.parametrize(
    "now",
    [
        BEFORE._replace(size=11),
        BEFORE._replace(mtime_ns=21),
        BEFORE._replace(version=VERSION._replace(inode="13")),
        BEFORE._replace(version=VERSION._replace(ctime_ns=VERSION.ctime_ns + 1)),
        BEFORE._replace(version=None),
    ],
)
def test_one_difference_is_a_change(now: KnownFile) -> None:
    assert not looks_unchanged(BEFORE, now)
    assert not is_unchanged(BEFORE, now)


@pytest.mark.parametrize("version", [None, FileVersion("12", 1_700_000_002_000_000_000), FileVersion("12", 10_000_000)])
def test_without_an_exact_change_time_only_reading_tells(version: FileVersion | None) -> None:
    """FAT has steps of two seconds, exFAT of 10 ms; other systems none at all."""
    file = BEFORE._replace(version=version)
    assert looks_unchanged(file, file)
    assert not is_unchanged(file, file)
