"""Messages about a signed slide belong to the slide, and a refused act on it offers to amend it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.cells import ActKind, ScannedImage, Slide
from wbc_desktop.domain.errors import SlideSigned
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.jobs.operations import Acting, Message, Operation, SlideContext
from wbc_desktop.services.signing import amend, signing_state
from wbc_desktop.store import classifications, files, slides
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.reviewers import signing as part
from wbc_desktop.ui.reviewers.sign_in import SignIn
from wbc_desktop.ui.reviewers.signing import Signing
from wbc_desktop.ui.reviewers.signing_dialogs import SignDialog
from wbc_desktop.ui.widgets.banner import Banner
from wbc_desktop.ui.widgets.preferences import Preferences

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
def slide(db: Database, context: SlideContext) -> Slide:
    """The open slide, with one decided cell."""
    with db.write() as s:
        made = slides.create(s, "/slides/1", "One", NOW)
        (cell,) = files.record_images(s, made.id, [ScannedImage("1.png", 10, 1, "1" * 64, 80, 80)], NOW)
        classifications.record(s, made.id, ActKind.RECLASSIFY, {cell: "NEU"}, Identity("Ada"), NOW)
    context.open(made)
    return made


@pytest.fixture
def signing(context: SlideContext, preferences: Preferences, qtbot: QtBot) -> Signing:
    window = QWidget()
    qtbot.addWidget(window)
    return Signing(context, SignIn(context, preferences, window), preferences, lambda: None, window)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> list[QDialog]:
    """The dialogs that were shown. The Sign dialog is submitted."""
    dialogs: list[QDialog] = []

    def show(dialog: QDialog) -> bool:
        dialogs.append(dialog)
        if isinstance(dialog, SignDialog):
            dialog.submit()
            qtbot.waitUntil(lambda: not dialog.busy)
        return dialog.result() == QDialog.DialogCode.Accepted

    monkeypatch.setattr(part, "show_dialog", show)
    return dialogs


def refuse(_acting: Acting) -> None:
    raise SlideSigned("This slide is signed.")


def test_signing_announces_a_change_and_shows_a_message_about_the_slide(
    signing: Signing, slide: Slide, context: SlideContext, shown: list[QDialog], messages: list[Message], db: Database
) -> None:
    changed: list[object] = []
    context.changed.connect(changed.append)
    signing.sign(slide)
    assert len(shown) == 1
    assert signing_state(db, slide.id).locked is not None
    assert len(changed) == 1
    assert (messages[-1].text, messages[-1].slide) == ("The slide is signed.", slide)


def test_message_about_a_slide_disappears_when_the_slide_is_closed(
    signing: Signing, slide: Slide, context: SlideContext, shown: list[QDialog], qtbot: QtBot
) -> None:
    """A message and its buttons must not stay after another slide is opened."""
    banner = Banner()
    qtbot.addWidget(banner)
    context.message_posted.connect(banner.show_message)
    context.opened.connect(lambda opened: banner.leave_slide(None if opened is None else opened.id))
    signing.sign(slide)
    assert banner.text() == "The slide is signed."
    context.open(None)
    assert banner.text() == ""


def test_refused_act_on_a_signed_slide_offers_to_amend_it(
    signing: Signing, slide: Slide, context: SlideContext, shown: list[QDialog], messages: list[Message]
) -> None:
    signing.sign(slide)
    shown.clear()
    context.run(Operation("deciding", refuse))
    assert (messages[-1].kind, messages[-1].slide) == ("info", slide)
    ((text, amend),) = messages[-1].buttons
    assert text == "Amend…"
    amend()
    assert [dialog.windowTitle() for dialog in shown] == ["Amend the signed slide"]


def test_slide_that_is_not_signed_cannot_be_amended(
    signing: Signing, slide: Slide, shown: list[QDialog], messages: list[Message], db: Database
) -> None:
    signing.amend(slide)
    assert messages[-1].text == "This slide is not signed: it can be changed as it is."
    signing.sign(slide)
    amend(db, slide.id, Identity("Ada"), "", "mixed up")
    shown.clear()
    signing.amend(slide)
    assert messages[-1].text == "Version 1 is already being amended: make the changes, then sign."
    assert shown == []


def test_line_under_the_name_shows_who_signed(
    signing: Signing, slide: Slide, shown: list[QDialog], db: Database, qtbot: QtBot
) -> None:
    signing.sign(slide)
    with qtbot.waitSignal(signing.status_changed) as changed:
        signing.show_status(1, signing_state(db, slide.id).versions)
    assert changed.args == ["1 cell · signed by Ada (reviewed), version 1"]


def test_slide_is_locked_while_a_signed_version_is_in_force(
    signing: Signing, slide: Slide, context: SlideContext, shown: list[QDialog], db: Database
) -> None:
    locks: list[str] = []
    context.locked.connect(locks.append)
    signing.show_status(1, ())
    signing.sign(slide)
    for _count in range(2):
        signing.show_status(1, signing_state(db, slide.id).versions)
    assert locks == [context.lock]
    assert context.lock.startswith("The slide is signed by Ada (reviewed), version 1. To change it, amend it")
    amend(db, slide.id, Identity("Ada"), "", "mixed up")
    signing.show_status(1, signing_state(db, slide.id).versions)
    assert context.lock == ""
    context.set_lock("signed")
    context.open(None)
    assert context.lock == ""
