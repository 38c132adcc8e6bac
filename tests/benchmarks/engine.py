"""``python -m benchmarks.engine MODEL FOLDER``: compares classifying with the bare network; the cost of heatmaps.

The two alternate, so that other work on the machine slows both equally. Classifying means: open the folder, scan
it, read, decode and prepare the pictures, run the network with its maps, and commit the results. Prints one JSON object
of ratios, by clock and by processor time.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray

from benchmarks.clocks import timed
from training.core.predict import Predictor
from wbc_desktop.inference.engine import Engine, load_engine
from wbc_desktop.inference.engine_choice import batches_at_once
from wbc_desktop.inference.forward import batch_size
from wbc_desktop.services.classify import classify
from wbc_desktop.services.scan import scan
from wbc_desktop.services.slides import open_slide
from wbc_desktop.store.engine import open_database

REPEATS = 9
"""The network runs this many times with maps and without for one figure."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("folder", type=Path, help="a folder of different pictures")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--device", default="auto")
    asked = parser.parse_args()
    json.dump(measure(asked.model, asked.folder, asked.rounds, asked.device), sys.stdout)


def measure(model: Path, folder: Path, rounds: int, device: str) -> dict[str, object]:
    """Return the ratios of each round: rate of classifying to the bare rate, time of the maps to the forward pass."""
    engine = load_engine(model, device)
    count = sum(1 for path in folder.rglob("*") if path.is_file())
    _bare(engine, min(count, 2 * batch_size(engine.device)))  # the first batches are slower
    ratios, maps = [], []
    with tempfile.TemporaryDirectory() as place:
        for number in range(rounds):
            database = Path(place) / f"{number}.sqlite3"
            bare = timed(lambda: _bare(engine, count))
            whole = timed(lambda database=database: _whole(engine, folder, database))  # type: ignore[misc]
            ratios.append([alone / all_of_it for alone, all_of_it in zip(bare, whole, strict=True)])
            maps.append(_maps_share(engine, min(count, batch_size(engine.device))))
    by = ("clock", "processor")
    return {
        "device": f"{engine.device}, {engine.name}",
        "cells": count,
        "classify": dict(zip(by, zip(*ratios, strict=True), strict=True)),
        "heatmaps": dict(zip(by, zip(*maps, strict=True), strict=True)),
    }


def _bare(engine: Engine, count: int) -> None:
    """Run ``count`` images through the network without head and maps, in batches and threads as the engine does."""
    batch = batch_size(engine.device)
    ready, backbone = _ready_batch(engine, batch), _predictor(engine).backbone
    sizes = [min(batch, count - done) for done in range(0, count, batch)]
    with ThreadPoolExecutor(batches_at_once(engine.device)) as threads:
        list(threads.map(lambda size: backbone.run(ready[:size]), sizes))


def _predictor(engine: Engine) -> Predictor:
    predictor = engine._forward._here()
    assert isinstance(predictor, Predictor)
    return predictor


def _ready_batch(engine: Engine, count: int) -> NDArray[np.float32]:
    """Return ``count`` prepared images of noise (count x 3 x S x S)."""
    size = engine.card.input_size
    return np.random.default_rng(2).normal(0, 1, (count, 3, size, size)).astype(np.float32)


def _whole(engine: Engine, folder: Path, database: Path) -> None:
    db = open_database(f"sqlite:///{database}")
    try:
        slide = open_slide(db, folder)
        scan(db, slide, cancel=lambda: False, progress=lambda p: None, announce=lambda c: None)
        classify(db, slide, engine, cancel=lambda: False, progress=lambda p: None, announce=lambda c: None)
    finally:
        db.close()


def _maps_share(engine: Engine, count: int) -> list[float]:
    """Return the added time for the maps as a share of the forward pass: by clock and by processor time."""
    calls = _with_and_without_maps(engine, count)
    for call in calls:
        call()
    runs = [[timed(call) for call in calls] for _ in range(REPEATS)]
    return [median(run[0][which] for run in runs) / median(run[1][which] for run in runs) - 1 for which in (0, 1)]


def _with_and_without_maps(engine: Engine, count: int) -> tuple[Callable[[], object], Callable[[], object]]:
    """Return two calls for one batch of ``count`` images: prediction with the maps of all classes, and the network.

    The second one lacks the class scores, too: without maps nobody needs their slopes.
    """
    predictor, ready = _predictor(engine), _ready_batch(engine, count)
    return lambda: predictor.predict(ready), lambda: predictor.backbone.run(ready)


if __name__ == "__main__":
    main()
