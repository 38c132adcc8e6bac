"""Reviewers, signing and second reads, put to work in the window: which dialog when, and what it does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QDialog

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.errors import SignInNeeded, SlideSigned, WbcError
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.reviewers import NOBODY, ONLY_MANAGERS, Account, Identity, Role
from wbc_desktop.domain.signing import SignedVersion, SigningRules, locked
from wbc_desktop.jobs.operations import Button
from wbc_desktop.services import accounts, second_read, signing
from wbc_desktop.services.accounts import Clock
from wbc_desktop.ui.reviewers.accounts import AccountActs, AccountsDialog, SwitchDialog
from wbc_desktop.ui.reviewers.agreement import AgreementDialog
from wbc_desktop.ui.reviewers.blind import let_see, show_what_is_hers
from wbc_desktop.ui.reviewers.second_reads import SecondReads
from wbc_desktop.ui.reviewers.signing import AmendDialog, SignDialog, VersionsDialog, lock_sentence
from wbc_desktop.ui.widgets.ask import Later
from wbc_desktop.ui.widgets.save_file import ask_where
from wbc_desktop.ui.widgets.words import cells_text

if TYPE_CHECKING:
    from wbc_desktop.ui.shell.main_window import MainWindow

SLIDE_COMMANDS = ("sign", "amend", "versions", "second", "agreement")


class Trust(QObject):
    """``changed(Changes)`` after signing and amending. ``Preferences.identity`` is the person who is signed in."""

    changed = Signal(object)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._db = window.desk.db
        self._preferences = window.desk.preferences
        self.clock: Clock = accounts.utc_now
        self.second_reads = SecondReads(window)
        self.look()

    @property
    def who(self) -> Identity:
        """Who reviews now; without accounts the name of the settings."""
        return self._preferences.identity

    def look(self) -> None:
        """Follow the accounts, which another bench may have changed: nobody acts until somebody has signed in."""
        if not accounts.in_use(self._db):
            self._preferences.act_as(None)
        elif not accounts.holds(self._db, self.who):
            self._preferences.act_as(NOBODY)

    def come_in(self, name: str, password: str) -> None:
        """``name`` reviews from now on. Raises WrongPassword."""
        self._came_in(accounts.sign_in(self._db, name, password, self.clock))

    def coming_in(self, name: str, password: str) -> Later:
        """The same, the password checked off the window's thread."""
        db, clock = self._db, self.clock
        return Later(lambda: accounts.sign_in(db, name, password, clock), self._came_in)

    def sign_out(self) -> None:
        """Nobody reviews from now on; what was decided is on the disk already."""
        self._preferences.act_as(NOBODY if accounts.in_use(self._db) else None)

    def _came_in(self, identity: Identity) -> None:
        self._preferences.act_as(identity)
        self._preferences.change(reviewer=identity.name)
        self._window.say(tr("{name} reviews now ({role}).", name=identity.name, role=tr(identity.role or "")), "done")
        show_what_is_hers(self._window)

    def switch_dialog(self) -> SwitchDialog:
        """The dialog of :meth:`ask_reviewer`."""
        names = [account.name for account in accounts.accounts(self._db) if account.active]
        over = QApplication.activeModalWidget() or self._window
        return SwitchDialog(names, self._preferences.now.reviewer, self.coming_in, over)

    def ask_reviewer(self) -> None:
        """Ask who reviews; without accounts say how there can be some."""
        if accounts.in_use(self._db):
            self._show(self.switch_dialog())
            return
        self._window.banner.say(
            tr("There are no reviewers’ accounts yet: the name of the settings stands beside each decision."),
            "info",
            [(tr("Set up reviewers…"), self.ask_accounts)],
        )

    def accounts_dialog(self) -> AccountsDialog:
        """The dialog of :meth:`ask_accounts`."""
        db = self._db

        def first_or_more(name: str, role: Role, password: str) -> Later:
            first, me = not accounts.in_use(db), self.who

            def made(account: Account) -> None:
                if first:  # who made it is asked for the password at the next start only
                    self._preferences.act_as(account.identity)
                self.look()

            return Later(lambda: accounts.add(db, me, name, role, password, self.clock), made)

        def reset(number: int, password: str, old: str) -> Later:
            me = self.who
            return Later(lambda: accounts.reset_password(db, me, number, password, self.clock, old), self._follow_own)

        def change(number: int, role: Role | None, active: bool | None) -> None:
            self._follow_own(accounts.change(db, self.who, number, role=role, active=active, clock=self.clock))

        acts = AccountActs(
            accounts=lambda: accounts.accounts(db),
            me=lambda: self.who,
            add=first_or_more,
            change=change,
            reset=reset,
            rules=self._rules,
            change_rules=lambda rules: accounts.change_rules(db, self.who, rules, self.clock),
            lock_minutes=lambda: self._preferences.now.lock_minutes,
            set_lock=lambda minutes: self._preferences.change(lock_minutes=minutes),
        )
        return AccountsDialog(acts, self._window)

    def _follow_own(self, account: Account) -> None:
        """Whoever changes the own account, and is known by the password, stays signed in."""
        if account.id == self.who.account_id and account.active:
            self._preferences.act_as(account.identity)

    def ask_accounts(self) -> None:
        """Show the accounts and the rules, to managers (and to anyone while there is no account)."""
        if not self.somebody():
            return
        if not self.who.may_manage:
            self._window.say(
                tr(ONLY_MANAGERS),
                "info",
            )
            return
        self._show(self.accounts_dialog())
        self.look()

    def sign_dialog(self, slide: Slide) -> SignDialog:
        """The dialog of :meth:`ask_sign`."""

        def sign(meaning: str, password: str) -> Later:
            db, who, settings = self._db, self.who, self._preferences.now
            return Later(
                lambda: signing.sign(db, slide, who, password, meaning, settings, self.clock), self.changed.emit
            )

        return SignDialog(slide.name, signing.signing_state(self._db, slide.id), self.who, sign, self._window)

    def ask_sign(self, slide: Slide) -> None:
        """Ask for the meaning and the password, then sign."""
        if slide.second_of is not None:
            self._window.say(tr("A second read is not signed: it is compared with the first (Agreement)."), "info")
        elif self.somebody() and self._show(self.sign_dialog(slide)):
            report = self._window.commands["pdf"].trigger
            self._window.banner.say(tr("The slide is signed."), "done", [(tr("Report…"), report)])

    def amend_dialog(self, slide: Slide) -> AmendDialog:
        """The dialog of :meth:`ask_amend`."""

        def amend(reason: str, password: str) -> Later:
            db, who = self._db, self.who
            return Later(lambda: signing.amend(db, slide.id, who, password, reason, self.clock), self.changed.emit)

        return AmendDialog(slide.name, signing.signing_state(self._db, slide.id), self.who, amend, self._window)

    def ask_amend(self, slide: Slide) -> None:
        """Ask for the reason and the password, then open the slide again."""
        if self.somebody() and self._show(self.amend_dialog(slide)):
            self._window.say(tr("The slide can be changed again; sign it when you are done."), "done")

    def versions_dialog(self, slide: Slide) -> VersionsDialog:
        """The dialog of :meth:`ask_versions`."""
        state = signing.signing_state(self._db, slide.id)
        return VersionsDialog(slide.name, state.versions, lambda number: self._write(slide, number), self._window)

    def ask_versions(self, slide: Slide) -> None:
        """Show the signed versions."""
        if not signing.signing_state(self._db, slide.id).versions:
            self._window.say(tr("This slide has not been signed yet."), "info")
            return
        self._show(self.versions_dialog(slide))

    def read_again(self, slide: Slide) -> None:
        """Begin or go on with the second read of the reviewer who is there; what the first said is hidden."""
        if self.somebody():
            self.second_reads.begin(slide, self.clock)

    def ask_agreement(self, slide: Slide) -> None:
        """Show how far second reads agree with the first; not to a reader who is still at it."""
        self.second_reads.compare(slide, self._show_agreement)

    def _show_agreement(self, found: Sequence[second_read.Comparison]) -> None:
        if not found:
            self._window.say(tr("Nobody has read this slide a second time yet (Slide, Second read)."), "info")
            return
        mine = [one for one in found if one.read.reviewer == self.who.name]
        if mine and mine[0].agreement.undecided:
            waits = mine[0].agreement.undecided
            self._window.say(
                tr("Finish your second read first: {waits:,} cells are not yet compared.", waits=waits), "info"
            )
            return
        self._show(AgreementDialog(found, self._write_agreement, self._window))

    def offer_amending(self) -> tuple[Button, ...]:
        """The button beside a refusal on a signed slide: that is no fault, and the slide can be amended."""
        slide = self._window.slide
        return () if slide is None else ((tr("Amend…"), lambda: self.ask_amend(slide)),)

    def offer_signing_in(self) -> tuple[Button, ...]:
        """The button beside a refusal because somebody has to sign in; until then nobody acts here."""
        self.look()
        return ((tr("Sign in…"), self.ask_reviewer),)

    def show_standing(self, cells: int, versions: Sequence[SignedVersion]) -> None:
        """Say under the slide's name that it is signed, and by whom. Reads nothing: it is told after each count."""
        slide = self._window.slide
        if slide is None or slide.second_of is not None or not versions:
            return
        in_force, last = locked(versions), versions[-1]
        if in_force is not None:
            self._window.pane.show_about(f"{cells_text(cells)} · {lock_sentence(in_force)}")
            return
        why = last.amendment.reason if last.amendment is not None else ""
        text = tr(
            "{cells} · version {version} is being amended: {why}",
            cells=cells_text(cells),
            version=last.version,
            why=why,
        )
        self._window.pane.show_about(text)

    def somebody(self) -> bool:
        """Whether somebody is there to act; asks who, where nobody has come in."""
        self.look()
        if self._nobody_there:
            self._show(self.switch_dialog())
        return not self._nobody_there

    @property
    def _nobody_there(self) -> bool:
        return self._preferences.held and self.who == NOBODY

    def _rules(self) -> SigningRules:
        with self._db.read() as s:
            return accounts.signing_rules(s)

    def _write(self, slide: Slide, number: int) -> None:
        path = ask_where(
            self._window,
            tr("Report of version {number}", number=number),
            tr("{name} version {number}", name=slide.name, number=number),
            ".pdf",
            "PDF (*.pdf)",
        )
        if path is not None:
            self._guarded(lambda: signing.write_version(self._db, slide, number, path), path)

    def _write_agreement(self, found: second_read.Comparison) -> None:
        path = ask_where(
            self._window, tr("Agreement"), tr("{slide} agreement", slide=found.slide), ".csv", "CSV (*.csv)"
        )
        if path is not None:
            self._guarded(lambda: second_read.write_agreement(found, path), path)

    def _guarded(self, write: Callable[[], object], path: Path) -> None:
        try:
            write()
        except WbcError as error:
            self._window.say(str(error))
            return
        self._window.say(tr("Written: {path}", path=path), "done")

    @staticmethod
    def _show(dialog: QDialog) -> bool:
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        dialog.deleteLater()
        return accepted


def connect_trust(window: MainWindow) -> Trust:
    """Put it to work: the commands, what is said of a signed slide, and following what was signed."""
    trust = Trust(window)

    def on_slide(act: Callable[[Slide], object]) -> Callable[[], None]:
        def do() -> None:
            if window.slide is not None:
                act(window.slide)

        return do

    window.commands.on(
        reviewer=trust.ask_reviewer,
        accounts=trust.ask_accounts,
        sign=on_slide(trust.ask_sign),
        amend=on_slide(trust.ask_amend),
        versions=on_slide(trust.ask_versions),
        second=on_slide(trust.read_again),
        agreement=on_slide(trust.ask_agreement),
    )
    window.commands.enable(False, *SLIDE_COMMANDS)
    window.open_slide.gate = lambda slide: let_see(window, trust, slide)
    window.context.opened.connect(lambda slide: window.commands.enable(slide is not None, *SLIDE_COMMANDS))
    window.exporting.somebody = trust.somebody
    trust.changed.connect(window.context.announce)
    window.counts.signed.connect(trust.show_standing)
    window.context.offer({SlideSigned: trust.offer_amending, SignInNeeded: trust.offer_signing_in})
    return trust
