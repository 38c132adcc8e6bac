"""Writes ``revision-NNNN.sqlite3`` beside this file: a small database as the present version makes it.

Run once for each new revision of the schema, before the next one is written, and never again: the files are there to
prove that a database of each earlier version still opens. From the root of the source tree:
``python -m tests.data.databases.make_database``.

``merged-0010.sqlite3`` was made by a version whose merged decisions had the time of the merge; it cannot be made again.
Nor can ``reviewed-0014.sqlite3.xz``, which the last version with revision 0014 made: four slides with 1,000 reviewed
cells, two of them signed.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from wbc_desktop.domain.cells import ActKind, NewPreclassification, RefusedFile, ScannedImage
from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.file_version import FileVersion
from wbc_desktop.domain.foreign import Foreignness
from wbc_desktop.domain.heat_maps import HeatMaps, Placement
from wbc_desktop.domain.reviewers import Identity, Role
from wbc_desktop.store import (
    classifications,
    comments,
    entries,
    files,
    foreign,
    models,
    preclassifications,
    reviewers,
    schema,
    second_reads,
    signatures,
    slides,
)
from wbc_desktop.store.engine import open_database

ADA, BO = Identity("Ada"), Identity("Bo")
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
CHANGED_NS = 1_700_000_000_000_000_001
FEATURES = b"\x00<\x00\xc0"  # 1 and -2
ADAPTED = '{"norms": 0.5, "cells": 3}'
FOREIGN = Foreignness("f" * 64, 3, 31.5, 27.25, 9.0, True)
PLACEMENT = Placement(0.25, 0.125, 0.375, 0.5, 0.1875, 0.0625, 1.125, 0.875)


def main() -> None:
    """Make the file; refuses to overwrite one."""
    file = Path(__file__).parent / f"revision-{schema.HEAD}.sqlite3"
    if file.exists():
        raise SystemExit(f"{file.name} is there already and must stay as it is")
    db = open_database(f"sqlite:///{file}")
    maps = HeatMaps(2, 1, {"NEU": (0.0, 1.0), "LYM": (0.25, 0.5)}, (0.125, 0.75), PLACEMENT)
    with db.write() as s:
        slide = slides.create(s, "/data/Blut Ä", "Blut Ä", NOW)
        images = [
            ScannedImage(
                path, 9, 8, str(n) * 64, 30, 20, FileVersion(f"{2**64 - 1 - n}", CHANGED_NS), bits=("10", "12")
            )
            for n, path in enumerate(["a.png", "b/ß.png", "c.png"])
        ]
        a, b, c = files.record_images(s, slide.id, images, NOW)
        files.record_refused(s, slide.id, [RefusedFile("d.png", "is truncated", 1, 2)])
        model = models.register(
            s,
            name="starter",
            sha256="f" * 64,
            path="/models/starter.safetensors",
            classes=[("NEU", "Neutrophil"), ("LYM", "Lymphocyte")],
            threshold=0.5,
            architecture="resnet50-cbam",
            trained_at="2026-01-01T00:00:00+00:00",
            summary={"accuracy": 0.9},
            now=NOW,
        )
        models.activate(s, model.id)
        probabilities = {"NEU": 0.75, "LYM": 0.25}
        new = [
            NewPreclassification(
                i, "NEU", 0.75, probabilities, i == b, maps, 1.25 if i == b else 0.5, FEATURES, ADAPTED * (i == b)
            )
            for i in (a, b, c)
        ]
        preclassifications.add_many(s, model.id, "cpu", new, NOW)
        foreign.record(s, slide.id, FOREIGN, NOW)
    with db.write(durable=True) as s:
        classifications.record(s, slide.id, ActKind.CONFIRM, {a: "NEU"}, ADA, NOW)
        act = classifications.record(s, slide.id, ActKind.RECLASSIFY, {c: "LYM"}, ADA, NOW)
        before = classifications.before(s, act.id)
        classifications.record(s, slide.id, ActKind.UNDO, before, ADA, NOW, target=act.id)
        classifications.record(s, slide.id, ActKind.REDO, {c: "LYM"}, ADA, NOW, target=act.id)
        remark = comments.record(s, a, "Döhle bodies?", BO, NOW)
        comments.undo_or_redo(s, ActKind.UNDO, remark.act_id, ADA, NOW)
        comments.record(s, a, "two cells touch", ADA, NOW)
        entries.record(s, EntryKind.SLIDE_FIELD, {"sample": "S-7", "age": "4"}, ADA, NOW, slide.id)
        entries.record(s, EntryKind.SLIDE_FIELD, {"age": "44"}, BO, NOW, slide.id)
        entries.record(s, EntryKind.CLASS, {"BLA": {"name": "Blast"}}, ADA, NOW)
    with db.write(durable=True) as s:
        second_reads.create(s, slide.id, BO, NOW)  # from the first account on no typed name acts
        account = reviewers.create(s, "Ada", Role.PATHOLOGIST, "no hash", ADA, NOW)
        reviewers.record_try(s, account, True, NOW)
        ada = account.identity
        version = signatures.add_version(s, slide.id, "d" * 64, '{"slide":"Blut Ä"}', ada, NOW)
        signatures.add_signature(s, version, ada, "approved", NOW)
        signatures.add_amendment(s, version, ada, "a cell was mixed up", NOW)
    db.close()


if __name__ == "__main__":
    main()
