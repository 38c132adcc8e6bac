"""Comments are acts: they are undone and redone in order, across reviewers; their text is cleaned."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.services.fields_folder import Fields
from wbc_desktop.domain.comments import LONGEST, checked
from wbc_desktop.domain.errors import NothingToUndo, UsageError
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.services import region_acts, review, second_read
from wbc_desktop.services.comments import comment
from wbc_desktop.store import cells, classifications, comments
from wbc_desktop.store.engine import Database

ADA, BO = Identity("Ada"), Identity("Bo")


StoredSlide = Callable[[Mapping[str, str | None]], tuple[int, list[int]]]


def standing(db: Database, slide: int) -> list[str]:
    with db.read() as s:
        return [one.text for of_cell in comments.current(s, slide).values() for one in of_cell]


def test_undo_follows_the_order_of_decisions_and_comments(db: Database, store_slide: StoredSlide) -> None:
    slide, ids = store_slide({"a": "NEU", "b": "LYM"})
    review.confirm(db, slide, ids[:1], ADA)
    assert comment(db, ids[1], "  two   cells\ntouch ", ADA).cells == (ids[1],)
    review.reclassify(db, slide, ids[:1], "MON", ADA)
    assert standing(db, slide) == ["two cells touch"]
    review.undo(db, slide, BO)
    assert standing(db, slide) == ["two cells touch"]
    assert review.undo(db, slide, BO).cells == (ids[1],)
    assert standing(db, slide) == []
    assert review.redo(db, slide, ADA).cells == (ids[1],)
    assert standing(db, slide) == ["two cells touch"]
    review.undo(db, slide, ADA)
    review.undo(db, slide, ADA)
    with pytest.raises(NothingToUndo):
        review.undo(db, slide, ADA)
    with db.read() as s:
        assert [c.label for c in cells.get_many(s, ids)] == [None, None]


def test_comment_on_a_removed_cell_is_not_reported_until_the_cell_is_back(db: Database, tmp_path: Path) -> None:
    fields = Fields(db, tmp_path / "slide")
    fields.find()
    slide, first = fields.slide.id, fields.cells()[0].id
    comment(db, first, "smudge?", ADA)
    region_acts.remove(db, slide, [first], ADA)
    assert standing(db, slide) == []
    review.undo(db, slide, ADA)
    assert standing(db, slide) == ["smudge?"]


def test_commenting_makes_no_reviewer_but_excludes_a_second_read(db: Database, store_slide: StoredSlide) -> None:
    slide, ids = store_slide({"a": "NEU", "b": "LYM"})
    comment(db, ids[0], "look at this", BO)
    review.confirm(db, slide, ids, ADA)
    with db.read() as s:
        assert classifications.reviewers(s, slide) == ["Ada"]
    with pytest.raises(second_read.SecondReadRefused):
        second_read.begin(db, slide, BO)


@pytest.mark.parametrize("text", ["", " \n\t", "\0\x1b", "\ud800"])
def test_empty_comment_is_refused(db: Database, store_slide: StoredSlide, text: str) -> None:
    slide, ids = store_slide({"a": "NEU"})
    with pytest.raises(UsageError, match="write it first"):
        comment(db, ids[0], text, ADA)
    assert standing(db, slide) == []


def test_comment_needs_a_reviewer_and_a_limited_length(db: Database, store_slide: StoredSlide) -> None:
    _, ids = store_slide({"a": "NEU"})
    with pytest.raises(UsageError, match="enter a name in the settings"):
        comment(db, ids[0], "x", Identity(" "))
    with pytest.raises(UsageError, match=f"at most {LONGEST:,}"):
        comment(db, ids[0], "x" * (LONGEST + 1), ADA)


@given(st.text())
def test_comment_is_stored_as_one_clean_paragraph(text: str) -> None:
    try:
        clean = checked(text)
    except UsageError:
        return
    clean.encode()
    assert clean == clean.strip() == " ".join(clean.split())
    assert not set(clean) & {"\0", "\n", "\r", "\t", "\x1b"}
    assert checked(clean) == clean
