"""Signing: versions of a result, signatures, amendments, and the changes between versions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from wbc_desktop.domain.cells import Cell
from wbc_desktop.domain.classes import cell_class, class_order
from wbc_desktop.domain.language import mark, tr, trn
from wbc_desktop.domain.reviewers import Role

MEANINGS = (mark("reviewed"), mark("approved"), mark("verified"), mark("reported"))
"""The default meanings of a signature; a laboratory can set its own."""


def meaning_text(meaning: str) -> str:
    """Return a meaning as shown: a default one in the person's language, a laboratory's own unchanged."""
    return tr(meaning) if meaning in MEANINGS else meaning


class Stage(StrEnum):
    """The stage of a slide: open, signed or amended."""

    OPEN = mark("open")
    SIGNED = mark("signed")
    AMENDING = mark("being amended")
    AMENDED = mark("amended")


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature; ``at`` has the time zone in which it was given."""

    id: int
    version_id: int
    reviewer: str
    role: Role | None
    meaning: str
    digest: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Amendment:
    """The reason, person and time (UTC) of reopening a signed version."""

    id: int
    version_id: int
    reviewer: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SignedVersion:
    """A signed result. ``amendment`` is set if it was reopened afterwards."""

    id: int
    slide_id: int
    version: int
    digest: str
    created_at: datetime
    signatures: tuple[Signature, ...]
    amendment: Amendment | None


@dataclass(frozen=True, slots=True)
class SigningRules:
    """The laboratory's rules: roles that may sign, whether undecided cells are allowed, meanings of a signature."""

    roles: frozenset[Role] = frozenset(Role)
    undecided_allowed: bool = False
    meanings: tuple[str, ...] = MEANINGS

    def may_sign(self, role: Role | None) -> bool:
        """Whether this role may sign and amend; without accounts (None) everybody may."""
        return role is None or role in self.roles


def stage(versions: Sequence[SignedVersion]) -> Stage:
    """Return the stage of a slide with these versions (in order)."""
    if not versions:
        return Stage.OPEN
    if versions[-1].amendment is not None:
        return Stage.AMENDING
    return Stage.SIGNED if len(versions) == 1 else Stage.AMENDED


def locking_version(versions: Sequence[SignedVersion]) -> SignedVersion | None:
    """Return the signed version that locks the slide against changes, or None."""
    return versions[-1] if versions and versions[-1].amendment is None else None


def changes(before: Sequence[Cell], after: Sequence[Cell]) -> tuple[str, ...]:
    """Return the changes between two signed versions, as short lines: classes, then added and removed cells."""
    old, new = _by_content(before), _by_content(after)
    moved: Counter[tuple[str | None, str | None]] = Counter()
    for content in old.keys() & new.keys():
        if old[content] != new[content]:
            moved[old[content], new[content]] += 1
    lines = [f"{_cells(count)}: {_name(was)} → {_name(now)}" for (was, now), count in sorted(moved.items(), key=_place)]
    added, gone = len(new.keys() - old.keys()), len(old.keys() - new.keys())
    if added:
        lines.append(trn("{n:,} cell added", "{n:,} cells added", added))
    if gone:
        lines.append(trn("{n:,} cell no longer there", "{n:,} cells no longer there", gone))
    return tuple(lines)


FIELDS = {
    "sample": mark("sample"),
    "patient": mark("patient"),
    "age": mark("age"),
    "sex": mark("sex"),
    "stain": mark("stain"),
    "white_count": mark("total white count"),
    "collected_at": mark("time of collection"),
    "comments": mark("comments"),
}
"""The names of the details of a slide in a signed version, and as they are shown."""


def field_changes(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    """Return the changes of named texts (sample, patient, comments …), as short lines."""
    names = dict.fromkeys((*before, *after))
    return tuple(
        f"{tr(FIELDS[name]) if name in FIELDS else name}: {_text(before, name)} → {_text(after, name)}"
        for name in names
        if before.get(name, "") != after.get(name, "")
    )


def _text(values: Mapping[str, str], name: str) -> str:
    value = values.get(name, "")
    return f"“{value}”" if value else tr("(empty)")


def _by_content(cells: Iterable[Cell]) -> dict[str, str | None]:
    return {cell.content: cell.current for cell in cells}


def _place(item: tuple[tuple[str | None, str | None], int]) -> tuple[int, tuple[int, str], tuple[int, str]]:
    (was, now), count = item
    return (-count, class_order(was or ""), class_order(now or ""))


def _name(code: str | None) -> str:
    return tr("not classified") if code is None else cell_class(code).title


def _cells(count: int) -> str:
    return trn("{n:,} cell", "{n:,} cells", count)
