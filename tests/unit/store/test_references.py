"""Reference cells: decided cells of a class on all slides, best first, without hidden decisions."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from wbc_desktop.domain.cells import ActKind, ModelVersion, NewPreclassification, ReviewState, ScannedImage, Slide
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.store import (
    cells,
    classifications,
    files,
    preclassifications,
    references,
    second_reads,
    signatures,
    slides,
)
from wbc_desktop.store.engine import Database

pytestmark = pytest.mark.both_databases

ADA, BO = Identity("Ada"), Identity("Bo")


Filled = Callable[..., tuple[Slide, list[int]]]


@pytest.fixture
def fill(
    db: Database,
    now: datetime,
    image: Callable[..., ScannedImage],
    make_model: Callable[[str], ModelVersion],
    make_prediction: Callable[..., NewPreclassification],
) -> Filled:
    """``fill(name, {image: (model's class, confidence, reviewer's class or None)}, signed=False)`` adds a slide."""
    model = make_model("m")

    def make(
        name: str, images: dict[str, tuple[str, float, str | None]], signed: bool = False
    ) -> tuple[Slide, list[int]]:
        with db.write() as s:
            slide = slides.create(s, f"/data/{name}", name, now)
            ids = files.record_images(s, slide.id, [image(one) for one in images], now)
            given = list(zip(ids, images.values(), strict=True))
            new = [make_prediction(i, code, confidence) for i, (code, confidence, _) in given]
            preclassifications.add_many(s, model.id, "cpu", new, now)
            for i, (_, _, label) in given:
                if label is not None:
                    classifications.record(s, slide.id, ActKind.RECLASSIFY, {i: label}, ADA, now)
            if signed:
                version = signatures.add_version(s, slide.id, "0" * 64, "{}", ADA, now)
                signatures.add_signature(s, version, ADA, "reviewed", now)
        return slide, list(ids)

    return make


def names(db: Database, code: str, slide: Slide, most: int = 10) -> list[str]:
    with db.read() as s:
        return [cell.source.file.name for cell in references.best(s, code, slide.id, most)]


def test_order_is_signed_then_confirmed_then_confidence(db: Database, fill: Filled) -> None:
    here, _ = fill("here", {"a": ("NEU", 0.8, "NEU"), "b": ("NEU", 0.95, "NEU"), "c": ("LYM", 0.99, "NEU")})
    fill("signed", {"d": ("NEU", 0.6, "NEU"), "e": ("LYM", 0.7, "NEU")}, signed=True)
    assert names(db, "NEU", here) == ["d", "e", "b", "a", "c"]
    assert names(db, "NEU", here, 2) == ["d", "e"]
    with db.read() as s:
        first, second, *_ = references.best(s, "NEU", here.id, 10)
    assert (first.slide, str(first.source.file), first.signed, first.state) == (
        "signed",
        str(Path("/data/signed/d")),
        True,
        ReviewState.CONFIRMED,
    )
    assert (second.state, second.reviewer, second.code) == (ReviewState.RECLASSIFIED, "Ada", "NEU")


def test_only_decided_and_shown_cells(db: Database, fill: Filled) -> None:
    here, _ = fill(
        "here", {"a": ("NEU", 0.9, None), "b": ("NEU", 0.9, "UNI"), "c": ("NEU", 0.9, "NEU"), "d": ("NEU", 0.9, "LYM")}
    )
    assert names(db, "NEU", here) == ["c"]
    assert names(db, "LYM", here) == ["d"]
    assert names(db, "MON", here) == []
    with db.write() as s:
        s.execute(text("UPDATE cells SET shown = :shown"), {"shown": False})
    assert names(db, "NEU", here) == []


def test_one_content_is_one_reference(db: Database, fill: Filled) -> None:
    here, _ = fill("here", {"a": ("NEU", 0.9, "NEU")})
    fill("copy", {"a": ("NEU", 0.9, "NEU")}, signed=True)
    with db.read() as s:
        (only,) = references.best(s, "NEU", here.id, 10)
    assert only.slide == "copy"


def test_amended_slide_is_not_signed(db: Database, fill: Filled, now: datetime) -> None:
    here, _ = fill("here", {"a": ("NEU", 0.9, "NEU")})
    signed, _ = fill("signed", {"b": ("NEU", 0.5, "NEU")}, signed=True)
    assert names(db, "NEU", here) == ["b", "a"]
    with db.write() as s:
        signatures.add_amendment(s, signatures.versions(s, signed.id)[0], ADA, "mixed up", now)
    assert names(db, "NEU", here) == ["a", "b"]


def test_first_and_second_reader_do_not_see_each_other(db: Database, fill: Filled, now: datetime) -> None:
    first, _ = fill("first", {"a": ("NEU", 0.9, "NEU"), "b": ("NEU", 0.8, None)})
    fill("elsewhere", {"a": ("LYM", 0.9, "NEU"), "x": ("NEU", 0.7, "NEU")})
    with db.write() as s:
        read = second_reads.create(s, first.id, BO, now)
        second = slides.get(s, read.slide_id)
        mine = cells.ids(s, second.id)[1]
        classifications.record(s, second.id, ActKind.RECLASSIFY, {mine: "NEU"}, BO, now)
    assert names(db, "NEU", second) == ["b", "x"], (
        "her own cells and other pictures, without others' decisions on her pictures"
    )
    assert names(db, "NEU", first) == ["a", "x"]


@pytest.mark.sqlite_only
def test_the_index_is_used(db: Database, fill: Filled) -> None:
    here, _ = fill("here", {"a": ("NEU", 0.9, "NEU")})
    with db.read() as s:
        statement = references._of_rank("NEU", False, ReviewState.CONFIRMED, references._visible(s, here.id)).limit(8)
        plain = statement.compile(s.connection(), compile_kwargs={"literal_binds": True})
        plan = [row.detail for row in s.execute(text(f"EXPLAIN QUERY PLAN {plain}"))]
        indexed = set(s.scalars(text("SELECT name FROM pragma_index_info('ix_cells_reference')")))
    used = set(re.findall(r"cells\.(\w+)", str(plain))) - {"id", "decided"}
    assert used <= indexed, "reading the row of each passed cell takes ten times as long"
    assert any("ix_cells_reference" in step for step in plan), plan
    assert not any("TEMP B-TREE" in step for step in plan), plan
