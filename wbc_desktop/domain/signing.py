"""Signing: versions of a result, who signed them, why one was opened again, and what changed from one to the next."""

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
"""What a signature can mean, until the laboratory has a list of its own."""


def meaning_text(meaning: str) -> str:
    """A meaning as it is shown: the program's own in the person's language, the laboratory's as it wrote them."""
    return tr(meaning) if meaning in MEANINGS else meaning


class Stage(StrEnum):
    """Where a slide is between being opened and being signed."""

    OPEN = mark("open")
    SIGNED = mark("signed")
    AMENDING = mark("being amended")
    AMENDED = mark("amended")


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature; ``at`` carries the zone in which it was given."""

    id: int
    version_id: int
    reviewer: str
    role: Role | None
    meaning: str
    digest: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Amendment:
    """Why a signed version was opened again, by whom and when (UTC)."""

    id: int
    version_id: int
    reviewer: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SignedVersion:
    """A result as it was signed. ``amendment`` is set when it was opened again afterwards."""

    id: int
    slide_id: int
    version: int
    digest: str
    created_at: datetime
    signatures: tuple[Signature, ...]
    amendment: Amendment | None


@dataclass(frozen=True, slots=True)
class SigningRules:
    """The laboratory's rules: who may sign, whether with undecided cells, and what a signature can mean."""

    roles: frozenset[Role] = frozenset(Role)
    undecided_allowed: bool = False
    meanings: tuple[str, ...] = MEANINGS

    def may_sign(self, role: Role | None) -> bool:
        """Whether somebody of this role may sign and amend; without accounts (None) whoever is there may."""
        return role is None or role in self.roles


def stage(versions: Sequence[SignedVersion]) -> Stage:
    """Where a slide with these versions (in their order) is."""
    if not versions:
        return Stage.OPEN
    if versions[-1].amendment is not None:
        return Stage.AMENDING
    return Stage.SIGNED if len(versions) == 1 else Stage.AMENDED


def locking_version(versions: Sequence[SignedVersion]) -> SignedVersion | None:
    """The version that keeps the slide from being changed, if one does."""
    return versions[-1] if versions and versions[-1].amendment is None else None


def changes(before: Sequence[Cell], after: Sequence[Cell]) -> tuple[str, ...]:
    """What changed from one signed version to the next, as short lines; classes first, then cells that came or went."""
    old, new = _by_content(before), _by_content(after)
    moved: Counter[tuple[str | None, str | None]] = Counter()
    for sha256 in old.keys() & new.keys():
        if old[sha256] != new[sha256]:
            moved[old[sha256], new[sha256]] += 1
    lines = [f"{_cells(count)}: {_name(was)} → {_name(now)}" for (was, now), count in sorted(moved.items(), key=_place)]
    added, gone = len(new.keys() - old.keys()), len(old.keys() - new.keys())
    if added:
        lines.append(trn("{n:,} cell added", "{n:,} cells added", added))
    if gone:
        lines.append(trn("{n:,} cell no longer there", "{n:,} cells no longer there", gone))
    return tuple(lines)


FIELDS = frozenset(
    {
        mark("sample"),
        mark("patient"),
        mark("age"),
        mark("sex"),
        mark("stain"),
        mark("white_count"),
        mark("collected_at"),
        mark("comments"),
    }
)
"""The names under which the details of a slide are kept in a signed version."""


def field_changes(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    """What changed among named texts (sample, patient, comments …)."""
    names = dict.fromkeys((*before, *after))
    return tuple(
        f"{tr(name) if name in FIELDS else name}: “{before.get(name, '')}” → “{after.get(name, '')}”"
        for name in names
        if before.get(name, "") != after.get(name, "")
    )


def _by_content(cells: Iterable[Cell]) -> dict[str, str | None]:
    return {cell.sha256: cell.current for cell in cells}


def _place(item: tuple[tuple[str | None, str | None], int]) -> tuple[int, tuple[int, str], tuple[int, str]]:
    (was, now), count = item
    return (-count, class_order(was or ""), class_order(now or ""))


def _name(code: str | None) -> str:
    return tr("not classified") if code is None else cell_class(code).title


def _cells(count: int) -> str:
    return trn("{n:,} cell", "{n:,} cells", count)
