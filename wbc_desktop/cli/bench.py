"""``bench``: measures the budgets of the design on this machine."""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path

from wbc_desktop.cli.interrupt import Interrupt
from wbc_desktop.cli.output import print_json, say
from wbc_desktop.cli.place import Place


def run(args: argparse.Namespace, _place: Place, interrupt: Interrupt) -> int:
    """Measure and print; 0 also where a budget is not kept: it is for the person to judge on their machine."""
    bench = importlib.import_module("wbc_desktop.bench.run")  # by name: its window needs Qt, and nothing else here does
    figures = importlib.import_module("wbc_desktop.bench.figures")
    wanted = bench.few(args.cells) if args.quick else bench.Wanted(cells=args.cells)
    found = bench.measure(wanted, say, args.only or (), interrupt, None if args.folder is None else Path(args.folder))
    if args.json:
        print_json(found)
    else:
        machine = found["machine"]
        print(f"{found['cells']:,} cells, {machine['platform']}, {machine['cores']} cores, load {machine['load']}")
        for told in found["figures"]:
            print(figures.line(told))
    return 0
