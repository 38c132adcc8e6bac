"""``wbc-train`` with a stand-in for the learning: the process, lock, lines, stopping and result are the real ones.

As a program it takes the words of ``wbc-train``. The environment variable ``WBC_STAND_IN`` is a JSON object with
``steps``, ``pause`` (seconds per step), ``fail`` (the sentence of an error at the end) and ``refuse`` (a path).
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from training.core.model_card import file_sha256
from training.recipes.options import OptionError
from training.recipes.run_folder import Report, Run, Stopped, write_result

COMMAND = [sys.executable, __file__]
SETTINGS = "WBC_STAND_IN"


def module() -> ModuleType:
    """Return a module in the place of ``training.recipes.finetune``."""
    made: Any = ModuleType("training.recipes.finetune")
    made.finetune = finetune
    return made


def finetune(run: Run, report: Report, stopped: Callable[[], bool]) -> None:
    """Count to the number of steps with a checkpoint for each, and write a candidate with the weights of the model."""
    settings = {"steps": 3, "pause": 0.0, "fail": "", "refuse": "", **json.loads(os.environ.get(SETTINGS, "{}"))}
    steps, checkpoint = settings["steps"], run.checkpoint("step")
    report("start", strength=run.strength, device=run.device, train=4, test=2)
    one = {"path": settings["refuse"], "cell": 3, "page": 0, "number": 2, "reason": "is damaged"}
    refused = [one] if settings["refuse"] else []
    for values in refused:
        report("refused", **values)
    begin = int(checkpoint.read_text(encoding="ascii")) if run.resume and checkpoint.exists() else 0
    for step in range(begin + 1, steps + 1):
        time.sleep(settings["pause"])
        report("phase", phase="train", done=step, total=steps, seconds_left=settings["pause"] * (steps - step))
        report("curve", step=step, of=steps, loss=1 / step, accuracy=None)
        replace(checkpoint, str(step).encode("ascii"))
        if stopped():
            raise Stopped
    if settings["fail"]:
        raise OptionError(settings["fail"])
    gate = {"passed": True, "reasons": [f"{steps} steps from {begin}."]}
    copy_model(run.model, run.candidate, name=run.name, parent_sha256=run.model_sha256, evaluation={"gate": gate})
    write_result(run, result(run, refused, gate))


def result(run: Run, refused: list[dict[str, object]], gate: dict[str, object]) -> dict[str, object]:
    """Return a result with the keys of a real one."""
    side = {"balanced_accuracy": {"value": 0.5, "low": 0.4, "high": 0.6}}
    return {
        "version": 1,
        "strength": run.strength,
        "device": run.device,
        "seconds": 1.5,
        "active": {"name": run.model_name, "sha256": run.model_sha256},
        "candidate": {"name": run.name, "file": run.candidate.name, "sha256": file_sha256(run.candidate)},
        "corrections": {"NEU": 3, "MON": 1},
        "laboratory_name": run.laboratory,
        "refused": refused,
        "home": [{"name": "PBC", "n": 60, "active": side, "candidate": side}],
        "laboratory": None,
        "gate": gate,
    }


def copy_model(source: Path, target: Path, **values: object) -> None:
    """Copy a model file with other values in its card."""
    content = source.read_bytes()
    end = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:end])
    metadata = header["__metadata__"]
    metadata["card"] = json.dumps({**json.loads(metadata["card"]), **values})
    text = json.dumps(header).encode("ascii")
    text += b" " * (-len(text) % 8)
    replace(target, len(text).to_bytes(8, "little") + text + content[end:])


def replace(path: Path, content: bytes) -> None:
    """Write a file completely or not at all."""
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(content)
    unfinished.replace(path)


if __name__ == "__main__":
    sys.modules["training.recipes.finetune"] = module()
    from training.cli import main

    sys.exit(main())
