"""The stages of a slide, and the changes between signed versions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from wbc_desktop.domain.cells import ActKind, Cell, Classification
from wbc_desktop.domain.regions import Box
from wbc_desktop.domain.reviewers import Role
from wbc_desktop.domain.signing import (
    Amendment,
    SignedVersion,
    SigningRules,
    Stage,
    changes,
    field_changes,
    locking_version,
    stage,
)

NOW = datetime(2026, 3, 4, tzinfo=UTC)


def version(number: int, amended: bool = False) -> SignedVersion:
    amendment = Amendment(number, number, "Ada", "mixed up", NOW) if amended else None
    return SignedVersion(number, 1, number, "d" * 64, NOW, (), amendment)


def cell(sha256: str, label: str | None) -> Cell:
    said = Classification(1, 1, 1, ActKind.CONFIRM, label, None, "Ada", NOW)
    return Cell(1, 1, sha256, "a.png", 9, 9, None, said)


def test_the_stages_of_a_slide() -> None:
    assert stage([]) is Stage.OPEN
    assert stage([version(1)]) is Stage.SIGNED
    assert stage([version(1, amended=True)]) is Stage.AMENDING
    assert stage([version(1, amended=True), version(2)]) is Stage.AMENDED
    assert stage([version(1, amended=True), version(2, amended=True)]) is Stage.AMENDING


def test_the_version_that_is_not_amended_locks() -> None:
    assert locking_version([]) is None
    assert locking_version([version(1, amended=True)]) is None
    assert locking_version([version(1, amended=True), version(2)]) == version(2)


def test_changes_are_listed_by_class_most_frequent_first() -> None:
    before = [cell("a", "NEU"), cell("b", "NEU"), cell("c", "LYM"), cell("d", "MON")]
    after = [cell("a", "LYM"), cell("b", "LYM"), cell("c", "EOS"), cell("e", "MON")]
    assert changes(before, after) == (
        "2 cells: Neutrophil → Lymphocyte",
        "1 cell: Lymphocyte → Eosinophil",
        "1 cell added",
        "1 cell no longer there",
    )
    assert changes(before, before) == ()


def test_cells_of_one_field_change_one_by_one() -> None:
    one, two = Box(0, 0, 20, 20), Box(40, 0, 20, 20)
    before = [replace(cell("a", "NEU"), box=box, number=number) for number, box in enumerate((one, two), start=1)]
    assert changes(before, [replace(before[0], classification=None), before[1]]) == (
        "1 cell: Neutrophil → not classified",
    )
    assert changes(before, before[1:]) == ("1 cell no longer there",)


def test_changed_fields_are_listed() -> None:
    assert field_changes({"sample": "7", "x": "1"}, {"sample": "8", "x": "1"}) == ("sample: “7” → “8”",)
    assert field_changes({"white_count": ""}, {"white_count": "9.1"}) == ("total white count: (empty) → “9.1”",)


def test_who_may_sign() -> None:
    rules = SigningRules(frozenset({Role.PATHOLOGIST}))
    assert rules.may_sign(None)
    assert rules.may_sign(Role.PATHOLOGIST)
    assert not rules.may_sign(Role.TECHNICIAN)
