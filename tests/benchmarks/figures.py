"""The budgets, and the comparison of each figure with its budget."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Budget:
    """The limit of one figure: a maximum, or a minimum if ``at_least``.

    ``statistic`` of the values in ``by`` (clock, processor or memory) is compared with it. ``how``: how it is measured.
    """

    name: str
    what: str
    unit: str
    limit: float
    statistic: str
    by: str
    how: str
    at_least: bool = False


BUDGETS = (
    Budget(
        "window_s",
        "window on the screen after start",
        "s",
        1.0,
        "median",
        "clock",
        "from the start of a new process until the frame of its window is painted; one start before is not counted",
    ),
    Budget(
        "block_ms",
        "longest block of the event loop while a slide is opened, classified and scrolled",
        "ms",
        50.0,
        "worst",
        "processor",
        "time between two ticks of a 2 ms timer in the window's thread while the slide is opened, scrolled, sorted, "
        "grouped, filtered and searched, and a stand-in for the network classifies 200 cells a second",
    ),
    Budget(
        "decision_ms",
        "key press to decision committed and next cell shown",
        "ms",
        50.0,
        "p99",
        "processor",
        "keys pressed in the gallery in turn (confirm, two classes, Not classed, Unidentified), each until its "
        "decision is committed and the next cell is painted, as thumbnail and as picture",
    ),
    Budget(
        "thumbnails_s",
        "first thumbnails after opening a folder",
        "s",
        1.0,
        "median",
        "clock",
        "from opening the folder until the first thumbnail is painted",
    ),
    Budget(
        "memory_mb",
        "memory of the window, without the model",
        "MB",
        800.0,
        "worst",
        "memory",
        "the largest amount of memory of the window's process during all of that",
    ),
    Budget(
        "slide_s",
        "slide of 100,000 cells shown, of a million in the database",
        "s",
        1.0,
        "median",
        "clock",
        "in a new window, from choosing the slide until its tiles, its whole list and its counts are shown; then "
        "another slide; the pictures are missing",
    ),
    Budget(
        "classify_ratio",
        "rate of classifying a folder against the bare engine",
        "of its rate",
        0.9,
        "median",
        "clock",
        "in turn: the network alone on ready tensors, and a new folder opened, scanned, classified and stored",
        at_least=True,
    ),
    Budget(
        "heatmaps_share",
        "time for the heatmaps of every cell on top of classifying",
        "of its time",
        0.05,
        "median",
        "clock",
        "in turn: the network with the maps of all classes, and the network's forward pass alone",
    ),
    Budget("pdf_s", "PDF of 400 cells with heatmaps", "s", 5.0, "median", "clock", "the report written to a file"),
    Budget("unit_tests_s", "unit tests", "s", 40.0, "worst", "clock", "make test ARGS=tests/unit, once"),
    Budget("all_tests_s", "all tests", "s", 600.0, "worst", "clock", "make test, once"),
)
NAMES = tuple(budget.name for budget in BUDGETS)
_BY_NAME = {budget.name: budget for budget in BUDGETS}


def figure(name: str, values: Mapping[str, Sequence[float]], note: str = "") -> dict[str, object]:
    """Return the figure ``name`` for JSON: its budget, and the statistics of ``values`` by clock, processor or memory.

    ``ratio`` is the judged value divided by the limit. Without values, ``value``, ``ratio`` and ``kept`` are None and
    ``note`` says why.
    """
    budget = _BY_NAME[name]
    found = {by: _statistics(values.get(by, ()), budget) for by in ("clock", "processor", budget.by)}
    judged = found[budget.by]
    value = None if judged is None else judged[budget.statistic]
    return {
        "name": name,
        "what": budget.what,
        "unit": budget.unit,
        "budget": budget.limit,
        "budget_is": "at least" if budget.at_least else "at most",
        "judged": f"{budget.statistic} by {budget.by}",
        "runs": max(map(len, values.values()), default=0),
        "value": value,
        "ratio": None if value is None else round(value / budget.limit, 3),
        "kept": None if value is None else (value >= budget.limit if budget.at_least else value <= budget.limit),
        **found,
        "how": budget.how,
        "note": note,
    }


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest of ``values`` not exceeded by ``share`` (0 to 1) of them. Raises ValueError if empty."""
    if not values:
        raise ValueError("no values")
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def line(told: Mapping[str, object]) -> str:
    """Return one figure as a line of text."""
    limit = f"budget {told['budget_is']} {told['budget']:g} {told['unit']}"
    if told["value"] is None:
        return f"{told['what']}: not measured ({told['note']}); {limit}"
    return (
        f"{told['what']}: {told['value']:.4g} {told['unit']} ({told['judged']}, {told['runs']} values); "
        f"{limit}: {'kept' if told['kept'] else 'NOT kept'}"
    )


def _statistics(values: Sequence[float], budget: Budget) -> dict[str, float] | None:
    if not values:
        return None
    worst, share = (min(values), 0.01) if budget.at_least else (max(values), 0.99)
    return {"median": round(median(values), 4), "p99": round(percentile(values, share), 4), "worst": round(worst, 4)}
