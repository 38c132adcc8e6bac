"""``python -m benchmarks.million_acts DATA ACT``: one act on the database of ``benchmarks.million``, in a new process.

Prints one JSON object. ``seconds``: of opening the database, of the act and (unless that took long) of the same act
again, by the clock and by processor time; for a slide in a window, of opening one slide and another. ``memory_mb``:
before the act and at most. With ``--plans``, ``slow``: each statement that takes 20 ms or more, with its plan.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from sqlalchemy import event

from benchmarks.clocks import timed
from benchmarks.million import REVIEWER
from wbc_desktop.domain.cells import ReviewState, Slide
from wbc_desktop.domain.filters import CellFilter
from wbc_desktop.item_models.cell_source import CellSource
from wbc_desktop.item_models.cells import SMALL
from wbc_desktop.item_models.listing import ListRequest, read_listing
from wbc_desktop.item_models.next_waiting import next_waiting
from wbc_desktop.item_models.slides import _read as read_slides
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.services import exports, learning_overview, review, slides, trail, trends
from wbc_desktop.store import files, references
from wbc_desktop.store import slides as stored
from wbc_desktop.store.engine import Database, open_database
from wbc_desktop.ui.differential.live_counts import _read as read_counts

Act = Callable[[Database, Slide], object]
SLOW_S, LONG_S = 0.02, 30.0
IN_WINDOW = "slide in a window"


def listed(**asked: Any) -> Act:
    """Return an act that reads the whole list of the slide, as the window does in the background."""
    return lambda db, slide: read_listing(db, ListRequest(slide.id, **asked))


def show(db: Database, slide: Slide) -> None:
    """Do all that the window reads until a slide is shown: its first cells, the whole list, the counts, a page."""
    source = CellSource(db, lambda sentence: None)
    source.first(slide.id, SMALL + 1)
    listing = read_listing(db, ListRequest(slide.id))
    source.fetch(listing.shown[:50].tolist())
    read_counts(db, slide.id, 0)


def list_slides(db: Database, _slide: Slide) -> None:
    """Read the list of slides with the progress of each."""
    with db.read() as s:
        every = [slide.id for slide in stored.with_cells(s)]
    read_slides(db, every, list_too=True)


def go_on(db: Database, slide: Slide) -> None:
    """Find the next undecided cell from the first one on, which the long decided part of the slide precedes."""
    next_waiting(db, slide.id, read_listing(db, ListRequest(slide.id)).shown, 0)


def undo(db: Database, slide: Slide) -> None:
    """Take back the last act on 1,000 cells, and do it again."""
    review.undo(db, slide.id, REVIEWER)
    review.redo(db, slide.id, REVIEWER)


def export(db: Database, slide: Slide) -> None:
    """Write the CSV of the slide."""
    with tempfile.TemporaryDirectory() as place:
        exports.export_csv(db, slide, Path(place) / "cells.csv")


def new_folder(db: Database, _slide: Slide) -> None:
    """Look whether a new folder is a stored slide that was moved; the folders of all slides are missing."""
    with tempfile.TemporaryDirectory() as place, db.read() as s:
        for number in range(24):
            pixels = np.random.default_rng(number).integers(0, 255, (40, 40, 3), np.uint8)
            cv2.imwrite(f"{place}/{number}.png", pixels)
        slides._moved_from(s, place)


def compare(db: Database, slide: Slide) -> None:
    """Find the cells that are shown beside the selected one."""
    with db.read() as s:
        references.best(s, "NEU", slide.id, 32)


def known_files(db: Database, slide: Slide) -> None:
    """Read the stored files of a slide, as a scan does at its start."""
    with db.read() as s:
        files.known(s, slide.id)


def check_trail(db: Database, _slide: Slide) -> None:
    """Check the whole audit trail."""
    assert trail.verify(db).sound


ACTS: dict[str, Act] = {
    "list of slides": list_slides,
    "slide shown": show,
    "sorted by time": listed(order="time"),
    "sorted by uncertainty": listed(order="uncertainty"),
    "in groups": listed(grouped=True),
    "of one class": listed(cell_filter=CellFilter(classes=frozenset({"EOS"}))),
    "undecided": listed(cell_filter=CellFilter(states=frozenset({ReviewState.UNREVIEWED}))),
    "of one reviewer": listed(cell_filter=CellFilter(reviewer=REVIEWER.name)),
    "found by name": listed(cell_filter=CellFilter(name="0012")),
    "counts": lambda db, slide: read_counts(db, slide.id, 0),
    "next undecided cell": go_on,
    "undo and redo of 1,000": undo,
    "CSV": export,
    "new folder": new_folder,
    "start of a scan": known_files,
    "reference cells": compare,
    "learning": lambda db, _slide: learning_overview.overview(db, "", REVIEWER.name),
    "trends": lambda db, _slide: trends.trends(db),
    "audit check": check_trail,
}


def in_window(data_dir: DataDir) -> dict[str, object]:
    """Open the slide in the middle in a real window until its tiles, its list and its counts are shown, then another.

    The pictures do not exist, so each tile says so.
    """
    from benchmarks.watch import PaintWatch, until
    from benchmarks.window import shown

    taken = []
    with shown(data_dir) as window:
        every, before = sorted(window.backend.slides.all_slides(), key=lambda one: one.id), memory_mb("VmRSS")
        counted: list[object] = []
        window.counts.counted.connect(counted.append)
        painted, cells = PaintWatch(window.gallery.viewport()), window.backend.cells
        for slide in every[len(every) // 2 :][:2]:
            earlier = painted.count

            def open_it(slide: Slide = slide, earlier: int = earlier) -> None:
                counted.clear()
                window.open_slide.choose(slide)
                until(lambda: cells.total and not cells.loading and any(counted) and painted.count > earlier, 60.0)

            taken.append(timed(open_it))
        return {"seconds": taken, "memory_mb": [before, memory_mb("VmHWM")], "cells": cells.total}


def measure(data_dir: DataDir, name: str, plans: bool) -> dict[str, object]:
    """Open the database, do the act twice on the slide in the middle, and return what was measured."""
    opened: list[Database] = []
    taken = [timed(lambda: opened.append(open_database(data_dir.database_url)))]
    (db,) = opened
    try:
        with db.read() as s:
            every = sorted(stored.with_cells(s), key=lambda slide: slide.id)
        slide, before = every[len(every) // 2], memory_mb("VmRSS")
        with statements(db) as said:
            taken.append(timed(lambda: ACTS[name](db, slide)))
            if taken[-1][0] < LONG_S:
                taken.append(timed(lambda: ACTS[name](db, slide)))
        told = {"seconds": taken, "memory_mb": [before, memory_mb("VmHWM")]}
        return {**told, "slow": slow(db, said)} if plans else told
    finally:
        db.close()


@contextmanager
def statements(db: Database) -> Iterator[dict[str, Any]]:
    """Record the queries of the block, each with its last parameters."""
    found: dict[str, Any] = {}

    def record(_connection: object, _cursor: object, statement: str, values: object, _x: object, many: bool) -> None:
        if not many and statement.lstrip().startswith("SELECT"):
            found[statement] = values

    event.listen(db._engine, "before_cursor_execute", record)
    try:
        yield found
    finally:
        event.remove(db._engine, "before_cursor_execute", record)


def slow(db: Database, said: dict[str, Any]) -> list[dict[str, object]]:
    """Return the statements that take long even now that their pages are in memory, with their plans."""
    found = []
    with db.read() as s:
        for statement, values in said.items():
            rows: list[object] = []
            seconds = timed(lambda: rows.extend(s.connection().exec_driver_sql(statement, values)))[0]  # noqa: B023
            if seconds >= SLOW_S:
                plan = s.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
                told = {"ms": round(1000 * seconds), "rows": len(rows), "plan": [step[3] for step in plan]}
                found.append({**told, "statement": " ".join(statement.split())})
    return found


def memory_mb(which: str) -> float:
    """Return the present (VmRSS) or largest (VmHWM) amount of memory of this process in MB; Linux only."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return round(int(next(line for line in lines if line.startswith(which)).split()[1]) / 1000, 1)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("act", choices=[*ACTS, IN_WINDOW])
    parser.add_argument("--plans", action="store_true")
    asked = parser.parse_args()
    data_dir = DataDir(asked.data)
    json.dump(in_window(data_dir) if asked.act == IN_WINDOW else measure(data_dir, asked.act, asked.plans), sys.stdout)


if __name__ == "__main__":
    main()
