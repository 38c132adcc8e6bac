"""No column is forgotten when cells are copied to a merged slide or to a second read.

A new column of these tables fails here until the source has a value in it, and then until it is copied or named below.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from wbc_desktop.domain.cells import ActKind, NewPreclassification, ScannedImage
from wbc_desktop.domain.file_version import FileVersion
from wbc_desktop.domain.foreign import Foreignness
from wbc_desktop.domain.heat_maps import HeatMaps, Placement
from wbc_desktop.domain.regions import REMOVED, Box, PictureKind
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.services import merging, second_read
from wbc_desktop.services.trail import verify
from wbc_desktop.store import (
    cells,
    classifications,
    comments,
    files,
    foreign,
    models,
    preclassifications,
    regions,
    slides,
)
from wbc_desktop.store.engine import Database
from wbc_desktop.store.tables import Base

ADA, BO = Identity("Ada"), Identity("Bo")
NOW = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
SURE, GONE, UNSURE, DRAWN = Box(0, 5, 20, 21), Box(40, 40, 20, 21), Box(50, 6, 12, 13), Box(30, 31, 24, 25)

Rows = dict[str, dict[str, Any]]

OWN = {
    "slides": {"id", "folder", "name", "created_at", "opened_at"},
    "cells": {"id", "slide_id", "created_at", "picture_id"},
    "files": {"id", "slide_id", "path", "folded", "cell_id", "reason"},
    "preclassifications": {"id", "cell_id", "created_at"},
    "preclassification_maps": {"preclassification_id"},
    "acts": {"id", "slide_id", "kind", "target_id"},
    "classifications": {"id", "act_id", "cell_id", "preclassification_id"},
    "comments": {"id", "act_id", "cell_id"},
}
"""Columns that a copy has of its own. An act of the kind ``merge`` has no target."""
A_CELL_WITHOUT_ACT = {"by_reviewer"}
"""A region that a reviewer made a cell is one in a copy without any act."""
DECIDED = {"current", "decided", "state", "reviewer"}
"""What a second reader does not see."""


@pytest.fixture
def slide_id(db: Database) -> int:
    """A slide of fields, whose file has two pages, with values in all columns."""
    later = NOW + timedelta(hours=1)
    with db.write() as s:
        slide_id = slides.create(s, "/data/fields", "fields", NOW).id
        version, pages = FileVersion("7:8", 9), ((70, 60),)
        image = ScannedImage("Ärzte.tif", 11, 12, "f" * 64, 90, 80, version, more_pages=pages, bits=("10", "12"))
        files.record_images(s, slide_id, [image], NOW)
        regions.set_kind(s, slide_id, PictureKind.FIELDS, None, NOW)
        first, second = regions.pictures(s, slide_id)
        new = [regions.NewRegion(first, SURE, 0.875, sure=True), regions.NewRegion(first, GONE, 0.75, sure=True)]
        sure, gone = regions.add(s, slide_id, new, "find", NOW)
        regions.add(s, slide_id, [regions.NewRegion(second, UNSURE, 0.25)], "find", NOW)
        regions.set_searched(s, [first.id, second.id], "finder-1")
        (drawn,) = regions.add(s, slide_id, [regions.NewRegion(second, DRAWN)], "draw", NOW)
        classifications.record(s, slide_id, ActKind.DRAW, {drawn: None}, ADA, later)
        predict(s, "LYM", (sure, gone, first.id), drawn)
        classifications.record(s, slide_id, ActKind.CONFIRM, {sure: "LYM"}, ADA, later)
        predict(s, "NEU", (sure, gone, first.id), drawn)
        classifications.record(s, slide_id, ActKind.REMOVE, {gone: REMOVED}, BO, later)
        comments.record(s, sure, "two cells?", BO, later)
        foreign.record(s, slide_id, Foreignness("NEU" * 21, 3, 12.0, 10.0, 9.0, True), later)
    return slide_id


def predict(s: Session, code: str, sure: Sequence[int], unsure: int) -> None:
    """Store a prediction of a new model for these cells."""
    model = models.register(
        s,
        name=code,
        sha256=code * 21,
        path=f"/models/{code}",
        classes=[("NEU", "Neutrophil"), ("LYM", "Lymphocyte")],
        threshold=0.5,
        architecture="none",
        trained_at="",
        summary={},
        now=NOW,
    )
    place = Placement(0.25, 0.125, 0.375, 0.5, 0.1875, 0.0625, 1.125, 0.875)
    maps = HeatMaps(2, 1, {"NEU": (0.5, 1.0), "LYM": (0.25, 0.5)}, (0.5, 0.75), place)
    share = {"NEU": 0.875, "LYM": 0.125}
    new = [
        NewPreclassification(i, code, 0.875, share, i == unsure, maps, 0.5, b"\x00\x3c", '{"norms": 0.5}')
        for i in (*sure, unsure)
    ]
    preclassifications.add_many(s, model.id, "cuda:0", new, NOW)


def tables(db: Database, slide_id: int) -> dict[str, Rows]:
    """Return the newest rows of a slide by table, and by what they are about."""
    t = Base.metadata.tables
    content = {}
    found: dict[str, Rows] = {name: {} for name in OWN}
    with db.read() as s:
        for row in s.execute(select(t["slides"]).where(t["slides"].c.id == slide_id)):
            found["slides"][""] = dict(row._mapping)
        for row in s.execute(select(t["cells"]).where(t["cells"].c.slide_id == slide_id)):
            content[row.id] = row.sha256
            found["cells"][row.sha256] = dict(row._mapping)
        for row in s.execute(select(t["files"]).where(t["files"].c.slide_id == slide_id)):
            found["files"][row.sha256] = dict(row._mapping)
        predictions, acts = {}, {}
        for row in s.execute(select(t["preclassifications"]).order_by(t["preclassifications"].c.id)):
            if row.cell_id in content:
                predictions[row.id] = content[row.cell_id]
                found["preclassifications"][content[row.cell_id]] = dict(row._mapping)
        for row in s.execute(select(t["preclassification_maps"])):
            if row.preclassification_id in predictions:
                found["preclassification_maps"][predictions[row.preclassification_id]] = dict(row._mapping)
        for name in ("classifications", "comments"):
            for row in s.execute(select(t[name]).order_by(t[name].c.id)):
                if row.cell_id in content:
                    acts[row.act_id] = f"{name} {content[row.cell_id]}"
                    found[name][content[row.cell_id]] = dict(row._mapping)
        for row in s.execute(select(t["acts"]).where(t["acts"].c.slide_id == slide_id)):
            found["acts"][acts[row.id]] = dict(row._mapping)
    return found


def check(source: dict[str, Rows], there: dict[str, Rows], own: Mapping[str, set[str]], whole: bool) -> None:
    """Check that all rows of ``there`` equal those of ``source`` except in their ``own`` columns."""
    for table, but in own.items():
        rows, copies = source[table], there[table]
        assert copies, table
        assert not whole or copies.keys() == rows.keys(), table
        for column in {c.name for c in Base.metadata.tables[table].columns} - but:
            assert any(row[column] for row in rows.values()), f"set {table}.{column} in the source of this test"
            for key, row in copies.items():
                assert row[column] == rows[key][column], f"{table}.{column} is not copied"


def test_merged_slide_has_every_column(db: Database, slide_id: int) -> None:
    with db.write() as s:
        whole = slides.create(s, "/data/whole", "whole", NOW).id
    merging.merge(db, whole, slide_id, ADA)
    source, there = tables(db, slide_id), tables(db, whole)
    drawn = next(row for row in source["cells"].values() if row["box_left"] == DRAWN.left)["sha256"]
    del source["classifications"][drawn], source["acts"][f"classifications {drawn}"]
    assert [row["by_reviewer"] for row in there["cells"].values() if row["shown"]] == [False, False]
    check(source, there, {**OWN, "cells": OWN["cells"] | A_CELL_WITHOUT_ACT}, whole=True)
    assert verify(db).sound


def test_second_read_has_every_column_without_decisions(db: Database, slide_id: int) -> None:
    read = second_read.begin(db, slide_id, Identity("Cy"))
    source, there = tables(db, slide_id), tables(db, read.id)
    assert not there["acts"]
    undecided = {table: OWN[table] for table in ("slides", "files", "preclassifications", "preclassification_maps")}
    check(source, there, {**undecided, "cells": OWN["cells"] | A_CELL_WITHOUT_ACT | DECIDED}, whole=False)
    copied = {(row["page"], row["box_left"]) for row in there["cells"].values()}
    assert copied == {(0, None), (1, None), (0, SURE.left), (1, UNSURE.left), (1, DRAWN.left)}, "not the removed one"
    with db.read() as s:
        sure, drawn = cells.get_many(s, cells.ids(s, read.id))
        assert [cell.box for cell in regions.proposed(s, drawn)] == [UNSURE]
    assert (sure.label, drawn.label) == (None, None)
    assert verify(db).sound
