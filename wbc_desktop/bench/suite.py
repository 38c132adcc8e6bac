"""The time of the program's own tests, where they lie beside it: in a checkout of its source."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from wbc_desktop.bench.child import Cancel, run
from wbc_desktop.bench.figures import figure

ROOT = Path(__file__).resolve().parents[2]
PARTS = {"unit_tests_s": ("tests/unit",), "all_tests_s": ()}
NOT_ASKED = "not asked for: it takes minutes, name it with --only"


def measure(name: str, asked: bool, cancel: Cancel) -> dict[str, object]:
    """How long the tests take, once; not measured when they were not asked for, are not there, or fail."""
    if not (ROOT / "tests" / "unit").is_dir():
        return figure(name, [], "the tests come with the source only")
    if not asked:
        return figure(name, [], NOT_ASKED)
    begin = time.monotonic()
    status, said, errors = run([sys.executable, "-m", "pytest", "-q", *PARTS[name]], cancel, place=ROOT)
    seconds = time.monotonic() - begin
    last = next(reversed((said.strip() or errors.strip()).splitlines()), "nothing was said")
    return figure(name, [seconds] if status == 0 else [], last.strip("= "))
