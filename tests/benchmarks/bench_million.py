"""Measures the program on a database of a million cells: ten slides of 100,000, stored and partly decided.

    python tests/benchmarks/bench_million.py FOLDER [--slides 10] [--cells 100000] [--only ACT ...] [--plans]

FOLDER keeps the database (2.3 GB) for the next run; making it takes five minutes of processor time. Each act runs in a
new process: first with a file that the system does not hold in memory (Linux), then with one that it does. Prints one
line per act: seconds by the clock and by processor time, of opening the database, of the act, and of the same act again
in the same process; memory in MB before the act and at most. ``--plans`` prints the statements that take 20 ms or more.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from benchmarks.million import build  # noqa: E402 - all of them are found from the line above
from benchmarks.million_acts import ACTS, IN_WINDOW  # noqa: E402
from benchmarks.parts import output_of  # noqa: E402


def main() -> None:
    """Build what is missing, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--slides", type=int, default=10)
    parser.add_argument("--cells", type=int, default=100_000)
    parser.add_argument("--only", action="append", choices=[IN_WINDOW, *ACTS], metavar="ACT")
    parser.add_argument("--plans", action="store_true")
    asked = parser.parse_args()
    data_dir = build(asked.folder, asked.slides, asked.cells, lambda text: print(text, file=sys.stderr, flush=True))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    print(f"load {os.getloadavg()[0]:.1f}; clock/processor s: opening, act, again; MB before and at most")
    for name in asked.only or [IN_WINDOW, *ACTS]:
        for cold in (True, False):
            if cold:
                forget(data_dir.database_file)
            plans = ["--plans"] if asked.plans and not cold else []
            told = output_of("million_acts", data_dir.root, name, *plans, environment=environment)
            print(f"{name}, {'cold' if cold else 'warm'}: {line(told)}", flush=True)
            print(*(json.dumps(one) for one in told.get("slow", ())), sep="\n", end="\n" if plans else "")


def line(told: dict[str, Any]) -> str:
    """Return the figures of an act as text."""
    seconds = "  ".join(f"{clock:.2f}/{processor:.2f}" for clock, processor in told["seconds"])
    return f"{seconds}  {told['memory_mb'][0]:.0f} {told['memory_mb'][1]:.0f}"


def forget(file: Path) -> None:
    """Remove the pages of the file from the memory of the system, where it allows that."""
    if not hasattr(os, "posix_fadvise"):
        return
    descriptor = os.open(file, os.O_RDONLY)
    try:
        os.fsync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)


if __name__ == "__main__":
    main()
