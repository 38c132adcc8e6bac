"""Measures the budgets of the design, as ``wbc-desktop bench`` does, and with ``--suite`` the tests' own time.

    python tests/benchmarks/bench_budgets.py [--cells 100000] [--quick] [--only NAME] [--suite]

Prints one JSON object; ``wbc-desktop bench --help`` says what is in it. The suite's budgets are 30 s for the unit
tests and 10 min for all of them, on two cores that do nothing else.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from wbc_desktop.bench import suite
from wbc_desktop.bench.figures import BUDGETS
from wbc_desktop.bench.run import Wanted, few, measure


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cells", type=int, default=100_000)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", action="append")
    parser.add_argument("--suite", action="store_true")
    asked = parser.parse_args()
    wanted = few(asked.cells) if asked.quick else Wanted(cells=asked.cells)
    names = asked.only or [budget.name for budget in BUDGETS if budget.name not in suite.PARTS]
    found = measure(wanted, lambda text: print(text, file=sys.stderr), [*names, *(suite.PARTS if asked.suite else ())])
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
