"""The list of cells follows every change of the store; each change of the list is one reset."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.cells import ReviewState
from wbc_desktop.domain.errors import StorageError
from wbc_desktop.item_models import cell_cache
from wbc_desktop.item_models import cells as module
from wbc_desktop.item_models.cells import CellListModel
from wbc_desktop.services.changes import Changes

CellRole = CellListModel.CellRole


class Watch:
    """Records what a model announces to its views."""

    def __init__(self, model: CellListModel) -> None:
        self.events: list[tuple[Any, ...]] = []
        model.dataChanged.connect(lambda top, bottom: self.events.append(("changed", top.row(), bottom.row())))
        model.modelReset.connect(lambda: self.events.append(("reset",)))


@pytest.fixture(autouse=True)
def tester(cell_list: CellListModel, qtlog: Any):
    """Run Qt's own checks in every test of this file."""
    checker = QAbstractItemModelTester(cell_list, QAbstractItemModelTester.FailureReportingMode.Warning)
    yield checker
    assert [record.message for record in qtlog.records if "FAIL" in record.message] == []


def names(model: CellListModel) -> list[str]:
    return [model.data(model.index(row)) for row in range(model.rowCount())]


def test_slide_is_sorted_by_name(bench: Any, cell_list: CellListModel) -> None:
    bench.add("b.png", "a.png", "sub/c.png")
    cell_list.open(bench.slide.id)
    assert names(cell_list) == ["a.png", "b.png", "c.png"]
    assert cell_list.ids() == bench.ids()
    assert [cell_list.row_of(cell_id) for cell_id in cell_list.ids()] == [0, 1, 2]
    cell = cell_list.data(cell_list.index(2), CellRole)
    assert cell == cell_list.cell(2)
    assert cell.path == "sub/c.png"
    assert cell_list.file(cell).as_posix() == f"{bench.slide.folder}/sub/c.png"
    cell_list.open(None)
    assert cell_list.rowCount() == 0
    assert cell_list.slide_id is None


def test_rows_outside_the_list_are_none(bench: Any, cell_list: CellListModel) -> None:
    bench.add("a.png")
    cell_list.open(bench.slide.id)
    assert cell_list.cell(-1) is None
    assert cell_list.cell(1) is None
    assert cell_list.row_of(10**9) is None
    assert cell_list.data(cell_list.index(5), CellRole) is None
    assert cell_list.data(cell_list.index(0), Qt.ItemDataRole.FontRole) is None


def test_text_for_screen_readers_follows_the_cell(bench: Any, cell_list: CellListModel) -> None:
    (cell_id,) = bench.add("a.png").cells
    cell_list.open(bench.slide.id)

    def text() -> str:
        return str(cell_list.data(cell_list.index(0), Qt.ItemDataRole.AccessibleTextRole))

    assert text() == "cell a.png, not yet preclassified"
    cell_list.refresh(bench.preclassify({cell_id: ("NEU", 0.93)}))
    assert text() == "cell a.png, neutrophil, 93 %, unreviewed"
    cell_list.refresh(bench.classify({cell_id: "NEU"}))
    assert text() == "cell a.png, neutrophil, 93 %, confirmed"
    cell_list.refresh(bench.classify({cell_id: "LYM"}))
    assert text() == "cell a.png, lymphocyte, reclassified, preclassified as neutrophil 93 %"


def test_added_cells_are_sorted_in_with_one_reset(qtbot: QtBot, bench: Any, cell_list: CellListModel) -> None:
    bench.add("b.png", "d.png")
    cell_list.open(bench.slide.id)
    watch = Watch(cell_list)
    cell_list.refresh(bench.add("a.png", "c.png", "e.png", "f.png"))
    qtbot.waitUntil(lambda: not cell_list.loading)
    assert names(cell_list) == ["a.png", "b.png", "c.png", "d.png", "e.png", "f.png"]
    assert watch.events[-1] == ("reset",)
    assert watch.events.count(("reset",)) == 1


def test_change_is_announced_for_its_rows_only(bench: Any, cell_list: CellListModel) -> None:
    ids = bench.add(*(f"{n}.png" for n in range(6))).cells
    cell_list.open(bench.slide.id)
    watch = Watch(cell_list)
    cell_list.refresh(bench.preclassify({ids[1]: ("NEU", 0.9), ids[2]: ("NEU", 0.9), ids[5]: ("LYM", 0.8)}))
    assert watch.events == [("changed", 1, 2), ("changed", 5, 5)]
    assert [cell.predicted for cell in map(cell_list.cell, range(6)) if cell] == [None, "NEU", "NEU", None, None, "LYM"]


def test_changes_of_another_slide_are_ignored(
    bench: Any, make_bench: Callable[[], Any], cell_list: CellListModel
) -> None:
    other = make_bench()
    bench.add("a.png")
    cell_list.open(bench.slide.id)
    watch = Watch(cell_list)
    cell_list.refresh(other.add("x.png"))
    cell_list.finish_reading()
    assert watch.events == []


def test_lost_and_refused_cells_leave_and_return(qtbot: QtBot, bench: Any, cell_list: CellListModel) -> None:
    ids = bench.add("a.png", "b.png", "c.png").cells
    cell_list.open(bench.slide.id)
    cell_list.refresh(bench.lose("b.png"))
    qtbot.waitUntil(lambda: names(cell_list) == ["a.png", "c.png"])
    cell_list.refresh(bench.refuse(ids[0]))
    assert names(cell_list) == ["c.png"]
    cell_list.refresh(bench.add("b.png"))
    qtbot.waitUntil(lambda: names(cell_list) == ["b.png", "c.png"])


def test_order_by_uncertainty_does_not_change_during_review(qtbot: QtBot, bench: Any, cell_list: CellListModel) -> None:
    a, b, c = bench.add("a.png", "b.png", "c.png").cells
    bench.preclassify({a: ("NEU", 0.9), b: ("NEU", 0.6), c: ("NEU", 0.7)})
    cell_list.set_order("uncertainty")
    cell_list.open(bench.slide.id)
    assert cell_list.ids() == [b, c, a]
    cell_list.refresh(bench.preclassify({a: ("NEU", 0.51)}))
    cell_list.refresh(new := bench.add("0.png"))
    qtbot.waitUntil(lambda: not cell_list.loading)
    cell_list.refresh(bench.preclassify({new.cells[0]: ("NEU", 0.3)}))
    assert cell_list.ids() == [b, c, a, new.cells[0]]
    cell_list.set_order("uncertainty")
    assert cell_list.ids() == [new.cells[0], a, b, c]


def test_cell_leaves_and_returns_as_it_matches_the_filter(bench: Any, cell_list: CellListModel) -> None:
    a, b, c, d = bench.add("a.png", "b.png", "c.png", "d.png").cells
    bench.preclassify({a: ("NEU", 0.9), b: ("LYM", 0.9), c: ("NEU", 0.4)})
    cell_list.open(bench.slide.id)
    cell_list.set_filter(classes=frozenset({"NEU"}))
    assert cell_list.ids() == [a]
    cell_list.set_filter(classes=frozenset({"UNI", None}))
    assert cell_list.ids() == [c, d]
    cell_list.set_filter(states=frozenset({ReviewState.UNREVIEWED}))
    assert cell_list.ids() == [a, b, c, d]
    assert cell_list.total == 4
    watch = Watch(cell_list)
    cell_list.refresh(bench.classify({b: "LYM"}))
    assert cell_list.ids() == [a, c, d]
    cell_list.refresh(bench.classify({b: None}))
    assert cell_list.ids() == [a, b, c, d]
    assert watch.events == [("reset",), ("reset",), ("changed", 1, 1)]
    cell_list.set_filter(classes=frozenset({"LYM"}), states=frozenset({ReviewState.RECLASSIFIED}))
    assert cell_list.ids() == []
    cell_list.set_filter()
    assert cell_list.ids() == [a, b, c, d]


def test_filter_that_matches_scattered_cells_is_one_reset(bench: Any, cell_list: CellListModel) -> None:
    ids = bench.add(*(f"{n:03}.png" for n in range(200))).cells
    bench.preclassify({cell_id: ("NEU" if place % 2 else "LYM", 0.9) for place, cell_id in enumerate(ids)})
    cell_list.open(bench.slide.id)
    watch = Watch(cell_list)
    cell_list.set_filter(classes=frozenset({"NEU"}))
    assert cell_list.ids() == list(ids[1::2])
    cell_list.set_filter()
    assert cell_list.ids() == list(ids)
    cell_list.set_filter()
    assert watch.events == [("reset",), ("reset",)]


def test_large_slide_is_read_in_the_background_without_missing_a_change(
    qtbot: QtBot, bench: Any, cell_list: CellListModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SMALL", 10)
    ids = bench.add(*(f"{n:03}.png" for n in range(50))).cells
    bench.preclassify(dict.fromkeys(ids, ("NEU", 0.9)))
    cell_list.set_filter(states=frozenset({ReviewState.UNREVIEWED}))
    cell_list.open(bench.slide.id)
    assert cell_list.loading
    with qtbot.waitSignal(cell_list.list_changed):
        pass
    assert cell_list.ids() == list(ids)
    cell_list.set_filter(states=frozenset({ReviewState.CONFIRMED}))
    with qtbot.waitSignal(cell_list.list_changed):
        # Decided and undone while the requested list is being read.
        cell_list.refresh(bench.classify({ids[3]: "NEU", ids[4]: "NEU"}))
        cell_list.refresh(bench.classify({ids[4]: None}))
    assert cell_list.ids() == [ids[3]]


def test_many_changes_are_read_in_the_background_and_a_decision_at_once(
    qtbot: QtBot, bench: Any, cell_list: CellListModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SMALL", 10)
    ids = bench.add(*(f"{n:03}.png" for n in range(100))).cells
    bench.preclassify(dict.fromkeys(ids, ("NEU", 0.9)))
    cell_list.set_filter(classes=frozenset({"NEU"}))
    cell_list.open(bench.slide.id)
    cell_list.finish_reading()
    watch = Watch(cell_list)
    cell_list.refresh(bench.preclassify(dict.fromkeys(ids[:30], ("LYM", 0.9))))
    assert cell_list.loading
    assert ("reset",) not in watch.events
    cell_list.refresh(bench.classify({ids[40]: "MON"}))
    assert [cell_list.row_of(cell_id) for cell_id in (ids[39], ids[40], ids[41])] == [39, None, 40]
    cell_list.refresh(bench.preclassify(dict.fromkeys(ids[50:80], ("LYM", 0.9))))
    qtbot.waitUntil(lambda: not cell_list.loading)
    assert cell_list.ids() == [*ids[30:40], *ids[41:50], *ids[80:]]
    assert watch.events.count(("reset",)) <= 3


@pytest.mark.slow
def test_bulk_decision_during_a_read_causes_one_more_read(
    qtbot: QtBot, bench: Any, cell_list: CellListModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SMALL", 10)
    ids = bench.add(*(f"{n:04}.png" for n in range(1500))).cells
    bench.preclassify(dict.fromkeys(ids, ("NEU", 0.9)))
    cell_list.set_filter(states=frozenset({ReviewState.UNREVIEWED}))
    cell_list.open(bench.slide.id)
    assert cell_list.loading
    read: list[int] = []
    look = cell_list._source.fetch_matching
    monkeypatch.setattr(
        cell_list._source,
        "fetch_matching",
        lambda slide, wanted, some: (read.append(len(some)), look(slide, wanted, some))[1],
    )
    watch = Watch(cell_list)
    cell_list.refresh(bench.classify(dict.fromkeys(ids[:1200], "NEU")))
    qtbot.waitUntil(lambda: not cell_list.loading)
    assert cell_list.ids() == list(ids[1200:])
    assert sum(read) <= module.AT_ONCE
    assert len(watch.events) <= 4


def test_changes_survive_a_read_that_is_dropped(
    qtbot: QtBot, bench: Any, cell_list: CellListModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SMALL", 10)
    ids = bench.add(*(f"{n:03}.png" for n in range(60))).cells
    bench.preclassify(dict.fromkeys(ids, ("NEU", 0.9)))
    cell_list.set_filter(classes=frozenset({"NEU"}))
    cell_list.open(bench.slide.id)
    cell_list.finish_reading()
    cell_list.refresh(bench.classify(dict.fromkeys(ids[:30], "LYM")))
    assert cell_list.loading
    cell_list.finish_reading()  # the running read is dropped
    assert cell_list.ids() == list(ids[30:])
    cell_list.refresh(bench.classify(dict.fromkeys(ids[30:58], "LYM")))
    qtbot.waitUntil(lambda: not cell_list.loading)
    assert cell_list.ids() == list(ids[58:])


def test_only_pages_that_are_shown_are_read(
    bench: Any, cell_list: CellListModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAGE", 10)
    monkeypatch.setattr(cell_cache, "MAX_CELLS", 25)
    bench.add(*(f"{n:03}.png" for n in range(100)))
    cell_list.open(bench.slide.id)
    fetched: list[int] = []
    fetch = cell_list._source.fetch
    monkeypatch.setattr(cell_list._source, "fetch", lambda ids: (fetched.append(len(ids)), fetch(ids))[1])
    cell_list._cache.clear()
    assert [cell.path for cell in map(cell_list.cell, (55, 51, 59)) if cell] == ["055.png", "051.png", "059.png"]
    assert fetched == [10]
    for row in range(100):
        cell = cell_list.cell(row)
        assert cell is not None
        assert cell.path == f"{row:03}.png"
    assert len(cell_list._cache) <= 25
    assert len(cell_list._cache._ids) <= 25


def test_many_changed_cells_are_read_when_they_are_shown(
    qtbot: QtBot, bench: Any, cell_list: CellListModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 5)
    ids = bench.add(*(f"{n}.png" for n in range(9))).cells
    cell_list.open(bench.slide.id)
    watch = Watch(cell_list)
    cell_list.refresh(bench.preclassify(dict.fromkeys(ids, ("NEU", 0.9))))
    assert watch.events == [("changed", 0, 8)]
    assert {cell.current for cell in map(cell_list.cell, range(9)) if cell} == {"NEU"}
    cell_list.set_filter(classes=frozenset({"NEU"}))
    cell_list.refresh(bench.classify(dict.fromkeys(ids, "LYM")))
    qtbot.waitUntil(lambda: cell_list.rowCount() == 0)


def test_read_error_is_reported_once_and_loses_nothing(
    qtbot: QtBot, bench: Any, cell_list: CellListModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = bench.add("a.png", "b.png").cells
    cell_list.open(bench.slide.id)
    cell_list._cache.clear()
    errors: list[str] = []
    cell_list.failed.connect(errors.append)

    def fail(*_: object) -> None:
        raise StorageError("The database is busy.")

    with monkeypatch.context() as broken:
        for read in ("fetch", "fetch_matching"):
            broken.setattr(cell_list._source, read, fail)
        assert cell_list.cell(0) is None
        assert cell_list.cell(0) is None
        assert cell_list.data(cell_list.index(1)) is None
        assert errors == ["The database is busy."]
        cell_list.refresh(Changes(bench.slide.id, ids))
    assert cell_list.ids() == list(ids)
    assert names(cell_list) == ["a.png", "b.png"]


def test_unknown_slide_is_not_opened(cell_list: CellListModel) -> None:
    with pytest.raises(LookupError):
        cell_list.open(10**9)
    assert cell_list.slide_id is None


def test_moved_slide_is_read_from_its_new_folder(bench: Any, cell_list: CellListModel) -> None:
    from wbc_desktop.store import slides

    bench.add("a.png")
    cell_list.open(bench.slide.id)
    with bench.db.write() as s:
        slides.move(s, bench.slide.id, "/elsewhere/slide-9", "slide-9")
    cell_list.refresh(Changes(bench.slide.id, slides=True))
    cell = cell_list.cell(0)
    assert cell is not None
    assert cell_list.file(cell).as_posix() == "/elsewhere/slide-9/a.png"


def test_queue_is_shown_in_its_order_within_the_filter(bench: Any, cell_list: CellListModel) -> None:
    bench.add(*"abcdef")
    a, b, _, d, e, _ = bench.ids()
    cell_list.open(bench.slide.id)
    cell_list.set_grouped(True)
    cell_list.set_queue([e, b, d])
    assert (cell_list.ids(), cell_list.total, cell_list.groups) == ([e, b, d], 6, ())
    cell_list.refresh(bench.classify({b: "NEU", a: "LYM"}))
    assert cell_list.ids() == [e, b, d]
    cell_list.set_filter(states=frozenset({ReviewState.UNREVIEWED}))
    assert cell_list.ids() == [e, d]
    cell_list.refresh(bench.classify({e: "NEU"}))
    assert cell_list.ids() == [d]
    cell_list.set_filter()
    cell_list.refresh(bench.lose("e"))
    cell_list.finish_reading()
    assert cell_list.ids() == [b, d]
    cell_list.refresh(bench.add("g"))
    cell_list.finish_reading()
    assert cell_list.ids() == [b, d]
    cell_list.set_queue([])
    assert len(cell_list.ids()) == 6
    assert [group.code for group in cell_list.groups] == ["NEU", "LYM", None]


@pytest.mark.parametrize("order", ["name", "uncertainty"])
def test_another_order_or_slide_ends_the_queue(
    bench: Any, make_bench: Callable[[], Any], cell_list: CellListModel, order: Any
) -> None:
    bench.add(*"abc")
    a, b, c = bench.ids()
    bench.preclassify({a: ("NEU", 0.9), b: ("NEU", 0.5), c: ("NEU", 0.7)})
    cell_list.open(bench.slide.id)
    cell_list.set_order("uncertainty")
    cell_list.set_queue([c, a])
    cell_list.set_order(order)
    assert cell_list.queue == ()
    assert cell_list.ids() == ([a, b, c] if order == "name" else [b, c, a])
    cell_list.set_queue([c, a])
    other = make_bench()
    other.add("x")
    cell_list.open(other.slide.id)
    assert (cell_list.queue, cell_list.ids()) == ((), other.ids())
