"""The audit trail: what an entry says, the bytes that its hash is taken of, and the rule of an unbroken chain.

Each entry has a number (1, 2, 3 …, without gaps) and carries the hash of the entry before it. Its own hash is the
SHA-256 of one JSON object: UTF-8, keys sorted, no white space, every character beyond ASCII as ``\\uXXXX``. The object
holds

- ``format``: ``"wbc-audit-1"``; ``id``; ``at``: the time in UTC, ``2026-03-04T05:06:07.891011Z``; ``who``; ``act``;
- ``subject`` and ``subject_id``: the kind and number of what it is about; ``slide_id``: a number or null;
- ``before``, ``after``: what was and what is, each a JSON text or ""; ``why``: the reason given, or "";
- ``content``: the SHA-256 of the rows that it is about, as they stand in the database (``store/audit_rows.py``);
- ``previous``: the hash of the entry before it; of the first entry 64 zeros.

So a changed byte in an entry changes its hash, a changed byte in an audited row changes ``content``, and an entry that
is taken out, put in or swapped with another breaks the chain. An end that was cut off together with its rows leaves a
shorter sound chain: only somebody who wrote down a later hash can tell (each signed report prints one).
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
"""What the first entry carries as the hash of the one before it."""

_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True)

Actor = NewType("Actor", str)
"""The name in an entry. Only ``store/guard.py`` makes one for a person, after it has checked the identity."""

PROGRAM = Actor("WBC Desktop")
"""Who acted where no person did."""


def model_actor(name: str) -> Actor:
    """The name in the entries of what the model ``name`` preclassified."""
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
    """One entry as stored; every text is exactly what its hash was taken of."""

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
    """The first thing that is wrong. ``entry`` is None where what is wrong stands beside the trail, not in it."""

    entry: int | None
    reason: str


def entry_hash(entry: AuditEntry) -> str:
    """The hash that ``entry`` has to have, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(entry)).hexdigest()


def canonical(entry: AuditEntry) -> bytes:
    """The bytes of which an entry's hash is taken."""
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
    """``value`` as canonical JSON: keys sorted, no white space, ASCII."""
    return _CANONICAL.encode(value)


def time_text(at: datetime) -> str:
    """An aware time as an entry says it: UTC, to the microsecond. Raises ``ValueError`` for one without its zone."""
    if at.tzinfo is None:
        raise ValueError(f"a time without its zone: {at!r}")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def check_link(before: AuditEntry | None, entry: AuditEntry) -> Broken | None:
    """What is wrong with ``entry`` right after ``before`` (None: it is the first), if anything is."""
    wanted = 1 if before is None else before.id + 1
    if entry.id != wanted:
        return Broken(wanted, f"entry {wanted} is missing: entry {entry.id} comes in its place")
    if entry.hash != entry_hash(entry):
        return Broken(entry.id, f"entry {entry.id} was changed: its content does not have the hash that it carries")
    if entry.previous != (FIRST_PREVIOUS_HASH if before is None else before.hash):
        return Broken(entry.id, f"entry {entry.id} does not follow entry {entry.id - 1}: the chain is broken there")
    return None


def check_chain(entries: Iterable[AuditEntry]) -> Broken | None:
    """The first broken link of ``entries``, which are in the order of their numbers; None when all hold."""
    before: AuditEntry | None = None
    for entry in entries:
        broken = check_link(before, entry)
        if broken is not None:
            return broken
        before = entry
    return None


def spans(ids: Iterable[int]) -> list[list[int]]:
    """Numbers as ranges, both ends within: ``[[1, 3], [7, 7]]``."""
    found: list[list[int]] = []
    for number in sorted(ids):
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found


def expand_spans(ranges: Sequence[Sequence[int]]) -> Iterator[int]:
    """The numbers of :func:`spans`."""
    for first, last in ranges:
        yield from range(first, last + 1)


def cells_by_class(words: Iterable[tuple[int, str | None]]) -> dict[str, list[list[int]]]:
    """Cells by class, for ``before`` and ``after``: code (or "" for none) to ranges of cell numbers."""
    cells: dict[str, list[int]] = {}
    for cell_id, word in words:
        cells.setdefault(word or "", []).append(cell_id)
    return {word: spans(ids) for word, ids in cells.items()}
