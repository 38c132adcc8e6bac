"""What a second program commits to the same database is noticed, and what this one commits is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

import pytest

from wbc_desktop.domain.cells import NewPreclassification
from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.errors import NothingToUndo
from wbc_desktop.domain.reviewers import Identity, Role
from wbc_desktop.domain.slide_fields import SlideFields
from wbc_desktop.services import accounts, review
from wbc_desktop.services.changes import Changes
from wbc_desktop.services.comments import comment
from wbc_desktop.services.others import News, newest_entry, news_since
from wbc_desktop.services.slide_fields import change_fields
from wbc_desktop.store import entries, files, models, preclassifications
from wbc_desktop.store.engine import Database, open_database

pytestmark = pytest.mark.both_databases

ADA, BO = Identity("Ada"), Identity("Bo")
NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)

StoredSlide = Callable[[Mapping[str, str | None]], tuple[int, list[int]]]


@pytest.fixture
def other(db: Database) -> Iterator[Database]:
    """The database as another program has it open."""
    opened = open_database(db.url)
    yield opened
    opened.close()


def changes_by(db: Database, act: Callable[[], object]) -> tuple[Changes, ...]:
    before = newest_entry(db)
    act()
    return news_since(db, before).changes


def test_decisions_of_others_name_their_cells(db: Database, other: Database, store_slide: StoredSlide) -> None:
    slide, ids = store_slide({"a": "NEU", "b": "LYM", "c": "MON"})
    assert changes_by(db, lambda: review.reclassify(other, slide, ids[:2], "MON", ADA)) == (
        Changes(slide, tuple(ids[:2])),
    )
    assert changes_by(db, lambda: review.confirm(other, slide, ids[2:], ADA)) == (Changes(slide, (ids[2],)),)
    assert changes_by(db, lambda: review.undo(other, slide, ADA)) == (Changes(slide, (ids[2],)),)


def test_comments_of_others_and_their_undo_name_the_cell(
    db: Database, other: Database, store_slide: StoredSlide
) -> None:
    slide, ids = store_slide({"a": "NEU", "b": "LYM"})
    expected = (Changes(slide, (ids[1],)),)
    assert changes_by(db, lambda: comment(other, ids[1], "two nuclei", ADA)) == expected
    assert changes_by(db, lambda: review.undo(other, slide, ADA)) == expected
    assert changes_by(db, lambda: review.redo(other, slide, ADA)) == expected


def test_own_commits_are_no_news(db: Database, other: Database, store_slide: StoredSlide) -> None:
    slide, ids = store_slide({"a": "NEU", "b": "LYM", "c": "MON"})
    before = newest_entry(db)
    review.confirm(db, slide, ids[:1], ADA)
    review.confirm(other, slide, ids[1:2], ADA)
    review.confirm(db, slide, ids[2:], ADA)
    news = news_since(db, before)
    assert news.changes == (Changes(slide, (ids[1],)),)
    assert news_since(db, news.newest) == News(news.newest)


def test_predictions_of_others_name_their_cells(db: Database, other: Database, store_slide: StoredSlide) -> None:
    slide, ids = store_slide({"a": "NEU", "b": "LYM"})

    def predict() -> None:
        with other.write() as s:
            [model] = models.all_models(s)
            again = NewPreclassification(ids[1], "NEU", 0.7, {"NEU": 0.7, "LYM": 0.3}, False, None)
            preclassifications.add_many(s, model.id, "cpu", [again], NOW)

    assert changes_by(db, predict) == (Changes(slide, (ids[1],)),)


def test_files_and_details_of_others_concern_the_whole_slide(
    db: Database, other: Database, store_slide: StoredSlide
) -> None:
    slide, _ = store_slide({"a": "NEU"})
    whole = (Changes(slide, cells_added=True, slides=True),)
    assert changes_by(db, lambda: change_fields(other, slide, SlideFields(sample="S-1"), ADA)) == whole

    def lose() -> None:
        with other.write() as s:
            files.mark_missing(s, slide, ["a"])

    assert changes_by(db, lose) == whole


def test_accounts_and_rules_of_the_laboratory_are_told(db: Database, other: Database) -> None:
    before = newest_entry(db)
    with other.write() as s:
        entries.record_by_program(s, EntryKind.COUNTING, {"": {}}, NOW)
    news = news_since(db, before)
    assert (news.laboratory, news.accounts, news.model, news.changes) == (True, False, False, ())
    accounts.add(other, Identity("root"), "Ada", Role.MANAGER, "correct horse")
    assert news_since(db, news.newest).accounts


def test_undo_of_what_another_bench_did_unseen_is_refused(
    db: Database, other: Database, store_slide: StoredSlide
) -> None:
    slide, ids = store_slide({"a.png": "NEU", "b.png": "LYM"})
    seen = newest_entry(db)
    review.reclassify(db, slide, ids[:1], "EOS", ADA)
    review.undo(db, slide, ADA, seen=seen)
    review.redo(db, slide, ADA, seen=seen)
    review.reclassify(other, slide, ids[1:], "MON", BO)
    with pytest.raises(NothingToUndo, match="another bench"):
        review.undo(db, slide, ADA, seen=seen)
    with pytest.raises(NothingToUndo, match="another bench"):
        review.redo(db, slide, ADA, seen=seen)
    assert review.undo(db, slide, ADA, seen=newest_entry(db)).cells == (ids[1],)
