"""``python -m wbc_desktop.bench.engine MODEL FOLDER --cells N``: classifying against the bare network; heatmaps.

Both are measured in turns, so that other work on the machine burdens both alike. "Everything" is: open the folder,
scan it, read, decode and prepare the images, the network with its maps, and the store's commits. Prints one JSON
object of ratios, by the clock and by processor time.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

from wbc_desktop.inference.bare import bare, with_and_without_maps
from wbc_desktop.inference.engine import Engine, load_engine
from wbc_desktop.inference.forward import batch_size
from wbc_desktop.services.classify import classify
from wbc_desktop.services.scan import scan
from wbc_desktop.services.slides import open_slide
from wbc_desktop.store.engine import open_database

TURNS = 9
"""So often the network is run with maps and without, in turns, for one figure."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("folder", type=Path, help="a folder of different images")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--device", default="auto")
    asked = parser.parse_args()
    json.dump(measure(asked.model, asked.folder, asked.rounds, asked.device), sys.stdout)


def measure(model: Path, folder: Path, rounds: int, device: str) -> dict[str, object]:
    """The ratios of each round: everything's rate to the bare rate, and what the maps add to the forward pass."""
    engine = load_engine(model, device)
    count = sum(1 for path in folder.rglob("*") if path.is_file())
    _bare(engine, min(count, 2 * batch_size(engine.device)))  # the first batches pay for the start
    ratios, worked, maps = [], [], []
    with tempfile.TemporaryDirectory() as place:
        for number in range(rounds):
            bare, bare_work = _timed(lambda: _bare(engine, count))
            database = Path(place) / f"{number}.sqlite3"
            whole, whole_work = _timed(lambda database=database: _whole(engine, folder, database))  # type: ignore[misc]
            ratios.append(bare / whole)
            worked.append(bare_work / whole_work)
            maps.append(_maps_share(engine, min(count, batch_size(engine.device))))
    told = {"device": engine.device, "cells": count, "classify": ratios, "classify_processor": worked}
    return {**told, "heatmaps": [clock for clock, _ in maps], "heatmaps_processor": [work for _, work in maps]}


def _timed(act: Callable[[], object]) -> tuple[float, float]:
    begin, worked = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - begin, time.process_time() - worked


def _bare(engine: Engine, count: int) -> None:
    """In a thread of its own, as the engine has it: OpenMP's threads wait in other ways in the main one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(bare, engine, count).result()


def _whole(engine: Engine, folder: Path, database: Path) -> None:
    db = open_database(f"sqlite:///{database}")
    try:
        slide = open_slide(db, folder)
        scan(db, slide, cancel=lambda: False, progress=lambda p: None, announce=lambda c: None)
        classify(db, slide, engine, cancel=lambda: False, progress=lambda p: None, announce=lambda c: None)
    finally:
        db.close()


def _maps_share(engine: Engine, count: int) -> tuple[float, float]:
    """What the maps of all classes add to the network's own forward pass, by the clock and by processor time.

    Medians of calls in turns: other work on the machine burdens both alike.
    """
    calls = with_and_without_maps(engine, count)
    for call in calls:
        call()
    timed = [[_timed(call) for call in calls] for _ in range(TURNS)]
    clock, work = (
        median(pair[0][which] for pair in timed) / median(pair[1][which] for pair in timed) - 1 for which in (0, 1)
    )
    return clock, work


if __name__ == "__main__":
    main()
