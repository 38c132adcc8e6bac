"""An open window shows what another program committed to the same database, and loses nothing of the person's work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from e2e.conftest import PATIENCE_MS, Session, in_dialog
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from wbc_desktop.domain.cells import ReviewState, ScannedImage
from wbc_desktop.domain.reviewers import Identity, Role
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services import accounts, review, signing
from wbc_desktop.services.comments import comment
from wbc_desktop.services.merging import merge
from wbc_desktop.services.others import newest_entry
from wbc_desktop.services.scan import scan
from wbc_desktop.services.slides import open_slide
from wbc_desktop.store import files, slides
from wbc_desktop.store.engine import Database, open_database

BO = Identity("Bo")


@pytest.fixture(autouse=True)
def _fast_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def session(start: Callable[..., Session], slide_folder: Callable[..., Path]) -> Session:
    begun = start(slide_folder(6))
    begun.wait_until_classified(6)
    begun.window.backend.preferences.change(reviewer="Ada")
    begun.window.gallery.setFocus()
    return begun


@pytest.fixture
def other(session: Session) -> Iterator[Database]:
    """The database as another program has it open."""
    opened = open_database(session.db.url)
    yield opened
    opened.close()


def slide_id(session: Session) -> int:
    slide = session.window.slide
    assert slide is not None
    return slide.id


def test_decisions_of_another_bench_are_shown_and_selection_and_draft_stay(session: Session, other: Database) -> None:
    window, ids = session.window, [cell.id for cell in session.cells]
    window.gallery.select(ids[3])
    QTest.keyClick(window.gallery, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(window.cell_view.comments.line, "two nuc")
    selected = window.gallery.selected_ids()
    assert set(selected) == {ids[3], ids[4]}
    review.reclassify(other, slide_id(session), [ids[4], ids[0]], "EOS", BO)
    comment(other, ids[4], "granules", BO)
    window.others.look()
    for cell_id in (ids[4], ids[0]):
        session.wait_for_cell(cell_id, lambda cell: cell.label == "EOS" and cell.state is not ReviewState.UNREVIEWED)
    session.settle()
    assert window.gallery.selected_ids() == selected
    assert window.gallery.current_id() == ids[4]
    assert window.cell_view.comments.line.text() == "two nuc"
    assert "granules" in window.cell_view.comments.text()
    assert window.commands["undo"].isEnabled()
    review.undo(other, slide_id(session), BO)
    review.undo(other, slide_id(session), BO)
    window.others.look_if_active(Qt.ApplicationState.ApplicationActive)
    session.wait_for_cell(ids[0], lambda cell: cell.state is ReviewState.UNREVIEWED)
    session.settle()
    assert "granules" not in window.cell_view.comments.text()


def test_nothing_is_refreshed_while_a_dialog_is_open(session: Session, other: Database) -> None:
    window, first = session.window, session.cells[0].id
    seen = newest_entry(session.db)

    def decide_elsewhere(_dialog: QDialog) -> None:
        review.reclassify(other, slide_id(session), [first], "EOS", BO)
        window.others.look()
        session.settle()
        assert session.cells[0].label is None

    in_dialog(session, "details", decide_elsewhere)
    assert newest_entry(session.db) > seen
    window.others.look()
    session.wait_for_cell(first, lambda cell: cell.label == "EOS")


def test_person_is_told_when_the_cell_shown_leaves_the_list(session: Session, other: Database) -> None:
    window, ids = session.window, [cell.id for cell in session.cells]
    window.gallery.select(ids[2])
    window.commands["only_unreviewed"].trigger()
    session.settle()
    review.confirm(other, slide_id(session), [ids[4]], BO)
    window.others.look()
    session.qtbot.waitUntil(lambda: len(session.cells) == 5, timeout=PATIENCE_MS)
    assert (window.gallery.current_id(), "another bench" in window.banner.text()) == (ids[2], False)
    review.confirm(other, slide_id(session), [ids[2]], BO)
    window.others.look()
    session.wait_for_message("left the list, because it was changed at another bench")
    assert window.gallery.current_id() not in (ids[2], ids[4])


def test_undo_takes_back_no_decision_that_the_window_did_not_show(session: Session, other: Database) -> None:
    window, (first, second) = session.window, [cell.id for cell in session.cells][:2]
    window.gallery.select(first)
    QTest.keyClick(window.gallery, Qt.Key.Key_L)
    review.reclassify(other, slide_id(session), [second], "EOS", BO)
    window.commands["undo"].trigger()
    session.wait_for_message("just changed at another bench")
    session.wait_for_cell(second, lambda cell: cell.label == "EOS")
    session.wait_for_cell(first, lambda cell: cell.label == "LYM")
    for cell_id in (second, first):  # it is shown now, and is the last one on the slide
        window.commands["undo"].trigger()
        session.wait_for_cell(cell_id, lambda cell: cell.label is None)


def test_slide_signed_at_another_bench_is_locked(session: Session, other: Database) -> None:
    window = session.window
    assert window.slide is not None
    review.reclassify(other, slide_id(session), [cell.id for cell in session.cells], "EOS", BO)
    signing.sign(other, window.slide, BO, "", "approved", Settings(reviewer="Bo"))
    assert not window.context.lock
    window.others.look()
    session.qtbot.waitUntil(lambda: bool(window.context.lock), timeout=PATIENCE_MS)
    assert not window.commands["confirm"].isEnabled()


def test_slide_merged_at_another_bench_is_replaced_by_the_whole_one(
    session: Session, other: Database, slide_folder: Callable[..., Path]
) -> None:
    window, part = session.window, slide_id(session)
    whole = open_slide(other, slide_folder(3, "whole", 80))
    scan(other, whole, cancel=lambda: False, progress=lambda found: None, announce=lambda changes: None)
    merge(other, whole.id, part, BO)
    assert slide_id(session) == part
    QTest.keyClick(window.gallery, Qt.Key.Key_L)
    session.wait_for_message("merged into “whole” at another bench. “whole” is shown now.")
    session.wait_until_classified(9)
    assert slide_id(session) == whole.id
    assert {cell.label for cell in session.cells} == {None}


def test_reviewer_is_signed_out_when_accounts_change_at_another_bench(session: Session, other: Database) -> None:
    accounts.add(other, Identity("root"), "Ada", Role.MANAGER, "correct horse")
    assert not session.window.reviewers.sign_in.is_signed_out
    session.window.others.look()
    session.wait_for_message("The accounts were changed at another bench: sign in again.")
    assert session.window.reviewers.sign_in.is_signed_out


def test_slide_of_another_bench_appears_in_the_list(session: Session, other: Database, tmp_path: Path) -> None:
    now = datetime(2026, 5, 4, tzinfo=UTC)
    with other.write() as s:
        added = slides.create(s, str(tmp_path / "elsewhere"), "elsewhere", now)
        files.record_images(s, added.id, [ScannedImage("a.png", 1, 1, "a" * 64, 30, 30)], now)
    session.window.others.look()
    names = lambda: [slide.name for slide in session.window.backend.slides.all_slides()]  # noqa: E731
    session.qtbot.waitUntil(lambda: "elsewhere" in names(), timeout=PATIENCE_MS)
