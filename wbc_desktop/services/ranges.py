"""The laboratory's reference ranges: the set in force, earlier sets, and changing them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from wbc_desktop.domain.entries import Entry, EntryKind
from wbc_desktop.domain.reference_ranges import DEFAULT_RANGES, RangeBand, RangeSet, Sex, checked
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.services.classes import class_list
from wbc_desktop.store import entries
from wbc_desktop.store.engine import Database

_LONGEST_SOURCE = 1000


def range_sets(s: Session) -> list[RangeSet]:
    """Return all sets, oldest first, so that the number in a report can be looked up. Number 0 is the program's set."""
    stored = entries.history(s, EntryKind.RANGES)
    return [DEFAULT_RANGES, *(_set(number, entry) for number, entry in enumerate(stored, 1))]


def ranges_in_force(s: Session) -> RangeSet:
    """Return the newest set."""
    return range_sets(s)[-1]


def change_ranges(db: Database, bands: Iterable[RangeBand], source: str, by: Identity) -> RangeSet:
    """Put another set in force and return it; a set equal to the present one is not stored again.

    Raises :class:`UsageError` for an invalid range, and as ``guard.check_may_manage``.
    """
    clean_source = " ".join(source.split())[:_LONGEST_SOURCE]
    with db.write(durable=True) as s:
        now = ranges_in_force(s)
        valid = checked(tuple(bands), class_list(s))
        if (valid, clean_source) != (now.bands, now.source):
            entries.record(s, EntryKind.RANGES, {"": stored_value(valid, clean_source)}, by, datetime.now(UTC))
        return ranges_in_force(s)


def stored_value(bands: Iterable[RangeBand], source: str) -> dict[str, object]:
    """Return the JSON value in which a set is stored."""
    return {"source": source, "bands": [_to_json(band) for band in bands]}


def _set(number: int, entry: Entry) -> RangeSet:
    value: Mapping[str, Any] = entry.value if isinstance(entry.value, dict) else {}
    bands = tuple(band_of(band) for band in value.get("bands", ()))
    return RangeSet(number, bands, str(value.get("source", "")), entry.reviewer, entry.created_at)


def _to_json(band: RangeBand) -> dict[str, object]:
    return {
        "code": band.code,
        "low": band.low,
        "high": band.high,
        "sex": None if band.sex is None else band.sex.value,
        "from_years": band.from_years,
        "to_years": band.to_years,
    }


def band_of(value: Mapping[str, Any]) -> RangeBand:
    """Return the range with this JSON value. Raises KeyError and ValueError if a part is missing or unknown."""
    sex = value["sex"]
    return RangeBand(
        value["code"],
        value["low"],
        value["high"],
        None if sex is None else Sex(sex),
        value["from_years"],
        value["to_years"],
    )
