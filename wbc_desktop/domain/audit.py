"""The audit trail: the content of an entry, the bytes that are hashed, and the check of the chain.

Each entry has a number (1, 2, 3 …, without gaps) and carries the hash of the entry before it. Its own hash is the
SHA-256 of one JSON object: UTF-8, keys sorted, no white space, every character beyond ASCII as ``\\uXXXX``. The object
holds

- ``format``: ``"wbc-audit-1"``; ``id``; ``at``: the time in UTC, ``2026-03-04T05:06:07.891011Z``; ``who``; ``act``;
- ``subject`` and ``subject_id``: the kind and number of the subject; ``slide_id``: a number or null;
- ``before``, ``after``: the old and the new values, each a JSON text or ""; ``why``: the reason given, or "";
- ``content``: the SHA-256 of the subject's rows in the database (``store/audit_rows.py``);
- ``previous``: the hash of the entry before it, or 64 zeros in the first entry.

So a changed byte in an entry changes its hash, a changed byte in an audited row changes ``content``, and an entry that
is removed, inserted or swapped with another breaks the chain. If the last entries are removed together with their rows,
a shorter valid chain remains: this is found only by comparison with a later hash (each signed report prints one).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import NewType

FORMAT = "wbc-audit-1"
FIRST_PREVIOUS_HASH = "0" * 64
"""``previous`` of the first entry."""

_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True)

Actor = NewType("Actor", str)
"""The name in an entry. Only ``store/guard.py`` makes one for a person, after it has checked the identity."""

PROGRAM = Actor("WBC Desktop")
"""The actor where no person acted."""


def model_actor(name: str) -> Actor:
    """Return the actor in the entries about preclassifications by the model ``name``."""
    return Actor(f"model {name}")


class Subject(StrEnum):
    """What an entry can be about."""

    TRAIL = "trail"
    ACT = "act"
    FILES = "files"
    PRECLASSIFICATIONS = "preclassifications"
    MODEL = "model"
    ACTIVE_MODEL = "active model"
    SLIDE = "slide"
    ENTRY = "entry"
    REVIEWER = "reviewer"
    ACCOUNT = "account"
    SIGN_IN = "sign-in"
    VERSION = "signed version"
    SIGNATURE = "signature"
    AMENDMENT = "amendment"
    SECOND_READ = "second read"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry as stored; the texts are exactly those that were hashed."""

    id: int
    at: str
    who: str
    act: str
    subject: str
    subject_id: int
    slide_id: int | None
    before: str
    after: str
    why: str
    content: str
    previous: str
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Broken:
    """The first fault found. ``entry`` is None if the fault is in the database outside the trail."""

    entry: int | None
    reason: str


def entry_hash(entry: AuditEntry) -> str:
    """Return the correct hash of ``entry``, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(entry)).hexdigest()


def canonical(entry: AuditEntry) -> bytes:
    """Return the bytes of an entry that are hashed."""
    return json_text(
        {
            "format": FORMAT,
            "id": entry.id,
            "at": entry.at,
            "who": entry.who,
            "act": entry.act,
            "subject": entry.subject,
            "subject_id": entry.subject_id,
            "slide_id": entry.slide_id,
            "before": entry.before,
            "after": entry.after,
            "why": entry.why,
            "content": entry.content,
            "previous": entry.previous,
        }
    ).encode("ascii")


def json_text(value: object) -> str:
    """Return ``value`` as canonical JSON: keys sorted, no white space, ASCII."""
    return _CANONICAL.encode(value)


def time_text(at: datetime) -> str:
    """Return an aware time as text for an entry: UTC, in microseconds. Raises ``ValueError`` without a time zone."""
    if at.tzinfo is None:
        raise ValueError(f"a time without a zone: {at!r}")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def check_link(before: AuditEntry | None, entry: AuditEntry) -> Broken | None:
    """Return the fault of ``entry``, which follows ``before`` (None: it is the first entry), or None."""
    wanted = 1 if before is None else before.id + 1
    if entry.id != wanted:
        return Broken(wanted, f"entry {wanted} is missing: entry {entry.id} comes in its place")
    if entry.hash != entry_hash(entry):
        return Broken(entry.id, f"entry {entry.id} was changed: its content does not have the hash that it carries")
    if entry.previous != (FIRST_PREVIOUS_HASH if before is None else before.hash):
        return Broken(entry.id, f"entry {entry.id} does not follow entry {entry.id - 1}: the chain is broken there")
    return None


def spans(ids: Iterable[int]) -> list[list[int]]:
    """Return numbers as ranges with both ends included: ``[[1, 3], [7, 7]]``."""
    found: list[list[int]] = []
    for number in sorted(ids):
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found


def expand_spans(ranges: Sequence[Sequence[int]]) -> Iterator[int]:
    """Return the numbers in the ranges of :func:`spans`."""
    for first, last in ranges:
        yield from range(first, last + 1)


def cells_by_class(classes: Iterable[tuple[int, str | None]]) -> dict[str, list[list[int]]]:
    """Return the ranges of cell numbers by class code ("" for none), for ``before`` and ``after``."""
    cells: dict[str, list[int]] = {}
    for cell_id, code in classes:
        cells.setdefault(code or "", []).append(cell_id)
    return {code: spans(ids) for code, ids in cells.items()}
