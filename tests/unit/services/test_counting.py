"""The rule for cut cells: the differential, the CSV and the report follow it, and a signed result does not change."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

import pytest

from tests.unit.services.test_fields import ADA, Fields, fields
from wbc_desktop.domain.cells import ReviewState
from wbc_desktop.domain.errors import NotAllowed
from wbc_desktop.domain.filters import CellFilter
from wbc_desktop.domain.reference_ranges import RangeBand
from wbc_desktop.domain.reviewers import Identity, Role
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services import accounts, review, second_read, signing
from wbc_desktop.services.counting import change_counting, cut_cells_counted
from wbc_desktop.services.differentials import slide_differential, slide_findings
from wbc_desktop.services.exports import export_csv
from wbc_desktop.services.ranges import change_ranges
from wbc_desktop.services.report import report_data
from wbc_desktop.services.trail import verify
from wbc_desktop.store import cell_queries, cells, slides
from wbc_desktop.store.engine import Database

__all__ = ["fields"]

pytestmark = pytest.mark.both_databases


def counted_as(made: Fields, path: Path) -> list[str]:
    """Return the column ``counted_as`` of the slide's CSV."""
    export_csv(made.db, made.slide, path)
    with path.open(encoding="utf-8", newline="") as file:
        return [row["counted_as"] for row in csv.DictReader(file)]


def test_cut_cells_are_counted_until_a_manager_decides(fields: Fields, tmp_path: Path) -> None:
    fields.classify()
    everything = tmp_path / "all.csv"
    assert slide_differential(fields.db, fields.slide.id).total == 3
    assert counted_as(fields, everything) == ["NEU", "LYM", "", "MON"]
    assert change_counting(fields.db, False, ADA)
    assert not change_counting(fields.db, False, ADA)
    now = slide_differential(fields.db, fields.slide.id)
    assert (now.total, now.undecided) == (2, 2)
    ids = [cell.id for cell in fields.cells()]
    with fields.db.read() as s:
        assert cell_queries.undecided(s, fields.slide.id) == set(ids[:2]), "the cut cell waits for no decision"
        assert cell_queries.undecided(s, fields.slide.id, ids[1:]) == {ids[1]}
        assert slides.review_counts(s, [fields.slide.id]) == {fields.slide.id: (2, 0)}
    assert counted_as(fields, everything) == ["NEU", "LYM", "", ""]
    data = report_data(fields.db, fields.slide, Settings(), datetime.now().astimezone())
    assert (data.not_counted, data.differential.total, len(data.cells)) == (1, 2, 3)
    change_counting(fields.db, True, ADA)
    assert slide_differential(fields.db, fields.slide.id).total == 3
    assert verify(fields.db).sound


def test_signed_result_keeps_the_rule_it_was_signed_with(fields: Fields, tmp_path: Path) -> None:
    fields.classify()
    change_counting(fields.db, False, ADA)
    whole = [cell.id for cell in fields.cells() if not cell.is_cut]
    review.confirm(fields.db, fields.slide.id, whole, ADA)
    signing.sign(fields.db, fields.slide, ADA, "", "reviewed", Settings())
    change_counting(fields.db, True, ADA)
    data = report_data(fields.db, fields.slide, Settings(), datetime.now().astimezone())
    assert (data.not_counted, data.differential.total) == (1, 2)
    assert slide_differential(fields.db, fields.slide.id) == data.differential, "the window shows what was signed"
    assert counted_as(fields, tmp_path / "signed.csv") == ["NEU", "LYM", "", ""]
    signing.amend(fields.db, fields.slide.id, ADA, "", "The cut cell counts.")
    assert slide_differential(fields.db, fields.slide.id).total == 3
    assert counted_as(fields, tmp_path / "amended.csv") == ["NEU", "LYM", "", "MON"]


def test_window_shows_a_signed_slide_with_the_ranges_that_it_was_signed_with(fields: Fields) -> None:
    review.reclassify(fields.db, fields.slide.id, [cell.id for cell in fields.cells()], "NEU", ADA)
    before = slide_findings(fields.db, fields.slide.id)
    signing.sign(fields.db, fields.slide, ADA, "", "reviewed", Settings())
    change_ranges(fields.db, [RangeBand("NEU", None, 100.0)], "ours", ADA)
    assert slide_findings(fields.db, fields.slide.id) == before
    signing.amend(fields.db, fields.slide.id, ADA, "", "Our ranges are others.")
    assert slide_findings(fields.db, fields.slide.id).by_code["NEU"].flag != before.by_code["NEU"].flag


@pytest.mark.parametrize("cut_cells", [True, False])
def test_filters_show_cells_to_review_only_if_they_count(fields: Fields, cut_cells: bool) -> None:
    fields.classify()
    change_counting(fields.db, cut_cells, ADA)
    first, _, cut = (cell.id for cell in fields.cells())
    review.reclassify(fields.db, fields.slide.id, [first], "UNI", ADA)
    for decided in (False, True):
        if decided:
            review.confirm(fields.db, fields.slide.id, [cut], ADA)
        every = fields.cells()
        for state in ReviewState:
            wanted = CellFilter(states=frozenset({state}))
            with fields.db.read() as s:
                found = cell_queries.matching(s, fields.slide.id, wanted)
            assert found == {cell.id for cell in every if wanted.matches(cell, cut_cells)}, state
            if state is ReviewState.UNREVIEWED:
                assert (cut in found) == (cut_cells and not decided)
                assert first in found
            if state is ReviewState.CONFIRMED:
                assert (cut in found) == decided, "a decision on it is shown like any other"


def test_second_read_is_finished_when_all_counted_cells_are_decided(fields: Fields) -> None:
    fields.classify()
    change_counting(fields.db, False, ADA)
    whole = [cell.id for cell in fields.cells() if not cell.is_cut]
    review.confirm(fields.db, fields.slide.id, whole, ADA)
    read = second_read.begin(fields.db, fields.slide.id, Identity("Bo"))
    with fields.db.read() as s:
        first, second, _ = cells.ids(s, read.id)
    review.confirm(fields.db, read.id, [first], Identity("Bo"))
    review.reclassify(fields.db, read.id, [second], "EOS", Identity("Bo"))
    assert second_read.unfinished(fields.db, fields.slide.id) == []
    (found,) = second_read.comparisons(fields.db, fields.slide.id)
    agreement = found.agreement
    assert (agreement.n, agreement.agreed, agreement.undecided) == (2, 1, 0), "two cells of one field"
    assert [(d.first, d.second) for d in agreement.differences] == [("LYM", "EOS")]
    change_counting(fields.db, True, ADA)
    (found,) = second_read.comparisons(fields.db, fields.slide.id)
    assert (found.agreement.n, found.agreement.undecided) == (2, 1)


@pytest.mark.slow
def test_only_managers_change_the_rule(db: Database) -> None:
    boss = accounts.add(db, Identity("root"), "Sri", Role.MANAGER, "battery staple")
    technician = accounts.add(db, boss.identity, "Bo", Role.TECHNICIAN, "battery staple")
    with pytest.raises(NotAllowed):
        change_counting(db, False, technician.identity)
    change_counting(db, False, boss.identity)
    with db.read() as s:
        assert not cut_cells_counted(s)
