"""The report of 400 cells with their heatmaps, as the program writes it."""

from __future__ import annotations

import time
from pathlib import Path

from wbc_desktop.bench.child import Cancel
from wbc_desktop.bench.slide import generate
from wbc_desktop.domain.errors import Cancelled
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services.report import write_report
from wbc_desktop.store.engine import open_database

CELLS = 400


def measure(root: Path, cells: int, runs: int, cancel: Cancel) -> tuple[list[float], list[float]]:
    """Seconds for the PDF of a slide of so many cells, by the clock and by processor time; ``root`` is a new folder."""
    root.mkdir(parents=True)
    db = open_database(f"sqlite:///{root / 'paper.sqlite3'}")
    try:
        made = generate(db, root / "slide", cells, 0)
        clock, processor = [], []
        for number in range(runs):
            if cancel():
                raise Cancelled
            begin, worked = time.perf_counter(), time.process_time()
            write_report(db, made.slide, root / f"{number}.pdf", Settings())
            clock.append(time.perf_counter() - begin)
            processor.append(time.process_time() - worked)
        return clock, processor
    finally:
        db.close()
