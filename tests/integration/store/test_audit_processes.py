"""The audit trail with several processes: concurrent writers, killed writers, and a real PostgreSQL server."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from wbc_desktop.domain.cells import ActKind, NewPreclassification, ScannedImage
from wbc_desktop.domain.errors import SignInNeeded, SlideSigned, WbcError
from wbc_desktop.domain.reviewers import Identity, Role
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services import accounts, merging, signing
from wbc_desktop.services.trail import verify
from wbc_desktop.store import (
    audit,
    classifications,
    files,
    guard,
    models,
    preclassifications,
    reviewers,
    signatures,
    slides,
)
from wbc_desktop.store import cells as store_cells
from wbc_desktop.store.engine import Database, open_database

ADA_ACCENTED, ADA, BO = Identity("Ädá"), Identity("Ada"), Identity("Bo")


Start = Callable[..., subprocess.Popen[str]]
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_concurrent_processes_make_one_chain(start: Start, file: Path) -> None:
    children = [start("share", name) for name in ("one", "two")]
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    assert [child.communicate()[0] for child in children] == ["done\n", "done\n"]
    db = open_database(f"sqlite:///{file}")
    verdict = verify(db)
    assert verdict.sound
    with db.read() as s:
        who = [entry.who for entry in audit.walk(s) if entry.act == "reclassify"]
    assert sorted(who) == ["one"] * 25 + ["two"] * 25
    db.close()


@pytest.mark.parametrize("name", ["Ada", "somebody"])
def test_typed_names_cannot_decide_after_the_first_account(
    start: Start, file: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    child = start("decide", name)
    assert child.stdout is not None
    for _ in range(4):
        assert child.stdout.readline() == "2\n"
    db = open_database(f"sqlite:///{file}", busy_seconds=60)
    accounts.add(db, Identity("root"), "Ada", Role.MANAGER, "correct horse")
    *decided, last = child.communicate()[0].splitlines()
    assert last == "sign in"
    with db.read() as s:
        acts = [entry.act for entry in audit.walk(s)]
    assert "reclassify" not in acts[acts.index("new reviewer") :]
    assert acts.count("reclassify") == 4 + len(decided), "committed acts are kept"
    assert verify(db).sound
    db.close()


@pytest.mark.parametrize("work", ["review", "batches"])
def test_killed_process_leaves_a_sound_trail(start: Start, file: Path, work: str) -> None:
    child = start(work)
    assert child.stdout is not None
    for _ in range(4):
        child.stdout.readline()
    child.kill()
    child.communicate()
    db = open_database(f"sqlite:///{file}")
    before = verify(db)
    assert before.sound
    with db.write() as s:
        slides.create(s, "/after", "after", NOW)
    assert verify(db).entries == before.entries + 1
    assert verify(db, before.head).sound
    db.close()


@pytest.fixture(scope="module")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server for these tests, or the address in WBC_TEST_POSTGRESQL."""
    named = os.environ.get("WBC_TEST_POSTGRESQL")
    if named:
        yield named
        return
    pytest.importorskip("psycopg", reason="the driver of PostgreSQL is not installed")
    tools = {name: shutil.which(name) for name in ("initdb", "pg_ctl")}
    if None in tools.values() and (found := sorted(Path("/usr/lib/postgresql").glob("*/bin"))):
        tools = {name: str(found[-1] / name) for name in tools}
    if not all(path and Path(path).exists() for path in tools.values()):
        pytest.skip("no PostgreSQL server is installed")
    folder = tmp_path_factory.mktemp("postgresql")
    data, run = folder / "data", folder / "run"
    run.mkdir()
    as_user: list[str] = []
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # the server refuses to run as root
        if shutil.which("setpriv") is None:
            pytest.skip("PostgreSQL does not run as root, and there is no setpriv to run it as another user")
        as_user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        for place in (folder, run):
            os.chown(place, 65534, 65534)
        for place in (folder, *folder.parents):
            if place.stat().st_uid == 0 and not place.stat().st_mode & 0o001 and place != Path("/"):
                place.chmod(place.stat().st_mode | 0o001)
    made = subprocess.run(
        [*as_user, tools["initdb"], "-D", str(data), "-A", "trust", "-U", "wbc", "-E", "UTF8", "--no-sync"],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        pytest.skip(f"PostgreSQL cannot be set up here: {made.stderr.strip().splitlines()[-1:]}")
    options = f"-c listen_addresses='' -c unix_socket_directories={run} -c fsync=off"
    begin = [*as_user, tools["pg_ctl"], "-D", str(data), "-w", "-l", str(run / "log"), "-o", options, "start"]
    subprocess.run(begin, check=True, capture_output=True)
    try:
        yield f"postgresql+psycopg://wbc@/postgres?host={run}"
    finally:
        stop = [*as_user, tools["pg_ctl"], "-D", str(data), "-m", "immediate", "stop"]
        subprocess.run(stop, check=True, capture_output=True)


@pytest.fixture
def server(postgresql: str) -> Iterator[Database]:
    """An empty database on the server."""
    from sqlalchemy import create_engine

    engine = create_engine(postgresql)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    db = open_database(postgresql)
    yield db
    db.close()


def fill(db: Database, name: str, cells: int = 3) -> tuple[int, list[int]]:
    """Add a slide with preclassified cells; return its id and the ids of the cells."""
    with db.write() as s:
        slide = slides.create(s, f"/{name}", name, NOW)
        images = [ScannedImage(f"{n}", 1, 1, f"{name}{n}".rjust(64, "0"), 3, 3) for n in range(cells)]
        ids = files.record_images(s, slide.id, images, NOW)
        model = models.register(
            s,
            name="m",
            sha256="0" * 64,
            path="",
            classes=[("NEU", "Neutrophil")],
            threshold=0.5,
            architecture="",
            trained_at="",
            summary={"ä": 1},
            now=NOW,
        )
        new = [NewPreclassification(i, "NEU", 0.1 + 0.2, {"NEU": 0.1 + 0.2}, False, None) for i in ids]
        preclassifications.add_many(s, model.id, "cpu", new, NOW)
    return slide.id, ids


def test_trail_on_postgresql(server: Database) -> None:
    slide_id, ids = fill(server, "a")
    with server.write(durable=True) as s:
        classifications.record(s, slide_id, ActKind.CONFIRM, dict.fromkeys(ids, "NEU"), ADA_ACCENTED, NOW)
        version = signatures.add_version(s, slide_id, "d" * 64, "{}", ADA, NOW)
        signatures.add_signature(s, version, ADA, "approved", NOW)
    assert verify(server).sound
    with pytest.raises(SlideSigned), server.write() as s:
        classifications.record(s, slide_id, ActKind.CONFIRM, {ids[0]: "NEU"}, ADA, NOW)
    for statement, words in (
        ("UPDATE classifications SET label = 'LYM'", "append-only"),
        ("DELETE FROM audit", "append-only"),
        ("INSERT INTO acts (slide_id, kind, reviewer, created_at) VALUES (1, 'confirm', 'x', now())", "signed"),
    ):
        with pytest.raises(IntegrityError, match=words), server.write() as s:
            s.execute(text(statement))
    with server.write() as s:
        s.execute(text("ALTER TABLE classifications DISABLE TRIGGER ALL"))
        s.execute(text("UPDATE classifications SET label = 'LYM' WHERE id = 2"))
    broken = verify(server).broken
    assert broken is not None
    assert "act 1" in broken.reason


def test_same_rows_have_the_same_hashes_on_both_databases(server: Database, tmp_path: Path) -> None:
    """Hashes stay valid after a move from one database to the other."""
    local = open_database(f"sqlite:///{tmp_path / 'wbc.sqlite3'}")
    contents = []
    for db in (server, local):
        slide_id, ids = fill(db, "a")
        with db.write() as s:
            classifications.record(s, slide_id, ActKind.CONFIRM, dict.fromkeys(ids, "NEU"), ADA_ACCENTED, NOW)
            contents.append([(e.subject, e.after, e.content) for e in audit.walk(s)][1:])
    assert contents[0] == contents[1]
    local.close()


def test_folders_are_merged_and_separated_on_postgresql(server: Database) -> None:
    (whole, _), (part, theirs) = fill(server, "a"), fill(server, "b")
    later = NOW + timedelta(hours=1)
    with server.write(durable=True) as s:
        classifications.record(s, part, ActKind.RECLASSIFY, dict.fromkeys(theirs[:2], "LYM"), BO, later)
        classifications.record(s, part, ActKind.RECLASSIFY, {theirs[2]: "MON"}, ADA, NOW)
    merging.merge(server, whole, part, ADA)
    expected = [("LYM", "Bo", later)] * 2 + [("MON", "Ada", NOW)]
    assert decisions(server, whole) == expected
    merging.separate(server, whole, part, ADA)
    assert decisions(server, part) == expected
    assert verify(server).sound


def decisions(db: Database, slide_id: int) -> list[tuple[str, str, datetime]]:
    """Return class, reviewer and time of each decision on shown cells of the slide, sorted."""
    with db.read() as s:
        found = [cell.classification for cell in store_cells.get_many(s, store_cells.ids(s, slide_id))]
    return sorted((one.label or "", one.reviewer, one.created_at) for one in found if one is not None)


def test_concurrent_benches_on_postgresql_make_one_chain(server: Database) -> None:
    places = [fill(server, name) for name in ("a", "b")]
    failures: list[BaseException] = []

    def work(slide_id: int, ids: list[int]) -> None:
        try:
            for number in range(15):
                with server.write(durable=True) as s:
                    label = {ids[number % 3]: "NEU" if number % 2 else "LYM"}
                    classifications.record(s, slide_id, ActKind.RECLASSIFY, label, ADA, NOW)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=place) for place in places]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert verify(server).sound


def test_reader_sees_one_state_on_postgresql(server: Database) -> None:
    slide_id, ids = fill(server, "a")
    with server.read() as s:
        before = store_cells.class_counts(s, slide_id)
        with server.write() as other:
            classifications.record(other, slide_id, ActKind.RECLASSIFY, {ids[0]: "EOS"}, BO, NOW)
        assert store_cells.class_counts(s, slide_id) == before
    with server.read() as s:
        assert store_cells.class_counts(s, slide_id) != before


@pytest.mark.parametrize("acts_first", [True, False])
def test_concurrent_act_and_signature_on_postgresql(server: Database, acts_first: bool) -> None:
    """The later of two benches is refused: no decision is missing in the signed version or follows it."""
    slide_id, ids = fill(server, "a")
    with server.write() as s:
        classifications.record(s, slide_id, ActKind.CONFIRM, dict.fromkeys(ids, "NEU"), ADA, NOW)
        slide = slides.get(s, slide_id)
    refused: list[BaseException] = []

    def sign() -> None:
        signing.sign(server, slide, ADA, "", "approved", Settings())

    def act() -> None:
        with server.write() as s:
            classifications.record(s, slide_id, ActKind.RECLASSIFY, {ids[0]: "EOS"}, BO, NOW)

    def quietly(work: Callable[[], None]) -> None:
        try:
            work()
        except WbcError as error:
            refused.append(error)

    later = threading.Thread(target=quietly, args=(sign if acts_first else act,))
    with server.write() as s:
        if acts_first:
            classifications.record(s, slide_id, ActKind.RECLASSIFY, {ids[0]: "EOS"}, BO, NOW)
        else:
            guard.lock_slide(s, slide_id)
            version = signatures.add_version(s, slide_id, "d" * 64, "{}", ADA, NOW)
            signatures.add_signature(s, version, ADA, "approved", NOW)
        later.start()
        wait_for_a_lock(server)
    later.join()
    assert len(refused) == 1
    with server.read() as s:
        assert len(signatures.versions(s, slide_id)) == (0 if acts_first else 1)
        assert len(classifications.acts(s, slide_id)) == (2 if acts_first else 1)


@pytest.mark.parametrize("acts_first", [True, False])
def test_concurrent_act_and_first_account_on_postgresql(server: Database, acts_first: bool) -> None:
    """The later of the two waits for the other: no typed name decides after the account exists."""
    slide_id, ids = fill(server, "a")
    refused: list[BaseException] = []

    def act(s: Session) -> None:
        classifications.record(s, slide_id, ActKind.RECLASSIFY, {ids[0]: "EOS"}, BO, NOW)

    def make_account(s: Session) -> None:
        reviewers.create(s, "Ada", Role.MANAGER, "no hash", ADA, NOW)

    def in_a_thread(work: Callable[[Session], None]) -> None:
        try:
            with server.write() as s:
                work(s)
        except WbcError as error:
            refused.append(error)

    first, second = (act, make_account) if acts_first else (make_account, act)
    later = threading.Thread(target=in_a_thread, args=(second,))
    with server.write() as s:
        first(s)
        later.start()
        wait_for_a_lock(server)
    later.join()
    assert [type(error) for error in refused] == ([] if acts_first else [SignInNeeded])
    with server.read() as s:
        assert len(classifications.acts(s, slide_id)) == (1 if acts_first else 0)
        assert len(reviewers.accounts(s)) == 1
    assert verify(server).sound


def wait_for_a_lock(server: Database) -> None:
    """Wait until another connection waits for a lock."""
    while True:
        with server.read() as s:
            if s.scalar(text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")):
                return


def test_downgrade_and_upgrade_on_postgresql(server: Database) -> None:
    from wbc_desktop.store import schema

    fill(server, "a")
    with server.write() as s:
        schema.migrate(s.connection(), "0004")
    with server.write() as s:
        schema.migrate(s.connection())
    assert verify(server).sound
