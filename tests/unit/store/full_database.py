"""A small database with every kind of act and no empty table; the tests of tampering change it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from wbc_desktop.domain.cells import ActKind, NewPreclassification, RefusedFile, ScannedImage
from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.foreign import Foreignness
from wbc_desktop.domain.heat_maps import HeatMaps, Placement
from wbc_desktop.domain.regions import REMOVED, Box, PictureKind
from wbc_desktop.domain.reviewers import Identity, Role
from wbc_desktop.store import (
    cells,
    classifications,
    comments,
    copying,
    entries,
    files,
    foreign,
    merged,
    models,
    preclassifications,
    regions,
    reviewers,
    second_reads,
    signatures,
    slides,
)
from wbc_desktop.store.engine import Database, open_database

ADA, BO = Identity("Ada"), Identity("Bo")
NOW = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
SIGNED, WHOLE, PART = 1, 2, 3
"""Slides: one signed, amended and read a second time; one with a folder merged into it; and that folder."""
_PLACE = Placement(0.25, 0.125, 0.375, 0.5, 0.1875, 0.0625, 1.125, 0.875)


def make(file: Path) -> None:
    """Write the database to ``file``."""
    db = open_database(f"sqlite:///{file}")
    try:
        fill(db)
    finally:
        db.close()


def fill(db: Database) -> None:
    """Fill an empty database."""
    with db.write() as s:
        _add_models(s)
        for slide_id, name in ((SIGNED, "one"), (WHOLE, "two"), (PART, "three")):
            _add_slide(s, slide_id, name)
        _add_fields(s)
    with db.write() as s:
        second_reads.create(s, SIGNED, Identity("Cy"), NOW)
        second_reads.create(s, SIGNED, Identity("Di"), NOW)
        _merge(s)
        _change_files(s)
        _sign(s)


def _add_models(s: Session) -> None:
    for name in ("first", "second"):
        model = models.register(
            s,
            name=name,
            sha256=name[0] * 64,
            path=f"/models/{name}.safetensors",
            classes=[("NEU", "Neutrophil"), ("LYM", "Lymphocyte")],
            threshold=0.5,
            architecture="resnet50-cbam",
            trained_at="2026-01-01T00:00:00+00:00",
            summary={"accuracy": 0.9},
            now=NOW,
        )
        models.activate(s, model.id, ADA, NOW, "measured better")
    entries.record(s, EntryKind.CLASS, {"BLA": {"name": "Blast"}}, ADA, NOW)
    entries.record(s, EntryKind.RANGES, {"": {"NEU": [40, 70]}}, ADA, NOW)
    entries.record(s, EntryKind.COUNTING, {"cut cells": False}, ADA, NOW)


def _add_slide(s: Session, slide_id: int, name: str) -> None:
    """A slide with three cells, a refused file, decisions, an undo and a redo, comments and details."""
    assert slides.create(s, f"/data/{name}", name, NOW).id == slide_id
    images = [ScannedImage(f"{n}.png", 9, 8, f"{slide_id}{n}" * 32, 30 + n, 20) for n in range(3)]
    a, b, c = files.record_images(s, slide_id, images, NOW)
    files.record_refused(s, slide_id, [RefusedFile("cut.png", "is truncated", 1, 2)])
    for model_id, confidence in ((1, 0.75), (2, 0.875)):
        maps = {n: HeatMaps(2, 1, {"NEU": (n / 8, 1.0), "LYM": (0.25, 0.5)}, (0.5, 0.75), _PLACE) for n in (a, b, c)}
        share = {"NEU": confidence, "LYM": 1 - confidence}
        predictions = [
            NewPreclassification(
                n, "NEU", confidence, share, n == b, maps[n], 0.5 * n, bytes([n, 60]), f'{{"cells": {n}}}' * (n != a)
            )
            for n in (a, b, c)
        ]
        preclassifications.add_many(s, model_id, "cpu", predictions, NOW)
    classifications.record(s, slide_id, ActKind.CONFIRM, {a: "NEU", b: "NEU"}, ADA, NOW)
    act = classifications.record(s, slide_id, ActKind.RECLASSIFY, {c: "LYM"}, BO, NOW)
    earlier = classifications.before(s, act.id)
    classifications.record(s, slide_id, ActKind.UNDO, earlier, ADA, NOW, target=act.id)
    classifications.record(s, slide_id, ActKind.REDO, {c: "LYM"}, ADA, NOW, target=act.id)
    comment = comments.record(s, a, "two cells touch", BO, NOW)
    comments.record(s, b, f"Döhle bodies on {name}?", ADA, NOW)
    comments.undo_or_redo(s, ActKind.UNDO, comment.act_id, ADA, NOW)
    entries.record(s, EntryKind.SLIDE_FIELD, {"sample": "S-7", "age": "44"}, ADA, NOW, slide_id)
    if slide_id == PART:
        foreign.record(s, slide_id, Foreignness("s" * 64, 3, 31.5, 27.5, 9.0, True), NOW)


def _add_fields(s: Session) -> None:
    """A slide of fields: a file of two pages, a cell found and removed, one drawn, and one that is only proposed."""
    slide = slides.create(s, "/data/fields", "fields", NOW)
    image = ScannedImage("stack.tif", 9, 8, "f" * 64, 90, 80, more_pages=((70, 60),), bits=("10", "12"))
    files.record_images(s, slide.id, [image], NOW)
    regions.set_kind(s, slide.id, PictureKind.FIELDS, ADA, NOW)
    first, second = regions.pictures(s, slide.id)
    found = [
        regions.NewRegion(first, Box(3, 5, 20, 21), 0.875, sure=True),
        regions.NewRegion(second, Box(0, 6, 22, 23), 0.25),
    ]
    removed, _ = regions.add(s, slide.id, found, "find", NOW)
    regions.set_searched(s, [first.id, second.id], "finder-1")
    (drawn,) = regions.add(s, slide.id, [regions.NewRegion(second, Box(30, 31, 24, 25))], "draw", NOW)
    classifications.record(s, slide.id, ActKind.DRAW, {drawn: None}, ADA, NOW)
    classifications.record(s, slide.id, ActKind.REMOVE, {removed: REMOVED}, BO, NOW)


def _merge(s: Session) -> None:
    some = cells.get_many(s, cells.ids(s, PART))
    copying.copy_cells(s, some, PART, WHOLE, lambda path: f"/data/three/{path}", NOW)
    merged.set_part(s, WHOLE, PART, True, ADA, NOW)
    copying.copy_decisions(s, PART, WHOLE, files.hashes_in(s, PART), NOW, "merged")
    merged.set_listed(s, PART, False, ADA, NOW)


def _change_files(s: Session) -> None:
    """Replace one file, remove one, remove and restore one, make one unreadable; move the folder."""
    files.record_images(s, SIGNED, [ScannedImage("0.png", 9, 9, "e" * 64, 31, 21)], NOW)
    files.mark_missing(s, SIGNED, ["1.png", "2.png"])
    files.mark_present(s, SIGNED, ["2.png"])
    (cell_id,) = files.cells_of_paths(s, WHOLE, ["2.png"])
    files.refuse_cell_files(s, WHOLE, cell_id, "is damaged")
    slides.move(s, WHOLE, "/data/elsewhere", "elsewhere")


def _sign(s: Session) -> None:
    """Add two versions, each with two signatures, the first amended; and an amended version of another slide.

    Both signers get accounts here, so that typed names cannot act any more.
    """
    ada = reviewers.create(s, "Ada", Role.MANAGER, "$argon2id$Ada", ADA, NOW)
    bo = reviewers.create(s, "Bo", Role.TECHNICIAN, "$argon2id$Bo", ada.identity, NOW)
    reviewers.record_try(s, ada, True, NOW)
    reviewers.record_try(s, bo, False, NOW)
    for slide_id, amended in ((SIGNED, True), (SIGNED, False), (WHOLE, True)):
        version = signatures.add_version(s, slide_id, f"{slide_id}" * 64, '{"slide":"one"}', ada.identity, NOW)
        for account in (ada, bo):
            signatures.add_signature(s, version, account.identity, f"approved by {account.name}", NOW)
        if amended:
            signatures.add_amendment(s, version, ada.identity, "a cell was mixed up", NOW)
