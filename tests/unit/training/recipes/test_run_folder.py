"""The run folder: hostile options, one process at a time, lines that survive a cut, and a result that is whole."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from unit.training.recipes.runs_on_disk import lines_of, run_folder

from training.recipes import run_folder as module
from training.recipes.options import OptionError
from training.recipes.run_folder import (
    ProgressFile,
    forget_earlier,
    locked,
    read_run,
    seconds_of_attempts,
    write_result,
)

HOLDER = """
import sys
from pathlib import Path
from training.recipes.run_folder import locked, read_run
with locked(read_run(Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_options_are_read(tmp_path: Path) -> None:
    folder = run_folder(tmp_path, laboratory="Klinik")
    run = read_run(folder)
    assert (run.folder, run.model, run.strength, run.laboratory) == (
        folder,
        tmp_path / "active.safetensors",
        "quick",
        "Klinik",
    )
    assert run.resume is False
    assert read_run(folder, resume=True, device="cuda:1").device == "cuda:1"
    assert run.checkpoint("phase1").match(module.CHECKPOINTS)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"version": 2}, "another version"),
        ({"version": None}, "another version"),
        ({"strength": "magic"}, "damaged"),
        ({"strength": ["quick"]}, "strength"),
        ({"model": "relative.safetensors"}, "damaged"),
        ({"model": "/a\0b"}, "model"),
        ({"model_sha256": "ab"}, "damaged"),
        ({"name": " "}, "name"),
        ({"name": "x" * 5000}, "name"),
        ({"device": None}, "device"),
        ({"laboratory": 7}, "laboratory"),
    ],
)
def test_options_that_are_not_valid_are_refused(tmp_path: Path, changes: dict[str, Any], named: str) -> None:
    with pytest.raises(OptionError, match=named):
        read_run(run_folder(tmp_path, **changes))


@pytest.mark.parametrize("content", [b"", b"[1]", b"{", b"\xff\xfe", b"[" * 100_000, b'"text"', b"null"])
def test_damaged_options_are_one_sentence(tmp_path: Path, content: bytes) -> None:
    folder = run_folder(tmp_path)
    (folder / "options.json").write_bytes(content)
    with pytest.raises(OptionError, match="cannot be read"):
        read_run(folder)


def test_folder_without_options_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="no run of a fine-tuning"):
        read_run(tmp_path)


def test_second_process_is_refused_until_the_first_is_killed(
    tmp_path: Path, child_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_WAIT_S", 0.1)
    folder = run_folder(tmp_path)
    command = [sys.executable, "-c", HOLDER, str(folder)]
    with subprocess.Popen(
        command, env=child_environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        with pytest.raises(OptionError, match="is running in another process"), locked(read_run(folder)):
            pass
        child.kill()
        child.wait()
    with locked(read_run(folder)):
        pass


def test_lines_have_event_and_time_and_are_shown(tmp_path: Path) -> None:
    shown: list[str] = []
    report = ProgressFile(tmp_path / "progress.jsonl", shown.append)
    report("start", strength="quick", train=3)
    report("failed", sentence="“Größe”")
    first, second = lines_of(tmp_path)
    assert (first["event"], first["train"], second["sentence"]) == ("start", 3, "“Größe”")
    assert first["at"].endswith("+00:00")
    assert [json.loads(line) for line in shown] == [first, second]


@pytest.mark.parametrize("before", [b'{"event":"curve","at":"x","st', b"\xff", b'{"event":"start","at":"x"}\n'])
def test_line_after_a_cut_one_is_whole(tmp_path: Path, before: bytes) -> None:
    (tmp_path / "progress.jsonl").write_bytes(before)
    report = ProgressFile(tmp_path / "progress.jsonl")
    report("stopped")
    report("finished", sha256="ab")
    assert [line["event"] for line in lines_of(tmp_path)][-2:] == ["stopped", "finished"]
    assert (tmp_path / "progress.jsonl").read_bytes().startswith(before)
    assert b"\n\n" not in (tmp_path / "progress.jsonl").read_bytes()


def test_attempts_are_as_long_as_their_lines_say(tmp_path: Path) -> None:
    run = read_run(run_folder(tmp_path))
    assert seconds_of_attempts(run) == 0
    events = [("begin", 0), ("phase", 5), ("phase", 30), ("begin", 100), ("stopped", 107), ("begin", 90), ("phase", 80)]
    lines = [json.dumps({"event": event, "at": f"2026-05-04T12:{s // 60:02}:{s % 60:02}+00:00"}) for event, s in events]
    damaged = ["", "{", "[]", '{"event": "begin"}', '{"event": "begin", "at": "now"}', "[" * 99_999, '{"at": 7}']
    run.progress.write_text("\n".join([*lines[:2], *damaged, *lines[2:]]), encoding="ascii")
    assert seconds_of_attempts(run) == 30 + 7, "a clock that is set back counts as nothing"


def test_numbers_that_json_cannot_write_become_null(tmp_path: Path) -> None:
    ProgressFile(tmp_path / "progress.jsonl")("curve", step=1, of=1, loss=math.nan, more=[math.inf, 0.5])
    (line,) = lines_of(tmp_path)
    assert (line["loss"], line["more"]) == (None, [None, 0.5])


def test_frequent_lines_are_left_out_but_not_the_last_one(tmp_path: Path) -> None:
    report = ProgressFile(tmp_path / "progress.jsonl")
    for phase in ("read", "train"):
        for done in range(1, 1001):
            report("phase", phase=phase, done=done, total=1000)
    found = [(line["phase"], line["done"]) for line in lines_of(tmp_path)]
    assert {("read", 1), ("read", 1000), ("train", 1), ("train", 1000)} <= set(found)
    assert len(found) < 100


def test_no_accuracy_is_left_out(tmp_path: Path) -> None:
    report = ProgressFile(tmp_path / "progress.jsonl")
    for step in range(1, 101):
        report("curve", step=step, of=200, loss=1.0, accuracy=0.5 if step % 25 == 0 else None)
    found = lines_of(tmp_path)
    assert [line["step"] for line in found if line["accuracy"] is not None] == [25, 50, 75, 100]
    assert len(found) < 100


def test_unwritable_progress_does_not_end_the_run(tmp_path: Path) -> None:
    shown: list[str] = []
    report = ProgressFile(tmp_path / "gone" / "progress.jsonl", shown.append)
    report("start")
    (tmp_path / "gone").mkdir()
    report("stopped")
    assert [json.loads(line)["event"] for line in shown] == ["start", "stopped"]
    assert [line["event"] for line in lines_of(tmp_path / "gone")] == ["stopped"]


def test_new_start_removes_what_an_earlier_attempt_left_and_resuming_does_not(tmp_path: Path) -> None:
    folder = run_folder(tmp_path)
    run = read_run(folder, resume=True)
    made = [run.checkpoint("a"), run.candidate, run.progress]
    for path in made:
        path.write_bytes(b"x")
    (folder / "candidate.safetensors.123.part").touch()  # the process was killed while it wrote this file
    forget_earlier(run)
    assert sorted(path.name for path in folder.iterdir()) == sorted(["options.json", *(path.name for path in made)])
    forget_earlier(read_run(folder))
    assert sorted(path.name for path in folder.iterdir()) == ["options.json"]


def test_result_is_whole_or_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = read_run(run_folder(tmp_path))
    monkeypatch.setattr(os, "fsync", _full)
    with pytest.raises(OSError, match="full"):
        write_result(run, {"version": 1})
    assert not run.result.exists()
    assert sorted(path.name for path in run.folder.iterdir()) == ["options.json"]
    monkeypatch.undo()
    write_result(run, {"version": 1, "ece": math.nan})
    assert json.loads(run.result.read_text(encoding="ascii")) == {"version": 1, "ece": None}


def _full(descriptor: int) -> None:
    raise OSError(28, "full")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=80) | st.recursive(st.none() | st.booleans() | st.text(), st.lists).map(repr))
def test_any_options_file_is_options_or_one_sentence(tmp_path_factory: Any, content: bytes | str) -> None:
    folder = tmp_path_factory.mktemp("run")
    (folder / "options.json").write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    with pytest.raises(OptionError):
        read_run(folder)
