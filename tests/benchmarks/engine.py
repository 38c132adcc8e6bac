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
from wbc_desktop.services.slides import open_slide
from wbc_desktop.services.stages import Listener, read_and_classify
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
    bare(engine, min(count, 2 * batch_size(engine.device)))  # the first batches are slower
    ratios, maps = [], []
    for _ in range(rounds):
        network, whole = timed(lambda: bare(engine, count)), timed(lambda: program(engine, folder))
        ratios.append([alone / all_of_it for alone, all_of_it in zip(network, whole, strict=True)])
        maps.append(_maps_share(engine, min(count, batch_size(engine.device))))
    by = ("clock", "processor")
    return {
        "device": f"{engine.device}, {engine.name}",
        "cells": count,
        "classify": dict(zip(by, zip(*ratios, strict=True), strict=True)),
        "heatmaps": dict(zip(by, zip(*maps, strict=True), strict=True)),
    }


def bare(engine: Engine, count: int, size: int | None = None) -> None:
    """Run ``count`` images through the network without head and maps, in batches and threads as the engine does.

    ``size``: the side of the images; None: that of the model.
    """
    batch = batch_size(engine.device)
    ready, backbone = _ready_batch(engine, batch, size), _predictor(engine).backbone
    sizes = [min(batch, count - done) for done in range(0, count, batch)]
    with ThreadPoolExecutor(batches_at_once(engine.device)) as threads:
        list(threads.map(lambda some: backbone.run(ready[:some]), sizes))


def _predictor(engine: Engine) -> Predictor:
    """Return the predictor; with 8-bit numbers the one that computes with them."""
    predictor: object = engine._forward._here()
    predictor = getattr(predictor, "rounded", predictor)
    assert isinstance(predictor, Predictor)
    return predictor


def _ready_batch(engine: Engine, count: int, size: int | None = None) -> NDArray[np.float32]:
    """Return ``count`` prepared images of noise (count x 3 x S x S)."""
    side = size or engine.card.input_size
    return np.random.default_rng(2).normal(0, 1, (count, 3, side, side)).astype(np.float32)


def program(engine: Engine, folder: Path) -> None:
    """Do what ``classify`` does, in a new database: open, scan, find cells, classify with maps, store."""
    with tempfile.TemporaryDirectory() as place:
        db = open_database(f"sqlite:///{place}/wbc.sqlite3")
        try:
            read_and_classify(db, open_slide(db, folder), lambda: engine, Listener(), cancel=lambda: False)
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
