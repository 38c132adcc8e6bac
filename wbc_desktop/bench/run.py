"""All measurements, one after another, on a generated slide in a folder that goes away afterwards."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from wbc_desktop.bench import paper, suite
from wbc_desktop.bench.child import Cancel, told_by
from wbc_desktop.bench.figures import BUDGETS, figure, line
from wbc_desktop.bench.slide import draw, generate
from wbc_desktop.domain.errors import Cancelled, UsageError, WbcError
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.runtime.resources import default_model
from wbc_desktop.services.version import version
from wbc_desktop.store.engine import open_database

MOST_CELLS = 1_000_000
A_CELL_BYTES, ROOM_BYTES = 16_000, 200_000_000
"""On the disk: a cell's file, its rows and its thumbnails; and all the rest."""

WINDOW = frozenset({"block_ms", "decision_ms", "thumbnails_s", "memory_mb"})
ENGINE = frozenset({"classify_ratio", "heatmaps_share"})

Say = Callable[[str], None]
Part = Callable[[], list[dict[str, object]]]


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


def measure(
    wanted: Wanted, say: Say, only: Iterable[str] = (), cancel: Cancel = lambda: False, place: Path | None = None
) -> dict[str, object]:
    """Measure what is named in ``only`` (nothing: everything but the tests) and give back one object for JSON.

    ``place``: the folder in which the slide lies meanwhile (None: the system's for temporary files). A part that fails
    is told in its figures, and the others are measured. Raises UsageError for a number of cells that makes no sense or
    has no room there, Cancelled when asked to stop; nothing is left behind.
    """
    if not 1 <= wanted.cells <= MOST_CELLS:
        raise UsageError(f"Name a number of cells from 1 to {MOST_CELLS:,}.")
    names = frozenset(only) or frozenset(budget.name for budget in BUDGETS)
    _check_room(wanted.cells if names & WINDOW else 0, place)
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="wbc-bench-", dir=place, ignore_cleanup_errors=True) as made:
        parts = _parts(Path(made), wanted, say, names, cancel, bool(only))
        found = [told for figures, part in parts if figures & names for told in _tried(figures, part, say)]
    return {
        "version": version(),
        "cells": wanted.cells,
        "machine": machine(),
        "seconds": round(time.monotonic() - begin, 1),
        "figures": [told for budget in BUDGETS for told in found if told["name"] == budget.name in names],
    }


def _tried(figures: frozenset[str], part: Part, say: Say) -> list[dict[str, object]]:
    """What a part measures; when it fails, why, in place of each of its figures. Said as soon as it is known."""
    try:
        found = part()
    except Cancelled:
        raise
    except Exception as error:
        why = str(error) if isinstance(error, WbcError) else f"{type(error).__name__}: {error}"
        found = [figure(name, [], why) for name in sorted(figures)]
    for told in found:
        say(line(told))
    return found


def _check_room(cells: int, place: Path | None) -> None:
    where = Path(tempfile.gettempdir() if place is None else place)
    try:
        free = shutil.disk_usage(where).free
    except OSError as error:
        raise UsageError(f"The folder {where} cannot be used: name another one with --in.") from error
    needed = ROOM_BYTES + cells * A_CELL_BYTES
    if free < needed:
        raise UsageError(
            f"There is too little room in {where}: {cells:,} cells take {needed / 1e9:.1f} GB for the while. "
            "Name another folder with --in, or fewer cells with --cells."
        )


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


def _parts(
    root: Path, wanted: Wanted, say: Say, names: frozenset[str], cancel: Cancel, asked: bool
) -> list[tuple[frozenset[str], Part]]:
    """The parts in turn, each with the figures that it gives."""

    def engine() -> list[dict[str, object]]:
        say("Classifying a folder, and the bare network beside it…")
        return _engine(root / "engine", wanted, cancel)

    def pdf() -> list[dict[str, object]]:
        say("Writing reports…")
        clock, processor = paper.measure(root / "paper", wanted.pdf_cells, wanted.pdfs, cancel)
        note = "" if wanted.pdf_cells == paper.CELLS else f"{wanted.pdf_cells} cells only"
        return [figure("pdf_s", clock, note, processor)]

    def tests(name: str) -> list[dict[str, object]]:
        return [suite.measure(name, asked, cancel)]

    def starts() -> list[dict[str, object]]:
        say("Starting the window…")
        return [_starts(root / "starts", wanted.starts, cancel)]

    return [
        (frozenset({"window_s"}), starts),
        (WINDOW, lambda: _window(root / "window", wanted, say, cancel)),
        (ENGINE, engine),
        (frozenset({"pdf_s"}), pdf),
        *((frozenset({name}), partial(tests, name)) for name in suite.PARTS if name in names),
    ]


def _starts(root: Path, runs: int, cancel: Cancel) -> dict[str, object]:
    """The first start makes the database and fills the disk's cache, so it is not counted where there are more."""
    clock, processor, filled, torch = [], [], [], False
    worked: list[float] = []
    for _ in range(runs + 1):
        begin = time.time()
        told = told_by("wbc_desktop.bench.start", str(root), cancel=cancel, bytecode=root.with_name("bytecode"))
        clock.append(told["painted"] - begin)
        processor.append(told["processor"])
        filled.append(told["filled"] - begin)
        worked.append(told["filled_processor"])
        torch = torch or told["torch"]
    note = "torch WAS imported before" if torch else "torch not yet imported"
    note += f"; its frame, and all in it after {median(filled[1:]):.2f} s ({median(worked[1:]):.2f} of processor time)"
    return figure("window_s", clock[1:], note, processor[1:])


def _window(root: Path, wanted: Wanted, say: Say, cancel: Cancel) -> list[dict[str, object]]:
    say(f"Generating a slide of {wanted.cells:,} cells…")
    data_dir = DataDir(root / "data")
    data_dir.create()
    db = open_database(data_dir.database_url)
    try:
        made = generate(db, root / "slide", wanted.cells, min(wanted.waiting, wanted.cells), stop_when(cancel))
    finally:
        db.close()
    where = (str(data_dir.root), made.slide.folder)
    say("Opening, classifying, scrolling and deciding…")
    much = ("--seconds", str(wanted.seconds), "--presses", str(wanted.presses))
    told = told_by("wbc_desktop.bench.window", *where, *much, cancel=cancel)
    more = range(wanted.opens - 1)
    warm = [told_by("wbc_desktop.bench.window", *where, "--only-open", cancel=cancel) for _ in more]
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


def _engine(root: Path, wanted: Wanted, cancel: Cancel) -> list[dict[str, object]]:
    model = default_model()
    if not model.is_file():
        why = "no model comes with this program"
        return [figure("classify_ratio", [], why), figure("heatmaps_share", [], why)]
    draw(root, wanted.images)
    told = told_by("wbc_desktop.bench.engine", str(model), str(root), "--rounds", str(wanted.rounds), cancel=cancel)
    about = f"{told['cells']} images on {told['device']}"
    return [
        figure("classify_ratio", told["classify"], about, told["classify_processor"]),
        figure("heatmaps_share", told["heatmaps"], about, told["heatmaps_processor"]),
    ]


def stop_when(cancel: Cancel) -> Callable[[int, int], None]:
    """What a long loop calls at each step: raises Cancelled once somebody asked to stop."""

    def look(_done: int, _of: int) -> None:
        if cancel():
            raise Cancelled

    return look


def _ms(values: list[float]) -> list[float]:
    return [1000 * value for value in values]
