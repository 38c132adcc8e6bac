"""Compares the engines that run the network on a CPU, and the starts of the program with and without torch.

    python tests/benchmarks/bench_engines.py [--model FILE] [--batches 1 8 32] [--rounds 9] [--manifest CSV ...]

Three parts, each in turns, so that other work on the machine slows all alike:

- the network on ready tensors by ONNX Runtime and PyTorch, with as many threads as the process may use cores;
- with ``--manifest``: the results of both for cells of the part test, ``--cells`` of each manifest;
- ``classify`` of a folder with one picture in a new process: as it is, where torch cannot be imported, and where ONNX
  Runtime cannot, so that PyTorch runs the network.

Prints seconds by the clock and by processor time: medians, and the least of all rounds.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import numpy as np  # noqa: E402 - all of them are found from the line above
import torch  # noqa: E402
from conftest import write_cell_image  # noqa: E402
from no_torch import without_modules  # noqa: E402

from benchmarks.clocks import timed  # noqa: E402
from training.core.images import read_image  # noqa: E402
from training.core.model_file import load_model  # noqa: E402
from training.core.onnx_backbone import onnx_predictor  # noqa: E402
from training.core.predict import Predictor  # noqa: E402
from training.core.torch_backbone import torch_predictor  # noqa: E402
from training.data.manifest import read_manifest  # noqa: E402
from wbc_desktop.inference.device import usable_cores  # noqa: E402
from wbc_desktop.runtime.resources import default_model  # noqa: E402

Act = Callable[[], object]
ABSENT = {
    "as it is": (),
    "without torch": ("torch", "torchvision"),
    "PyTorch in place of ONNX Runtime": ("onnxruntime",),
}


def in_turns(acts: dict[str, Act], rounds: int, processor: Callable[[], float] | None = None) -> dict[str, Any]:
    """Return the seconds of each act: median and least, by the clock and by processor time."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in acts}
    for number in range(rounds + 1):
        for name, act in acts.items():
            taken = timed(act, processor) if processor else timed(act)
            if number:  # the first round is slower
                found[name].append(taken)
    told = {}
    for name, runs in found.items():
        clock, worked = zip(*runs, strict=True)
        told[name] = {
            "clock_s": [round(median(clock), 4), round(min(clock), 4)],
            "processor_s": [round(median(worked), 4), round(min(worked), 4)],
        }
    return told


def rates(engines: dict[str, Predictor], batches: Sequence[int], rounds: int) -> dict[str, Any]:
    """Return the seconds of a batch of noise by its size: the network before the head, and with head and maps."""
    told = {}
    for count in batches:
        size = next(iter(engines.values())).card.input_size
        ready = np.random.default_rng(2).normal(0, 1, (count, 3, size, size)).astype(np.float32)
        acts: dict[str, Act] = {}
        for name, one in engines.items():
            acts[name] = partial(one.backbone.run, ready)
            acts[f"{name} with maps"] = partial(one.predict, ready)
        told[str(count)] = in_turns(acts, rounds)
    return told


def agreement(engines: dict[str, Predictor], manifests: Sequence[Path], cells: int) -> dict[str, Any]:
    """Return in how many cells the classes agree, and the largest differences of probabilities and maps."""
    first, second = engines.values()
    chosen = []
    for manifest in manifests:
        samples = [s for s in read_manifest(manifest) if s.split == "test"]
        chosen += random.Random(1).sample(samples, min(cells, len(samples)))
    same, probability, maps = 0, 0.0, 0.0
    for start in range(0, len(chosen), 16):
        batch = np.stack([first.prepare(read_image(s.path)) for s in chosen[start : start + 16]])
        one, other = first.predict(batch), second.predict(batch)
        same += int((one.probabilities.argmax(axis=1) == other.probabilities.argmax(axis=1)).sum())
        probability = max(probability, float(np.abs(one.probabilities - other.probabilities).max()))
        maps = max(maps, float(np.abs(one.maps - other.maps).max()))
    return {"cells": len(chosen), "same_class": same, "probability": probability, "maps": maps}


def cold_starts(model: Path, rounds: int) -> dict[str, Any]:
    """Return the seconds of ``classify`` of one picture in a new process."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "slide"
        folder.mkdir()
        write_cell_image(folder / "cell.png", seed=1)

        def act(name: str) -> Act:
            own = {**os.environ, "PYTHONPATH": str(ROOT), "WBC_DATA_DIR": str(Path(place) / name)}
            env = without_modules(ABSENT[name], own, Path(place) / f"hook {name}")
            words = ["classify", str(folder), "--model", str(model), "--device", "cpu", "--force"]
            return lambda: subprocess.run(
                [sys.executable, "-m", "wbc_desktop", *words], env=env, check=True, capture_output=True
            )

        acts = {name: act(name) for name in ABSENT}
        return in_turns(acts, rounds, lambda: sum(os.times()[2:4]))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=default_model())
    parser.add_argument("--batches", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--starts", type=int, default=5)
    parser.add_argument("--threads", type=int, default=usable_cores())
    parser.add_argument("--manifest", type=Path, nargs="*", default=[])
    parser.add_argument("--cells", type=int, default=500)
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    engines = {
        "ONNX Runtime": onnx_predictor(asked.model, asked.threads),
        "PyTorch": torch_predictor(*load_model(asked.model)),
    }
    told: dict[str, Any] = {"threads": asked.threads, "load": os.getloadavg()[0]}
    told["network"] = rates(engines, asked.batches, asked.rounds)
    if asked.manifest:
        told["agreement"] = agreement(engines, asked.manifest, asked.cells)
    told["classify_one_picture"] = cold_starts(asked.model, asked.starts)
    print(json.dumps(told, indent=2))


if __name__ == "__main__":
    main()
