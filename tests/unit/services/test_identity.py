"""Every act under every invalid identity is refused, and nothing is written."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType

import pytest
from argon2 import PasswordHasher
from unit.services.identity_acts import (
    BOSS,
    NOW,
    PASSWORD,
    READS,
    SERVICES,
    STORE,
    TYPED,
    UNRECORDED,
    Act,
    Bench,
    fill,
)

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
    """A database file to copy, its content, and two managers who are signed in."""

    file: Path
    bench: Bench
    boss: Identity
    ada: Identity


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    """Return a database with acts of Ada under a typed name, and accounts for her, the boss and Bo."""
    place = tmp_path_factory.mktemp("filled")
    bench = fill(place)
    db = bench.db
    boss = accounts.add(db, BOSS, BOSS.name, Role.MANAGER, PASSWORD).identity
    ada = accounts.add(db, boss, "Ada", Role.MANAGER, PASSWORD)
    accounts.add(db, boss, "Bo", Role.TECHNICIAN, PASSWORD)
    db.close()
    return Filled(place / "wbc.sqlite3", replace(bench, ada=ada.id), boss, ada.identity)


def copied(filled: Filled, place: Path) -> Bench:
    """Return a copy with an open database."""
    shutil.copy(filled.file, place / "wbc.sqlite3")
    return replace(filled.bench, db=open_database(f"sqlite:///{place / 'wbc.sqlite3'}"))


@pytest.fixture
def bench(filled: Filled, tmp_path: Path) -> Iterator[Bench]:
    made = copied(filled, tmp_path)
    yield made
    made.db.close()


@pytest.fixture(scope="module")
def stale(filled: Filled, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, tuple[Bench, Identity]]]:
    """Return invalid identities, each with a database that all acts share, because none may change it."""
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


@pytest.mark.slow
@pytest.mark.parametrize("act", [*ACTS.values(), *UNRECORDED.values()], ids=[*ACTS, *UNRECORDED])
def test_invalid_identity_changes_nothing(stale: dict[str, tuple[Bench, Identity]], act: Act) -> None:
    for kind, (bench, identity) in stale.items():
        before = head(bench.db)
        with pytest.raises(SignInNeeded):
            act(bench, identity)
        assert head(bench.db) == before, kind


@pytest.mark.slow
@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_valid_identity_acts_in_its_own_name(bench: Bench, filled: Filled, act: Act) -> None:
    """This shows that the test above does not pass because there is nothing to change."""
    number, _ = head(bench.db)
    act(bench, filled.ada)
    with bench.db.read() as s:
        assert "Ada" in [entry.who for entry in audit.walk(s) if entry.id > number]
    assert verify(bench.db).sound


@pytest.mark.parametrize("name", ["Ada", " ada ", "Zoe"])
def test_typed_names_can_act_without_accounts(db: Database, name: str) -> None:
    with db.write() as s:
        slide = slides.create(s, "/s", "s", NOW)
    assert slide_list.remove(db, slide.id, Identity(name)).slides
    assert accounts.can_act(db, Identity(name))


@pytest.mark.parametrize("name", ["Bo", " bO "])
def test_name_of_a_deactivated_account_cannot_act(db: Database, name: str) -> None:
    """No account is active: the program prevents this, but a restored database may contain it."""
    with db.write() as s:
        slide = slides.create(s, "/s", "s", NOW)
        bo = reviewers.create(s, "Bo", Role.MANAGER, "no hash", Identity("root"), NOW)
        reviewers.change(s, bo, replace(bo, active=False), bo.identity, NOW)
    with pytest.raises(NotAllowed, match="closed account"):
        slide_list.remove(db, slide.id, Identity(name))
    assert slide_list.remove(db, slide.id, Identity("Zoe")).slides


def test_identity_after_a_password_change_is_valid(bench: Bench, filled: Filled) -> None:
    now = accounts.reset_password(bench.db, filled.ada, bench.ada, "correct horse", old=PASSWORD).identity
    assert review.undo(bench.db, bench.slide("open"), now).cells


def acts_of(package: ModuleType, first: str) -> set[str]:
    """Return the public functions that take ``first`` and an identity, as ``module.function``."""
    found = set()
    for file in Path(package.__path__[0]).glob("*.py"):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                kinds = [ast.unparse(a.annotation) for a in node.args.args if a.annotation is not None]
                if first in kinds and any("Identity" in kind for kind in kinds):
                    found.add(f"{file.stem}.{node.name}")
    return found


def test_every_act_is_in_the_list() -> None:
    """A new act is added to ``identity_acts.py``; ``tests/test_house.py`` checks that every act takes an identity."""
    assert acts_of(services, "Database") == SERVICES.keys() | UNRECORDED.keys() | READS
    in_store = {name for name in acts_of(store, "Session") if not name.startswith("guard.")}
    assert in_store == {name.split(" ")[0] for name in STORE}
