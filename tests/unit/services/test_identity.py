"""Every act of a person under every identity that does not hold: refused, and nothing is written."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType

import pytest
from argon2 import PasswordHasher
from unit.services.identity_acts import BOSS, NOW, PASSWORD, READS, SERVICES, STORE, TYPED, Act, Bench, fill

from wbc_desktop import services, store
from wbc_desktop.domain.classes import set_laboratory_classes
from wbc_desktop.domain.errors import NotAllowed, SignInNeeded
from wbc_desktop.domain.reviewers import NOBODY, Identity, Role
from wbc_desktop.services import accounts, review, slide_list
from wbc_desktop.services.trail import verify
from wbc_desktop.store import audit, reviewers, slides
from wbc_desktop.store.engine import Database, open_database

ACTS = {**SERVICES, **{f"store {name}": act for name, act in STORE.items()}}


def reset(db: Database, boss: Identity, ada: int) -> None:
    accounts.reset_password(db, boss, ada, "correct horse")


def lower(db: Database, boss: Identity, ada: int) -> None:
    accounts.change(db, boss, ada, role=Role.TECHNICIAN)


def close(db: Database, boss: Identity, ada: int) -> None:
    accounts.change(db, boss, ada, active=False)


def close_and_open(db: Database, boss: Identity, ada: int) -> None:
    close(db, boss, ada)
    accounts.change(db, boss, ada, active=True)


AFTER_SIGN_IN = {"a new password": reset, "a lower role": lower, "closed": close, "closed and opened": close_and_open}
NOT_SIGNED_IN: dict[str, Callable[[Identity], Identity]] = {
    "a typed name that has an account now": lambda ada: TYPED,
    "a typed name without an account": lambda ada: Identity("Zoe"),
    "nobody": lambda ada: NOBODY,
    "another name": lambda ada: replace(ada, name="Bo"),
    "another role": lambda ada: replace(ada, role=Role.TECHNICIAN),
    "no such account": lambda ada: replace(ada, account_id=99),
}
STALE = [*AFTER_SIGN_IN, *NOT_SIGNED_IN]


@pytest.fixture(autouse=True)
def _no_class_stays_in_force() -> Iterator[None]:
    yield
    set_laboratory_classes(())


@pytest.fixture(autouse=True, scope="module")
def _quick_hashes() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@dataclass
class Filled:
    """The file to copy, what is in it, and two managers as they are signed in."""

    file: Path
    bench: Bench
    boss: Identity
    ada: Identity


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    """All that Ada did under a typed name, then accounts for her, for the boss and for Bo."""
    place = tmp_path_factory.mktemp("filled")
    bench = fill(place)
    db = bench.db
    boss = accounts.add(db, BOSS, BOSS.name, Role.MANAGER, PASSWORD).identity
    ada = accounts.add(db, boss, "Ada", Role.MANAGER, PASSWORD)
    accounts.add(db, boss, "Bo", Role.TECHNICIAN, PASSWORD)
    db.close()
    return Filled(place / "wbc.sqlite3", replace(bench, ada=ada.id), boss, ada.identity)


def copied(filled: Filled, place: Path) -> Bench:
    """A bench of its own, with an open database."""
    shutil.copy(filled.file, place / "wbc.sqlite3")
    return replace(filled.bench, db=open_database(f"sqlite:///{place / 'wbc.sqlite3'}"))


@pytest.fixture
def bench(filled: Filled, tmp_path: Path) -> Iterator[Bench]:
    made = copied(filled, tmp_path)
    yield made
    made.db.close()


@pytest.fixture(scope="module")
def stale(filled: Filled, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, tuple[Bench, Identity]]]:
    """Identities that do not hold, each with its database. All acts share them, for none may change anything."""
    made: dict[str, tuple[Bench, Identity]] = {}
    for kind in (*AFTER_SIGN_IN, *NOT_SIGNED_IN):
        bench = copied(filled, tmp_path_factory.mktemp("stale"))
        if kind in AFTER_SIGN_IN:
            AFTER_SIGN_IN[kind](bench.db, filled.boss, bench.ada)
            made[kind] = bench, filled.ada
        else:
            made[kind] = bench, NOT_SIGNED_IN[kind](filled.ada)
    yield made
    for bench, _ in made.values():
        bench.db.close()


def head(db: Database) -> tuple[int, str]:
    with db.read() as s:
        return audit.head(s)


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_an_identity_that_does_not_hold_changes_nothing(stale: dict[str, tuple[Bench, Identity]], act: Act) -> None:
    for kind, (bench, identity) in stale.items():
        before = head(bench.db)
        with pytest.raises(SignInNeeded):
            act(bench, identity)
        assert head(bench.db) == before, kind


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_an_identity_that_holds_acts_in_its_own_name(bench: Bench, filled: Filled, act: Act) -> None:
    """Otherwise the test above could pass because there was nothing to do."""
    number, _ = head(bench.db)
    act(bench, filled.ada)
    with bench.db.read() as s:
        assert "Ada" in [entry.who for entry in audit.walk(s) if entry.id > number]
    assert verify(bench.db).sound


@pytest.mark.parametrize("name", ["Ada", " ada ", "Zoe"])
def test_typed_names_act_while_nobody_has_an_account(db: Database, name: str) -> None:
    with db.write() as s:
        slide = slides.create(s, "/s", "s", NOW)
    assert slide_list.take_out(db, slide.id, Identity(name)).slides
    assert accounts.holds(db, Identity(name))


@pytest.mark.parametrize("name", ["Bo", " bO "])
def test_the_name_of_a_closed_account_is_not_typed(db: Database, name: str) -> None:
    """No account is in use, which the program prevents and a restored database may bring."""
    with db.write() as s:
        slide = slides.create(s, "/s", "s", NOW)
        bo = reviewers.create(s, "Bo", Role.MANAGER, "no hash", Identity("root"), NOW)
        reviewers.change(s, bo, replace(bo, active=False), bo.identity, NOW)
    with pytest.raises(NotAllowed, match="closed account"):
        slide_list.take_out(db, slide.id, Identity(name))
    assert slide_list.take_out(db, slide.id, Identity("Zoe")).slides


def test_whoever_changes_the_own_password_goes_on_with_the_identity_that_is_returned(
    bench: Bench, filled: Filled
) -> None:
    now = accounts.reset_password(bench.db, filled.ada, bench.ada, "correct horse", old=PASSWORD).identity
    assert review.undo(bench.db, bench.slide("open"), now).cells


def acts_of(package: ModuleType, first: str) -> set[str]:
    """Public functions that take ``first`` and an identity, as ``module.function``."""
    found = set()
    for file in Path(package.__path__[0]).glob("*.py"):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                kinds = [ast.unparse(a.annotation) for a in node.args.args if a.annotation is not None]
                if first in kinds and any("Identity" in kind for kind in kinds):
                    found.add(f"{file.stem}.{node.name}")
    return found


def test_every_act_of_a_person_is_tried_here() -> None:
    """A new act is added to ``identity_acts.py``; ``tests/test_house.py`` holds that every act takes an identity."""
    assert acts_of(services, "Database") == SERVICES.keys() | READS
    in_store = {name for name in acts_of(store, "Session") if not name.startswith("guard.")}
    assert in_store == {name.split(" ")[0] for name in STORE}
