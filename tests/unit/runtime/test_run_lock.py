"""Looking whether a run is running: many programs may look at once, and only a holder counts."""

from __future__ import annotations

from pathlib import Path

import pytest
from filelock import FileLock

from wbc_desktop.domain.errors import StorageError, TrainingError
from wbc_desktop.runtime import run_lock
from wbc_desktop.runtime.run_lock import is_held, starting_lock


def test_holder_is_seen_and_looking_creates_no_file(tmp_path: Path) -> None:
    path = tmp_path / "run.lock"
    assert not is_held(path)
    assert not path.exists()
    with FileLock(path):
        assert is_held(path)
    assert not is_held(path)


def test_another_program_that_only_looks_is_no_holder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = FileLock(tmp_path / "run.lock", thread_local=False)
    other.acquire()
    monkeypatch.setattr(run_lock.time, "sleep", lambda seconds: other.release())
    assert not is_held(tmp_path / "run.lock")


def test_one_starts_at_a_time(tmp_path: Path) -> None:
    with starting_lock(tmp_path), pytest.raises(TrainingError, match="is being started"), starting_lock(tmp_path):
        pass
    with starting_lock(tmp_path):
        pass


def test_lock_that_cannot_be_created_is_one_sentence(unprivileged_folder: Path) -> None:
    unprivileged_folder.chmod(0o500)
    with pytest.raises(StorageError, match="cannot be used"), starting_lock(unprivileged_folder):
        pass
