"""Signs and amends the open slide, shows its signed versions and the line with its signatures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.errors import SlideSigned
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.signing import SignedVersion, locking_version
from wbc_desktop.jobs.operations import Acting, Button, Message, Operation, SlideContext
from wbc_desktop.services import signing
from wbc_desktop.ui.reviewers.sign_in import SignIn
from wbc_desktop.ui.reviewers.signing_dialogs import (
    AmendDialog,
    SignatureDialog,
    SignDialog,
    VersionsDialog,
    lock_sentence,
    why_locked,
)
from wbc_desktop.ui.widgets.ask import Deferred
from wbc_desktop.ui.widgets.fitting import show_dialog
from wbc_desktop.ui.widgets.preferences import Preferences
from wbc_desktop.ui.widgets.save_file import ask_where, written
from wbc_desktop.ui.widgets.words import cells_text

Asked = TypeVar("Asked", bound=SignatureDialog)


class Signing(QObject):
    """Signs, amends and shows versions. ``report`` asks for a file and writes the report of the open slide to it.

    If an act is refused because the slide is signed, the message gets a button that amends the slide.

    Signals: ``status_changed(str)``: the new line under the name of an open slide that is or was signed.
    """

    status_changed = Signal(str)

    def __init__(
        self,
        context: SlideContext,
        sign_in: SignIn,
        preferences: Preferences,
        report: Callable[[], object],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._context = context
        self._db = context.db
        self._sign_in = sign_in
        self._preferences = preferences
        self._report = report
        self._window = window
        context.offer({SlideSigned: self._remedies})

    def sign_dialog(self, slide: Slide) -> SignDialog:
        """Return the dialog that :meth:`sign` shows."""

        def sign(meaning: str, password: str) -> Deferred:
            db, settings = self._db, self._preferences.settings
            identity, clock = self._sign_in.identity, self._sign_in.clock
            return Deferred(
                lambda: signing.sign(db, slide, identity, password, meaning, settings, clock), self._context.announce
            )

        state = signing.signing_state(self._db, slide.id)
        return self._with_sign_in(SignDialog(slide.name, state, lambda: self._sign_in.identity, sign, self._window))

    def sign(self, slide: Slide) -> None:
        """Ask for the meaning and the password, then sign."""
        if slide.second_of is not None:
            text = tr("A second read is not signed: it is compared with the first (Agreement).")
            self._context.notify(text, slide=slide)
        elif self._sign_in.ensure_signed_in() and show_dialog(self.sign_dialog(slide)):
            self._context.notify(tr("The slide is signed."), "done", (tr("Report…"), self._report), slide=slide)

    def amend_dialog(self, slide: Slide) -> AmendDialog:
        """Return the dialog that :meth:`amend` shows."""

        def amend(reason: str, password: str) -> Deferred:
            db, identity, clock = self._db, self._sign_in.identity, self._sign_in.clock
            return Deferred(
                lambda: signing.amend(db, slide.id, identity, password, reason, clock), self._context.announce
            )

        state = signing.signing_state(self._db, slide.id)
        return self._with_sign_in(AmendDialog(slide.name, state, lambda: self._sign_in.identity, amend, self._window))

    def amend(self, slide: Slide) -> None:
        """Ask for the reason and the password, then unlock the slide. A message says if there is nothing to amend."""
        if not self._sign_in.ensure_signed_in():
            return
        state = signing.signing_state(self._db, slide.id)
        if state.locked is None:
            self._context.notify(state.why_not_amend(self._sign_in.identity) or "", slide=slide)
        elif show_dialog(self.amend_dialog(slide)):
            self._context.notify(
                tr("The slide can be changed again. Sign it when you have finished."), "done", slide=slide
            )

    def versions_dialog(self, slide: Slide) -> VersionsDialog:
        """Return the dialog that :meth:`show_versions` shows."""
        state = signing.signing_state(self._db, slide.id)
        return VersionsDialog(slide.name, state.versions, lambda number: self._write(slide, number), self._window)

    def show_versions(self, slide: Slide) -> None:
        """Show the signed versions of a slide; a message if there are none."""
        if signing.signing_state(self._db, slide.id).versions:
            show_dialog(self.versions_dialog(slide))
        else:
            self._context.notify(tr("This slide has not been signed yet."), slide=slide)

    def show_status(self, cells: int, versions: Sequence[SignedVersion]) -> None:
        """Announce the line under the slide's name, and whether the slide is locked.

        Reads no database, because it is called after each count.
        """
        slide, in_force = self._context.slide, locking_version(versions)
        self._context.set_lock(why_locked(in_force))
        if slide is None or slide.second_of is not None or not versions:
            return
        last = versions[-1]
        if in_force is not None:
            self.status_changed.emit(f"{cells_text(cells)} · {lock_sentence(in_force)}")
            return
        why = last.amendment.reason if last.amendment is not None else ""
        self.status_changed.emit(
            tr(
                "{cells} · version {version} is being amended: {why}",
                cells=cells_text(cells),
                version=last.version,
                why=why,
            )
        )

    def _with_sign_in(self, dialog: Asked) -> Asked:
        """Let a refusal in the dialog offer to sign in, and show the reviewer who then signs in."""
        dialog.refuse = lambda error, show: self._context.refuse(error, show=show)
        self._sign_in.signed_in.connect(dialog.show_reviewer)
        return dialog

    def _remedies(self) -> tuple[Button, ...]:
        slide = self._context.slide
        return () if slide is None else ((tr("Amend…"), lambda: self.amend(slide)),)

    def _write(self, slide: Slide, number: int) -> None:
        name = tr("{name} version {number}", name=slide.name, number=number)
        title = tr("Report of version {number}", number=number)
        path = ask_where(self._window, title, name, ".pdf", "PDF (*.pdf)")
        if path is None:
            return

        def write(acting: Acting) -> None:
            signing.write_version(acting.db, slide, number, path)

        def message(_result: object) -> Message:
            return written(path)

        doing = tr("Writing the report of version {number}", number=number)
        self._context.run(
            Operation(tr("writing the report"), write, worker=True, doing=doing, exclusive=False, message=message)
        )
