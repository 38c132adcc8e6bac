"""With accounts only managers change classes and ranges; without accounts everybody can."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from wbc_desktop.domain.classes import CellClass, set_laboratory_classes
from wbc_desktop.domain.errors import NotAllowed, SignInNeeded
from wbc_desktop.domain.reference_ranges import RangeBand
from wbc_desktop.domain.reviewers import Identity, Role
from wbc_desktop.services import accounts
from wbc_desktop.services.classes import add_class, change_class
from wbc_desktop.services.ranges import change_ranges
from wbc_desktop.store.engine import Database

ANYBODY = Identity("Anybody")
ATYPICAL = CellClass("ATY", "Atypical lymphocyte", True, "#332288", "A")


@pytest.fixture(autouse=True)
def none_in_force() -> Iterator[None]:
    yield
    set_laboratory_classes(())


@pytest.mark.slow
def test_only_managers_change_classes_and_ranges(db: Database) -> None:
    add_class(db, ATYPICAL, ANYBODY)
    first = accounts.add(db, ANYBODY, "Mona", Role.MANAGER, "correct horse")
    boss = first.identity
    tom = accounts.add(db, boss, "Tom", Role.TECHNICIAN, "battery staple").identity
    for who, refusal in ((tom, NotAllowed), (ANYBODY, SignInNeeded)):
        with pytest.raises(refusal):
            change_class(db, replace(ATYPICAL, name="Other"), who)
        with pytest.raises(refusal):
            add_class(db, replace(ATYPICAL, code="BTY", name="Another", key=""), who)
        with pytest.raises(refusal):
            change_ranges(db, [RangeBand("NEU", 1, 2)], "", who)
    assert change_class(db, replace(ATYPICAL, name="Other"), boss)
    assert change_ranges(db, [RangeBand("NEU", 1, 2)], "", boss).number == 1
