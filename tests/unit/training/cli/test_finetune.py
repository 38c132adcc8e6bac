"""``wbc-train finetune`` with a stand-in for the learning: lines, exit statuses and sentences."""

from __future__ import annotations

import errno
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from unit.services import stand_in_training
from unit.training.recipes.runs_on_disk import lines_of, run_folder

from training.cli import main
from training.recipes.run_folder import Report, Run, Stopped

Capture = pytest.CaptureFixture[str]
Learning = Callable[[Run, Report, Callable[[], bool]], None]


@pytest.fixture
def learn(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """``learn(function)`` puts the function in the place of the learning; ``learn(steps=3)`` sets the stand-in."""
    module: Any = stand_in_training.module()
    monkeypatch.setitem(sys.modules, "training.recipes.finetune", module)

    def use(function: Learning | None = None, **settings: Any) -> None:
        module.finetune = function or stand_in_training.finetune
        monkeypatch.setenv(stand_in_training.SETTINGS, json.dumps(settings))

    use()
    return use


def test_finished_run_has_candidate_result_and_lines(
    tmp_path: Path, learn: Callable[..., None], capsys: Capture
) -> None:
    folder = run_folder(tmp_path)
    assert main(["finetune", str(folder)]) == 0
    result = json.loads((folder / "result.json").read_text(encoding="ascii"))
    assert [line["event"] for line in lines_of(folder)] == [
        *("begin", "start", "phase", "curve", "phase", "curve", "finished")
    ]
    assert lines_of(folder)[-1]["sha256"] == result["candidate"]["sha256"]
    assert f"sha256: {result['candidate']['sha256']}" in capsys.readouterr().out
    before = (folder / "progress.jsonl").read_bytes()
    assert main(["finetune", str(folder)]) == 0  # not repeated
    assert (folder / "progress.jsonl").read_bytes() == before


def test_json_prints_the_lines_and_a_summary(tmp_path: Path, learn: Callable[..., None], capsys: Capture) -> None:
    folder = run_folder(tmp_path)
    learn(refuse="/pictures/a.png")
    assert main(["finetune", str(folder), "--json"]) == 1
    out, err = capsys.readouterr()
    *lines, summary = [json.loads(line) for line in out.splitlines()]
    assert lines == lines_of(folder)
    assert summary["passed"] is True
    place = {"path": "/pictures/a.png", "cell": 3, "page": 0, "number": 2}
    assert summary["failed"] == [{**place, "reason": "is damaged"}]
    assert err == "/pictures/a.png, cell 2: is damaged\n"


def test_failed_run_says_why_on_stderr_and_in_the_lines(
    tmp_path: Path, learn: Callable[..., None], capsys: Capture
) -> None:
    folder = run_folder(tmp_path)
    learn(fail="The corrections are of one class only.")
    assert main(["finetune", str(folder)]) == 2
    assert capsys.readouterr().err == "The corrections are of one class only.\n"
    assert lines_of(folder)[-1]["sentence"] == "The corrections are of one class only."
    assert not (folder / "result.json").exists()
    learn()
    assert main(["finetune", str(folder), "--resume"]) == 0
    assert lines_of(folder)[-1]["event"] == "finished"


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "The disk is full: make room and try again."),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "The disk is full: make room and try again."),
        (MemoryError(), "There is not enough memory: close other programs and try again."),
        (ZeroDivisionError("by zero"), "This failed unexpectedly (ZeroDivisionError: by zero)."),
    ],
)
def test_any_error_becomes_one_sentence(
    tmp_path: Path, learn: Callable[..., None], capsys: Capture, error: Exception, sentence: str
) -> None:
    folder = run_folder(tmp_path)

    def fail(run: Run, report: Report, stopped: Callable[[], bool]) -> None:
        raise error

    learn(fail)
    assert main(["finetune", str(folder)]) == 2
    assert lines_of(folder)[-1]["sentence"] == sentence
    assert capsys.readouterr().err.startswith(sentence)


def test_stopped_run_ends_with_130_and_removes_the_request(
    tmp_path: Path, learn: Callable[..., None], capsys: Capture
) -> None:
    folder = run_folder(tmp_path)

    def stop(run: Run, report: Report, stopped: Callable[[], bool]) -> None:
        run.stop_request.touch()
        raise Stopped

    learn(stop)
    assert main(["finetune", str(folder)]) == 130
    assert "--resume" in capsys.readouterr().err
    assert [line["event"] for line in lines_of(folder)] == ["begin", "stopped"]
    assert not (folder / "stop").exists()


def test_model_that_has_changed_is_refused(tmp_path: Path, learn: Callable[..., None], capsys: Capture) -> None:
    folder = run_folder(tmp_path, model_sha256="a" * 64)
    assert main(["finetune", str(folder)]) == 2
    assert "has changed since the run was started" in capsys.readouterr().err
    assert lines_of(folder)[-1]["event"] == "failed"


def test_missing_model_and_missing_run_are_refused(tmp_path: Path, learn: Callable[..., None], capsys: Capture) -> None:
    folder = run_folder(tmp_path)
    (tmp_path / "active.safetensors").unlink()
    assert main(["finetune", str(folder)]) == 2
    assert "active.safetensors" in capsys.readouterr().err
    assert main(["finetune", str(tmp_path / "gone")]) == 2
    assert "is no run of a fine-tuning" in capsys.readouterr().err
