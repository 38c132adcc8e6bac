"""All measurements, one after another, on a generated slide in a folder that goes away afterwards."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from wbc_desktop.bench import paper
from wbc_desktop.bench.figures import BUDGETS, figure
from wbc_desktop.bench.slide import draw, generate
from wbc_desktop.domain.errors import UsageError, WbcError
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.runtime.resources import default_model
from wbc_desktop.services.version import version
from wbc_desktop.store.engine import open_database

MOST_CELLS = 1_000_000
ONE_RUN_S = 3600

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """How much is measured; the defaults are for a machine that does nothing else."""

    cells: int = 100_000
    waiting: int = 2000
    seconds: float = 15.0
    presses: int = 200
    starts: int = 5
    opens: int = 3
    rounds: int = 3
    images: int = 240
    pdf_cells: int = paper.CELLS
    pdfs: int = 3


def few(cells: int) -> Wanted:
    """The same with little of each: to see that it works."""
    return Wanted(cells, cells // 4, 1.0, 4, 1, 2, 1, 4, 8, 1)


def measure(wanted: Wanted, say: Say, only: Iterable[str] = ()) -> dict[str, object]:
    """Measure what is named in ``only`` (nothing: everything) and give back one object for JSON.

    Raises UsageError for a number of cells that makes no sense.
    """
    if not 1 <= wanted.cells <= MOST_CELLS:
        raise UsageError(f"Name a number of cells from 1 to {MOST_CELLS:,}.")
    names = frozenset(only) or frozenset(budget.name for budget in BUDGETS)
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="wbc-bench-", ignore_cleanup_errors=True) as place:
        root = Path(place)
        found = [figure_ for part in _parts(root, wanted, say, names) for figure_ in part if figure_["name"] in names]
    return {
        "version": version(),
        "cells": wanted.cells,
        "machine": machine(),
        "seconds": round(time.monotonic() - begin, 1),
        "figures": sorted(found, key=lambda told: [b.name for b in BUDGETS].index(str(told["name"]))),
    }


def machine() -> dict[str, object]:
    """Where it was measured, and how busy it was: the load is the mean number of programs that wanted to run."""
    load = None if sys.platform == "win32" else os.getloadavg()[0]
    return {
        "platform": platform.platform(),
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load": None if load is None else round(load, 2),
    }


def _parts(root: Path, wanted: Wanted, say: Say, names: frozenset[str]) -> Iterable[list[dict[str, object]]]:
    if "window_s" in names:
        say("Starting the window…")
        yield [_starts(root / "starts", wanted.starts)]
    if names & {"block_ms", "decision_ms", "thumbnails_s", "memory_mb"}:
        yield _window(root / "window", wanted, say)
    if names & {"classify_ratio", "heatmaps_share"}:
        say("Classifying a folder, and the bare network beside it…")
        yield _engine(root / "engine", wanted)
    if "pdf_s" in names:
        say("Writing reports…")
        clock, processor = paper.measure(root / "paper", wanted.pdf_cells, wanted.pdfs)
        note = "" if wanted.pdf_cells == paper.CELLS else f"{wanted.pdf_cells} cells only"
        yield [figure("pdf_s", clock, note, processor)]


def _starts(root: Path, runs: int) -> dict[str, object]:
    """The first start makes the database and fills the disk's cache, so it is not counted where there are more."""
    clock, processor, filled, torch = [], [], [], False
    worked: list[float] = []
    for _ in range(runs + 1):
        begin = time.time()
        told = _child("wbc_desktop.bench.start", str(root), bytecode=root.with_name("bytecode"))
        clock.append(told["painted"] - begin)
        processor.append(told["processor"])
        filled.append(told["filled"] - begin)
        worked.append(told["filled_processor"])
        torch = torch or told["torch"]
    note = "torch WAS imported before" if torch else "torch not yet imported"
    note += f"; its frame, and all in it after {median(filled[1:]):.2f} s ({median(worked[1:]):.2f} of processor time)"
    return figure("window_s", clock[1:], note, processor[1:])


def _window(root: Path, wanted: Wanted, say: Say) -> list[dict[str, object]]:
    say(f"Generating a slide of {wanted.cells:,} cells…")
    data_dir = DataDir(root / "data")
    data_dir.create()
    db = open_database(data_dir.database_url)
    try:
        made = generate(db, root / "slide", wanted.cells, min(wanted.waiting, wanted.cells))
    finally:
        db.close()
    where = (str(data_dir.root), made.slide.folder)
    say("Opening, classifying, scrolling and deciding…")
    much = ("--seconds", str(wanted.seconds), "--presses", str(wanted.presses))
    told = _child("wbc_desktop.bench.window", *where, *much)
    warm = [_child("wbc_desktop.bench.window", *where, "--only-open") for _ in range(wanted.opens - 1)]
    first = [told["thumbnails"], *(one["thumbnails"] for one in warm)]
    first_work = [told["thumbnails_processor"], *(one["thumbnails_processor"] for one in warm)]
    memory = [] if told["memory_mb"] is None else [told["memory_mb"]]
    shown = f"Qt on {told['platform']}"
    return [
        figure("block_ms", _ms(told["block"]), f"{told['turns']:,} turns; {shown}", _ms(told["block_processor"])),
        figure("decision_ms", _ms(told["decision"]), shown, _ms(told["decision_processor"])),
        figure("thumbnails_s", first, f"the first of {len(first)} without thumbnails on the disk; {shown}", first_work),
        figure("memory_mb", memory, "" if memory else "this system does not say it"),
    ]


def _engine(root: Path, wanted: Wanted) -> list[dict[str, object]]:
    model = default_model()
    if not model.is_file():
        why = "no model comes with this program"
        return [figure("classify_ratio", [], why), figure("heatmaps_share", [], why)]
    draw(root, wanted.images)
    try:
        told = _child("wbc_desktop.bench.engine", str(model), str(root), "--rounds", str(wanted.rounds))
    except WbcError as error:
        return [figure("classify_ratio", [], str(error)), figure("heatmaps_share", [], str(error))]
    finally:
        shutil.rmtree(root, ignore_errors=True)
    about = f"{told['cells']} images on {told['device']}"
    return [
        figure("classify_ratio", told["classify"], about, told["classify_processor"]),
        figure("heatmaps_share", told["heatmaps"], about),
    ]


def _child(module: str, *words: str, bytecode: Path | None = None) -> dict[str, Any]:
    """What a part says that has a process of its own. Raises WbcError with the last thing it said when it failed.

    ``bytecode``: where Python keeps what it compiled, as it does for a program that is installed.
    """
    around = dict(os.environ)
    if bytecode is not None:
        around.pop("PYTHONDONTWRITEBYTECODE", None)
        around["PYTHONPYCACHEPREFIX"] = str(bytecode)
    command = [sys.executable, "-m", module, *words]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=ONE_RUN_S, env=around, encoding="utf-8"
    )
    try:
        told: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:
        last = next(reversed(done.stderr.strip().splitlines()), "nothing was said")
        raise WbcError(f"A part of the measuring failed ({module.rpartition('.')[2]}: {last}).") from error
    return told


def _ms(values: list[float]) -> list[float]:
    return [1000 * value for value in values]
