"""What the audit trail records, and that its tables and signed slides cannot be changed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from wbc_desktop.domain.cells import ActKind, RefusedFile, ScannedImage, Slide
from wbc_desktop.domain.errors import SlideSigned
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.services.trail import verify
from wbc_desktop.store import audit, classifications, files, models, signatures
from wbc_desktop.store.engine import Database, open_database

ADA = Identity("Ada")

STORED = Path(__file__).parents[2] / "data" / "databases" / "revision-0009.sqlite3"

TABLES = ["audit", "reviewers", "accounts", "sign_ins", "signed_versions", "signatures", "amendments", "second_reads"]


@pytest.mark.slow
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "statement", ["UPDATE {0} SET id = id", "DELETE FROM {0}", "REPLACE INTO {0} SELECT * FROM {0}"]
)
def test_audit_and_signature_tables_are_append_only(file: Path, table: str, statement: str) -> None:
    shutil.copy(STORED, file)
    db = open_database(f"sqlite:///{file}")
    with pytest.raises(IntegrityError, match="append-only"), db.write() as s:
        s.execute(text(statement.format(table)))
    assert verify(db).sound
    assert verify(db).unguarded == ()
    db.close()


def test_act_and_entry_are_one_transaction(
    db: Database, slide: Slide, now: datetime, image: Callable[..., ScannedImage]
) -> None:
    with db.write() as s:
        (cell,) = files.record_images(s, slide.id, [image("a")], now)
        before = audit.head(s)

    def act_and_fail() -> None:
        with db.write() as s:
            classifications.record(s, slide.id, ActKind.CONFIRM, {cell: "NEU"}, ADA, now)
            assert audit.head(s)[0] == before[0] + 1
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act_and_fail()
    with db.read() as s:
        assert audit.head(s) == before
        assert classifications.acts(s, slide.id) == []
    assert verify(db).sound


def test_every_change_of_a_folder_has_an_entry(
    db: Database, slide: Slide, now: datetime, image: Callable[..., ScannedImage]
) -> None:
    with db.write() as s:
        a, _ = files.record_images(s, slide.id, [image("a"), image("b")], now)
        files.mark_missing(s, slide.id, ["b"])
        files.mark_present(s, slide.id, ["b"])
        files.record_images(s, slide.id, [image("b", "another picture")], now)
        files.record_refused(s, slide.id, [RefusedFile("c", "is empty")])
        files.refuse_cell_files(s, slide.id, a, "is damaged")
        before = audit.head(s)
        files.mark_missing(s, slide.id, [])
        assert audit.head(s) == before
    with db.read() as s:
        found = [(entry.act, json.loads(entry.after)) for entry in audit.of_slide(s, slide.id)[1:]]
    assert [(act, after["files"], after["cells"]) for act, after in found] == [
        ("scan", [[1, 2]], [[1, 2]]),
        ("missing", [[2, 2]], []),
        ("present", [[2, 2]], []),
        ("scan", [[2, 2]], [[3, 3]]),
        ("refuse", [[3, 3]], []),
        ("refuse", [[1, 1]], []),
    ]
    assert verify(db).sound


def test_contents_of_entries(db: Database, slide: Slide, now: datetime, image: Callable[..., ScannedImage]) -> None:
    with db.write() as s:
        a, b = files.record_images(s, slide.id, [image("a"), image("b")], now)
        first = classifications.record(s, slide.id, ActKind.RECLASSIFY, {a: "NEU", b: "NEU"}, ADA, now)
        classifications.record(s, slide.id, ActKind.UNDO, {a: None, b: None}, Identity("Bo"), now, first.id)
    with db.read() as s:
        opened, scanned, done, undone = audit.of_slide(s, slide.id)
    assert (opened.act, scanned.who, scanned.act, scanned.subject) == ("open", "WBC Desktop", "scan", "files")
    assert scanned.after.startswith('{"cells":[[1,2]],"digests":"')
    assert scanned.after.endswith('","files":[[1,2]]}')
    assert (done.who, done.act, done.before, done.after) == ("Ada", "reclassify", '{"":[[1,2]]}', '{"NEU":[[1,2]]}')
    assert (undone.who, undone.act) == ("Bo", "undo")
    assert (undone.before, undone.after) == ('{"NEU":[[1,2]]}', '{"":[[1,2]],"act":1}')
    assert done.at == "2026-03-04T05:06:07.891011Z"


def test_change_of_the_model_has_an_entry(db: Database, make_model: Callable[[str], object]) -> None:
    one, two = make_model("one"), make_model("two")
    with db.write() as s:
        models.activate(s, one.id)  # type: ignore[attr-defined]
        models.activate(s, two.id, ADA, why="measured better")  # type: ignore[attr-defined]
        entry = list(audit.walk(s))[-1]
    assert (entry.who, entry.act, entry.why) == ("Ada", "activate", "measured better")
    assert ("one" in entry.before, "two" in entry.after) == (True, True)
    assert verify(db).sound


def test_signed_slide_cannot_be_changed(
    db: Database, slide: Slide, now: datetime, image: Callable[..., ScannedImage]
) -> None:
    with db.write() as s:
        (cell,) = files.record_images(s, slide.id, [image("a")], now)
        version = signatures.add_version(s, slide.id, "d" * 64, "{}", ADA, now)
        signatures.add_signature(s, version, ADA, "approved", now)
    for act in (
        lambda s: classifications.record(s, slide.id, ActKind.CONFIRM, {cell: "NEU"}, ADA, now),
        lambda s: files.record_images(s, slide.id, [image("b")], now),
        lambda s: files.mark_missing(s, slide.id, ["a"]),
    ):
        with pytest.raises(SlideSigned, match="Ada"), db.write() as s:
            act(s)
    with pytest.raises(IntegrityError, match="signed"), db.write() as s:  # without the program
        s.execute(
            text("INSERT INTO acts (slide_id, kind, reviewer, created_at) VALUES (:slide, 'confirm', 'x', 'now')"),
            {"slide": slide.id},
        )
    with db.write() as s:
        signatures.add_amendment(s, version, ADA, "mixed up", now)
        classifications.record(s, slide.id, ActKind.CONFIRM, {cell: "NEU"}, ADA, now)
    assert verify(db).sound
