"""Several processes on one database, on SQLite and on PostgreSQL: nothing is lost, and the audit trail stays whole."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from integration.store.conftest import Benches

from wbc_desktop.domain.cells import ActKind, ScannedImage
from wbc_desktop.domain.reviewers import Identity, Role
from wbc_desktop.services import accounts
from wbc_desktop.services.trail import verify
from wbc_desktop.store import audit, cells, classifications, files, slides
from wbc_desktop.store.engine import Database, open_database

pytestmark = pytest.mark.both_databases

Start = Callable[..., subprocess.Popen[str]]
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """The migrated database at ``url``."""
    db = open_database(url, busy_seconds=60)
    yield db
    db.close()


def add_slide(db: Database, count: int) -> tuple[int, list[int]]:
    """Add the slide of the processes with ``count`` cells; return its id and theirs."""
    with db.write() as s:
        slide = slides.create(s, "/s", "s", NOW)
        images = [ScannedImage(f"{n}", 1, 1, f"{n}".rjust(64, "0"), 3, 3) for n in range(count)]
        return slide.id, files.record_images(s, slide.id, images, NOW)


def test_concurrent_scans_and_decisions_make_one_chain(benches: Benches, url: str) -> None:
    assert benches.together(url, "share", ["one"], ["two"]) == [["done"], ["done"]]
    db = open_database(url)
    verdict = verify(db)
    assert verdict.sound
    with db.read() as s:
        who = [entry.who for entry in audit.walk(s) if entry.act == "reclassify"]
    assert sorted(who) == ["one"] * 25 + ["two"] * 25
    db.close()


def test_concurrent_decisions_on_one_slide_are_all_kept(benches: Benches, url: str, database: Database) -> None:
    slide_id, ids = add_slide(database, 3)
    ada, bo = benches.together(url, "decide_together", ["Ada", "NEU", "LYM"], ["Bo", "MON", "EOS"])
    with database.read() as s:
        acts = classifications.acts(s, slide_id)
        histories = [classifications.history(s, cell_id) for cell_id in ids]
        shown = {cell.label for cell in cells.get_many(s, ids)}
    made = {name: [str(act.id) for act in acts if act.reviewer == name] for name in ("Ada", "Bo")}
    assert (made, len(ada), len(bo)) == ({"Ada": ada, "Bo": bo}, 25, 25)
    assert [[one.act_id for one in history] for history in histories] == [[act.id for act in acts]] * 3
    assert shown == {histories[0][-1].label}, "the last decision counts"
    assert verify(database).sound


def test_concurrent_undo_undoes_each_act_once(benches: Benches, url: str, database: Database) -> None:
    slide_id, ids = add_slide(database, 1)
    for number in range(30):
        with database.write() as s:
            label = "NEU" if number % 2 else "LYM"
            classifications.record(s, slide_id, ActKind.RECLASSIFY, {ids[0]: label}, Identity("Ada"), NOW)
    one, two = benches.together(url, "undo_together", ["Ada"], ["Bo"])
    assert len(one) + len(two) == 30
    with database.read() as s:
        undone = [act.target for act in classifications.acts(s, slide_id) if act.kind is ActKind.UNDO]
        assert cells.get(s, ids[0]).label is None
    assert len(set(undone)) == 30
    assert verify(database).sound


def test_folder_opened_by_two_processes_is_one_slide(
    benches: Benches, url: str, database: Database, tmp_path: Path
) -> None:
    for number in range(20):
        (tmp_path / "folders" / f"{number:02d}").mkdir(parents=True)
    one, two = benches.together(url, "open_together", *[[str(tmp_path / "folders")]] * 2)
    assert one == two
    assert len(set(one)) == 20
    assert verify(database).sound


def test_two_processes_migrate_a_new_database_once(benches: Benches, url: str) -> None:
    benches.together(url, "open_database_together", [], [])
    db = open_database(url)
    with db.read() as s:
        assert [entry.subject for entry in audit.walk(s)] == ["trail"]
    assert verify(db).sound
    db.close()


@pytest.mark.parametrize("name", ["Ada", "somebody"])
def test_typed_names_cannot_decide_after_the_first_account(
    benches: Benches, url: str, database: Database, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    benches.begin(0, url, "decide", name)
    assert [benches.line(0) for _ in range(4)] == ["2"] * 4
    accounts.add(database, Identity("root"), "Ada", Role.MANAGER, "correct horse")
    *decided, last = benches.rest(0)
    assert last == "sign in"
    with database.read() as s:
        acts = [entry.act for entry in audit.walk(s)]
    assert "reclassify" not in acts[acts.index("new reviewer") :]
    assert acts.count("reclassify") == 4 + len(decided), "committed acts are kept"
    assert verify(database).sound


@pytest.mark.parametrize("work", ["review", "batches"])
def test_killed_process_leaves_a_sound_trail(start: Start, url: str, work: str) -> None:
    child = start(work)
    assert child.stdout is not None
    for _ in range(4):
        child.stdout.readline()
    child.kill()
    child.communicate()
    db = open_database(url)
    before = verify(db)
    assert before.sound
    with db.write() as s:
        slides.create(s, "/after", "after", NOW)
    assert verify(db).entries == before.entries + 1
    assert verify(db, before.head).sound
    db.close()
