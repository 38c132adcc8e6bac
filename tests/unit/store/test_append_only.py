"""The database itself refuses changes of append-only rows, and references to missing rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from wbc_desktop.domain.cells import ActKind, ModelVersion, NewPreclassification, ScannedImage, Slide
from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.heat_maps import HeatMaps
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.store import classifications, entries, files, preclassifications
from wbc_desktop.store.engine import Database

pytestmark = pytest.mark.both_databases

ADA = Identity("Ada")
APPEND_ONLY = ["acts", "classifications", "preclassifications", "preclassification_maps", "entries"]


@pytest.fixture
def filled(
    db: Database,
    slide: Slide,
    now: datetime,
    image: Callable[..., ScannedImage],
    make_model: Callable[[str], ModelVersion],
    make_prediction: Callable[..., NewPreclassification],
) -> Database:
    model = make_model("m")
    with db.write() as s:
        (cell,) = files.record_images(s, slide.id, [image("a")], now)
        maps = HeatMaps(1, 1, {"NEU": (1.0,)}, (1.0,))
        preclassifications.add_many(s, model.id, "cpu", [make_prediction(cell, maps=maps)], now)
        classifications.record(s, slide.id, ActKind.CONFIRM, {cell: "NEU"}, ADA, now)
        entries.record(s, EntryKind.SLIDE_FIELD, {"sample": "S-1"}, ADA, now, slide.id)
    return db


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("change", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}"])
def test_append_only_rows_cannot_be_changed(filled: Database, table: str, change: str) -> None:
    is_refused(filled, table, change)


@pytest.mark.sqlite_only
@pytest.mark.parametrize("table", APPEND_ONLY)
def test_append_only_rows_cannot_be_replaced(filled: Database, table: str) -> None:
    is_refused(filled, table, "INSERT OR REPLACE INTO {0} SELECT * FROM {0}")


def is_refused(filled: Database, table: str, change: str) -> None:
    column = "preclassification_id" if table == "preclassification_maps" else "id"
    with filled.read() as s:
        before = s.execute(text(f"SELECT * FROM {table}")).all()
    with pytest.raises(IntegrityError, match="append-only"), filled.write() as s:
        s.execute(text(change.format(table, column)))
    with filled.read() as s:
        assert s.execute(text(f"SELECT * FROM {table}")).all() == before
    assert len(before) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM slides",
        "DELETE FROM cells",
        "DELETE FROM models",
        "UPDATE cells SET slide_id = 77",
        "INSERT INTO acts (slide_id, kind, reviewer, created_at) VALUES (77, 'undo', 'x', '2026-01-01 00:00:00')",
    ],
)
def test_references_to_missing_rows_are_refused(filled: Database, statement: str) -> None:
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), filled.write() as s:
        s.execute(text(statement))


def test_file_has_a_cell_or_a_reason(filled: Database) -> None:
    for change in ("reason = 'x'", "cell_id = NULL"):
        with pytest.raises(IntegrityError, match="cell_or_reason"), filled.write() as s:
            s.execute(text(f"UPDATE files SET {change}"))


@pytest.mark.sqlite_only
def test_every_connection_has_the_pragmas(db: Database) -> None:
    with db.read() as one, db.read() as two, db.write() as three:
        for s in (one, two, three):
            assert s.execute(text("PRAGMA foreign_keys")).scalar() == 1
            assert s.execute(text("PRAGMA recursive_triggers")).scalar() == 1
            assert s.execute(text("PRAGMA journal_mode")).scalar() == "wal"


@pytest.mark.sqlite_only
def test_the_acts_of_a_person_are_synced_to_the_disk(db: Database) -> None:
    for durable in (True, False, True):
        with db.write(durable=durable) as s:
            assert s.execute(text("PRAGMA synchronous")).scalar() == (2 if durable else 1)
