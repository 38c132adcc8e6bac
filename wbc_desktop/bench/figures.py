"""What is measured, the budget of each, and the figures as they are told."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Budget:
    """``limit`` is a ceiling, or with ``least`` a floor, of the figure that ``judged`` names; ``how``: measured how."""

    name: str
    what: str
    unit: str
    limit: float
    judged: str
    how: str
    least: bool = False


BUDGETS = (
    Budget(
        "window_s",
        "window on the screen after start",
        "s",
        1.0,
        "median",
        "from the start of a new process until its window's frame is painted, after one start that is not counted",
    ),
    Budget(
        "block_ms",
        "longest block of the event loop while opened, classified, scrolled",
        "ms",
        50.0,
        "worst",
        "a timer of 2 ms beats in the window's thread while the slide is opened, scrolled, sorted, grouped, filtered "
        "and searched, and a stand-in for the network classifies 200 cells a second; what comes between two beats",
    ),
    Budget(
        "decision_ms",
        "key press to committed and next cell shown",
        "ms",
        50.0,
        "p99",
        "keys pressed in the gallery in turns (confirm, two classes, not classed, Unidentified), each until its act is "
        "on the disk and the next cell is painted, as tile and as picture",
    ),
    Budget(
        "thumbnails_s",
        "first thumbnails after opening a folder",
        "s",
        1.0,
        "median",
        "from opening the folder until a tile is painted with its picture",
    ),
    Budget(
        "memory_mb",
        "memory of the window, without the model",
        "MB",
        800.0,
        "worst",
        "the most memory that the window's process had by the end of all of that",
    ),
    Budget(
        "classify_ratio",
        "classifying a folder against the bare engine",
        "of its rate",
        0.9,
        "median",
        "in turns: the network alone on tensors that are ready, and a new folder opened, scanned, classified, stored",
        least=True,
    ),
    Budget(
        "heatmaps_share",
        "heatmaps for every cell on top of classifying",
        "of its time",
        0.05,
        "median",
        "in turns: the network with the maps of all classes, and the network's own forward pass",
    ),
    Budget("pdf_s", "PDF of 400 cells with heatmaps", "s", 5.0, "median", "the report of a slide, written to a file"),
    Budget("unit_tests_s", "unit tests", "s", 30.0, "worst", "pytest on tests/unit, once"),
    Budget("all_tests_s", "all tests", "s", 600.0, "worst", "pytest on all tests, once"),
)
_BY_NAME = {budget.name: budget for budget in BUDGETS}


def figure(name: str, values: Sequence[float], note: str = "", processor: Sequence[float] = ()) -> dict[str, object]:
    """Median, 99th percentile and worst of what was measured, beside the budget; ``ratio`` is 1 where it is just kept.

    ``processor`` is the same in processor time of the thread that counts: what it would be at best if nothing else ran.
    Without values the note says why there are none.
    """
    budget = _BY_NAME[name]
    told: dict[str, object] = {"name": name, "what": budget.what, "unit": budget.unit, "budget": budget.limit}
    told |= {"budget_is": "at least" if budget.least else "at most", "judged": budget.judged, "runs": len(values)}
    found = _told(values, budget)
    told |= found
    told["value"] = found[budget.judged]
    told["ratio"] = _ratio(found[budget.judged], budget)
    told["kept"] = None if not values else _kept(found[budget.judged], budget)
    if processor:
        at_best = _told(processor, budget)
        told["processor"] = {**at_best, "ratio": _ratio(at_best[budget.judged], budget)}
    told["how"], told["note"] = budget.how, note
    return told


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least ``share`` of all are not above. Raises ValueError without values."""
    if not values:
        raise ValueError("no values")
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def line(told: dict[str, object]) -> str:
    """One figure for a person."""
    judged = told[str(told["judged"])]
    limit = f"{told['budget_is']} {told['budget']:g} {told['unit']}"
    if not isinstance(judged, float):
        return f"{told['what']}: not measured ({told['note']}); budget {limit}"
    verdict = "kept" if told["kept"] else "NOT kept"
    middle = f", median {told['median']:.4g}" if told["judged"] != "median" else ""
    at_best = told.get("processor")
    busy = f", {at_best[str(told['judged'])]:.4g} of processor time" if isinstance(at_best, dict) else ""
    return (
        f"{told['what']}: {judged:.4g} {told['unit']} ({told['judged']} of {told['runs']}{middle}{busy}); "
        f"budget {limit}: {verdict}"
    )


def _told(values: Sequence[float], budget: Budget) -> dict[str, float | None]:
    if not values:
        return {"median": None, "p99": None, "worst": None}
    worst = min(values) if budget.least else max(values)
    p99 = percentile(values, 0.01 if budget.least else 0.99)
    return {"median": round(median(values), 4), "p99": round(p99, 4), "worst": round(worst, 4)}


def _ratio(value: float | None, budget: Budget) -> float | None:
    return None if value is None else round(value / budget.limit, 3)


def _kept(value: float | None, budget: Budget) -> bool:
    return value is not None and (value >= budget.limit if budget.least else value <= budget.limit)
