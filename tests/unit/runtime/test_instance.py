"""One window for each data directory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from wbc_desktop.domain.errors import AlreadyRunning, StorageError
from wbc_desktop.runtime.instance import window_lock
from wbc_desktop.runtime.paths import DataDir

HOLD = """
import sys
from pathlib import Path
from wbc_desktop.runtime.instance import window_lock
from wbc_desktop.runtime.paths import DataDir
with window_lock(DataDir(Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_window_is_refused_and_the_next_one_is_not(data_dir: DataDir, tmp_path: Path) -> None:
    other = DataDir(tmp_path / "other")
    other.create()
    with window_lock(data_dir), window_lock(other):
        with pytest.raises(AlreadyRunning, match="already open") as error, window_lock(data_dir):
            pass
        assert str(data_dir.root) in str(error.value)
    with window_lock(data_dir):
        pass


def test_an_error_in_the_window_releases_it(data_dir: DataDir) -> None:
    with pytest.raises(LookupError), window_lock(data_dir):
        raise LookupError
    with window_lock(data_dir):
        pass


def test_killed_window_releases_the_lock(data_dir: DataDir, repository: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(data_dir.root)],
        cwd=repository,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    with pytest.raises(AlreadyRunning), window_lock(data_dir):
        pass
    child.kill()
    child.communicate()
    with window_lock(data_dir):
        pass


def test_folder_that_cannot_be_locked_is_reported(unprivileged_folder: Path) -> None:
    unprivileged_folder.chmod(0o555)
    with pytest.raises(StorageError, match="cannot be used"), window_lock(DataDir(unprivileged_folder)):
        pass
