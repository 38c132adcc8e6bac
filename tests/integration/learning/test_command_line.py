"""``wbc-desktop finetune`` as a process: its JSON, exit statuses, interrupts, and resuming."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable

import pytest
from unit.services.training_bench import TrainingBench, wait_until

from wbc_desktop.domain.runs import RunState
from wbc_desktop.runtime.run_lock import is_held
from wbc_desktop.services.registry import list_models
from wbc_desktop.services.run_files import newest_run, read_progress

Start = Callable[..., subprocess.Popen[str]]


def test_result_is_one_json_object(loadable: TrainingBench, command_line: Start) -> None:
    loadable.set(refuse="/data/broken.png")
    done = command_line("finetune", "--json", "--strength", "deep", "--reviewer", "Ada")
    out, err = done.communicate(timeout=240)
    assert done.returncode == 1, err
    result = json.loads(out)
    assert list(result) == [
        *("candidate", "active", "corrections", "strength", "seconds", "home", "laboratory", "gate", "failed")
    ]
    (candidate,) = [one for one in list_models(loadable.db, loadable.data_dir.models) if one.is_candidate]
    assert result["candidate"] == {
        "name": candidate.name,
        "file": str(candidate.path),
        "sha256": candidate.sha256,
    }
    assert (result["active"]["name"], result["strength"], result["laboratory"]) == ("tiny-random", "deep", None)
    assert result["corrections"] == {"NEU": 3, "MON": 1}
    assert result["gate"] == {"passed": True, "reasons": ["3 steps from 0."]}
    assert result["home"][0]["name"] == "PBC"
    assert result["failed"] == [{"path": "/data/broken.png", "cell": 3, "reason": "is damaged"}]
    assert err == "Refused: /data/broken.png, cell 2 is damaged.\n"

    again = command_line("finetune", "--resume")  # the newest run has finished: its result is printed
    out, err = again.communicate(timeout=240)
    assert again.returncode == 1, err
    assert "balanced accuracy 50.0 % before, 50.0 % with the candidate" in out
    assert "Found better than the active model. 3 steps from 0." in out


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process among others")
def test_interrupt_stops_the_training_and_it_is_resumed(loadable: TrainingBench, command_line: Start) -> None:
    loadable.set(steps=100_000, pause=0.02)
    process = command_line("finetune")
    wait_until(lambda: (run := newest_run(loadable.learning)) is not None and read_progress(run.folder).done > 0)
    run = newest_run(loadable.learning)
    assert run is not None
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=100)
    assert (process.returncode, out) == (130, "")
    assert "Continue it with wbc-desktop finetune --resume." in err
    assert not is_held(run.folder / "run.lock")
    done = int((run.folder / "step.ckpt.safetensors").read_text())

    other = command_line("finetune", "--resume", "--strength", "deep")
    assert "is a quick one" in other.communicate(timeout=100)[1]
    assert other.returncode == 2
    loadable.set(steps=done + 2)
    rest = command_line("finetune", "--resume", "--json")
    out, err = rest.communicate(timeout=240)
    assert rest.returncode == 0, err
    assert json.loads(out)["gate"]["reasons"] == [f"{done + 2} steps from {done}."]


def test_failures_are_one_sentence_and_status_2(loadable: TrainingBench, command_line: Start) -> None:
    nothing = command_line("finetune", "--resume")
    assert "There is no fine-tuning to continue" in nothing.communicate(timeout=100)[1]
    assert nothing.returncode == 2
    loadable.set(fail="The corrections are of one class only.")
    failed = command_line("finetune", "--json")
    assert failed.communicate(timeout=100) == ("", "The corrections are of one class only.\n")
    assert failed.returncode == 2
    run = newest_run(loadable.learning)
    assert run is not None
    assert run.state is RunState.FAILED
