"""Fine-tuning runs with a real process that stands in for the training: start, stop, resume, refuse, adopt."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from unit.services.lessons import ADA
from unit.services.model_files import model_file
from unit.services.training_bench import TrainingBench, wait_until

from training.data.corrections import read_corrections
from wbc_desktop.domain.errors import ModelError, StorageError, TrainingError
from wbc_desktop.domain.runs import RunState
from wbc_desktop.inference import children
from wbc_desktop.runtime.run_lock import is_held, starting_lock
from wbc_desktop.services import training_process
from wbc_desktop.services.finetune import begin, remove_leftovers, resume, stop
from wbc_desktop.services.registry import list_models
from wbc_desktop.services.run_files import (
    list_runs,
    newest_run,
    read_progress,
    read_result,
    run_in,
)
from wbc_desktop.services.trail import verify

NO_SIGNALS = pytest.mark.skipif(os.name == "nt", reason="on Windows this ends the process")
LONG = {"steps": 100_000, "pause": 0.02}


def test_run_from_corrections_to_an_adopted_candidate(bench: TrainingBench) -> None:
    bench.correct()
    bench.set(refuse="/data/a.png")
    started = bench.begin(strength="deep", laboratory="Klinik")
    run = bench.ended(started)
    assert (run.state, run.can_resume, run.sentence) == (RunState.FINISHED, False, "")
    assert run.options is not None
    assert (run.options.model_name, run.options.strength, run.options.laboratory) == ("starter", "deep", "Klinik")
    corrections = read_corrections(run.folder / "manifest.csv")
    assert {row.split for row in corrections} == {"train", "test"}
    progress = read_progress(run.folder)
    assert (progress.last, progress.done, progress.total, len(progress.refused)) == ("finished", 3, 3, 1)

    assert bench.adopted(run.folder) == (run.options.name, True)
    assert bench.adopted(run.folder) == (run.options.name, False)
    found = {model.name: model for model in list_models(bench.db, bench.data_dir.models)}
    candidate = found[run.options.name]
    assert candidate.is_candidate
    assert not candidate.active
    assert candidate.parent_sha256 == found["starter"].sha256
    (run.folder / "candidate.safetensors").unlink()  # the registry has a copy
    assert bench.adopted(run.folder) == (run.options.name, False)
    assert verify(bench.db).sound


@pytest.mark.skipif(os.name == "nt", reason="a run is private by its mode")
def test_files_of_a_run_are_private(bench: TrainingBench) -> None:
    bench.correct()
    run = bench.ended(bench.begin())
    modes = {path.name: path.stat().st_mode & 0o777 for path in run.folder.iterdir()}
    del modes["candidate.safetensors"], modes["step.ckpt.safetensors"]  # written by the stand-in
    assert set(modes.values()) == {0o600}
    assert run.folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("how", ["file", pytest.param("signal", marks=NO_SIGNALS)])
def test_stopped_run_is_resumed(bench: TrainingBench, how: str) -> None:
    bench.correct()
    bench.set(**LONG)
    started = bench.begin()
    assert started.run.state is RunState.RUNNING
    assert not started.run.can_resume
    wait_until(lambda: read_progress(started.run.folder).done > 0)
    if how == "file":
        stop(started.run.folder)
    else:
        started.process.terminate()
    run = bench.ended(started)
    assert (run.state, run.can_resume, started.process.returncode) == (RunState.STOPPED, True, 130)
    learned = int((run.folder / "step.ckpt.safetensors").read_text())
    bench.set(steps=learned + 2)
    again = bench.keep(resume(bench.db, run, ADA, device="cuda:1"))
    assert bench.ended(again).state is RunState.FINISHED
    assert read_result(run.folder)["gate"]["reasons"] == [f"{learned + 2} steps from {learned}."]
    assert read_result(run.folder)["device"] == "cuda:1"
    with pytest.raises(TrainingError, match="cannot be resumed"):
        resume(bench.db, run_in(run.folder), ADA)


def test_killed_run_is_stopped_and_can_be_resumed(bench: TrainingBench) -> None:
    bench.correct()
    bench.set(**LONG)
    started = bench.begin()
    wait_until(lambda: read_progress(started.run.folder).done > 0)
    started.process.kill()
    run = bench.ended(started)
    assert (run.state, run.can_resume) == (RunState.STOPPED, True)
    bench.set(steps=3)
    assert bench.ended(bench.keep(resume(bench.db, run, ADA))).state is RunState.FINISHED


def test_failed_run_says_why_and_can_be_resumed(bench: TrainingBench) -> None:
    bench.correct()
    bench.set(fail="The disk is full: make room and try again.")
    run = bench.ended(bench.begin())
    assert (run.state, run.can_resume) == (RunState.FAILED, True)
    assert run.sentence == "The disk is full: make room and try again."
    assert newest_run(bench.learning) == run
    bench.set()
    assert bench.ended(bench.keep(resume(bench.db, run, ADA))).state is RunState.FINISHED


def test_second_run_is_refused_while_one_is_running(bench: TrainingBench) -> None:
    bench.correct()
    bench.set(**LONG)
    started = bench.begin()
    with pytest.raises(TrainingError, match="running already"):
        begin(bench.db, bench.learning, ADA)
    with pytest.raises(TrainingError, match="running already"):
        resume(bench.db, started.run, ADA)
    assert len(list_runs(bench.learning)) == 1
    with pytest.raises(TrainingError, match="running in another process"):  # past the services
        training_process._check_that_it_began(*_second_process(bench, started.run.folder))
    assert is_held(started.run.folder / "run.lock")


def _second_process(bench: TrainingBench, folder: Path) -> tuple[Any, Path, int]:
    with (folder / "log.txt").open("ab") as log:
        command = [*training_process.training_command(), "finetune", str(folder)]
        process = subprocess.Popen(command, stdout=log, stderr=log, env=children.child_environment())
        process.wait(60)
    assert process.returncode == 2
    return process, folder, (folder / "progress.jsonl").stat().st_size


def test_process_that_cannot_start_is_one_sentence(bench: TrainingBench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.correct()
    monkeypatch.setattr(training_process, "training_command", lambda: [str(bench.learning / "nothing")])
    with pytest.raises(StorageError, match="cannot be started"):
        begin(bench.db, bench.learning, ADA)
    monkeypatch.setattr(training_process, "training_command", lambda: [*_python(), "print('No such module.'); exit(2)"])
    with pytest.raises(TrainingError, match=r"^No such module\.$"):
        begin(bench.db, bench.learning, ADA)
    monkeypatch.setattr(training_process, "training_command", lambda: [*_python(), "exit(2)"])
    with pytest.raises(TrainingError, match=r"ended at once: .*log\.txt"):
        begin(bench.db, bench.learning, ADA)
    assert [run.state for run in list_runs(bench.learning)] == [RunState.STOPPED] * 3


def _python() -> list[str]:
    return [sys.executable, "-c"]


def test_the_command_is_that_of_wbc_train(child_environment: dict[str, str], tmp_path: Path) -> None:
    command = [*training_process.training_command(), "finetune", str(tmp_path)]
    done = subprocess.run(
        command, cwd=tmp_path, env=children.child_environment(), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "is no run of a fine-tuning" in done.stderr


def test_candidate_that_is_missing_or_changed_is_not_adopted(bench: TrainingBench) -> None:
    bench.correct()
    run = bench.ended(bench.begin())
    candidate = run.folder / "candidate.safetensors"
    before = candidate.read_bytes()
    model_file(candidate, "another")
    with pytest.raises(ModelError, match="is not the candidate that the fine-tuning wrote"):
        bench.adopted(run.folder)
    candidate.unlink()
    with pytest.raises(ModelError, match="is missing"):
        bench.adopted(run.folder)
    assert [model.name for model in list_models(bench.db, bench.data_dir.models) if model.id][:1] == ["starter"]
    assert not any(model.is_candidate for model in list_models(bench.db, bench.data_dir.models))
    candidate.write_bytes(before)
    assert bench.adopted(run.folder)[1]


def test_earlier_runs_keep_their_result_but_not_their_data(bench: TrainingBench) -> None:
    bench.correct()
    first = bench.ended(bench.begin())
    (first.folder / "candidate.safetensors.123.part").touch()  # the training was killed while it wrote this file
    second = bench.ended(bench.begin())
    names = sorted(path.name for path in first.folder.iterdir())
    assert names == ["candidate.safetensors", "log.txt", "options.json", "progress.jsonl", "result.json", "run.lock"]
    assert bench.adopted(first.folder)[1]  # nobody had adopted it
    shutil.copytree(first.folder, bench.learning / "20000101T000000Z")
    (bench.learning / "20000101T000000Z" / "options.json").unlink()  # the program was killed while it made this run,
    killed = bench.learning / "20000102T000000Z"  # and while it wrote the corrections of this one
    killed.mkdir()
    (killed / ".wbc-0123456789ab.tmp").touch()
    with starting_lock(bench.learning):
        remove_leftovers(bench.db, bench.learning)
    assert not (first.folder / "candidate.safetensors").exists()
    assert bench.adopted(first.folder) == (first.options.name if first.options else "", False)
    assert (second.folder / "manifest.csv").exists()
    assert not killed.exists()
    assert not (bench.learning / "20000101T000000Z").exists()
    assert [run.folder for run in list_runs(bench.learning)] == [second.folder, first.folder]


def test_candidate_that_never_can_be_adopted_is_removed(bench: TrainingBench) -> None:
    bench.correct()
    first = bench.ended(bench.begin())
    (first.folder / "result.json").write_bytes(b"{")  # damaged, so that nobody can adopt the candidate
    bench.ended(bench.begin())
    assert not (first.folder / "candidate.safetensors").exists()
    assert [run.folder for run in list_runs(bench.learning)][1:] == [first.folder]


def test_candidate_of_the_same_day_gets_a_number(bench: TrainingBench) -> None:
    bench.correct()
    runs = []
    for steps in (2, 3):
        bench.set(steps=steps)
        runs.append(bench.ended(bench.begin()))
    names = [bench.adopted(run.folder)[0] for run in runs]
    assert names == [names[0], f"{names[0]}-2"]
