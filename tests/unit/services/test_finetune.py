"""Fine-tuning runs without a process: what is refused before the start, damaged files, and progress that grows."""

from __future__ import annotations

import json
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import pytest
from unit.services.lessons import ADA
from unit.services.training_bench import TrainingBench

from wbc_desktop.domain.errors import ModelError, SignInNeeded, StorageError, TrainingError
from wbc_desktop.domain.reviewers import NOBODY, Role
from wbc_desktop.domain.runs import RunState
from wbc_desktop.runtime.run_lock import starting_lock
from wbc_desktop.services import accounts, finetune
from wbc_desktop.services.finetune import begin, resume, stop
from wbc_desktop.services.learning_sides import sides_of_earlier_runs
from wbc_desktop.services.run_files import (
    ProgressFile,
    list_runs,
)
from wbc_desktop.store.engine import Database

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def bench(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TrainingBench]:
    made = TrainingBench(db, tmp_path / "data", monkeypatch)
    yield made
    made.close()


def test_start_is_refused_while_another_program_starts_one(bench: TrainingBench) -> None:
    bench.correct()
    with starting_lock(bench.learning), pytest.raises(TrainingError, match="is being started"):
        begin(bench.db, bench.learning, ADA)


@pytest.mark.parametrize(
    ("slides", "labels", "here"), [(0, ("MON",), "none"), (2, ("MON",), "MON"), (1, ("LYM",), "LYM")]
)
def test_too_few_classes_are_refused_and_leave_nothing(
    bench: TrainingBench, slides: int, labels: tuple[str, ...], here: str
) -> None:
    bench.correct(slides, labels)
    with pytest.raises(TrainingError, match=f"corrections of at least 2 classes.*so far: {here}"):
        begin(bench.db, bench.learning, ADA)
    assert list_runs(bench.learning) == []
    with bench.db.read() as s:
        assert sides_of_earlier_runs(s) == {}


def test_unknown_strength_and_missing_model_are_refused(bench: TrainingBench) -> None:
    bench.correct()
    with pytest.raises(TrainingError, match="quick, deep"):
        begin(bench.db, bench.learning, ADA, "magic")
    bench.model.unlink()
    with pytest.raises(ModelError, match="starter"):
        begin(bench.db, bench.learning, ADA)
    assert list_runs(bench.learning) == []


def test_disk_without_room_is_refused(bench: TrainingBench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.correct()
    monkeypatch.setattr(finetune.shutil, "disk_usage", lambda path: Usage(2**40, 2**40 - 2**21, 2**21))
    with pytest.raises(StorageError, match=r"has 2 MB left, and a fine-tuning may need 301 MB"):
        begin(bench.db, bench.learning, ADA)


@pytest.mark.slow
def test_candidate_has_a_name_of_its_own(bench: TrainingBench) -> None:
    """A second fine-tuning on a day would be named like the model that it starts from, and is compared with."""
    bench.correct()
    started = bench.begin(name="starter")
    assert started.run.options is not None
    assert (started.run.options.model_name, started.run.options.name) == ("starter", "starter-2")


def test_anybody_who_is_signed_in_may_train_and_nobody_else(bench: TrainingBench) -> None:
    boss = accounts.add(bench.db, ADA, "Mona", Role.MANAGER, "correct horse").identity
    tom = accounts.add(bench.db, boss, "Tom", Role.TECHNICIAN, "battery staple").identity
    for stranger in (ADA, NOBODY):
        with pytest.raises(SignInNeeded):
            begin(bench.db, bench.learning, stranger)
    with pytest.raises(TrainingError, match="not enough"):  # as far as anybody gets without corrections
        begin(bench.db, bench.learning, tom)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"version":1,"candidate":{"sha256":"../x"}}', b"[" * 99_999])
def test_damaged_result_is_one_sentence(bench: TrainingBench, content: bytes) -> None:
    folder = bench.learning / "20260504T120000Z"
    folder.mkdir()
    with pytest.raises(TrainingError, match="has no result"):
        bench.adopted(folder)
    (folder / "result.json").write_bytes(content)
    with pytest.raises(TrainingError, match="cannot be read"):
        bench.adopted(folder)


def test_run_with_damaged_options_is_listed_as_failed(bench: TrainingBench) -> None:
    folder = bench.learning / "20260504T120000Z"
    folder.mkdir()
    assert list_runs(bench.learning) == []
    (folder / "options.json").write_bytes(b"{")
    (folder / "manifest.csv").touch()
    (run,) = list_runs(bench.learning)
    assert (run.options, run.state, run.can_resume) == (None, RunState.FAILED, False)
    assert "cannot be read" in run.sentence
    with pytest.raises(TrainingError, match="cannot be resumed"):
        resume(bench.db, run, ADA)


def test_stopping_a_run_that_has_ended_leaves_no_file(bench: TrainingBench) -> None:
    folder = bench.learning / "20260504T120000Z"
    folder.mkdir()
    stop(folder)
    assert list(folder.iterdir()) == []


def test_progress_is_read_as_it_grows(tmp_path: Path) -> None:
    path, file = tmp_path / "progress.jsonl", ProgressFile(tmp_path)
    assert not file.read()
    lines = [json.dumps({"event": "curve", "at": "x", "step": n, "of": 9, "loss": 1}).encode() for n in range(3)]
    path.write_bytes(lines[0] + b"\n" + lines[1][:20])
    assert file.read()
    assert not file.read()
    assert [point.step for point in file.progress.curve] == [0]
    path.write_bytes(b"\n".join([lines[0], lines[1], b""]))  # the rest of the line
    assert file.read()
    assert [point.step for point in file.progress.curve] == [0, 1]
    path.write_bytes(lines[2] + b"\n")  # started again
    assert file.read()
    assert [point.step for point in file.progress.curve] == [2]
