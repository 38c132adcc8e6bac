"""``make bench ARGS="--json --cells 100000"``: measures the budgets on this machine."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Collection
from pathlib import Path

from benchmarks.figures import NAMES, figure, line
from benchmarks.growth import Row
from benchmarks.growth import line as growth_line
from benchmarks.growth import rows as growth_rows
from benchmarks.parts import PARTS, Amount, Figures, little, output_of
from wbc_desktop.runtime.resources import default_model
from wbc_desktop.runtime.version import version

GROWTH = "growth"
ONLY_WHEN_NAMED = {"slide_s", "unit_tests_s", "all_tests_s"}  # they take minutes

DESCRIPTION = """\
Generates a slide of N cells in a temporary folder (16 kB per cell; TMPDIR sets the place), lets a real window open,
classify, scroll and review it, classifies pictures with the model that comes with the program, and writes reports. It
takes some minutes; the figures are most reliable on a machine that does nothing else.
"""

KEYS = """\
--json prints one object with version, cells, machine (platform, processor, cores, python, load), seconds, and figures,
a list of:
  name, what, unit     what is measured
  budget, budget_is    the limit, and whether it is one "at most" or "at least"
  judged               which of the numbers below is compared with the budget
  value, ratio, kept   this number, its share of the budget, whether it keeps the budget; null where note says why not
  clock, processor     {median, p99, worst} of the runs by the clock and by processor time (memory_mb: memory)
  runs, how, note      how many runs, how they are measured, what else to know
and growth, a list of rows without a budget (none where the data set pbc-8-classes.zip is missing):
  by, value            what grows: pictures, cores, batch, input size; or "matrix product" with its gflops
  bare, program        cells a second of the bare network and of the program, in turns in one process
  share                the rate of the program divided by that of the bare network
  gflop, of_peak       1e9 operations of a cell; share of the fastest matrix product that the bare network reaches
"""


def main() -> int:
    """Measure and print; 0 also where a budget is not kept, 1 where something could not be measured."""
    parser = argparse.ArgumentParser(
        "make bench", description=DESCRIPTION, epilog=KEYS, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cells", type=_cells, default=100_000, metavar="N", help="cells of the slide (100000)")
    parser.add_argument(
        "--quick", action="store_true", help=f"few runs of each, to see that everything works; {GROWTH} only if named"
    )
    choices = (*NAMES, GROWTH)
    parser.add_argument("--only", action="append", choices=choices, metavar="NAME", help=f"one of {' '.join(choices)}")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")
    asked = parser.parse_args()
    begin, load = time.monotonic(), _load()
    usual = {*NAMES} if asked.quick else {*NAMES, GROWTH}
    names = set(asked.only or usual - ONLY_WHEN_NAMED)
    amount = little(asked.cells) if asked.quick else Amount(cells=asked.cells)
    figures = measure(amount, names, _say)
    growth = grown(amount, _say) if GROWTH in names else []
    machine = {
        "platform": platform.platform(),
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load": load,
    }
    if asked.json:
        about = {"version": version(), "cells": asked.cells, "machine": machine}
        seconds = round(time.monotonic() - begin, 1)
        print(json.dumps({**about, "seconds": seconds, "figures": figures, GROWTH: growth}, indent=2))
    else:
        print("\n".join([*map(line, figures), *map(growth_line, growth)]))
    return int(any(told["value"] is None for told in figures))


def measure(amount: Amount, names: Collection[str], say: Callable[[str], None]) -> Figures:
    """Run the parts that measure the figures ``names``; if a part fails, its figures have the reason as a note."""
    found: Figures = []
    for part, figures in PARTS.items():
        if not {*figures} & {*names}:
            continue
        say(f"{part.__doc__}")
        with tempfile.TemporaryDirectory(prefix="wbc-benchmarks-", ignore_cleanup_errors=True) as root:
            try:
                told = part(Path(root), amount)
            except Exception as error:
                told = [figure(name, {}, f"{type(error).__name__}: {error}") for name in figures]
        found += [one for one in told if one["name"] in names]
    return found


def grown(amount: Amount, say: Callable[[str], None]) -> list[Row]:
    """Return the rows of :mod:`benchmarks.growth`; none, and say so, where the data set is missing."""
    say("Measure how the rate of the program grows with pictures, cores, batch and size of the input.")
    with tempfile.TemporaryDirectory(prefix="wbc-benchmarks-") as root:
        try:
            return list(growth_rows(default_model(), amount.growth_cells, amount.rounds, output_of, Path(root)))
        except FileNotFoundError as error:
            say(f"The growth is not measured, because {error.filename} is missing: see CONTRIBUTING.md.")
            return []


def _cells(text: str) -> int:
    """Return a number of cells from 1 to a million. Raises ValueError, which argparse reports."""
    number = int(text)
    if not 1 <= number <= 1_000_000:
        raise ValueError(text)
    return number


def _load() -> float | None:
    """Return the average number of runnable processes during the last minute; None on Windows."""
    return None if sys.platform == "win32" else round(os.getloadavg()[0], 2)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
