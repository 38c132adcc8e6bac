"""The placement of maps is stored with them; the migration adds it to older maps if the model file names it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import struct
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from wbc_desktop.domain.cells import ModelVersion, NewPreclassification, ScannedImage, Slide
from wbc_desktop.domain.errors import DatabaseError
from wbc_desktop.domain.heat_maps import HeatMaps, Placement
from wbc_desktop.store import files, preclassifications, schema
from wbc_desktop.store.engine import Database, open_database

STARTER = "d9f7aa11349d0c781175491043c4850dd1d08dff1538a1ecbb49e229e531b2f4"
CELL = 1

sides = st.floats(-3, 3)
lengths = st.floats(1e-3, 4)


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(sides, sides, lengths, lengths, sides, sides, lengths, lengths)
def test_any_placement_is_stored(
    db: Database,
    slide: Slide,
    now: datetime,
    image: Callable[..., ScannedImage],
    make_model: Callable[[str], ModelVersion],
    make_prediction: Callable[..., NewPreclassification],
    x: float,
    y: float,
    step_x: float,
    step_y: float,
    left: float,
    top: float,
    wide: float,
    high: float,
) -> None:
    placement = Placement(x, y, step_x, step_y, left, top, left + wide, top + high)
    maps = HeatMaps(2, 1, {"NEU": (0.0, 1.0)}, (0.5, 0.5), placement)
    model = make_model("m")
    with db.write() as s:
        (cell,) = files.record_images(s, slide.id, [image("a")], now)
        preclassifications.add_many(s, model.id, "cpu", [make_prediction(cell, maps=maps)], now)
        assert preclassifications.maps(s, cell) == maps


def old_database(repository: Path, file: Path, sha256: str, path: bytes, side: int) -> None:
    """Make a database of revision 0001 with square maps of cell 1 by a model with this SHA-256 and path."""
    shutil.copy(repository / "tests" / "data" / "databases" / "revision-0001.sqlite3", file)
    blob = struct.pack(f"<{2 * side * side}e", *[0.5] * (2 * side * side))
    with closing(sqlite3.connect(file)) as c, c:
        c.execute(
            "INSERT INTO models SELECT 77, name, ?, ?, classes, threshold, architecture, trained_at, summary, "
            "registered_at, 0 FROM models LIMIT 1",
            (sha256, path),
        )
        c.execute(
            "INSERT INTO preclassifications SELECT 990, ?, 77, predicted, confidence, probabilities, unidentified, "
            "device, created_at FROM preclassifications LIMIT 1",
            (CELL,),
        )
        c.execute("INSERT INTO preclassification_maps VALUES (990, ?, ?, '[\"NEU\"]', ?)", (side, side, blob))


def migrated_placement(file: Path, cell: int = CELL) -> Placement | None:
    db = open_database(f"sqlite:///{file}")
    try:
        assert db.health() == "ok"
        with db.read() as s:
            maps = preclassifications.maps(s, cell)
        assert maps is not None
        return maps.placement
    finally:
        db.close()


def model_file(path: Path, card: object) -> str:
    """Write a minimal model file with this card; return its SHA-256."""
    header = json.dumps({"__metadata__": {"format": "wbc-model-1", "card": json.dumps(card)}}).encode()
    path.write_bytes(len(header).to_bytes(8, "little") + header + b"weights")
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.slow
def test_maps_of_the_first_starter_model_get_a_placement(repository: Path, file: Path) -> None:
    old_database(repository, file, STARTER, b"/missing", 4)
    assert migrated_placement(file) == Placement(0.5 / 112, 0.5 / 112, 32 / 112, 32 / 112)
    assert migrated_placement(file, cell=2) is None, "another model made these, and its file is missing"


@pytest.mark.parametrize(("options", "stride", "side"), [({"output_stride": 16}, 16, 14), ({}, 32, 7)])
def test_placement_is_read_from_the_model_file(
    repository: Path, file: Path, tmp_path: Path, options: dict[str, int], stride: int, side: int
) -> None:
    path = tmp_path / os.fsdecode(b"mod\xe4l.safetensors")
    sha256 = model_file(path, {"input_size": 224, "options": options})
    old_database(repository, file, sha256, os.fsencode(path), side)
    assert migrated_placement(file) == Placement(0.5 / 224, 0.5 / 224, stride / 224, stride / 224)


@pytest.mark.slow
@pytest.mark.parametrize(
    "card",
    [
        {"input_size": 224},
        {"input_size": "wide", "options": {}},
        {"input_size": 0, "options": {}},
        {"input_size": 224, "options": {"output_stride": 0}},
        {"input_size": 224, "options": []},
        [],
        None,
        {"input_size": 112, "options": {}},  # its maps would be 4 x 4, but these are 7 x 7
    ],
)
def test_incomplete_card_leaves_the_placement_unknown(
    repository: Path, file: Path, tmp_path: Path, card: object
) -> None:
    path = tmp_path / "m.safetensors"
    old_database(repository, file, model_file(path, card), os.fsencode(path), 7)
    assert migrated_placement(file) is None


@pytest.mark.slow
@pytest.mark.parametrize("content", [b"", b"\xff" * 40, b"\x09\0\0\0\0\0\0\0no json..", b"\x05\0\0\0\0\0\0\0[[[[["])
def test_file_that_is_no_model_leaves_the_placement_unknown(
    repository: Path, file: Path, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "m.safetensors"
    path.write_bytes(content)
    old_database(repository, file, hashlib.sha256(content).hexdigest(), os.fsencode(path), 7)
    assert migrated_placement(file) is None


def test_file_with_another_hash_is_not_used(repository: Path, file: Path, tmp_path: Path) -> None:
    path = tmp_path / "m.safetensors"
    model_file(path, {"input_size": 224, "options": {}})
    old_database(repository, file, "a" * 64, os.fsencode(path), 7)
    assert migrated_placement(file) is None


def test_migrated_maps_cannot_be_changed(repository: Path, file: Path) -> None:
    old_database(repository, file, STARTER, b"/missing", 4)
    db = open_database(f"sqlite:///{file}")
    for change in ("UPDATE preclassification_maps SET step_x = 1", "DELETE FROM preclassification_maps"):
        with pytest.raises(IntegrityError, match="append-only"), db.write() as s:
            s.execute(text(change))
    db.close()


@pytest.mark.slow
def test_downgrade_keeps_maps_and_triggers(repository: Path, file: Path) -> None:
    old_database(repository, file, STARTER, b"/missing", 4)
    with closing(sqlite3.connect(file)) as c:
        before = sorted(line for line in c.iterdump() if "CREATE" not in line and "alembic" not in line)
        guards = triggers(c)
    db = open_database(f"sqlite:///{file}")
    with db.write() as s:
        schema.migrate(s.connection(), "0001")
    db.close()
    with closing(sqlite3.connect(file)) as c:
        assert sorted(line for line in c.iterdump() if "CREATE" not in line and "alembic" not in line) == before
        assert triggers(c) == guards
    assert migrated_placement(file) is not None


def triggers(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    return connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name").fetchall()


def test_invalid_placement_is_one_sentence(
    db: Database,
    slide: Slide,
    now: datetime,
    image: Callable[..., ScannedImage],
    make_model: Callable[[str], ModelVersion],
    make_prediction: Callable[..., NewPreclassification],
) -> None:
    maps = HeatMaps(1, 1, {"NEU": (1.0,)}, (1.0,), Placement(0, 0, 1, 1))
    model = make_model("m")
    with db.write() as s:
        (cell,) = files.record_images(s, slide.id, [image("a")], now)
        preclassifications.add_many(s, model.id, "cpu", [make_prediction(cell, maps=maps)], now)
        s.execute(text("DROP TRIGGER preclassification_maps_no_update"))
        s.execute(text("UPDATE preclassification_maps SET step_x = 0"))
    with db.read() as s, pytest.raises(DatabaseError, match="heatmap of a cell is damaged: classify the slide again"):
        preclassifications.maps(s, cell)
