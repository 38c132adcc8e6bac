"""The tab of the corrections: numbers, second looks, exclusions, slides to classify, and what goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import QDateTime, Qt
from pytestqt.qtbot import QtBot
from unit.services.lessons import ADA, BO, NOW, Lessons, features

from wbc_desktop.domain.errors import StorageError
from wbc_desktop.domain.learning import LeftOut, LeftOutKind, SecondLook
from wbc_desktop.domain.reviewers import ONLY_MANAGERS, Role
from wbc_desktop.jobs.operations import SlideContext
from wbc_desktop.services import leaving_out
from wbc_desktop.services.changes import Changes
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.learning import corrections_tab
from wbc_desktop.ui.learning.corrections_tab import CorrectionsTab
from wbc_desktop.ui.learning.leave_out_dialog import LeaveOutDialog
from wbc_desktop.ui.widgets.preferences import Preferences

Show = Callable[[], CorrectionsTab]


def corrected(lessons: Lessons) -> list[int]:
    """Two finished slides and an open one; two corrections, one confirmed cell."""
    one = lessons.slide("one", [("NEU", 0.6), ("NEU", 0.6)])
    two = lessons.slide("two", [("LYM", 0.6)])
    rest = lessons.slide("rest", [("LYM", 0.6)] * 3)
    lessons.decide({one[0]: "NEU", one[1]: "LYM"})
    lessons.decide({two[0]: "MON"})
    lessons.decide({rest[0]: "MON"})
    return one + two


def differing(lessons: Lessons) -> list[int]:
    """Three cells of which another reviewer said something else in a copy; the later decisions are Bo's."""
    pictures = ["a", "b", "c"]
    first = lessons.slide("first", [("NEU", 0.6)] * 3, contents=pictures)
    copy = lessons.slide("copy", [("NEU", 0.6)] * 3, contents=pictures)
    lessons.decide(dict.fromkeys(first, "MON"), ADA, NOW)
    lessons.decide({copy[0]: "LYM", copy[1]: "LYM", copy[2]: "EOS"}, BO, NOW + timedelta(hours=1))
    return copy


def looks(db: Database) -> dict[int, SecondLook]:
    with db.read() as s:
        return leaving_out.second_looks(s)


def exclusions(db: Database) -> list[LeftOut]:
    with db.read() as s:
        return leaving_out.left_out(s)


def test_numbers_are_shown_by_class_slide_and_laboratory(
    lessons: Lessons, preferences: Preferences, show: Show
) -> None:
    corrected(lessons)
    preferences.change(laboratory="St. Elsewhere")
    tab = show()
    assert tab.sentence.text().startswith("2 new corrections. A fine-tuning is worth a try with at least 25")
    assert tab.unfinished.text() == "1 more decision is in slides that are neither signed nor finished."
    assert [row[1:] for row in tab.classes.rows()] == [
        ["1", "0", "0", ""],
        ["0", "1", "1", ""],
        ["0", "1", "1", ""],
        ["1", "2", "2", "23"],
    ]
    assert [row[0][:3] for row in tab.classes.rows()] == ["NEU", "LYM", "MON", "All"]
    by_slide = {row[0]: row[1:] for row in tab.slides.rows()}
    assert by_slide["one"][:1] + by_slide["one"][2:] == ["St. Elsewhere", "1", "1", "1"]
    assert {row[1] for row in by_slide.values()} == {"training", "testing"}
    assert tab.laboratories.rows() == [["St. Elsewhere", "2", "1", "2", "2"]]
    assert tab.waiting.rows() == [["rest", "", "2"]]
    assert tab.tabs.tabText(5) == "To classify (1)"


def test_nothing_yet(db: Database, show: Show) -> None:
    tab = show()
    assert tab.page == "content"
    assert [page.rows() for page in (tab.classes, tab.slides, tab.slips, tab.left_out, tab.waiting)] == [[]] * 5
    assert not tab.slips.learn.isEnabled()
    assert not tab.waiting.begin.isEnabled()


def test_store_that_cannot_be_read_offers_to_retry(
    qtbot: QtBot, lessons: Lessons, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    corrected(lessons)

    def fail(*_args: object) -> None:
        raise StorageError("The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(corrections_tab, "overview", fail)
        tab = show()
        assert tab.page == "failure"
    tab.retry.click()
    qtbot.waitUntil(lambda: tab.page == "content", timeout=10_000)
    assert tab.classes.rows()


def test_decision_is_counted_soon(qtbot: QtBot, context: SlideContext, lessons: Lessons, show: Show) -> None:
    corrected(lessons)
    tab = show()
    more = lessons.slide("more", [("NEU", 0.6)])
    lessons.decide({more[0]: "EOS"})
    context.announce(Changes(lessons.slide_of[more[0]], (more[0],)))
    qtbot.waitUntil(lambda: len(tab.slides.rows()) == 3, timeout=10_000)


def test_hidden_tab_reads_when_it_is_shown_again(
    qtbot: QtBot, context: SlideContext, lessons: Lessons, show: Show
) -> None:
    tab = show()
    tab.hide()
    ids = corrected(lessons)
    context.announce(Changes(lessons.slide_of[ids[0]], (ids[0],)))
    qtbot.wait(100)
    assert tab.slides.rows() == []
    tab.show()
    qtbot.waitUntil(lambda: len(tab.slides.rows()) == 2, timeout=10_000)


def test_several_slips_are_learned_and_can_be_taken_back(
    qtbot: QtBot, db: Database, lessons: Lessons, show: Show
) -> None:
    copy = differing(lessons)
    tab = show()
    assert [row[1].splitlines()[0] for row in tab.slips.rows()] == ["LYM", "LYM", "EOS"]
    assert tab.slips.rows()[0][2] == "NEU\n60 %"
    assert tab.slips.rows()[0][3] == "Reviewers differ on this cell.\nOthers: MON"
    tab.slips.select_row(0)
    assert tab.slips.learn.text() == "&Learn as LYM"
    qtbot.keyClick(tab.slips.list, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(tab.slips.list, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert tab.slips.learn.text() == "&Learn as classified"
    qtbot.keyClick(tab.slips.list, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    tab.slips.learn.click()
    qtbot.waitUntil(lambda: len(tab.slips.rows()) == 1, timeout=10_000)
    assert looks(db) == {copy[0]: SecondLook(copy[0], "LYM", True), copy[1]: SecondLook(copy[1], "LYM", True)}
    assert tab.message.text() == "2 decisions will be learned."
    assert {row[0][:3]: row[2] for row in tab.classes.rows()}["LYM"] == "2"
    assert [slip.decision.cell_id for slip in tab.slips.selected()] == [copy[2]]
    undo(tab)
    qtbot.waitUntil(lambda: len(tab.slips.rows()) == 3, timeout=10_000)
    assert looks(db) == {}
    assert not tab.message.text()


def undo(tab: CorrectionsTab) -> None:
    """Press the button of the message."""
    (button,) = tab.message.buttons()
    assert button.text() == "Undo"
    button.click()


def test_slip_that_is_left_out_can_be_taken_back(qtbot: QtBot, db: Database, lessons: Lessons, show: Show) -> None:
    copy = differing(lessons)
    tab = show()
    tab.slips.select_row(2)
    tab.slips.leave_out.click()
    qtbot.waitUntil(lambda: len(tab.slips.rows()) == 2, timeout=10_000)
    assert looks(db) == {copy[2]: SecondLook(copy[2], "EOS", False)}
    assert tab.left_out.rows() == [["Cells after a second look", "the decision may be a slip", "1"]]
    tab.left_out.select_row(0)
    tab.left_out.back.click()
    qtbot.waitUntil(lambda: len(tab.slips.rows()) == 3, timeout=10_000)
    assert looks(db) == {}


def test_slip_against_similar_cells_names_the_class_of_the_model(lessons: Lessons, show: Show) -> None:
    ids = lessons.slide("one", [("NEU", 0.95)] * 9, [features(1, n / 100) for n in range(9)])
    lessons.decide({**dict.fromkeys(ids[1:], "NEU"), ids[0]: "LYM"})
    (row,) = show().slips.rows()
    assert row[1].startswith("LYM\nAda")
    assert row[2] == "NEU\n95 %"
    assert row[3] == "The model was sure of another class, which similar cells have."


@pytest.mark.parametrize("kind", [LeftOutKind.REVIEWER, LeftOutKind.SLIDE, LeftOutKind.TIME])
def test_manager_leaves_out_and_takes_back(
    qtbot: QtBot, db: Database, lessons: Lessons, sign_in: Callable[[Role], None], show: Show, kind: LeftOutKind
) -> None:
    ids = corrected(lessons)
    sign_in(Role.MANAGER)
    tab = show()
    dialog = asked(tab, qtbot)
    dialog.kind.setCurrentIndex(dialog.kind.findData(kind.value))
    dialog.reviewer.setCurrentIndex(dialog.reviewer.findData("Ada"))
    dialog.slide.setCurrentIndex(dialog.slide.findData(str(lessons.slide_of[ids[0]])))
    dialog.start.setDateTime(QDateTime.fromSecsSinceEpoch(int(NOW.timestamp()) - 60))
    dialog.end.setDateTime(QDateTime.fromSecsSinceEpoch(int(NOW.timestamp()) + 60))
    dialog.button.click()
    assert "Give a reason" in dialog.fault.text()
    assert exclusions(db) == []
    dialog.reason.setText("was being trained")
    dialog.button.click()
    qtbot.waitUntil(lambda: len(tab.left_out.rows()) == 1, timeout=10_000)
    assert [(what.kind, what.reason) for what in exclusions(db)] == [(kind, "was being trained")]
    ((_, reason, count),) = tab.left_out.rows()
    assert (reason, count) == ("was being trained", "2" if kind is LeftOutKind.SLIDE else "3")
    tab.left_out.select_row(0)
    tab.left_out.back.click()
    qtbot.waitUntil(lambda: not tab.left_out.rows(), timeout=10_000)
    assert exclusions(db) == []


def asked(tab: CorrectionsTab, qtbot: QtBot) -> LeaveOutDialog:
    """Return the dialog that asks what to leave out, as it is shown."""
    shown = tab.left_out.shown
    assert shown is not None
    dialog = tab.left_out.dialog(shown)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_technician_may_not_leave_out(
    qtbot: QtBot, db: Database, lessons: Lessons, sign_in: Callable[[Role], None], show: Show
) -> None:
    corrected(lessons)
    sign_in(Role.TECHNICIAN)
    tab = show()
    tab.tabs.setCurrentWidget(tab.left_out)
    assert not tab.left_out.new.isEnabled()
    assert tab.left_out.new.toolTip() == tab.left_out.note.text() == ONLY_MANAGERS
    assert tab.left_out.note.isVisible()
    sign_in(Role.MANAGER)
    assert tab.left_out.new.isEnabled()
    assert not tab.left_out.note.isVisible()
    dialog = asked(tab, qtbot)
    dialog.reason.setText("a reason")
    sign_in(Role.TECHNICIAN)  # while the dialog is open
    dialog.button.click()
    assert "Only a manager" in dialog.fault.text()
    assert exclusions(db) == []


def test_slide_to_classify_is_requested(qtbot: QtBot, lessons: Lessons, show: Show) -> None:
    corrected(lessons)
    tab = show()
    with qtbot.waitSignal(tab.queue_requested) as requested:
        tab.waiting.begin.click()
    assert requested.args is not None
    assert requested.args[0].name == "rest"


def test_names_are_shown_as_typed(lessons: Lessons, show: Show) -> None:
    ids = lessons.slide("<b>bold</b>", [("NEU", 0.6)])
    lessons.decide({ids[0]: "LYM"})
    assert show().slides.rows()[0][0] == "<b>bold</b>"
