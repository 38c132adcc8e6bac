"""Measures classifying a folder, everything included, against the bare network on ready tensors (budget: 0.9).

    python tests/benchmarks/bench_classify.py [--cells 200] [--rounds 3] [--device auto] [--model FILE]

Both are measured in turns, so that other work on the machine burdens both alike. "Everything" is: open the folder,
scan it, read, decode and prepare the images, the network with its maps, and the store's commits. Prints one JSON
object. Without ``--model`` the network has random weights, which takes as long. On a CPU that is busy with other work
the ratio of processor times (bare to everything) is the steadier figure.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from PIL import Image

from training.core.classes import WBC8
from training.core.model_file import ModelCard, save_model
from training.core.network import Architecture, WBCNet
from wbc_desktop.inference.engine import Engine, load_engine
from wbc_desktop.inference.forward import batch_size
from wbc_desktop.services.classify import classify
from wbc_desktop.services.scan import scan
from wbc_desktop.services.slides import open_slide
from wbc_desktop.store.engine import open_database


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cells", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--side", type=int, default=360, help="pixels of the images' sides")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--model", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        engine = load_engine(asked.model or random_model(root / "random.safetensors"), asked.device)
        draw(root / "slide", asked.cells, asked.side)
        bare_rate(engine, min(asked.cells, 4 * batch_size(engine.device)))  # the first batches pay for the start
        bare, whole, worked = [], [], []
        for number in range(asked.rounds):
            marks = [time.process_time()]
            bare.append(bare_rate(engine, asked.cells))
            marks.append(time.process_time())
            whole.append(whole_rate(engine, root / "slide", root / f"{number}.sqlite3"))
            marks.append(time.process_time())
            worked.append((marks[1] - marks[0]) / (marks[2] - marks[1]))
        ratios = [w / b for w, b in zip(whole, bare, strict=True)]
        figures = {
            "device": engine.device,
            "notice": engine.notice,
            "cells": asked.cells,
            "side": asked.side,
            "bare_images_per_second": [round(v, 2) for v in bare],
            "whole_images_per_second": [round(v, 2) for v in whole],
            "ratio": round(median(ratios), 3),
            "ratio_by_processor_time": round(median(worked), 3),
            "budget": 0.9,
        }
        print(json.dumps(figures, indent=2))


def random_model(path: Path) -> Path:
    """The starter model's network with random weights."""
    options = Architecture()
    card = ModelCard(
        name="random",
        architecture="resnet50-cbam",
        options=options.to_dict(),
        classes=tuple((c.code, c.name) for c in WBC8),
        input_size=224,
        channel_order="BGR",
        mean=(190.0, 170.0, 200.0),
        std=(40.0, 50.0, 40.0),
    )
    save_model(WBCNet(len(WBC8), options), card, path)
    return path


def draw(folder: Path, count: int, side: int) -> None:
    """Images of the size and the grain that a microscope's camera gives."""
    folder.mkdir()
    random = np.random.default_rng(1)
    base = random.normal(0, 12, (side + 64, side + 64, 3))
    rows, columns = np.mgrid[0:side, 0:side]
    inside = ((rows - side / 2) ** 2 + (columns - side / 2) ** 2 < (side / 4) ** 2)[:, :, None]
    for number in range(count):
        y, x = random.integers(0, 64, 2)
        colours = np.where(inside, (105, 60, 150), (235, 205, 215)) + base[y : y + side, x : x + side]
        colours[0, 0] = number % 256, number // 256 % 256, 0
        Image.fromarray(np.clip(colours, 0, 255).astype(np.uint8)).save(folder / f"{number:06}.jpg", quality=92)


def bare_rate(engine: Engine, count: int) -> float:
    """Images a second of the network alone, maps included, in the engine's own batches.

    In a thread of its own, as the engine has it: on a busy machine OpenMP's threads wait in other ways in the main one.
    """
    size, batch = engine.card.input_size, batch_size(engine.device)
    ready = np.random.default_rng(2).normal(0, 1, (batch, 3, size, size)).astype(np.float32)

    def work() -> float:
        start = time.perf_counter()
        for done in range(0, count, batch):
            engine._forward.run(ready[: min(batch, count - done)])
        return count / (time.perf_counter() - start)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result()


def whole_rate(engine: Engine, folder: Path, database: Path) -> float:
    """Images a second from the folder to the last commit."""
    db = open_database(f"sqlite:///{database}")
    try:
        start = time.perf_counter()
        slide = open_slide(db, folder)
        found = scan(db, slide, cancel=lambda: False, progress=lambda p: None, announce=lambda c: None)
        done = classify(db, slide, engine, cancel=lambda: False, progress=lambda p: None, announce=lambda c: None)
        seconds = time.perf_counter() - start
        if done.classified != found.images:
            raise SystemExit(f"{found.images} images, {done.classified} classified")
        return found.images / seconds
    finally:
        db.close()


if __name__ == "__main__":
    main()
