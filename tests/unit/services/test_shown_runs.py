"""Results of ended runs are read, and runs removed: as a whole, and never while a candidate is being added."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from unit.domain.comparison_samples import a_result, parsed
from unit.services.lessons import ADA
from unit.services.training_bench import TrainingBench
from unit.services.written_runs import write_run

from wbc_desktop.domain.comparison_fields import MOST_BYTES
from wbc_desktop.domain.errors import StorageError, TrainingError, UsageError
from wbc_desktop.runtime.run_lock import adopting_lock, starting_lock
from wbc_desktop.services import finetune
from wbc_desktop.services.finetune import adopt, remove_leftovers
from wbc_desktop.services.run_files import list_runs, read_comparison, read_result, run_in
from wbc_desktop.services.shown_runs import remove_run
from wbc_desktop.store.engine import Database


@pytest.fixture
def bench(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TrainingBench]:
    made = TrainingBench(db, tmp_path / "data", monkeypatch)
    yield made
    made.close()


@pytest.fixture
def folder(bench: TrainingBench) -> Path:
    """A finished run."""
    return write_run(bench.learning, "20261128T100000Z", a_result())


def test_result_is_read_from_its_file(folder: Path) -> None:
    assert read_comparison(folder) == parsed()
    assert read_result(folder)["gate"] == a_result()["gate"]


def test_result_that_cannot_be_read_is_one_sentence(folder: Path) -> None:
    file = folder / "result.json"
    with file.open("r+b") as huge:
        huge.truncate(MOST_BYTES + 1)  # the values are followed by zeros
    with pytest.raises(UsageError, match="too large"):
        read_comparison(folder)
    with pytest.raises(TrainingError, match="cannot be read"):
        read_result(folder)
    file.unlink()
    with pytest.raises(UsageError, match=r"cannot be read \(.+\): train again\.$"):
        read_comparison(folder)
    with pytest.raises(TrainingError, match="has no result"):
        read_result(folder)


def test_run_is_not_removed_while_its_candidate_is_added(bench: TrainingBench, folder: Path) -> None:
    run, tried = run_in(folder), []

    def check(_file: Path) -> None:
        with pytest.raises(TrainingError, match=r"is being added to the list of models: try again") as found:
            remove_run(bench.db, run, ADA)
        tried.append(found)
        raise found.value

    shutil.copy(bench.model, folder / "candidate.safetensors")
    digest = finetune.model_sha256(bench.model)
    write_digest(folder, digest)
    bench.model.unlink()  # so that the candidate is added again
    with pytest.raises(TrainingError):
        adopt(bench.db, bench.data_dir.models, folder, check)
    assert (len(tried), folder.exists()) == (1, True)
    remove_run(bench.db, run, ADA)
    assert list_runs(bench.learning) == []


def write_digest(folder: Path, digest: str) -> None:
    """Let the result name a candidate with this SHA-256."""
    result = folder / "result.json"
    result.write_text(result.read_text(encoding="utf-8").replace("fedcba9876543210" * 4, digest), encoding="utf-8")


def test_candidate_waits_for_another_one(bench: TrainingBench, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finetune, "_PATIENCE_S", 0.01)
    with adopting_lock(bench.learning), pytest.raises(TrainingError, match="try again when that is done"):
        bench.adopted(folder)


def test_run_with_a_file_in_use_stays_whole(
    bench: TrainingBench, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows renames no folder in which a file is open."""

    def refused(*_words: Any) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    names = sorted(path.name for path in folder.iterdir())
    with monkeypatch.context() as windows:
        windows.setattr(Path, "rename", refused)
        with pytest.raises(StorageError, match="another program has the file open"):
            remove_run(bench.db, run_in(folder), ADA)
    assert sorted(path.name for path in folder.iterdir()) == names
    remove_run(bench.db, run_in(folder), ADA)
    assert not folder.exists()


def test_interrupted_removal_leaves_no_run_and_is_completed(
    bench: TrainingBench, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as killed:
        killed.setattr(shutil, "rmtree", lambda *_words, **_options: None)
        remove_run(bench.db, run_in(folder), ADA)
    assert list_runs(bench.learning) == []
    assert len([path for path in bench.learning.iterdir() if path.is_dir()]) == 1
    with starting_lock(bench.learning):
        remove_leftovers(bench.db, bench.learning)
    assert [path for path in bench.learning.iterdir() if path.is_dir()] == []
