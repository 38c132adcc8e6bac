"""Comments on cells: append-only, undone by an act, in the audit trail, locked with the slide."""

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

pytestmark = pytest.mark.both_databases

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


def test_comments_keep_reviewer_and_time_and_change_no_class(db: Database, two: tuple[int, int], now: datetime) -> None:
    with db.write() as s:
        comments.record(s, two[0], "vacuoles 空胞 🩸", ADA, now)
        comments.record(s, two[0], "agreed", BO, now)
    with db.read() as s:
        found = comments.of_cell(s, two[0])
        assert [(c.text, c.reviewer, c.created_at) for c in found] == [
            ("vacuoles 空胞 🩸", "Ada", now),
            ("agreed", "Bo", now),
        ]
        assert comments.of_cell(s, two[1]) == []
        assert cells.get(s, two[0]).classification is None


def test_comment_is_undone_and_redone(db: Database, slide: Slide, two: tuple[int, int], now: datetime) -> None:
    with db.write() as s:
        first = comments.record(s, two[0], "one", ADA, now)
        comments.record(s, two[1], "two", ADA, now)
        assert comments.undo_or_redo(s, ActKind.UNDO, first.act_id, BO, now) == (two[0],)
    with db.read() as s:
        assert [c.taken_back for c in comments.of_cell(s, two[0])] == [True]
        assert {i: [c.text for c in found] for i, found in comments.current(s, slide.id).items()} == {two[1]: ["two"]}
    with db.write() as s:
        comments.undo_or_redo(s, ActKind.REDO, first.act_id, BO, now)
    with db.read() as s:
        assert list(comments.current(s, slide.id)) == [two[0], two[1]]
        assert [(e.kind, e.text, e.reviewer) for e in comments.history(s, two[0])] == [
            (ActKind.COMMENT, "one", "Ada"),
            (ActKind.UNDO, "one", "Bo"),
            (ActKind.REDO, "one", "Bo"),
        ]


def test_comment_on_a_missing_file_is_not_current(
    db: Database, slide: Slide, two: tuple[int, int], now: datetime
) -> None:
    with db.write() as s:
        comments.record(s, two[0], "one", ADA, now)
        s.execute(text("UPDATE files SET present = :present WHERE path = :path"), {"present": False, "path": b"a"})
    with db.read() as s:
        assert comments.current(s, slide.id) == {}
        assert len(comments.of_cell(s, two[0])) == 1


@pytest.mark.sqlite_only
def test_trail_covers_each_comment(db: Database, two: tuple[int, int], now: datetime) -> None:
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
def test_database_refuses_to_change_a_comment(db: Database, two: tuple[int, int], now: datetime, change: str) -> None:
    with db.write() as s:
        comments.record(s, two[0], "one", ADA, now)
    with pytest.raises(IntegrityError, match="append-only"), db.write() as s:
        s.execute(text(change))


def test_signed_slide_refuses_comments_and_their_undo(
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


def test_second_read_hides_comments_and_refuses_other_reviewers(
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


def test_comment_on_a_missing_cell_is_refused(db: Database, now: datetime) -> None:
    with pytest.raises(LookupError), db.write() as s:
        comments.record(s, 99, "one", ADA, now)
    with pytest.raises(LookupError), db.write() as s:
        comments.undo_or_redo(s, ActKind.UNDO, 99, ADA, now)
