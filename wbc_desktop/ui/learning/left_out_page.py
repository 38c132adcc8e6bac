"""What does not teach and why; a manager leaves out a reviewer, a slide or a time, and takes it back."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QPushButton, QWidget

from wbc_desktop.domain.language import tr
from wbc_desktop.domain.learning import LeftOut, LeftOutKind, Span
from wbc_desktop.domain.reviewers import ONLY_MANAGERS
from wbc_desktop.jobs.operations import Acting, Operation, SlideContext
from wbc_desktop.services.learning_overview import Overview
from wbc_desktop.services.leaving_out import forget_looks, take_back
from wbc_desktop.ui.learning.acting import Acted
from wbc_desktop.ui.learning.leave_out_dialog import LeaveOutDialog
from wbc_desktop.ui.learning.list_page import ListPage
from wbc_desktop.ui.widgets.fitting import show_dialog
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.words import moment


class LeftOutPage(ListPage):
    """Lists the exclusions with the number of decisions and the reason."""

    def __init__(self, context: SlideContext, acted: Acted, parent: QWidget | None = None) -> None:
        titles = [tr("Left out"), tr("Reason"), tr("Decisions")]
        empty = tr("Every decision in signed and finished slides teaches.")
        super().__init__(tr("Exclusions from learning"), titles, empty, parent)
        self._context = context
        self._acted = acted
        self.shown: Overview | None = None
        """What is shown; None until it was read."""
        self.new = QPushButton(tr("Leave &out…"))
        self.new.clicked.connect(lambda _checked=False: self.ask())
        self.back = QPushButton(tr("&Take back"))
        self.back.setToolTip(tr("These decisions teach again"))
        self.back.clicked.connect(lambda _checked=False: self._take_back())
        self.add_buttons([self.new, self.back])
        self.note = Label(tr(ONLY_MANAGERS))
        self.note.setWordWrap(True)
        self.note.setProperty("role", "muted")
        self.column.addWidget(self.note)
        self.chosen.connect(self.update_rights)
        self.update_rights()

    def show_overview(self, shown: Overview) -> None:
        """Show these exclusions."""
        self.shown = shown
        self.clear()
        for what, count in shown.left_out.items():
            self.add([_named(what, shown), what.reason or _why(what), count], what)
        self.update_rights()

    def update_rights(self) -> None:
        """Enable what the signed-in person may do."""
        manages = self._context.identity.may_manage
        kinds = {what.kind for what in self.selected()}
        self.note.setVisible(not manages)
        self.new.setEnabled(manages and self.shown is not None)
        self.new.setToolTip(tr("A reviewer, a slide or a time, with a reason") if manages else tr(ONLY_MANAGERS))
        managed = kinds - {LeftOutKind.LOOK}
        self.back.setEnabled(bool(kinds) and LeftOutKind.ROLE not in kinds and (manages or not managed))

    def ask(self) -> None:
        """Ask what to leave out."""
        if self.shown is not None:
            show_dialog(self.dialog(self.shown))

    def dialog(self, shown: Overview) -> LeaveOutDialog:
        """Return the dialog of :meth:`ask`, not yet shown."""
        slides = {slide_id: shown.slides.get(slide_id, "") for slide_id in shown.found.by_slide}
        done = partial(self._acted.done, tr("These decisions are left out of learning."))
        return LeaveOutDialog(self._context, shown.reviewers, slides, done, self)

    def _take_back(self) -> None:
        every: list[LeftOut] = self.selected()
        looked = self.shown.looked if self.shown is not None else ()

        def act(acting: Acting) -> None:
            for what in every:
                if what.kind is LeftOutKind.LOOK:
                    forget_looks(acting.db, looked, acting.identity)
                else:
                    take_back(acting.db, what, acting.identity)

        self._context.run(
            Operation(
                tr("taking back exclusions from learning"),
                act,
                exclusive=False,
                slide=None,
                done=lambda _result: self._acted.done(tr("These decisions teach again.")),
                show=self._acted.show,
            )
        )


def _named(what: LeftOut, shown: Overview) -> str:
    if what.kind in (LeftOutKind.REVIEWER, LeftOutKind.ROLE):
        return tr("Decisions of {name}", name=what.subject)
    if what.kind is LeftOutKind.SLIDE:
        return tr("Slide “{name}”", name=shown.slides.get(int(what.subject), what.subject))
    if what.kind is LeftOutKind.TIME:
        start, end = Span.parse(what.subject)
        return tr(
            "Decisions from {start} to {end}",
            start="…" if start is None else moment(start),
            end="…" if end is None else moment(end),
        )
    return tr("Cells after a second look")


def _why(what: LeftOut) -> str:
    if what.kind is LeftOutKind.ROLE:
        return tr("no open account with this name")
    return tr("the decision may be a slip") if what.kind is LeftOutKind.LOOK else ""
