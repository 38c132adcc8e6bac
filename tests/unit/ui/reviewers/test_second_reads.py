"""Second reads in the window: copied on a worker, stopped, continued, and shown only to their reader."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.agreement import Difference, ReadAgreement
from wbc_desktop.domain.cells import ScannedImage, Slide
from wbc_desktop.domain.regions import Box
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.jobs.operations import Message, SlideContext
from wbc_desktop.services import review, second_read
from wbc_desktop.services.second_read import Comparison
from wbc_desktop.store import cells, files, second_reads, slides
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.reviewers import second_reads as part
from wbc_desktop.ui.reviewers.agreement import AgreementDialog
from wbc_desktop.ui.reviewers.blind import BlindReading
from wbc_desktop.ui.reviewers.second_reads import SecondReads
from wbc_desktop.ui.reviewers.sign_in import SignIn
from wbc_desktop.ui.widgets.ask import AskDialog
from wbc_desktop.ui.widgets.preferences import Preferences

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
def slide(db: Database, context: SlideContext) -> Slide:
    """The open slide, with six cells."""
    with db.write() as s:
        made = slides.create(s, "/slides/1", "One", NOW)
        files.record_images(s, made.id, [ScannedImage(f"{n}.png", 10, 1, f"{n:064x}", 80, 80) for n in range(6)], NOW)
    context.open(made)
    return made


@pytest.fixture
def sign_in(context: SlideContext, preferences: Preferences, qtbot: QtBot) -> SignIn:
    window = QWidget()
    qtbot.addWidget(window)
    return SignIn(context, preferences, window)


@pytest.fixture
def reads(context: SlideContext, sign_in: SignIn, qtbot: QtBot) -> SecondReads:
    window = QWidget()
    qtbot.addWidget(window)
    made = SecondReads(context, sign_in, window)
    made.begun.connect(context.open)
    return made


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[AskDialog]:
    """The dialogs that asked whether to begin; each is answered with Begin."""
    shown: list[AskDialog] = []

    def show(dialog: AskDialog) -> bool:
        shown.append(dialog)
        return True

    monkeypatch.setattr(part, "show_dialog", show)
    return shown


@pytest.fixture
def copying_allowed(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """An event that has to be set before cells are copied, two at a time."""
    go, copy = threading.Event(), second_reads.copy

    def wait(*arguments: object) -> None:
        assert go.wait(10)
        copy(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(second_read, "BATCH_SIZE", 2)
    monkeypatch.setattr(second_reads, "copy", wait)
    return go


def test_second_read_begins_only_if_the_reviewer_agrees(
    reads: SecondReads,
    slide: Slide,
    db: Database,
    asked: list[AskDialog],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(part, "show_dialog", lambda dialog: asked.append(dialog))
        reads.begin(slide)
    assert "without seeing the first reviewer’s classes" in asked[0].about.text()
    assert "“One” again, as Ada" in asked[0].about.text()
    assert second_read.unfinished(db, slide.id) == []
    with qtbot.waitSignal(reads.begun):
        reads.begin(slide)
    assert len(asked) == 2


def test_reader_who_decided_every_cell_sees_the_agreement_though_the_first_left_one(
    reads: SecondReads, slide: Slide, db: Database, asked: list[AskDialog], qtbot: QtBot, messages: list[Message]
) -> None:
    with db.read() as s:
        first = cells.ids(s, slide.id)
    review.reclassify(db, slide.id, first[1:], "NEU", Identity("Bo"))
    own = second_read.begin(db, slide.id, Identity("Ada"))
    with db.read() as s:
        copied = cells.ids(s, own.id)
    review.reclassify(db, own.id, copied[1:], "NEU", Identity("Ada"))
    reads.compare(slide)
    qtbot.waitUntil(lambda: bool(messages))
    assert messages[-1].text == "Finish your second read first: 1 cell is undecided."
    review.reclassify(db, own.id, copied[:1], "LYM", Identity("Ada"))
    reads.compare(slide)
    qtbot.waitUntil(lambda: bool(asked) or len(messages) > 1)
    assert (len(asked), len(messages)) == (1, 1)


def test_own_second_read_is_opened_without_a_question(
    reads: SecondReads, slide: Slide, db: Database, asked: list[AskDialog], qtbot: QtBot, messages: list[Message]
) -> None:
    own = second_read.begin(db, slide.id, Identity("Ada"))
    with qtbot.waitSignal(reads.begun) as begun:
        reads.begin(slide)
    assert begun.args == [own]
    assert asked == []
    assert "hidden until you finish it" in messages[-1].text
    with db.read() as s:
        ids = cells.ids(s, own.id)
    review.reclassify(db, own.id, ids, "NEU", Identity("Ada"))
    messages.clear()
    reads.begin(slide)
    assert messages == [], "a finished second read hides nothing"


def test_reviewer_of_the_slide_is_refused_without_a_question(
    reads: SecondReads, slide: Slide, db: Database, asked: list[AskDialog], messages: list[Message]
) -> None:
    with db.read() as s:
        ids = cells.ids(s, slide.id)
    review.reclassify(db, slide.id, ids[:1], "NEU", Identity("Ada"))
    reads.begin(slide)
    assert "another reviewer must do the second read" in messages[-1].text
    assert asked == []


def test_copying_shows_its_progress_and_can_be_stopped_and_continued(
    reads: SecondReads,
    slide: Slide,
    context: SlideContext,
    copying_allowed: threading.Event,
    qtbot: QtBot,
    messages: list[Message],
    db: Database,
) -> None:
    shown: list[tuple[str, int, int]] = []
    context.tasks.changed.connect(lambda status: shown.append((status.text, status.done, status.total)))
    reads.begin(slide)
    assert context.tasks.can_stop
    qtbot.waitUntil(lambda: ("Copying the cells for the second read", 0, 6) in shown)
    context.tasks.stop()
    copying_allowed.set()
    qtbot.waitUntil(lambda: not context.tasks.status.running)
    assert "was not begun" in messages[-1].text
    assert second_read.unfinished(db, slide.id) == []
    with qtbot.waitSignal(reads.begun) as begun:
        reads.begin(slide)
    assert begun.args is not None
    assert begun.args[0].second_of == slide.id
    assert messages[-1].slide == begun.args[0], "the message belongs to the second read"


def test_other_acts_are_possible_while_cells_are_copied(
    reads: SecondReads,
    slide: Slide,
    context: SlideContext,
    copying_allowed: threading.Event,
    qtbot: QtBot,
    messages: list[Message],
) -> None:
    reads.begin(slide)
    assert not context.busy
    reads.begin(slide)
    assert "still copying the cells" in messages[-1].text
    with qtbot.waitSignal(reads.begun):
        copying_allowed.set()


def test_second_read_is_not_opened_after_the_slide_was_closed(
    reads: SecondReads,
    slide: Slide,
    context: SlideContext,
    copying_allowed: threading.Event,
    qtbot: QtBot,
    messages: list[Message],
) -> None:
    begun: list[Slide] = []
    reads.begun.connect(begun.append)
    reads.begin(slide)
    context.open(None)
    copying_allowed.set()
    qtbot.waitUntil(lambda: not context.tasks.status.running)
    assert begun == []
    assert "“One” is ready" in messages[-1].text


def test_window_can_be_closed_while_cells_are_copied(
    reads: SecondReads, slide: Slide, context: SlideContext, copying_allowed: threading.Event, db: Database
) -> None:
    reads.begin(slide)
    context.runner.stop_all(wait=False)
    copying_allowed.set()
    context.runner.stop_all()
    assert second_read.unfinished(db, slide.id) == []


def test_second_reader_gets_the_second_read_with_its_message(
    context: SlideContext, sign_in: SignIn, slide: Slide, db: Database, messages: list[Message]
) -> None:
    blind = BlindReading(context, sign_in)
    assert blind.visible_slide(slide) == slide
    own = second_read.begin(db, slide.id, Identity("Ada"))
    shown = blind.visible_slide(slide)
    assert shown is not None
    assert shown.id == own.id
    assert messages == [], "the message comes only after the second read is open"
    context.open(shown)
    assert "not finished" in messages[-1].text
    assert messages[-1].slide == shown


def test_slide_with_an_unfinished_second_read_is_hidden_while_nobody_is_signed_in(
    context: SlideContext,
    sign_in: SignIn,
    slide: Slide,
    db: Database,
    messages: list[Message],
    add_reviewers: Callable[[Database], Identity],
) -> None:
    second_read.begin(db, slide.id, Identity("Ada"))
    add_reviewers(db)
    sign_in.refresh()
    assert BlindReading(context, sign_in).visible_slide(slide) is None
    assert "Sign in" in messages[-1].text
    assert [text for text, _ in messages[-1].buttons] == ["Sign in…"]


def test_agreement_numbers_the_cells_of_a_field(qtbot: QtBot) -> None:
    of_field = [
        Difference("f.png", "ab", "NEU", "Ada", "LYM", number=number, box=Box(0, 10 * number, 8, 8))
        for number in (1, 2)
    ]
    found = ReadAgreement(2, 0, 0, None, (), (*of_field, Difference("single.png", "cd", "NEU", "Ada", "LYM")), ())
    read = second_reads.SecondRead(1, 2, 1, "Bo", NOW)
    dialog = AgreementDialog([Comparison(read, "One", ("Ada",), found)], lambda _found: None, lambda _cell: None)
    qtbot.addWidget(dialog)
    names = [dialog.cells.topLevelItem(row).text(0) for row in range(dialog.cells.topLevelItemCount())]
    assert names == ["f.png, cell 1", "f.png, cell 2", "single.png"]


def test_agreement_says_which_reader_has_no_such_cell(qtbot: QtBot) -> None:
    drawn = Difference("f.png", "ab", "", "", "MON", number=2, box=Box(0, 0, 8, 8))
    found = ReadAgreement(3, 3, 0, None, (), (drawn,), ())
    read = second_reads.SecondRead(1, 2, 1, "Bo", NOW)
    dialog = AgreementDialog([Comparison(read, "One", ("Ada",), found)], lambda _found: None, lambda _cell: None)
    qtbot.addWidget(dialog)
    assert "1 cell drawn or removed by one of them is only listed." in dialog.summary.text()
    item = dialog.cells.topLevelItem(0)
    assert [item.text(column) for column in range(4)] == ["f.png, cell 2", "No cell", "Monocyte", ""]
