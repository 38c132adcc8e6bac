"""Comments on cells in the store: kept for ever, taken back by an act, in the audit trail, locked with the slide."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from wbc_desktop.domain.cells import ActKind, ScannedImage, Slide
from wbc_desktop.domain.errors import SlideSigned, UsageError
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.services.trail import verify
from wbc_desktop.store import audit, cells, comments, files, second_reads, signatures
from wbc_desktop.store.engine import Database

ADA, BO = Identity("Ada"), Identity("Bo")


@pytest.fixture
def two(db: Database, slide: Slide, now: datetime, image: Callable[..., ScannedImage]) -> tuple[int, int]:
    with db.write() as s:
        a, b = files.record_images(s, slide.id, [image("a"), image("b")], now)
    return a, b


def sign(db: Database, slide: Slide, now: datetime) -> None:
    with db.write() as s:
        version = signatures.add_version(s, slide.id, "0" * 64, "{}", ADA, now)
        signatures.add_signature(s, version, ADA, "reviewed", now)


def test_comments_are_kept_with_who_and_when_and_change_no_class(
    db: Database, two: tuple[int, int], now: datetime
) -> None:
    with db.write() as s:
        comments.record(s, two[0], "vacuoles 空胞 🩸", ADA, now)
        comments.record(s, two[0], "agreed", BO, now)
    with db.read() as s:
        said = comments.of_cell(s, two[0])
        assert [(c.text, c.reviewer, c.created_at) for c in said] == [
            ("vacuoles 空胞 🩸", "Ada", now),
            ("agreed", "Bo", now),
        ]
        assert comments.of_cell(s, two[1]) == []
        assert cells.get(s, two[0]).classification is None


def test_one_that_is_taken_back_no_longer_stands_and_comes_back(
    db: Database, slide: Slide, two: tuple[int, int], now: datetime
) -> None:
    with db.write() as s:
        first = comments.record(s, two[0], "one", ADA, now)
        comments.record(s, two[1], "two", ADA, now)
        assert comments.undo_or_redo(s, ActKind.UNDO, first.act_id, BO, now) == (two[0],)
    with db.read() as s:
        assert [c.taken_back for c in comments.of_cell(s, two[0])] == [True]
        assert {i: [c.text for c in said] for i, said in comments.current(s, slide.id).items()} == {two[1]: ["two"]}
    with db.write() as s:
        comments.undo_or_redo(s, ActKind.REDO, first.act_id, BO, now)
    with db.read() as s:
        assert list(comments.current(s, slide.id)) == [two[0], two[1]]
        assert [(e.kind, e.text, e.reviewer) for e in comments.history(s, two[0])] == [
            (ActKind.COMMENT, "one", "Ada"),
            (ActKind.UNDO, "one", "Bo"),
            (ActKind.REDO, "one", "Bo"),
        ]


def test_a_comment_on_a_cell_whose_file_is_gone_is_in_no_report(
    db: Database, slide: Slide, two: tuple[int, int], now: datetime
) -> None:
    with db.write() as s:
        comments.record(s, two[0], "one", ADA, now)
        s.execute(text("UPDATE files SET present = 0 WHERE path = :path"), {"path": b"a"})
    with db.read() as s:
        assert comments.current(s, slide.id) == {}
        assert len(comments.of_cell(s, two[0])) == 1


def test_the_trail_speaks_of_each_comment_and_finds_a_changed_byte(
    db: Database, two: tuple[int, int], now: datetime, file: object
) -> None:
    with db.write() as s:
        comments.record(s, two[0], "smudge", ADA, now)
    with db.read() as s:
        (entry,) = [e for e in audit.walk(s) if e.act == "comment"]
        assert entry.who == "Ada"
        assert "smudge" in entry.after
    assert verify(db).sound
    with db.write() as s:
        s.execute(text("DROP TRIGGER comments_no_update"))
        s.execute(text("UPDATE comments SET text = 'smudgf'"))
    broken = verify(db).broken
    assert broken is not None
    assert broken.entry == entry.id


@pytest.mark.parametrize("change", ["UPDATE comments SET text = 'x'", "DELETE FROM comments"])
def test_the_database_refuses_to_change_one(db: Database, two: tuple[int, int], now: datetime, change: str) -> None:
    with db.write() as s:
        comments.record(s, two[0], "one", ADA, now)
    with pytest.raises(IntegrityError, match="append-only"), db.write() as s:
        s.execute(text(change))


def test_a_signed_slide_takes_none_and_takes_none_back(
    db: Database, slide: Slide, two: tuple[int, int], now: datetime
) -> None:
    with db.write() as s:
        made = comments.record(s, two[0], "one", ADA, now)
    sign(db, slide, now)
    with pytest.raises(SlideSigned), db.write() as s:
        comments.record(s, two[0], "too late", ADA, now)
    with pytest.raises(SlideSigned), db.write() as s:
        comments.undo_or_redo(s, ActKind.UNDO, made.act_id, ADA, now)
    with db.read() as s:
        assert [c.text for c in comments.of_cell(s, two[0])] == ["one"]


def test_in_a_second_read_only_its_reader_comments_and_sees_nothing_of_the_first(
    db: Database, slide: Slide, two: tuple[int, int], now: datetime
) -> None:
    with db.write() as s:
        comments.record(s, two[0], "the first reader's", ADA, now)
        read = second_reads.create(s, slide.id, BO, now)
    with db.read() as s:
        copy = cells.ids(s, read.slide_id)[0]
        assert comments.of_cell(s, copy) == []
    with pytest.raises(UsageError, match="Bo"), db.write() as s:
        comments.record(s, copy, "mine", ADA, now)


def test_no_comment_on_what_is_no_cell(db: Database, now: datetime) -> None:
    with pytest.raises(LookupError), db.write() as s:
        comments.record(s, 99, "one", ADA, now)
    with pytest.raises(LookupError), db.write() as s:
        comments.undo_or_redo(s, ActKind.UNDO, 99, ADA, now)
