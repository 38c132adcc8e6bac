"""Predictions of an announced slide are adapted to its stain; nothing else changes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from unit.services.classifying import KNOWING, AdaptingEngine, Work

from training.core.foreign import ENOUGH
from wbc_desktop.domain.adaptation import Adaptation
from wbc_desktop.domain.cells import Cell
from wbc_desktop.domain.errors import Cancelled
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services import review, second_read, signing
from wbc_desktop.services.foreign import slide_likeness
from wbc_desktop.services.trail import verify
from wbc_desktop.store import cells, foreign, preclassifications

ADA, BO = Identity("Ada"), Identity("Bo")
pytestmark = pytest.mark.slow
SENTENCE = "The predictions were adapted to the stain of this slide."


def shown(now: Work) -> list[Cell]:
    with now.db.read() as s:
        return cells.get_many(s, cells.ids(s, now.slide.id))


def texts(now: Work) -> list[str]:
    return [cell.preclassification.adapted for cell in shown(now) if cell.preclassification is not None]


def features(now: Work) -> dict[int, bytes]:
    with now.db.read() as s:
        return preclassifications.features_many(s, cells.ids(s, now.slide.id))


def add_pictures(now: Work, count: int) -> None:
    """Copy pictures with another content each, and scan."""
    folder = Path(now.slide.folder)
    known = sorted(folder.iterdir())
    for number in range(count):
        new = folder / f"new{len(known) + number}{known[0].suffix}"
        shutil.copy(known[0], new)
        with new.open("ab") as file:
            file.write(str(len(known) + number).encode())
    now.scan()


def test_undecided_cells_of_an_announced_slide_are_adapted_once(work: Callable[..., Work]) -> None:
    now = work(ENOUGH)
    engine = AdaptingEngine()
    outcome = now(engine)
    assert (outcome.classified, outcome.adapted, engine.measured) == (ENOUGH, ENOUGH, [ENOUGH])
    assert [p.adapting for p in now.progress if p.done] == sorted(p.adapting for p in now.progress if p.done)
    (text,) = set(texts(now))
    value = json.loads(text)
    assert (value["cells"], value["mean"], value["temperature"], value["kept"]) == (ENOUGH, [101, 130, 120], 1.3, False)
    assert {cell.predicted for cell in shown(now)} == {"LYM"}
    likeness = slide_likeness(now.db, now.slide.id)
    assert likeness.adapted == ENOUGH
    assert likeness.why.endswith(SENTENCE)
    asked = len(engine.asked)
    again = now(engine)
    assert (again.classified, again.adapted, len(engine.asked), engine.measured) == (0, 0, asked, [ENOUGH])
    assert verify(now.db).broken is None


def test_the_judgement_rests_on_the_predictions_without_adaptation(work: Callable[..., Work]) -> None:
    plain, now = work(ENOUGH), work(ENOUGH)
    engine = AdaptingEngine(card=KNOWING)  # cannot be adapted
    plain(engine)
    before, judged = features(plain), slide_likeness(plain.db, plain.slide.id).foreign
    assert texts(plain) == [""] * ENOUGH
    assert engine.measured == []
    now(AdaptingEngine(), force=True)
    assert features(now) == before
    assert slide_likeness(now.db, now.slide.id).foreign == judged
    now(AdaptingEngine(), force=True)
    assert slide_likeness(now.db, now.slide.id).foreign == judged


def test_slide_that_is_not_announced_has_one_pass(work: Callable[..., Work]) -> None:
    now = work(ENOUGH)
    engine = AdaptingEngine(shift=0)
    now(engine)
    assert (len(engine.asked), engine.measured, texts(now)) == (ENOUGH, [], [""] * ENOUGH)
    assert not any(p.adapting for p in now.progress)
    likeness = slide_likeness(now.db, now.slide.id)
    assert (likeness.adapted, likeness.why) == (0, "")


def test_later_cells_are_adapted_like_the_first_until_there_are_twice_as_many(work: Callable[..., Work]) -> None:
    now = work(ENOUGH)
    engine = AdaptingEngine()
    now(engine)
    (first,) = set(texts(now))
    add_pictures(now, 2)
    assert now(engine).adapted == 2
    assert (set(texts(now)), engine.measured) == ({first}, [ENOUGH])
    add_pictures(now, ENOUGH - 2)
    assert now(engine).adapted == 2 * ENOUGH
    (second,) = set(texts(now))
    assert second != first
    assert engine.measured == [ENOUGH, 2 * ENOUGH]
    assert now(engine).adapted == 0


def test_decided_cell_keeps_the_prediction_that_was_shown(work: Callable[..., Work]) -> None:
    now = work(ENOUGH)
    now(AdaptingEngine(card=KNOWING))
    ids = [cell.id for cell in shown(now)]
    review.confirm(now.db, now.slide.id, ids[:3], ADA)
    assert now(AdaptingEngine()).adapted == ENOUGH - 3
    assert [cell.predicted for cell in shown(now)] == ["NEU"] * 3 + ["LYM"] * (ENOUGH - 3)
    review.confirm(now.db, now.slide.id, ids[3:], ADA)
    signing.sign(now.db, now.slide, ADA, "", "reviewed", Settings())
    assert now(AdaptingEngine()).adapted == 0


def test_cell_that_is_decided_meanwhile_keeps_it_too(work: Callable[..., Work]) -> None:
    now = work(ENOUGH)
    now(AdaptingEngine(card=KNOWING))
    first = shown(now)[0].id

    class Reviewed(AdaptingEngine):
        def measure(self, items: object, cancel: Callable[[], bool]) -> Adaptation | None:
            found = super().measure(items, cancel)
            self.chosen = found
            return found

        def classify(self, items: object, cancel: Callable[[], bool], adaptation: Adaptation | None = None) -> object:
            if adaptation is not None:
                review.confirm(now.db, now.slide.id, [first], ADA)
            return super().classify(items, cancel, adaptation)

    now(Reviewed())
    assert [bool(text) for text in texts(now)] == [False] + [True] * (ENOUGH - 1)


def test_adapting_is_stopped_within_a_batch_and_goes_on(work: Callable[..., Work]) -> None:
    now = work(ENOUGH)
    engine = AdaptingEngine(stop_after=5)
    with pytest.raises(Cancelled):
        now(engine)
    assert sum(map(bool, texts(now))) == 5
    engine.stop_after = 10**9
    assert now(engine).adapted == ENOUGH - 5
    assert len(set(texts(now))) == 1
    assert engine.measured == [ENOUGH]


def test_cells_with_an_ending_of_their_own_say_so(work: Callable[..., Work]) -> None:
    now = work(ENOUGH)
    kept = Path(shown(now)[0].path).name
    engine = AdaptingEngine(kept=frozenset({kept}))
    now(engine)
    assert [json.loads(text)["kept"] for text in texts(now)] == [True] + [False] * (ENOUGH - 1)
    assert slide_likeness(now.db, now.slide.id).adapted == ENOUGH - 1
    assert now(engine).adapted == 0


def test_another_model_starts_anew(work: Callable[..., Work]) -> None:
    now = work(ENOUGH)
    now(AdaptingEngine())
    other = AdaptingEngine(sha256="cd" * 32)
    assert (now(other).adapted, other.measured) == (ENOUGH, [ENOUGH])
    at_home = AdaptingEngine(sha256="ef" * 32, shift=0)
    now(at_home)
    assert texts(now) == [""] * ENOUGH


def test_slide_that_is_announced_no_longer_gets_its_predictions_back(work: Callable[..., Work]) -> None:
    now = work(ENOUGH)
    engine = AdaptingEngine()
    now(engine)
    judged = slide_likeness(now.db, now.slide.id).foreign
    assert judged is not None
    with now.db.write() as s:
        foreign.record(s, now.slide.id, replace(judged, announced=False), datetime.now(UTC))
    before = features(now)
    assert now(engine).adapted == 0
    assert (texts(now), {cell.predicted for cell in shown(now)}) == ([""] * ENOUGH, {"NEU"})
    assert features(now) == before


def test_second_read_has_the_same_predictions(work: Callable[..., Work]) -> None:
    now = work(ENOUGH)
    engine = AdaptingEngine()
    now(engine)
    own = second_read.begin(now.db, now.slide.id, BO)
    copy = Work(now.db, own)
    assert texts(copy) == texts(now)
    assert copy(engine).adapted == 0
    assert verify(now.db).broken is None


def test_damaged_text_is_measured_again() -> None:
    kept = Adaptation((1, 2, 3), (4, 5, 6), (7, 8, 9), (1, 2, 3), 30, 1.3, kept=True)
    assert Adaptation.from_text(kept.text) == replace(kept, kept=False)
    for text in ("", "{}", "[]", '{"version": 2}', kept.text.replace("30", "null"), kept.text.replace("4.0", "NaN")):
        assert Adaptation.from_text(text) is None
    assert (kept.serves(59), kept.serves(60), replace(kept, cells=200).serves(10**6)) == (True, False, True)
