"""The parts of the benchmark: each creates its data in a new folder and returns its figures."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.clocks import timed
from benchmarks.figures import figure
from benchmarks.million import build
from benchmarks.million_acts import IN_WINDOW
from benchmarks.slide import draw, generate
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.runtime.resources import default_model
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services.report import write_report
from wbc_desktop.store.engine import open_database

ROOT = Path(__file__).resolve().parents[2]
Figures = list[dict[str, object]]


@dataclass(frozen=True, slots=True)
class Amount:
    """Sizes and numbers of runs; the defaults are for a machine that does nothing else."""

    cells: int = 100_000
    waiting: int = 2000
    scroll_s: float = 15.0
    presses: int = 200
    starts: int = 5
    opens: int = 3
    rounds: int = 3
    pictures: int = 240
    pdf_cells: int = 400
    pdfs: int = 3
    growth_cells: int = 200


def little(cells: int) -> Amount:
    """Return an amount with few runs of each part, to check that everything works."""
    return Amount(cells, cells // 4, 1.0, 4, 1, 2, 1, 4, 8, 1, 4)


def starts(root: Path, amount: Amount) -> Figures:
    """Start the window; the first start makes the database and fills the disk's cache, so it does not count."""
    compiled = dict(os.environ, PYTHONPYCACHEPREFIX=str(root / "bytecode"))  # as for an installed program
    compiled.pop("PYTHONDONTWRITEBYTECODE", None)
    frame: dict[str, list[float]] = {"clock": [], "processor": []}
    whole, torch = [], False
    for number in range(amount.starts + 1):
        begin = time.time()
        told = output_of("start", root / "data", environment=compiled)
        torch = torch or told["torch"]
        if number:
            frame["clock"].append(told["painted"] - begin)
            frame["processor"].append(told["processor"])
            whole.append(told["filled"] - begin)
    note = f"torch {'WAS' if torch else 'not yet'} imported; the whole window after {median(whole):.2f} s"
    return [figure("window_s", frame, note)]


def window(root: Path, amount: Amount) -> Figures:
    """Let a real window open, classify, scroll and review a slide of many cells."""
    data_dir = DataDir(root / "data")
    data_dir.create()
    db = open_database(data_dir.database_url)
    try:
        slide = generate(db, root / "slide", amount.cells, min(amount.waiting, amount.cells))
    finally:
        db.close()
    where = (data_dir.root, slide.folder)
    told = output_of("window", *where, "--seconds", amount.scroll_s, "--presses", amount.presses)
    opened = [told, *(output_of("window", *where, "--only-open") for _ in range(amount.opens - 1))]
    clock, processor = zip(*(one["thumbnails"] for one in opened), strict=True)
    memory = told["memory_mb"]
    shown = f"Qt on {told['platform']}"
    return [
        figure("block_ms", told["block"], f"{told['turns']:,} turns of the loop; {shown}"),
        figure("decision_ms", told["decision"], shown),
        figure("thumbnails_s", {"clock": clock, "processor": processor}, f"first without a cache; {shown}"),
        figure("memory_mb", {"memory": [memory] if memory else []}, "" if memory else "this system does not tell it"),
    ]


def million(root: Path, amount: Amount) -> Figures:
    """Let real windows open slides of a database with ten times as many cells."""
    data_dir = build(root / "data", 10, amount.cells, lambda text: None)
    told = [output_of("million_acts", data_dir.root, IN_WINDOW) for _ in range(amount.opens)]
    clock, processor = zip(*(seconds for one in told for seconds in one["seconds"]), strict=True)
    return [figure("slide_s", {"clock": clock, "processor": processor}, f"{max(o['memory_mb'][1] for o in told)} MB")]


def engine(root: Path, amount: Amount) -> Figures:
    """Classify a folder with the model that comes with the program."""
    draw(root / "pictures", amount.pictures)
    told = output_of("engine", default_model(), root / "pictures", "--rounds", amount.rounds)
    note = f"{told['cells']} pictures on {told['device']}"
    return [figure("classify_ratio", told["classify"], note), figure("heatmaps_share", told["heatmaps"], note)]


def pdf(root: Path, amount: Amount) -> Figures:
    """Write the report of a slide with a heatmap of each cell."""
    db = open_database(f"sqlite:///{root / 'reports.sqlite3'}")
    try:
        slide = generate(db, root / "slide", amount.pdf_cells, 0)
        turns = [
            timed(lambda file=root / f"{number}.pdf": write_report(db, slide, file, Settings()))  # type: ignore[misc]
            for number in range(amount.pdfs)
        ]
    finally:
        db.close()
    clock, processor = zip(*turns, strict=True)
    return [figure("pdf_s", {"clock": clock, "processor": processor}, f"{amount.pdf_cells} cells")]


def unit_tests(_root: Path, _amount: Amount) -> Figures:
    """Run the unit tests once."""
    return [_tests("unit_tests_s", "tests/unit")]


def all_tests(_root: Path, _amount: Amount) -> Figures:
    """Run all tests once."""
    return [_tests("all_tests_s")]


def _tests(name: str, *what: str) -> dict[str, object]:
    command = [sys.executable, ROOT / "installer" / "develop.py", "test", "-q", *what]
    ended: list[subprocess.CompletedProcess[str]] = []
    clock, processor = timed(
        lambda: ended.append(subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)),
        lambda: sum(os.times()[2:4]),
    )
    lines = (ended[0].stdout or ended[0].stderr).strip().splitlines() or ["no output"]
    values = {"clock": [clock], "processor": [processor]} if ended[0].returncode == 0 else {}
    return figure(name, values, lines[-1].strip("= "))


def output_of(module: str, *arguments: object, environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the JSON object that ``python -m benchmarks.module`` prints. Raises RuntimeError if it fails."""
    command = [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)]
    ended = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=False)
    if ended.returncode != 0:
        lines = ended.stderr.strip().splitlines() or ["no message"]
        raise RuntimeError(f"benchmarks.{module} failed: {lines[-1]}")
    told: dict[str, Any] = json.loads(ended.stdout)
    return told


PARTS = {
    starts: ("window_s",),
    window: ("block_ms", "decision_ms", "thumbnails_s", "memory_mb"),
    million: ("slide_s",),
    engine: ("classify_ratio", "heatmaps_share"),
    pdf: ("pdf_s",),
    unit_tests: ("unit_tests_s",),
    all_tests: ("all_tests_s",),
}
"""Each part with the figures that it returns."""
