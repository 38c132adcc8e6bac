"""Asks a manager what to leave out of learning: a reviewer, a slide or a range of time, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QDateTime, QTime
from PySide6.QtWidgets import QComboBox, QDateTimeEdit, QLineEdit, QWidget

from wbc_desktop.domain.language import tr
from wbc_desktop.domain.learning import LeftOut, LeftOutKind, Span
from wbc_desktop.jobs.operations import Operation, SlideContext
from wbc_desktop.services.leaving_out import LONGEST_REASON, leave_out
from wbc_desktop.ui.widgets.ask import AskDialog


class LeaveOutDialog(AskDialog):
    """Offers these reviewers and slides (names by number). ``done`` is called after the exclusion was stored."""

    def __init__(
        self,
        context: SlideContext,
        reviewers: Sequence[str],
        slides: Mapping[int, str],
        done: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        about = tr("The decisions stay as they are, but no model learns from them. It can be taken back at any time.")
        super().__init__(tr("Leave out of learning"), about, tr("&Leave out"), lambda: None, parent)
        self._context = context
        self._stored = done
        self.kind, self.reviewer, self.slide = QComboBox(), QComboBox(), QComboBox()
        if reviewers:
            self.kind.addItem(tr("the decisions of a reviewer"), LeftOutKind.REVIEWER.value)
        if slides:
            self.kind.addItem(tr("a slide"), LeftOutKind.SLIDE.value)
        self.kind.addItem(tr("a range of time"), LeftOutKind.TIME.value)
        for name in reviewers:
            self.reviewer.addItem(name, name)
        for slide_id, name in sorted(slides.items(), key=lambda one: one[1].casefold()):
            self.slide.addItem(name, str(slide_id))
        now = QDateTime.currentDateTime()
        self.start, self.end = _time_field(QDateTime(now.date(), QTime(0, 0))), _time_field(now)
        self.reason = QLineEdit()
        self.reason.setMaxLength(LONGEST_REASON)
        self.add(tr("&What"), self.kind)
        self.add(tr("&Reviewer"), self.reviewer)
        self.add(tr("&Slide"), self.slide)
        self.add(tr("&From"), self.start)
        self.add(tr("&To"), self.end)
        self.add(tr("R&eason"), self.reason)
        self.kind.currentIndexChanged.connect(lambda _place: self._show_fields())
        self._show_fields()

    def submit(self) -> None:
        """Leave it out, then close; if that is refused, show why."""
        what = LeftOut(self._kind, self._subject(), self.reason.text())
        self._context.run(
            Operation(
                tr("leaving decisions out of learning"),
                lambda acting: leave_out(acting.db, what, acting.identity),
                exclusive=False,
                slide=None,
                done=lambda _result: self._accept(),
                show=self._show,
            )
        )

    def _accept(self) -> None:
        self.accept()
        self._stored()

    @property
    def _kind(self) -> LeftOutKind:
        return LeftOutKind(self.kind.currentData())

    def _subject(self) -> str:
        if self._kind is LeftOutKind.TIME:
            return str(Span(_utc(self.start), _utc(self.end)))
        field = self.reviewer if self._kind is LeftOutKind.REVIEWER else self.slide
        return str(field.currentData())

    def _show_fields(self) -> None:
        of_kind: dict[LeftOutKind, list[QWidget]] = {
            LeftOutKind.REVIEWER: [self.reviewer],
            LeftOutKind.SLIDE: [self.slide],
            LeftOutKind.TIME: [self.start, self.end],
        }
        for kind, fields in of_kind.items():
            for field in fields:
                self.form.setRowVisible(field, kind is self._kind)
        self.fit()


class TimeField(QDateTimeEdit):
    """A field for date and time that Tab leaves at once; the arrow keys go to its other parts."""

    def focusNextPrevChild(self, forward: bool) -> bool:
        return QWidget.focusNextPrevChild(self, forward)


def _time_field(at: QDateTime) -> TimeField:
    field = TimeField(at)
    field.setCalendarPopup(True)
    field.setDisplayFormat("yyyy-MM-dd HH:mm")
    return field


def _utc(field: QDateTimeEdit) -> datetime:
    return datetime.fromtimestamp(field.dateTime().toSecsSinceEpoch(), UTC)
