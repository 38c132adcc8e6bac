"""Count by week how the models do, and write the numbers as CSV."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo
from functools import lru_cache
from pathlib import Path

from wbc_desktop.domain.trends import Counting, Judged, Share, Trends, Week
from wbc_desktop.inference.foreign import ENOUGH
from wbc_desktop.reports.table import defuse, number
from wbc_desktop.runtime.atomic import atomic_write
from wbc_desktop.services.exports import check_target
from wbc_desktop.services.intervals import interval
from wbc_desktop.store import models
from wbc_desktop.store import trends as rows
from wbc_desktop.store.engine import Database

COLUMNS = ("week", "starts", "model", "measure", "class", "count", "n", "share", "low", "high")
"""The columns of the CSV file. ``low`` and ``high`` are the 95 % interval."""

AGREEMENT, LEFT_OPEN, UNIDENTIFIED = "agreement", "decided where the model named no class", "unidentified"
ANNOUNCED, SHIFT = "slides announced", "median shift"
"""The measures, in the order of the rows of a week. The last has a number in the column ``share`` only."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One number of one week. ``code``: the class, "" for all; ``share`` None: only a count, or ``value``."""

    week: Week
    measure: str
    code: str
    count: int | None = None
    share: Share | None = None
    value: float | None = None

    @property
    def by_class(self) -> bool:
        """Whether the measure is given by class."""
        return self.measure in (AGREEMENT, LEFT_OPEN)


def trends(db: Database, zone: tzinfo | None = None) -> Trends:
    """Return how the models did in each week of ``zone`` (None: the machine's time zone).

    Takes about a second for 100,000 decisions, so the window calls it on a worker.
    """
    counting = Counting(zone)
    with db.read() as s:
        for one in rows.compared(s):
            counting.compared(one)
        for cell in rows.classified(s):
            counting.classified(cell)
        for at, model_id, found in rows.judged(s):
            if found.cells >= ENOUGH and found.limit > 0:  # otherwise the model said nothing about the slide
                counting.judged(Judged(at, model_id, found.announced, found.shift / found.limit))
        return counting.trends(lru_cache(maxsize=None)(interval), models.names(s), rows.switches(s))


def measured(found: Trends, model_id: int | None) -> Iterator[Measured]:
    """Yield all numbers of a model (None: all together), by week, in the order of the measures."""
    for week, numbers in found.numbers(model_id).items():
        if numbers.agreed is not None:
            yield Measured(week, AGREEMENT, "", share=numbers.agreed)
        for code, share in numbers.agreement.items():
            yield Measured(week, AGREEMENT, code, share=share)
        for code, count in numbers.left_open.items():
            yield Measured(week, LEFT_OPEN, code, count)
        if numbers.unidentified is not None:
            yield Measured(week, UNIDENTIFIED, "", share=numbers.unidentified)
        if numbers.announced is not None:
            yield Measured(week, ANNOUNCED, "", share=numbers.announced)
        if numbers.shift is not None:
            yield Measured(week, SHIFT, "", value=numbers.shift)


def write_csv(found: Trends, path: Path) -> int:
    """Write the numbers of all models to ``path``, completely or not at all, and return the number of rows.

    Raises as ``exports.check_target``, and StorageError if it cannot be written.
    """
    check_target(path)
    count = 0
    with atomic_write(path) as file:
        writer = csv.writer(codecs.getwriter("utf-8")(file))
        writer.writerow(COLUMNS)
        for model_id, name in found.models.items():
            for one in measured(found, model_id):
                writer.writerow([defuse(text) for text in _fields(one, name)])
                count += 1
    return count


def _fields(one: Measured, model: str) -> Iterator[str]:
    yield from (str(one.week), one.week.monday.isoformat(), model, one.measure, one.code)
    if one.share is not None:
        yield from (str(one.share.count), str(one.share.n))
        yield from (number(value) for value in (one.share.value, one.share.low, one.share.high))
    elif one.value is not None:
        yield from ("", "", number(one.value), "", "")
    else:
        yield from (str(one.count), "", "", "", "")
