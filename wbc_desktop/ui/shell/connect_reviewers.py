"""Connects sign-in, accounts, lock, signing and second reads with the other parts of the window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.language import tr
from wbc_desktop.ui.reviewers.accounts import Accounts
from wbc_desktop.ui.reviewers.blind import BlindReading
from wbc_desktop.ui.reviewers.lock import Lock
from wbc_desktop.ui.reviewers.second_reads import SecondReads
from wbc_desktop.ui.reviewers.sign_in import SignIn
from wbc_desktop.ui.reviewers.signing import Signing
from wbc_desktop.ui.shell.connect_cell import go_to_cell
from wbc_desktop.ui.widgets.labels import escape_ampersands

if TYPE_CHECKING:
    from wbc_desktop.ui.shell.main_window import MainWindow


@dataclass(frozen=True, slots=True)
class Reviewers:
    """The parts of this room."""

    sign_in: SignIn
    accounts: Accounts
    lock: Lock
    signing: Signing
    second_reads: SecondReads
    blind: BlindReading


def connect_reviewers(window: MainWindow) -> Reviewers:
    """Create the parts and connect them."""
    context, preferences, commands = window.context, window.backend.preferences, window.commands
    sign_in = SignIn(context, preferences, window)
    parts = Reviewers(
        sign_in,
        Accounts(context, sign_in, preferences, window),
        Lock(context, sign_in, preferences, window),
        Signing(context, sign_in, preferences, commands["pdf"].trigger, window),
        SecondReads(context, sign_in, window),
        BlindReading(context, sign_in),
    )
    commands.on(
        reviewer=sign_in.ask,
        accounts=parts.accounts.ask,
        sign_out=parts.lock.sign_out,
    )
    commands.on_slide(
        context,
        sign=parts.signing.sign,
        amend=parts.signing.amend,
        versions=parts.signing.show_versions,
        second_read=parts.second_reads.begin,
        agreement=parts.second_reads.compare,
    )
    window.open_slide.gate = parts.blind.visible_slide
    window.exporting.ensure_signed_in = sign_in.ensure_signed_in
    window.counts.signed.connect(parts.signing.show_status)
    parts.signing.status_changed.connect(window.pane.show_about)
    parts.second_reads.begun.connect(window.open_slide.choose)
    parts.second_reads.cell_requested.connect(lambda cell_id: go_to_cell(window, cell_id))
    sign_in.signed_in.connect(lambda: _show_allowed(window, parts.blind))
    sign_in.accounts_requested.connect(parts.accounts.ask)
    preferences.changed.connect(lambda _settings: _show_reviewer(window, sign_in))
    _show_reviewer(window, sign_in)
    _connect_lock(window, parts.lock)
    return parts


def _connect_lock(window: MainWindow, lock: Lock) -> None:
    def show_locked(locked: bool) -> None:
        show_title(window.context.slide)
        if (whole := window.centralWidget()) is not None:
            whole.setVisible(not locked)
        if not locked:
            window.gallery.setFocus()

    def show_title(slide: Slide | None) -> None:
        """Show the slide's name in the title, except while locked: running work may still open a slide."""
        visible = slide is not None and not lock.locked
        window.setWindowTitle(f"{slide.name} – WBC Desktop" if visible and slide is not None else "WBC Desktop")

    lock.lock_changed.connect(show_locked)
    lock.quit_requested.connect(window.close)
    window.context.opened.connect(show_title)


def _show_allowed(window: MainWindow, blind: BlindReading) -> None:
    """After a sign-in, replace or close the open slide if the reviewer may not see it."""
    slide = window.context.slide
    if slide is None:
        return
    allowed = blind.visible_slide(slide)
    if allowed is None:
        window.open_slide.leave()
    elif allowed.id != slide.id:
        window.open_slide.choose(allowed)


def _show_reviewer(window: MainWindow, sign_in: SignIn) -> None:
    """Show the signed-in reviewer in the menu."""
    name = sign_in.identity.name
    signed_in = name if sign_in.identity.account_id is not None else ""
    text = tr("Switc&h reviewer ({name})…", name=escape_ampersands(signed_in)) if signed_in else tr("Switc&h reviewer…")
    window.commands["reviewer"].setText(text)
