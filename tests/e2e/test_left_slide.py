"""The window shows nothing of a closed slide, nor of a slide that is opened while the window is locked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from wbc_desktop.domain.reviewers import Identity, Role
from wbc_desktop.services import accounts
from wbc_desktop.ui.cell.full_screen import FullScreen

if TYPE_CHECKING:
    from conftest import Session


def test_closing_a_slide_ends_its_full_screen_message_and_commands(
    start: Callable[..., Session], slide_folder: Callable[..., Path]
) -> None:
    session = start(slide_folder(2, "one"))
    session.wait_until_classified(2)
    window = session.window
    full = window.findChild(FullScreen)
    assert full is not None
    window.unlike.show_text("2 of 2 cells look unlike what the model learned from.")
    filled = []
    window.commands["full_screen"].trigger()
    filled.append(full.active)
    window.open_slide.leave()
    filled.append(full.active)
    assert filled == [True, False]
    assert window.unlike.text() == ""
    assert window.pane.page() == "welcome"
    assert not any(window.commands[name].isEnabled() for name in ("full_screen", "details"))
    window.open_slide.open(slide_folder(3, "two"))
    session.wait_until_classified(3)
    assert all(window.commands[name].isEnabled() for name in ("full_screen", "details"))


def test_title_of_a_locked_window_names_no_slide(
    start: Callable[..., Session], slide_folder: Callable[..., Path]
) -> None:
    session = start(slide_folder(2, "patient-seven"))
    session.wait_until_classified(2)
    window = session.window
    lock = window.reviewers.lock
    accounts.add(window.backend.db, Identity(""), "Ann", Role.MANAGER, "a long password")
    window.reviewers.sign_in.sign_in("Ann", "a long password")
    lock.lock()
    window.open_slide.open(slide_folder(3, "patient-eight"))
    session.wait_until_classified(3)
    assert window.windowTitle() == "WBC Desktop"
    assert lock.dialog is not None
    lock.dialog.accept()
    assert "patient-eight" in window.windowTitle()
