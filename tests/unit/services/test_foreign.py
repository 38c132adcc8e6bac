"""A slide is judged as a whole when its cells are classified; the judgement is stored once, and copies keep it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from unit.services.classifying import CARD, CENTRES, KNOWING, FakeEngine, JudgingEngine, Work

from training.core.foreign import ENOUGH
from wbc_desktop.domain.audit import PROGRAM
from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.entries import Entry, EntryKind
from wbc_desktop.domain.foreign import Foreignness, SlideLikeness
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.inference.foreign import judge
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services import merging, review, second_read, signing
from wbc_desktop.services.foreign import judge_slide, slide_likeness
from wbc_desktop.services.models import register_card
from wbc_desktop.services.trail import verify
from wbc_desktop.store import cells, entries, foreign, slides
from wbc_desktop.store.engine import Database

ADA, BO = Identity("Ada"), Identity("Bo")


def judgements(db: Database, slide: Slide) -> list[Entry]:
    with db.read() as s:
        return entries.history(s, EntryKind.FOREIGN, slide.id)


def likeness(now: Work) -> SlideLikeness:
    return slide_likeness(now.db, now.slide.id)


def announced(now: Work) -> bool | None:
    found = likeness(now).foreign
    return None if found is None else found.announced


def test_slide_far_from_the_training_cells_is_announced(work: Callable[..., Work]) -> None:
    now = work(ENOUGH)
    now(JudgingEngine(shift=5))
    found = likeness(now).foreign
    assert found is not None
    assert (found.model, found.cells, found.limit, found.announced) == ("ab" * 32, ENOUGH, 9.0, True)
    assert 9 < found.low < found.shift < 30
    assert "look different from those that the model was trained on" in likeness(now).why
    (entry,) = judgements(now.db, now.slide)
    assert (entry.subject, entry.value, entry.reviewer) == ("", found.to_value(), PROGRAM)
    assert verify(now.db).broken is None


def test_slide_like_the_training_cells_is_not_announced(work: Callable[..., Work]) -> None:
    now = work(ENOUGH)
    now(JudgingEngine())
    found = likeness(now).foreign
    assert found is not None
    assert not found.announced
    assert found.low < found.shift < 1
    assert likeness(now).why == likeness(now).banner == ""


def test_a_model_may_have_a_higher_limit(work: Callable[..., Work]) -> None:
    now = work(ENOUGH)
    now(JudgingEngine(shift=5, card=replace(CARD, known={"version": 1, "slide_limit": 40})))
    assert announced(now) is False


def test_few_cells_do_not_announce_a_slide(work: Callable[..., Work]) -> None:
    now = work(ENOUGH - 1)
    now(JudgingEngine(shift=5))
    assert announced(now) is False


def test_model_without_centres_judges_nothing(work: Callable[..., Work]) -> None:
    now = work(3)
    now(FakeEngine())
    assert likeness(now).foreign is None
    assert judgements(now.db, now.slide) == []


@pytest.mark.slow
def test_a_judgement_is_stored_when_it_changes(work: Callable[..., Work]) -> None:
    now = work(ENOUGH + 2)
    engine = JudgingEngine(shift=5)
    now(engine)
    now(engine)
    now(engine, force=True)
    assert len(judgements(now.db, now.slide)) == 1
    for path in sorted(Path(now.slide.folder).iterdir())[:1]:
        path.unlink()
    now.scan()
    now(engine)
    assert [entry.value["cells"] for entry in judgements(now.db, now.slide)] == [ENOUGH + 2, ENOUGH + 1]


@pytest.mark.slow
def test_a_run_that_was_cut_off_is_judged_when_it_goes_on(
    work: Callable[..., Work], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = work(ENOUGH)
    engine = JudgingEngine(shift=5)
    monkeypatch.setattr("wbc_desktop.services.classify.judge_slide", lambda *args: ())  # as if it was killed here
    now(engine)
    assert announced(now) is None
    monkeypatch.undo()
    assert now(engine).classified == 0
    assert announced(now) is True


@pytest.mark.slow
def test_another_model_judges_anew(work: Callable[..., Work]) -> None:
    now = work(ENOUGH)
    now(JudgingEngine(shift=5))
    now(JudgingEngine(shift=0, sha256="cd" * 32))
    assert announced(now) is False
    now(JudgingEngine(shift=5, sha256="ef" * 32))
    assert announced(now) is True
    now(FakeEngine(sha256="12" * 32))
    assert announced(now) is False, "a model that cannot judge does not keep the judgement of another one"
    assert verify(now.db).broken is None


@pytest.mark.slow
def test_model_that_classified_no_cell_ends_no_judgement(work: Callable[..., Work]) -> None:
    now = work(ENOUGH)
    now(JudgingEngine(shift=5))
    other = JudgingEngine(sha256="cd" * 32)
    model = register_card(now.db, other.card, other.sha256, other.path)
    assert judge_slide(now.db, now.slide.id, other, model, False) == ()
    assert announced(now) is True


@pytest.mark.slow
def test_in_an_announced_slide_only_decisions_of_people_count(work: Callable[..., Work]) -> None:
    now = work(ENOUGH + 2)
    now(JudgingEngine(shift=5))
    with now.db.read() as s:
        ids = cells.ids(s, now.slide.id)
        assert [cell.predicted for cell in cells.get_many(s, ids)] == ["NEU"] * (ENOUGH + 2)
        assert cells.class_counts(s, now.slide.id) == ({"UNI": ENOUGH + 2}, ENOUGH + 2)
    assert set(now.changes[-1].cells) == set(ids)  # the window shows all of them again
    review.confirm(now.db, now.slide.id, ids[:2], ADA)
    review.reclassify(now.db, now.slide.id, ids[2:3], "LYM", ADA)
    with now.db.read() as s:
        assert cells.class_counts(s, now.slide.id) == ({"NEU": 2, "LYM": 1, "UNI": ENOUGH - 1}, ENOUGH - 1)
    review.undo(now.db, now.slide.id, ADA)
    with now.db.read() as s:
        assert cells.class_counts(s, now.slide.id) == ({"NEU": 2, "UNI": ENOUGH}, ENOUGH)
    assert verify(now.db).broken is None
    now(JudgingEngine(sha256="cd" * 32))  # the next model knows such cells
    with now.db.read() as s:
        assert cells.class_counts(s, now.slide.id) == ({"NEU": ENOUGH + 2}, ENOUGH)
    assert verify(now.db).broken is None


@pytest.mark.slow
def test_signed_slide_is_not_judged_again(work: Callable[..., Work]) -> None:
    now = work(ENOUGH)
    now(JudgingEngine(shift=5))
    with now.db.read() as s:
        ids = cells.ids(s, now.slide.id)
    assert likeness(now).banner
    review.confirm(now.db, now.slide.id, ids, ADA)
    assert likeness(now).banner == ""  # no count depends on the model any more
    assert likeness(now).why
    signing.sign(now.db, now.slide, ADA, "", "reviewed", Settings())
    now(JudgingEngine(sha256="cd" * 32))
    assert len(judgements(now.db, now.slide)) == 1


@pytest.mark.slow
def test_second_read_keeps_the_judgement(work: Callable[..., Work]) -> None:
    now = work(ENOUGH)
    now(JudgingEngine(shift=5))
    own = second_read.begin(now.db, now.slide.id, BO)
    assert slide_likeness(now.db, own.id).foreign == likeness(now).foreign
    with now.db.read() as s:
        assert cells.class_counts(s, own.id) == ({"UNI": ENOUGH}, ENOUGH)
    assert verify(now.db).broken is None


@pytest.mark.slow
def test_merged_slide_takes_the_judgement_of_a_part_until_it_is_classified(work: Callable[..., Work]) -> None:
    now = work(ENOUGH)
    now(JudgingEngine(shift=5))
    with now.db.write() as s:
        whole = slides.create(s, str(Path(now.slide.folder).parent / "whole"), "whole", now.slide.created_at)
    merging.merge(now.db, whole.id, now.slide.id, ADA)
    with now.db.read() as s:
        assert foreign.of_slide(s, whole.id) == foreign.of_slide(s, now.slide.id)
    assert verify(now.db).broken is None


def test_features_of_another_length_are_left_out() -> None:
    one = np.zeros(8, "<f2").tobytes()
    assert judge([one, b"\0" * 6], CENTRES, KNOWING, "m") == Foreignness("m", 1, 0.0, 0.0, 9.0, False)
    assert judge([one] * 30, None, KNOWING, "m").cells == 0
