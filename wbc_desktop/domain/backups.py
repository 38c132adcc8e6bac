"""Backups: what is in a copy of the database, the names of daily copies, and which of them are kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime, tzinfo
from enum import StrEnum
from typing import Any, Self

from wbc_desktop.domain.language import mark, tr

FORMAT = "wbc-backup-1"
SUFFIX = ".zip"
MOST_DAYS, MOST_WEEKS = 60, 104
_TEXTS = ("schema", "trail", "head")
_TIME = "%Y%m%d-%H%M%S"
_NAME = re.compile(r"wbc-daily-([0-9a-f]{8})-(\d{8}-\d{6})" + re.escape(SUFFIX))


def size_text(size: int) -> str:
    """Return the size of a file of so many bytes as text."""
    return tr("{n:,.0f} kB", n=size / 1e3) if size < 1e6 else tr("{n:,.1f} MB", n=size / 1e6)


class CopyKind(StrEnum):
    """Why a copy of the database exists."""

    BACKUP = mark("made by hand")
    DAILY = mark("daily")
    UPGRADE = mark("before an upgrade")
    REPLACED = mark("replaced by a restore")


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a database. ``trail`` and ``head`` are the hashes of the first and the newest audit entry ("": none).

    ``decided`` counts cells with a reviewer's decision, ``signed`` the signed versions of results. ``signatures`` are
    the hashes of the audit entries of all signatures, shortened by :func:`short`.
    """

    schema: str
    slides: int
    cells: int
    decided: int
    signed: int
    models: int
    entries: int
    trail: str
    head: str
    signatures: frozenset[str]

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return {**asdict(self), "signatures": sorted(self.signatures)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Return the same from plain values. Raises KeyError, TypeError and ValueError."""
        found = {spec.name: value[spec.name] for spec in fields(cls)}
        for name, one in found.items():
            if not isinstance(one, list if name == "signatures" else str if name in _TEXTS else int):
                raise ValueError(f"{name} has another type")
        return cls(**{**found, "signatures": frozenset(map(str, found["signatures"]))})


@dataclass(frozen=True, slots=True)
class Part:
    """One file in a backup: ``name`` in the archive, size in bytes and SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says about itself. ``left_out`` names models whose files were missing or changed."""

    program_version: str
    made_at: datetime
    contents: Contents
    parts: tuple[Part, ...]
    left_out: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return plain values, with the format."""
        return {
            "format": FORMAT,
            "program_version": self.program_version,
            "made_at": self.made_at.astimezone(UTC).isoformat(timespec="seconds"),
            "contents": self.contents.to_json(),
            "parts": [asdict(part) for part in self.parts],
            "left_out": list(self.left_out),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Return the same from plain values. Raises KeyError, TypeError and ValueError."""
        if value["format"] != FORMAT:
            raise ValueError("another format")
        made_at = datetime.fromisoformat(str(value["made_at"]))
        if made_at.tzinfo is None:
            raise ValueError("a time without a zone")
        parts = tuple(Part(str(p["name"]), int(p["size"]), str(p["sha256"])) for p in value["parts"])
        left_out = tuple(str(name) for name in value["left_out"])
        return cls(str(value["program_version"]), made_at, Contents.from_json(value["contents"]), parts, left_out)


@dataclass(frozen=True, slots=True)
class SignedReport:
    """A signature that is known to exist: the hash of its audit entry, its time, and what was signed."""

    hash: str
    at: str
    slide: str
    version: int


def short(entry_hash: str) -> str:
    """Return the part of an audit entry's hash that backups list."""
    return entry_hash[:16]


def not_among(known: Iterable[SignedReport], signatures: frozenset[str]) -> list[SignedReport]:
    """Return the known signatures that a copy with these ``signatures`` lacks, each once, oldest first."""
    missing = {report.hash: report for report in known if short(report.hash) not in signatures}
    return sorted(missing.values(), key=lambda report: (report.at, report.hash))


def backup_name(now: datetime) -> str:
    """Return the file name of a backup that a person makes."""
    return f"wbc-backup-{now.astimezone(UTC).strftime(_TIME)}{SUFFIX}"


def daily_name(trail: str, now: datetime) -> str:
    """Return the file name of a daily copy of the database whose audit trail begins with the hash ``trail``.

    The hash keeps the copies of several benches apart that have one folder.
    """
    return f"wbc-daily-{trail[:8]}-{now.astimezone(UTC).strftime(_TIME)}{SUFFIX}"


def stamp(now: datetime) -> str:
    """Return a time as part of a file name."""
    return now.astimezone(UTC).strftime(_TIME)


def daily_time(name: str, trail: str) -> datetime | None:
    """Return the time of the daily copy with this name; None for another file, or a copy of another database."""
    found = _NAME.fullmatch(name)
    if found is None or (trail and found[1] != trail[:8]):
        return None
    try:
        return datetime.strptime(found[2], _TIME).replace(tzinfo=UTC)
    except ValueError:
        return None


def is_due(made: Iterable[datetime], now: datetime, zone: tzinfo | None = None) -> bool:
    """Return whether no copy was made on the day of ``now``, in the local time zone unless ``zone`` is given."""
    return _day(now, zone) not in {_day(one, zone) for one in made}


def superfluous(made: Iterable[datetime], days: int, weeks: int, zone: tzinfo | None = None) -> set[datetime]:
    """Return the copies that rotation removes.

    The newest copy of each of the last ``days`` days and the last ``weeks`` weeks with copies stays, whether or not the
    days follow each other: a closed laboratory loses none. The newest copy stays always.
    """
    newest_first = sorted(set(made), reverse=True)
    kept = set(newest_first[:1])
    for most, period in ((days, lambda one: _day(one, zone)), (weeks, lambda one: _day(one, zone).isocalendar()[:2])):
        newest: dict[object, datetime] = {}
        for one in newest_first:
            newest.setdefault(period(one), one)
        kept |= set(list(newest.values())[:most])
    return set(newest_first) - kept


def _day(at: datetime, zone: tzinfo | None) -> date:
    return at.astimezone(zone).date()
