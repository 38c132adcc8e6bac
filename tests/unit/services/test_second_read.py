"""Blind second reads on a real database: separate from the first read, and compared with it at the end."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wbc_desktop.domain.agreement import Difference, ReadAgreement
from wbc_desktop.domain.cells import NewPreclassification, ScannedImage
from wbc_desktop.domain.errors import Cancelled, UsageError
from wbc_desktop.domain.language import ENGLISH, Language, set_language
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services import review, second_read, signing
from wbc_desktop.services.second_read import SecondReadRefused
from wbc_desktop.services.trail import verify
from wbc_desktop.store import cells, classifications, files, models, preclassifications, second_reads, slides
from wbc_desktop.store.engine import Database

pytestmark = pytest.mark.both_databases

ADA, BO = Identity("Ada"), Identity("Bo")


StoredSlide = Callable[[Mapping[str, str | None]], tuple[int, list[int]]]
SAID = {"a.png": "NEU", "b.png": "NEU", "c.png": "LYM", "=d.png": "?MON"}


@pytest.fixture
def first(db: Database, store_slide: StoredSlide) -> tuple[int, list[int]]:
    """Return a slide that Ada has reviewed."""
    slide_id, ids = store_slide(SAID)
    review.confirm(db, slide_id, ids[:3], ADA)
    review.reclassify(db, slide_id, ids[3:], "MON", ADA)
    return slide_id, ids


def test_second_reader_does_not_see_the_first_decisions(db: Database, first: tuple[int, list[int]]) -> None:
    own = second_read.begin(db, first[0], BO)
    assert (own.second_of, own.reader) == (first[0], "Bo")
    with db.read() as s:
        original = slides.get(s, first[0])
        shown = cells.get_many(s, cells.ids(s, own.id))
        assert own.folder == original.folder
        assert sorted(c.path for c in shown) == sorted(SAID)
        assert all(c.label is None for c in shown)
        assert [c.predicted for c in shown] == ["MON", "NEU", "NEU", "LYM"]
        assert [slide.id for slide in slides.all_slides(s)] == [first[0]]
        assert not any(classifications.history(s, c.id) for c in shown)
    assert second_read.begin(db, first[0], BO).id == own.id
    assert second_read.begin(db, own.id, BO).id == own.id


@pytest.mark.slow
def test_each_reviewer_has_an_own_second_read(db: Database, first: tuple[int, list[int]]) -> None:
    own = second_read.begin(db, first[0], BO)
    with db.read() as s:
        ids = cells.ids(s, own.id)
    with pytest.raises(UsageError, match="second read of Bo"):
        review.reclassify(db, own.id, ids[:1], "NEU", ADA)
    with pytest.raises(SecondReadRefused, match="has already decided"):
        second_read.begin(db, first[0], ADA)
    with pytest.raises(SecondReadRefused, match="second read of Bo"):
        second_read.begin(db, own.id, Identity("Cy"))
    with pytest.raises(signing.SigningRefused, match="not signed"):
        signing.sign(db, own, BO, "", "approved", Settings())
    review.reclassify(db, own.id, ids[:1], "EOS", BO)
    with db.read() as s:
        assert [c.label for c in cells.get_many(s, first[1])] == ["NEU", "NEU", "LYM", "MON"]
    review.undo(db, own.id, BO)
    assert verify(db).sound


def test_reads_are_compared(db: Database, first: tuple[int, list[int]], tmp_path: Path) -> None:
    own = second_read.begin(db, first[0], BO)
    with db.read() as s:
        ids = {c.path: c.id for c in cells.get_many(s, cells.ids(s, own.id))}
    review.confirm(db, own.id, [ids["a.png"], ids["b.png"], ids["c.png"]], BO)
    review.reclassify(db, own.id, [ids["=d.png"]], "EOS", BO)
    (found,) = second_read.comparisons(db, first[0])
    assert (found.agreement.n, found.agreement.agreed) == (4, 3)
    assert [(d.path, d.first, d.second) for d in found.agreement.differences] == [("=d.png", "MON", "EOS")]
    assert second_read.comparisons(db, own.id) == [found]
    second_read.write_agreement(found, tmp_path / "agreement.csv")
    with (tmp_path / "agreement.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["what"] == "all"
    assert rows[0]["kappa"] == f"{found.agreement.kappa:.4f}"
    assert rows[-1] == {
        "what": "cell",
        "class_or_path": "'=d.png",
        "first": "MON",
        "second": "EOS",
        "both": "",
        "kappa": "",
        "first_reviewer": "Ada",
        "second_reviewer": "Bo",
        "cell": "1",
        "box": "",
    }
    assert {(row["cell"], row["box"]) for row in rows if row["what"] != "cell"} == {("", "")}


def test_class_codes_are_defused_in_the_table(tmp_path: Path) -> None:
    """A model file can contain any class codes."""
    differing = Difference("a.png", "ab", "=1+1", "Ada", "@SUM(A1)")
    agreement = ReadAgreement(1, 0, 0, None, (), (differing,), ())
    read = second_reads.SecondRead(1, 2, 1, "Bo", datetime.now(UTC))
    second_read.write_agreement(second_read.Comparison(read, "one", ("Ada",), agreement), tmp_path / "agreement.csv")
    last = (tmp_path / "agreement.csv").read_text("utf-8").splitlines()[-1]
    assert last.split(",")[2:4] == ["'=1+1", "'@SUM(A1)"]


def test_signed_slide_can_have_a_second_read(db: Database, first: tuple[int, list[int]]) -> None:
    with db.read() as s:
        slide = slides.get(s, first[0])
    signing.sign(db, slide, ADA, "", "approved", Settings())
    own = second_read.begin(db, first[0], BO)
    with db.read() as s:
        ids = cells.ids(s, own.id)
    review.reclassify(db, own.id, ids, "NEU", BO)
    assert verify(db).sound


def test_second_read_is_named_in_the_language_of_the_window(db: Database, first: tuple[int, list[int]]) -> None:
    own = second_read.begin(db, first[0], BO)
    set_language(Language("id", ",", ".", lambda text, _number: text.replace("second read", "pembacaan kedua")))
    try:
        with db.read() as s:
            assert slides.get(s, own.id).name == "1 – pembacaan kedua"
    finally:
        set_language(ENGLISH)


class Stop:
    """Cancels at the ``at``-th call."""

    def __init__(self, at: int) -> None:
        self.left = at

    def __call__(self) -> bool:
        self.left -= 1
        return self.left < 0


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_read, "BATCH_SIZE", 2)


@pytest.mark.usefixtures("small_steps")
def test_cancelled_copy_is_hidden_and_continued(db: Database, first: tuple[int, list[int]]) -> None:
    steps: list[tuple[int, int]] = []
    with pytest.raises(Cancelled):
        second_read.begin(db, first[0], BO, cancel=Stop(1), progress=lambda *done: steps.append(done))
    assert steps == [(0, 4)]
    with db.read() as s:
        assert [slide.id for slide in slides.all_slides(s)] == [first[0]]
        assert [slide.id for slide in slides.with_cells(s)] == [first[0]]
        assert second_reads.of_slide(s, first[0]) == []
    assert second_read.unfinished(db, first[0]) == []
    assert second_read.comparisons(db, first[0]) == []
    own = second_read.begin(db, first[0], BO, progress=lambda *done: steps.append(done))
    assert steps[1:] == [(2, 4)], "the first two are not copied again"
    with db.read() as s:
        assert sorted(c.path for c in cells.get_many(s, cells.ids(s, own.id))) == sorted(SAID)
    assert verify(db).sound


@pytest.mark.slow
@pytest.mark.usefixtures("small_steps")
def test_continued_copy_has_the_present_cells_and_predictions(db: Database, first: tuple[int, list[int]]) -> None:
    slide_id, ids = first
    with pytest.raises(Cancelled):
        second_read.begin(db, slide_id, BO, cancel=Stop(1))
    now = datetime.now(UTC)
    with db.write() as s:
        paths = {c.id: c.path for c in cells.get_many(s, ids)}
        copied = [
            i
            for i in ids
            if i not in second_reads.missing_cells(s, slide_id, second_reads.hidden_copy(s, slide_id, BO, now))
        ]
        model = models.all_models(s)[0]
        new = NewPreclassification(copied[0], "BLA", 0.9, {"BLA": 0.9, "NEU": 0.1}, False, None)
        preclassifications.add_many(s, model.id, "cpu", [new], now)
        files.mark_missing(s, slide_id, [paths[copied[1]]])
        files.record_images(s, slide_id, [ScannedImage("new.png", 10, 1, "f" * 64, 80, 80)], now)
    own = second_read.begin(db, slide_id, BO)
    with db.read() as s:
        shown = {c.path: c.predicted for c in cells.get_many(s, cells.ids(s, own.id))}
        here = {c.path: c.predicted for c in cells.get_many(s, cells.ids(s, slide_id))}
    assert shown == here
    assert shown[paths[copied[0]]] == "BLA"
    assert paths[copied[1]] not in shown
    assert "new.png" in shown
    assert verify(db).sound


@pytest.mark.usefixtures("small_steps")
def test_decision_during_the_copy_is_possible_and_ends_the_second_read(
    db: Database, first: tuple[int, list[int]]
) -> None:
    """One transaction for the whole copy would block all other writers."""
    slide_id, ids = first

    def decide(_done: int, _total: int) -> None:
        review.reclassify(db, slide_id, ids[:1], "EOS", BO)

    with pytest.raises(SecondReadRefused, match="has already decided"):
        second_read.begin(db, slide_id, BO, progress=decide)
    with db.read() as s:
        assert second_reads.of_slide(s, slide_id) == []
        assert cells.get_many(s, ids[:1])[0].label == "EOS"
    assert verify(db).sound
