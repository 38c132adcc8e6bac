"""SQLite's plans of statements that are slow with many cells: what they read is seen with no cell at all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sql_watch import statements
from sqlalchemy.orm import Session

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.filters import CellFilter
from wbc_desktop.store import adaptations, cell_queries, cells, classifications, learning, slides, unlike
from wbc_desktop.store.chunks import CHUNK
from wbc_desktop.store.engine import Database


def plans(db: Database, read: Callable[[Session], object]) -> dict[str, list[str]]:
    """Return the steps of SQLite's plan for each query of ``read``."""
    with statements(db) as said, db.read() as s:
        read(s)
        driver = s.connection().connection.driver_connection
        assert driver is not None
        return {
            q: [step[3] for step in driver.execute(f"EXPLAIN QUERY PLAN {q}", [None] * q.count("?"))]
            for q in said.here()
        }


@pytest.mark.parametrize("read", [slides.review_counts, cells.class_counts, cell_queries.undecided])
def test_counting_reads_only_an_index(db: Database, slide: Slide, read: Callable[..., object]) -> None:
    """Also where the laboratory does not count cut cells; the rows of a million cells take a second."""
    found = plans(db, lambda s: read(s, [slide.id] if read is slides.review_counts else slide.id))
    (plan,) = found.values()
    assert [step for step in plan if " cells " in step] == [step for step in plan if "COVERING INDEX ix_cells_" in step]
    assert "COVERING INDEX ix_cells_" in plan[0]


def test_ready_slides_are_counted_from_an_index(db: Database, slide: Slide) -> None:
    found = plans(db, learning.ready_slides)
    steps = [step for plan in found.values() for step in plan if " cells " in step]
    assert len(steps) == 1
    assert steps[0].startswith("SEARCH cells USING COVERING INDEX ix_cells_review (slide_id=? AND shown=?)")


def test_many_cells_are_looked_up_without_reading_the_slide(db: Database, slide: Slide) -> None:
    """For many ids SQLite would prefer an index of all cells of the slide."""
    some = list(range(1, CHUNK + 1))
    for read in (classifications.prior_states, cell_queries.labels, cell_queries.proposals, cell_queries.classes):
        (plan,) = plans(db, lambda s, read=read: read(s, slide.id, some)).values()  # type: ignore[misc]
        assert plan[0] == "SEARCH cells USING INTEGER PRIMARY KEY (rowid=?)", read


def test_list_reads_no_row_of_a_cell(db: Database, slide: Slide) -> None:
    found = plans(db, lambda s: cells.ids(s, slide.id))
    steps = [step for plan in found.values() for step in plan if step.startswith("SEARCH")]
    assert len(steps) == 3
    assert steps[0].startswith("SEARCH files USING COVERING INDEX ix_files_names (slide_id=? AND present=?)")
    assert steps[1].startswith("SEARCH cells USING COVERING INDEX ix_cells_")
    assert steps[2].startswith("SEARCH cells USING INDEX ix_cells_parts")


def test_files_of_a_search_are_read_once(db: Database, slide: Slide) -> None:
    """The files are not looked up for each cell of the slide, but for each of a few cells."""
    wanted = CellFilter(name="12")
    (whole,) = plans(db, lambda s: cell_queries.matching(s, slide.id, wanted)).values()
    (few,) = plans(db, lambda s: cell_queries.matching(s, slide.id, wanted, [1, 2])).values()
    assert "SEARCH files USING INDEX ix_files_names (slide_id=? AND present=?)" in whole
    assert "SEARCH files USING INDEX ix_files_cell (cell_id=? AND present=?)" in few


@pytest.mark.parametrize("read", [unlike.of_slide, adaptations.count])
def test_newest_predictions_of_a_slide_are_found_once(
    db: Database, slide: Slide, read: Callable[[Session, int], object]
) -> None:
    """A subquery for each cell takes three times as long."""
    (plan,) = plans(db, lambda s: read(s, slide.id)).values()
    assert not any("CORRELATED" in step for step in plan), plan
