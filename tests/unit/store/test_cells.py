"""Cell ids in each order, cells in the requested order, and statements that use their indices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import islice

import pytest
from sql_watch import statements
from sqlalchemy import event

from wbc_desktop.domain.cells import ActKind, ModelVersion, NewPreclassification, ReviewState, ScannedImage, Slide
from wbc_desktop.domain.filters import CellFilter
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.store import cell_queries, cells, classifications, files, preclassifications
from wbc_desktop.store.chunks import CHUNK
from wbc_desktop.store.engine import Database

ADA = Identity("Ada")


Image = Callable[..., ScannedImage]
MakePrediction = Callable[..., NewPreclassification]


def test_orders(
    db: Database,
    slide: Slide,
    now: datetime,
    image: Image,
    make_model: Callable[[str], ModelVersion],
    make_prediction: MakePrediction,
) -> None:
    model = make_model("m")
    with db.write() as s:
        b, a, ten, c = files.record_images(
            s, slide.id, [image("b", mtime_ns=1), image("a", mtime_ns=3), image("10", mtime_ns=2), image("c")], now
        )
        preclassifications.add_many(
            s, model.id, "cpu", [make_prediction(a, "NEU", 0.9), make_prediction(b, "LYM", 0.3)], now
        )
        preclassifications.add_many(s, model.id, "cpu", [make_prediction(c, "LYM", 0.99)], now)
    with db.read() as s:
        assert cells.ids(s, slide.id) == [ten, a, b, c]
        assert cells.ids(s, slide.id, "time") == [c, b, ten, a]
        assert cells.ids(s, slide.id, "uncertainty") == [b, a, c, ten]
        assert cells.ids(s, slide.id + 1) == []


def test_cells_are_in_the_requested_order(db: Database, slide: Slide, now: datetime, image: Image) -> None:
    with db.write() as s:
        a, b, c = files.record_images(s, slide.id, [image(n) for n in "abc"], now)
        assert [x.id for x in cells.get_many(s, [c, 77, a, b, a])] == [c, a, b, a]
        assert cells.get_many(s, []) == []
        with pytest.raises(LookupError):
            cells.get(s, 77)


def test_rows_name_the_model(
    db: Database,
    slide: Slide,
    now: datetime,
    image: Image,
    make_model: Callable[[str], ModelVersion],
    make_prediction: MakePrediction,
) -> None:
    model = make_model("starter")
    with db.write() as s:
        a, _ = files.record_images(s, slide.id, [image("a"), image("b")], now)
        preclassifications.add_many(s, model.id, "cpu", [make_prediction(a)], now)
        assert [row.model for row in cells.image_rows(s, slide.id)] == ["starter", None]


def test_rows_of_images_are_read_in_chunks(db: Database, slide: Slide, now: datetime, image: Image) -> None:
    """A slide of 100,000 cells would take 300 MB as objects."""
    with db.write() as s:
        files.record_images(s, slide.id, [image(f"{number:04}") for number in range(2 * CHUNK + 1)], now)
    with db.read() as s, statements(db) as said:
        rows = cells.ImageRows(s, slide.id)
        assert len(rows) == 2 * CHUNK + 1
        every = iter(rows)
        read = []
        for _ in range(3):
            next(every)
            read.append(sum(one.startswith("SELECT cells.id, cells.slide_id") for one in said.here()))
            list(islice(every, CHUNK - 1))
        assert read == [1, 2, 3]


def test_frequent_statements_use_indices(
    db: Database,
    slide: Slide,
    now: datetime,
    image: Image,
    make_model: Callable[[str], ModelVersion],
    make_prediction: MakePrediction,
) -> None:
    """A statement without an index is slow only with many cells, but its plan shows it with three."""
    seen: list[tuple[str, object]] = []
    model = make_model("m")

    def listen(_c: object, _cursor: object, statement: str, parameters: object, _x: object, many: bool) -> None:
        if not many and statement.startswith(("SELECT", "UPDATE")):
            seen.append((statement, parameters))

    with db.write() as s:
        event.listen(s.connection(), "before_cursor_execute", listen)
        a, *_ = files.record_images(s, slide.id, [image(n) for n in "abc"], now)
        preclassifications.add_many(s, model.id, "cpu", [make_prediction(a)], now)
        act = classifications.record(s, slide.id, ActKind.CONFIRM, {a: "NEU"}, ADA, now)
        classifications.record(s, slide.id, ActKind.UNDO, classifications.before(s, act.id), ADA, now, act.id)
        for order in ("name", "uncertainty", "time"):
            cells.ids(s, slide.id, order)
        cells.get_many(s, [a])
        cells.class_counts(s, slide.id)
        cells.unclassified(s, slide.id, model.id)
        wanted = CellFilter(frozenset({"NEU"}), frozenset({ReviewState.UNREVIEWED}), (0.1, 0.9), "Ada", name="a")
        for among in (None, [a]):
            cell_queries.matching(s, slide.id, wanted, among)
            cell_queries.undecided(s, slide.id, among)
            cell_queries.classes(s, slide.id, among)
        cell_queries.labels(s, slide.id, [a])
        cell_queries.proposals(s, slide.id, [a])
        cell_queries.reviewers(s, slide.id)
        preclassifications.maps(s, a)
        classifications.history(s, a)
        files.known(s, slide.id)
        files.mark_missing(s, slide.id, ["a"])
        event.remove(s.connection(), "before_cursor_execute", listen)
        plans = {q: s.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {q}", p).all() for q, p in seen}
    assert len(plans) > 15
    scans = [(step[3], q) for q, steps in plans.items() for step in steps if step[3].startswith("SCAN")]
    # anon_: the few rows of a subquery; audit: its last row only; reviewers: empty without accounts
    harmless = ("SCAN CONSTANT ROW", "SCAN anon_", "SCAN audit", "SCAN reviewers")
    assert [scan for scan in scans if not scan[0].startswith(harmless)] == []
