"""What only a PostgreSQL server shows: tampering, lost connections, and acts of two benches that exclude each other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.orm import Session

from tests.unit.store import full_database
from wbc_desktop.domain.cells import ActKind, NewPreclassification, ScannedImage
from wbc_desktop.domain.errors import DatabaseError, SignInNeeded, StorageError, WbcError
from wbc_desktop.domain.reviewers import Identity, Role
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services import accounts, review, signing
from wbc_desktop.services.trail import verify
from wbc_desktop.store import (
    audit,
    audit_check,
    cells,
    classifications,
    files,
    models,
    preclassifications,
    reviewers,
    schema,
    signatures,
    slides,
)
from wbc_desktop.store.audit_check import NOT_COVERED
from wbc_desktop.store.engine import Database, open_database
from wbc_desktop.store.tables import Base

ADA, BO = Identity("Ädá"), Identity("Bo")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
KEY = {"preclassification_maps": "preclassification_id"}
CHANGED = {
    bool: "NOT {0}",
    bytes: "coalesce({0}, '') || '~'",
    datetime: "{0} + interval '1 microsecond'",
    float: "coalesce({0}, 0) + 2.0 ^ -50",
    int: "coalesce({0}, 0) + 1000",
    object: "({0}::text || ' ')::json",
    str: "overlay(coalesce({0}, '') placing '~' from greatest(length({0}), 1))",
}
"""Another value of a column, by its type in Python (object: JSON)."""


@pytest.fixture
def new_url(new_on_server: Callable[[], str]) -> str:
    """The URL of an empty database of the test's own."""
    return new_on_server()


@pytest.fixture
def bench(new_url: str) -> Iterator[Database]:
    """A bench with a new database."""
    db = open_database(new_url)
    yield db
    db.close()


@pytest.fixture
def other_bench(bench: Database, new_url: str) -> Iterator[Database]:
    """Another bench on the same database."""
    db = open_database(new_url)
    yield db
    db.close()


@pytest.fixture
def end_connections(new_url: str) -> Iterator[Callable[[], None]]:
    """Return a function that ends all connections of the benches, as a restart of the server does."""
    engine = create_engine(new_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:

        def end() -> None:
            others = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
            connection.execute(text(f"{others} WHERE datname = current_database() AND pid <> pg_backend_pid()"))

        yield end
    engine.dispose()


def fill(db: Database, count: int = 3) -> tuple[int, list[int]]:
    """Add a slide with preclassified cells; return its id and the ids of the cells."""
    with db.write() as s:
        slide = slides.create(s, "/a", "a", NOW)
        images = [ScannedImage(f"{n}", 1, 1, f"{n}".rjust(64, "0"), 3, 3) for n in range(count)]
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


def labels(db: Database, ids: list[int]) -> list[str | None]:
    with db.read() as s:
        return [cell.label for cell in cells.get_many(s, ids)]


def test_same_rows_have_the_same_hashes_on_both_databases(server: Database, local: Database) -> None:
    """Hashes stay valid after a move from one database to the other."""
    contents = []
    for db in (server, local):
        slide_id, ids = fill(db)
        with db.write() as s:
            classifications.record(s, slide_id, ActKind.CONFIRM, dict.fromkeys(ids, "NEU"), ADA, NOW)
            contents.append([(e.subject, e.after, e.content) for e in audit.walk(s)][1:])
    assert contents[0] == contents[1]


def test_reader_sees_one_state(server: Database) -> None:
    slide_id, ids = fill(server)
    with server.read() as s:
        before = cells.class_counts(s, slide_id)
        review.reclassify(server, slide_id, ids[:1], "EOS", BO)
        assert cells.class_counts(s, slide_id) == before
    with server.read() as s:
        assert cells.class_counts(s, slide_id) != before


def test_downgrade_and_upgrade(bench: Database) -> None:
    fill(bench)
    for revision in ("0004", "head"):
        with bench.write() as s:
            schema.migrate(s.connection(), revision)
    assert verify(bench).sound
    with bench.write() as s:
        schema.migrate(s.connection(), "base")
        assert s.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all() == [
            "alembic_version"
        ]


class TestTampering:
    """A changed value of any column is found, as on SQLite (``tests/unit/store/test_tampering.py``)."""

    @pytest.fixture(scope="class")
    @staticmethod
    def full(new_on_server: Callable[[], str]) -> Iterator[Database]:
        db = open_database(new_on_server())
        full_database.fill(db)
        yield db
        db.close()

    @pytest.mark.parametrize("table", sorted(Base.metadata.tables))
    def test_a_changed_value_of_any_column_is_found(self, full: Database, table: str) -> None:
        key = KEY.get(table, "id")
        missed = set()
        for column in Base.metadata.tables[table].columns:
            with full.write() as s:
                without_guards(s)
                stored_as = getattr(column.type, "impl_instance", column.type).python_type
                other = CHANGED[stored_as].format(column.name)
                newest = f"(SELECT max({key}) FROM {table})"
                s.execute(text(f"UPDATE {table} SET {column.name} = {other} WHERE {key} = {newest}"))
                if audit_check.check(s).broken is None:
                    missed.add(f"{table}.{column.name}")
                s.rollback()
        assert missed == {name for name in NOT_COVERED if name.startswith(f"{table}.")}

    def test_dropped_and_disabled_triggers_are_named(self, full: Database) -> None:
        assert verify(full).sound
        assert verify(full).unguarded == ()
        with full.write() as s:
            s.execute(text("DROP TRIGGER acts_append_only ON acts"))
            s.execute(text("ALTER TABLE audit DISABLE TRIGGER audit_append_only"))
            assert audit_check.missing_guards(s) == ["acts", "audit"]
            s.rollback()


def without_guards(s: Session) -> None:
    """Do without triggers, foreign keys and rules of columns until the transaction ends, as the owner can."""
    s.execute(text("SET LOCAL session_replication_role = replica"))
    s.execute(text("ALTER TABLE files DROP CONSTRAINT ck_files_cell_or_reason"))


class TestLostConnection:
    """A bench whose connection ends gets one sentence, loses nothing that was saved, and works again."""

    def test_between_two_acts_nothing_is_noticed(self, bench: Database, end_connections: Callable[[], None]) -> None:
        slide_id, ids = fill(bench)
        end_connections()
        assert labels(bench, ids) == [None] * 3
        end_connections()
        review.reclassify(bench, slide_id, ids, "EOS", ADA)
        assert labels(bench, ids) == ["EOS"] * 3

    def test_during_an_act_the_act_is_not_saved(self, bench: Database, end_connections: Callable[[], None]) -> None:
        slide_id, ids = fill(bench)
        review.reclassify(bench, slide_id, ids, "EOS", ADA)

        def lose(done: int, total: int) -> None:
            end_connections()

        with pytest.raises(StorageError, match=r"connection to the database .* was lost: .* do the last step again"):
            review.reclassify(bench, slide_id, ids, "MON", ADA, progress=lose)
        assert labels(bench, ids) == ["EOS"] * 3
        review.reclassify(bench, slide_id, ids, "MON", ADA)
        assert labels(bench, ids) == ["MON"] * 3
        assert verify(bench).sound

    def test_until_the_server_is_back(
        self, bench: Database, new_on_server: Callable[[], str], end_connections: Callable[[], None], new_url: str
    ) -> None:
        slide_id, ids = fill(bench)
        name = make_url(new_url).database
        admin = create_engine(new_on_server(), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"))
            end_connections()
            for _ in range(2):
                with pytest.raises(StorageError, match=r"cannot be reached \(.*\): check its address and the network"):
                    review.reclassify(bench, slide_id, ids, "EOS", ADA)
            connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"))
        admin.dispose()
        review.reclassify(bench, slide_id, ids, "EOS", ADA)
        assert labels(bench, ids) == ["EOS"] * 3


class TestTwoBenches:
    """Only one bench writes at a time: the later one sees what the earlier one wrote."""

    def test_bench_waits_for_a_while(self, bench: Database, new_url: str) -> None:
        slide_id, ids = fill(bench)
        other_bench = open_database(new_url, busy_seconds=0.2)
        with bench.write() as s:
            classifications.record(s, slide_id, ActKind.RECLASSIFY, {ids[0]: "EOS"}, ADA, NOW)
            with pytest.raises(StorageError, match="in use"):
                review.reclassify(other_bench, slide_id, ids, "MON", BO)
            assert labels(other_bench, ids) == [None] * 3
        review.reclassify(other_bench, slide_id, ids[1:], "MON", BO)
        assert labels(bench, ids) == ["EOS", "MON", "MON"]
        other_bench.close()

    @pytest.mark.parametrize("acts_first", [True, False])
    def test_act_and_signature(self, bench: Database, other_bench: Database, acts_first: bool) -> None:
        """No decision is missing in the signed version or follows it."""
        slide_id, ids = fill(bench)
        review.confirm(bench, slide_id, ids, ADA)
        with bench.read() as s:
            slide = slides.get(s, slide_id)

        def sign() -> None:
            signing.sign(other_bench, slide, ADA, "", "approved", Settings())

        def act() -> None:
            review.reclassify(other_bench, slide_id, ids[:1], "EOS", BO)

        with bench.write() as s:
            if acts_first:
                classifications.record(s, slide_id, ActKind.RECLASSIFY, {ids[0]: "EOS"}, BO, NOW)
            else:
                version = signatures.add_version(s, slide_id, "d" * 64, "{}", ADA, NOW)
                signatures.add_signature(s, version, ADA, "approved", NOW)
            refused = begin_waiting(s, sign if acts_first else act)
        assert len(refused()) == 1
        with bench.read() as s:
            assert len(signatures.versions(s, slide_id)) == (0 if acts_first else 1)
            assert len(classifications.acts(s, slide_id)) == (2 if acts_first else 1)

    @pytest.mark.parametrize("acts_first", [True, False])
    def test_act_and_first_account(self, bench: Database, other_bench: Database, acts_first: bool) -> None:
        """No typed name decides after the account exists."""
        slide_id, ids = fill(bench)

        def act() -> None:
            review.reclassify(other_bench, slide_id, ids[:1], "EOS", BO)

        def make_account() -> None:
            accounts.add(other_bench, ADA, "Ada", Role.MANAGER, "correct horse")

        with bench.write() as s:
            if acts_first:
                classifications.record(s, slide_id, ActKind.RECLASSIFY, {ids[0]: "EOS"}, BO, NOW)
            else:
                reviewers.create(s, "Ada", Role.MANAGER, "no hash", ADA, NOW)
            refused = begin_waiting(s, make_account if acts_first else act)
        assert [type(error) for error in refused()] == ([] if acts_first else [SignInNeeded])
        with bench.read() as s:
            assert len(classifications.acts(s, slide_id)) == (1 if acts_first else 0)
            assert len(reviewers.accounts(s)) == 1
        assert verify(bench).sound


def begin_waiting(s: Session, work: Callable[[], None]) -> Callable[[], list[WbcError]]:
    """Begin the work in a thread and wait until it waits for this session; return how to get its error at the end."""
    refused: list[WbcError] = []

    def run() -> None:
        try:
            work()
        except WbcError as error:
            refused.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    waiting = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    while thread.is_alive() and not s.scalar(waiting):
        pass

    def wait() -> list[WbcError]:
        thread.join()
        return refused

    return wait


def test_acts_of_a_person_are_synced_to_the_disk(server: Database) -> None:
    for durable in (True, False, True):
        with server.write(durable=durable) as s:
            assert s.scalar(text("SHOW synchronous_commit")) == ("on" if durable else "off")


def test_transaction_of_a_bench_that_is_gone_ends(server: Database) -> None:
    with server.write() as s:
        assert s.scalar(text("SHOW idle_in_transaction_session_timeout")) == "1min"
    with server.read() as s:
        assert s.scalar(text("SHOW idle_in_transaction_session_timeout")) == "0", "a report may read for long"


class TestOpening:
    """Everything is checked before the first write, and each fault is one sentence."""

    def test_database_of_another_program(self, new_url: str) -> None:
        engine = create_engine(new_url)
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE slides (id integer)"))
        with pytest.raises(DatabaseError, match="tables of another program: name an empty database"):
            open_database(new_url)
        with engine.connect() as connection:
            tables = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
            assert tables.scalars().all() == ["slides"]
        engine.dispose()

    def test_database_of_a_newer_version(self, bench: Database, new_url: str) -> None:
        with bench.write() as s:
            s.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(DatabaseError, match="newer version"):
            open_database(new_url)

    def test_user_without_rights(self, bench: Database, new_url: str) -> None:
        with bench.write() as s:
            s.execute(text("CREATE ROLE visitor LOGIN"))
            s.execute(text("GRANT SELECT ON ALL TABLES IN SCHEMA public TO visitor"))
        db = open_database(new_url.replace("wbc@", "visitor@"))
        with pytest.raises(StorageError, match=r"cannot be written \(permission denied .*\): ask its administrator"):
            fill(db)
        db.close()

    @pytest.mark.parametrize(
        ("url", "words"),
        [
            ("postgresql://ada:secret@127.0.0.1:1/wbc", "cannot be reached .*: check its address"),
            ("postgresql+pg8000://ada:secret@127.0.0.1:1/wbc", "driver is not installed .*: install it"),
            ("mysql://ada:secret@127.0.0.1/wbc", "neither SQLite nor PostgreSQL"),
        ],
    )
    def test_wrong_address(self, new_on_server: Callable[[], str], url: str, words: str) -> None:
        with pytest.raises(DatabaseError, match=words) as raised:
            open_database(url)
        assert "secret" not in str(raised.value)
        assert "\n" not in str(raised.value)
