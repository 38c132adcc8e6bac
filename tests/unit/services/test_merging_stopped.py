"""A merge or separation that is cancelled, killed or no longer allowed changes nothing and can be repeated."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.unit.services.two_folders import ANN, listed, shown, two, write_image
from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.errors import Cancelled, SignInNeeded
from wbc_desktop.domain.reviewers import Identity, Role
from wbc_desktop.services import accounts, review
from wbc_desktop.services.merging import merge, parts, separate
from wbc_desktop.services.trail import verify
from wbc_desktop.store import copying
from wbc_desktop.store.engine import Database
from wbc_desktop.store.tables import FileRow

__all__ = ["two", "write_image"]


@pytest.fixture
def boss(db: Database, monkeypatch: pytest.MonkeyPatch) -> Identity:
    """A manager who is signed in."""
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    return accounts.add(db, Identity("root"), "Dr. Sri", Role.MANAGER, "correct horse").identity


class Killed(BaseException):
    """The process was killed."""


def at_the_end(act: Callable[[], object]) -> Callable[[int, int], object]:
    """Return a ``progress`` that calls ``act`` when all cells are copied and nothing is merged or separated yet."""
    return lambda done, total: act() if done == total else None


def test_account_deactivated_during_a_merge_merges_nothing(
    db: Database,
    two: tuple[Slide, Slide],
    boss: Identity,
) -> None:
    one, other = two
    before = shown(db, one).keys()
    budi = accounts.add(db, boss, "Budi", Role.TECHNICIAN, "battery staple")
    close = at_the_end(lambda: accounts.change(db, boss, budi.id, active=False))
    with pytest.raises(SignInNeeded, match="account of Budi is closed"):
        merge(db, one.id, other.id, budi.identity, progress=close)
    assert [part.slide_id for part in parts(db, one.id)] == [one.id]
    assert shown(db, one).keys() == before, "copied cells are not shown"


def test_killed_merge_is_hidden_and_can_be_repeated(db: Database, two: tuple[Slide, Slide]) -> None:
    def kill() -> None:
        with db.read() as s:
            assert any(Path(path).is_absolute() for path in paths_of(s, one)), "cells were copied"
        raise Killed

    one, other = two
    before, theirs = shown(db, one).keys(), shown(db, other).keys()
    with pytest.raises(Killed):
        merge(db, one.id, other.id, ANN, progress=at_the_end(kill))
    assert shown(db, one).keys() == before
    merge(db, one.id, other.id, ANN)
    assert shown(db, one).keys() == before | theirs
    assert verify(db).broken is None


@pytest.mark.slow
def test_killed_separation_separates_nothing_and_can_be_repeated(db: Database, two: tuple[Slide, Slide]) -> None:
    def kill() -> None:
        raise Killed

    one, other = two
    merge(db, one.id, other.id, ANN)
    review.reclassify(db, one.id, [cell.id for cell in shown(db, one).values()], "MON", ANN)
    before = shown(db, one)
    with pytest.raises(Killed):
        separate(db, one.id, other.id, ANN, progress=at_the_end(kill))
    assert shown(db, one) == before
    assert listed(db) == [one.id]
    separate(db, one.id, other.id, ANN)
    assert [cell.label for slide in two for cell in shown(db, slide).values()] == ["MON"] * 6
    assert verify(db).broken is None


def paths_of(s: Session, slide: Slide) -> list[str]:
    """Return the known paths of the slide, also of missing files."""
    return list(s.scalars(select(FileRow.path).where(FileRow.slide_id == slide.id)))


@pytest.mark.slow
@pytest.mark.parametrize("when", [0, 1, 2])
def test_cancelled_merge_merges_nothing_and_can_be_repeated(
    db: Database, two: tuple[Slide, Slide], monkeypatch: pytest.MonkeyPatch, when: int
) -> None:
    one, other = two
    monkeypatch.setattr(copying, "whole_pictures", partial(copying.whole_pictures, most=2))
    before, reported = shown(db, one), list[tuple[int, int]]()
    with pytest.raises(Cancelled):
        merge(
            db,
            one.id,
            other.id,
            Identity("Ada"),
            cancel=lambda: len(reported) >= when,
            progress=lambda *done: reported.append(done),
        )
    assert shown(db, one) == before
    assert len(parts(db, one.id)) == 1
    assert sorted(listed(db)) == sorted((one.id, other.id))
    count = len(shown(db, other))
    assert reported == [(min(2 * n, count), count) for n in range(1, when + 1)]
    reported.clear()
    merge(db, one.id, other.id, Identity("Ada"), progress=lambda *done: reported.append(done))
    assert reported[-1] == (count, count)
    assert len(parts(db, one.id)) == 2


@pytest.mark.slow
def test_cancelled_separation_separates_nothing(
    db: Database, two: tuple[Slide, Slide], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = two
    merge(db, one.id, other.id, Identity("Ada"))
    review.reclassify(db, one.id, [cell.id for cell in shown(db, one).values()], "MON", Identity("Ada"))
    before, reported = shown(db, one), list[tuple[int, int]]()
    monkeypatch.setattr(copying, "whole_pictures", partial(copying.whole_pictures, most=2))
    with pytest.raises(Cancelled):
        separate(
            db,
            one.id,
            other.id,
            Identity("Ada"),
            cancel=lambda: len(reported) > 0,
            progress=lambda *done: reported.append(done),
        )
    assert shown(db, one) == before
    assert listed(db) == [one.id]
    separate(db, one.id, other.id, Identity("Ada"))
    assert sorted(listed(db)) == sorted((one.id, other.id))
    assert {cell.label for cell in shown(db, other).values()} == {"MON"}
