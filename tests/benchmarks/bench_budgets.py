"""Measures the budgets of the design, as ``wbc-desktop bench`` does, and with ``--suite`` the tests' own time.

    python tests/benchmarks/bench_budgets.py [--cells 100000] [--quick] [--only NAME] [--suite]

Prints one JSON object; ``wbc-desktop bench --help`` says what is in it. The suite's budgets are 30 s for the unit
tests and 10 min for all of them, on two cores that do nothing else.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from wbc_desktop.bench.run import Wanted, few, measure  # noqa: E402 - found from the line above

SUITE = {"unit_tests_s": (("tests/unit",), 30.0), "all_tests_s": ((), 600.0)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cells", type=int, default=100_000)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", action="append")
    parser.add_argument("--suite", action="store_true")
    asked = parser.parse_args()
    wanted = few(asked.cells) if asked.quick else Wanted(cells=asked.cells)
    found = measure(wanted, lambda text: print(text, file=sys.stderr), asked.only or ())
    if asked.suite:
        found["suite"] = [suite(name) for name in SUITE]
    print(json.dumps(found, indent=2))


def suite(name: str) -> dict[str, object]:
    """How long the tests take, and whether they passed."""
    paths, budget = SUITE[name]
    begin = time.monotonic()
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", *paths], cwd=ROOT, check=False, capture_output=True)
    seconds = round(time.monotonic() - begin, 1)
    return {"name": name, "seconds": seconds, "budget": budget, "passed": done.returncode == 0}


if __name__ == "__main__":
    main()
