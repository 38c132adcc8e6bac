"""Measures the time from a cold start to the first classified cell, with and without torch.

    python tests/benchmarks/bench_first.py FOLDER [--rounds 5]

FOLDER has pictures of single cells. In turns, each time with a new database: the window is started on FOLDER and its
database watched until it holds a prediction; and ``classify`` is run on one picture of FOLDER. "Without torch" hides
torch from the process, as if it were not installed. Prints medians of the seconds by the clock and, of the command, of
processor time. Linux and macOS.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import closing
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from no_torch import without_torch  # noqa: E402 - all of them are found from the line above

from benchmarks.clocks import timed  # noqa: E402
from wbc_desktop.runtime.paths import DataDir  # noqa: E402

SECONDS = 120.0
_CELL = "SELECT 1 FROM preclassifications LIMIT 1"


def window(folder: Path, data: Path, environment: dict[str, str]) -> float:
    """Start the window on the folder; return the seconds until the first cell is classified."""
    begin = time.perf_counter()
    command = [sys.executable, "-m", "wbc_desktop", "--data-dir", str(data), str(folder)]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        while not _has_cell(DataDir(data).database_file):
            if process.poll() is not None or time.perf_counter() - begin > SECONDS:
                raise SystemExit("The window classified nothing.")
            time.sleep(0.005)
        return time.perf_counter() - begin
    finally:
        process.kill()
        process.wait()


def _has_cell(file: Path) -> bool:
    if not file.exists():
        return False
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            return connection.execute(_CELL).fetchone() is not None
    except sqlite3.Error:  # the tables are still being made
        return False


def command(folder: Path, data: Path, environment: dict[str, str]) -> None:
    """Classify one picture with the command."""
    words = [sys.executable, "-m", "wbc_desktop", "classify", "--data-dir", str(data), str(folder)]
    subprocess.run(words, env=environment, check=True, capture_output=True)


def processor() -> float:
    """Return the processor time of all ended children."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    taken: defaultdict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as place:
        here = Path(place)
        one = here / "one"
        one.mkdir()
        pictures = (
            path for path in sorted(asked.folder.rglob("*")) if path.suffix.lower() in (".jpg", ".jpeg", ".png")
        )
        shutil.copy(next(pictures), one)
        base = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
        ways = (("with torch", base), ("without torch", without_torch(base, here / "hook")))
        for round_ in range(asked.rounds + 1):  # the first one fills the caches of the system and does not count
            for name, environment in ways:
                data = here / f"{name} {round_}"
                seconds = window(asked.folder, data / "window", environment)
                clock, processed = timed(lambda: command(one, data / "command", environment), processor)  # noqa: B023
                if round_:
                    taken[f"window, {name}"].append(seconds)
                    taken[f"classify of one picture, {name}"].append(clock)
                    taken[f"classify of one picture, {name}, processor time"].append(processed)
    medians = {name: round(median(seconds), 2) for name, seconds in taken.items()}
    print(json.dumps({"load": os.getloadavg()[0], **medians}, indent=2))


if __name__ == "__main__":
    main()
