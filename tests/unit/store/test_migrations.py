"""Migrations: the schema matches the tables, each revision can be upgraded and downgraded, old databases open."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from wbc_desktop.domain.cells import ActKind
from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.file_version import FileVersion
from wbc_desktop.domain.foreign import Foreignness
from wbc_desktop.domain.heat_maps import Placement
from wbc_desktop.store import (
    cells,
    classifications,
    comments,
    entries,
    files,
    foreign,
    preclassifications,
    schema,
    slides,
)
from wbc_desktop.store.engine import Database, open_database
from wbc_desktop.store.tables import Base


def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    return ScriptDirectory.from_config(config)


def test_migrated_schema_matches_the_tables(db: Database) -> None:
    with db.read() as s:
        context = MigrationContext.configure(s.connection(), opts={"target_metadata": Base.metadata})
        assert compare_metadata(context, Base.metadata) == []


def test_constraints_and_triggers_match_the_tables(db: Database) -> None:
    """Compare checks, uniqueness and foreign keys by name; triggers are only in the migrations."""
    with db.read() as s:
        found = inspect(s.connection())
        for table in Base.metadata.sorted_tables:
            constraints = {c.name for c in table.constraints if c.name}
            names = {found.get_pk_constraint(table.name)["name"]}
            for kind in (found.get_unique_constraints, found.get_foreign_keys, found.get_check_constraints):
                names |= {c["name"] for c in kind(table.name)}
            assert names == constraints, table.name
        triggers = set(s.scalars(text("SELECT name FROM sqlite_schema WHERE type = 'trigger'")))
    appended = ["acts", "classifications", "preclassifications", "preclassification_maps", "entries"]
    appended += ["audit", "reviewers", "accounts", "sign_ins", "signed_versions", "signatures", "amendments"]
    guards = {f"{table}_no_{act}" for table in (*appended, "second_reads") for act in ("update", "delete")}
    guards |= {f"comments_no_{act}" for act in ("update", "delete")}
    assert triggers == guards | {"acts_not_signed", "preclassifications_not_signed"}


def test_every_revision_is_listed_in_order() -> None:
    revisions = [script.revision for script in scripts().walk_revisions()][::-1]
    assert tuple(revisions) == schema.REVISIONS
    assert scripts().get_heads() == [schema.HEAD]


@pytest.mark.slow
def test_each_revision_is_downgraded_and_upgraded(file: Path, now: datetime) -> None:
    """Downgrade step by step to nothing, and upgrade again to a working database."""
    db = open_database(f"sqlite:///{file}")
    with db.write() as s:
        slides.create(s, "/f", "f", now)
    for revision in (*schema.REVISIONS[-2::-1], "base"):
        with db.write() as s:
            schema.migrate(s.connection(), revision)
    with db.read() as s:
        assert set(inspect(s.connection()).get_table_names()) <= {"alembic_version"}
    for revision in schema.REVISIONS:
        with db.write() as s:
            schema.migrate(s.connection(), revision)
    with db.write() as s:
        slides.create(s, "/g", "g", now)
    assert db.health() == "ok"
    db.close()


def test_failed_migration_changes_nothing(file: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(migrated, file)
    with closing(sqlite3.connect(file)) as other:
        other.execute("UPDATE alembic_version SET version_num = '0000'")  # so that the migrations run again
        other.commit()
    before = dump(file)
    monkeypatch.setattr(schema, "REVISIONS", ("0000", *schema.REVISIONS))
    with pytest.raises(Exception, match="0000"):
        open_database(f"sqlite:///{file}")
    assert dump(file) == before


def dump(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return list(connection.iterdump())


def test_cells_decided_without_a_prediction_get_the_state_decided(repository: Path, file: Path) -> None:
    """Only the state of the cell without any prediction changes."""
    shutil.copy(repository / "tests" / "data" / "databases" / "revision-0007.sqlite3", file)
    with closing(sqlite3.connect(file)) as old:
        before = [state for (state,) in old.execute("SELECT state FROM cells ORDER BY id")]
        old.execute(
            "INSERT INTO cells (slide_id, sha256, width, height, created_at, shown, current, decided, predicted, "
            "unsure, state, reviewer) SELECT slide_id, 'new', width, height, created_at, 0, 'MON', 1, NULL, 0, "
            "'reclassified', 'Ada' FROM cells LIMIT 1"
        )
        old.execute(
            "INSERT INTO classifications (act_id, cell_id, label, predicted) "
            "SELECT max(id), (SELECT max(id) FROM cells), 'MON', NULL FROM acts"
        )
        old.commit()
    open_database(f"sqlite:///{file}").close()
    with closing(sqlite3.connect(file)) as opened:
        states = [state for (state,) in opened.execute("SELECT state FROM cells ORDER BY id")]
    assert states == [*before, "decided"]
    assert "reclassified" in before


@pytest.mark.slow
def test_new_database_is_opened_by_threads_at_once(file: Path, now: datetime) -> None:
    failures: list[BaseException] = []
    start = threading.Barrier(3)

    def work(number: int) -> None:
        try:
            start.wait()
            db = open_database(f"sqlite:///{file}")
            with db.write() as s:
                slides.create(s, f"/{number}", "", now)
            db.close()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    db = open_database(f"sqlite:///{file}")
    with db.read() as s:
        assert len(slides.all_slides(s)) == 3
    db.close()


@pytest.mark.slow
@pytest.mark.parametrize("revision", schema.REVISIONS)
def test_database_of_each_earlier_version_opens_with_all_data(repository: Path, file: Path, revision: str) -> None:
    shutil.copy(repository / "tests" / "data" / "databases" / f"revision-{revision}.sqlite3", file)
    db = open_database(f"sqlite:///{file}")
    assert db.health() == "ok"
    with db.read() as s:
        (slide,) = slides.all_slides(s)
        a, b, c = cells.get_many(s, cells.ids(s, slide.id))
        assert (slide.folder, a.path, b.path, c.path) == ("/data/Blut Ä", "a.png", "b/ß.png", "c.png")
        assert [x.current for x in (a, b, c)] == ["NEU", "UNI", "LYM"]
        assert [x.label for x in (a, b, c)] == ["NEU", None, "LYM"]
        unlike = [x.preclassification.unlike for x in (a, b, c) if x.preclassification is not None]
        assert unlike == ([0.5, 1.25, 0.5] if revision >= "0007" else [None] * 3)
        adapted = [x.preclassification.adapted for x in (a, b, c) if x.preclassification is not None]
        assert adapted == (["", '{"norms": 0.5, "cells": 3}', ""] if revision >= "0014" else [""] * 3)
        features = preclassifications.features_many(s, [a.id, b.id, c.id])
        assert features == (dict.fromkeys((a.id, b.id, c.id), b"\x00<\x00\xc0") if revision >= "0014" else {})
        judged = Foreignness("f" * 64, 3, 31.5, 27.25, 9.0, True)
        assert foreign.of_slide(s, slide.id) == (judged if revision >= "0015" else None)
        assert a.announced is (revision >= "0015")
        assert cells.class_counts(s, slide.id) == ({"NEU": 1, "UNI": 1, "LYM": 1}, 1)
        assert [r.reason for r in files.refused(s, slide.id)] == ["is truncated"]
        version = FileVersion(f"{2**64 - 1}", 1_700_000_000_000_000_001) if revision >= "0008" else None
        assert files.known(s, slide.id)["a.png"].version == version
        assert [x.kind for x in classifications.acts(s, slide.id)] == [
            ActKind.CONFIRM,
            ActKind.RECLASSIFY,
            ActKind.UNDO,
            ActKind.REDO,
            *((ActKind.COMMENT, ActKind.UNDO, ActKind.COMMENT) if revision >= "0006" else ()),
        ]
        found_comments = [(c.text, c.reviewer, c.taken_back) for c in comments.of_cell(s, a.id)]
        stored_comments = [("Döhle bodies?", "Bo", True), ("two cells touch", "Ada", False)]
        assert found_comments == (stored_comments if revision >= "0006" else [])
        fields = entries.latest(s, EntryKind.SLIDE_FIELD, slide.id)
        assert {name: entry.value for name, entry in fields.items()} == (
            {"sample": "S-7", "age": "44"} if revision >= "0003" else {}
        )
        maps = preclassifications.maps(s, a.id)
        assert maps is not None
        assert maps.by_class == {"NEU": (0.0, 1.0), "LYM": (0.25, 0.5)}
        placement = Placement(0.25, 0.125, 0.375, 0.5, 0.1875, 0.0625, 1.125, 0.875)
        assert maps.placement == (placement if revision >= "0002" else None)
    db.close()
