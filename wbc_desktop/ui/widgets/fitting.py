"""Dialogs that fit the screen: what is said and asked scrolls where there is no room, the buttons are always seen."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QDialog, QLayout, QVBoxLayout, QWidget

from wbc_desktop.ui.widgets.scrolling import Scrolled, ScrolledBody
from wbc_desktop.ui.widgets.theme import GRID

TITLE = 5 * GRID
"""So high is a title bar with the frame around, where the system does not say it before the dialog is shown."""


def available_area(widget: QWidget) -> QRect:
    """Where on the screen of ``widget`` windows may lie: without the bars of the system, in logical pixels."""
    return widget.screen().availableGeometry()


def show_dialog(dialog: QDialog) -> bool:
    """Show a dialog until it is closed, then delete it. Returns whether it was accepted."""
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return accepted


class FittedDialog(QDialog):
    """Never larger than its screen. Give :meth:`fill` its parts once; :meth:`fit` when it has more to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted = QSize()
        self._area: Scrolled | None = None
        self._body: QLayout = QVBoxLayout()
        self._foot: QLayout = QVBoxLayout()

    def fill(self, body: QLayout, foot: QLayout, wanted: QSize | None = None, edge: int = 3 * GRID) -> None:
        """``body`` scrolls where it has to, ``foot`` stands below it; ``wanted`` is the size where there is room."""
        self._wanted = wanted if wanted is not None else QSize()
        self._body, self._foot = body, foot
        above, below = ScrolledBody(), QWidget()
        body.setContentsMargins(edge, edge, edge, GRID)
        above.setLayout(body)
        foot.setContentsMargins(edge, GRID, edge, 2 * GRID)
        below.setLayout(foot)
        self._area = Scrolled(above)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._area, 1)
        whole.addWidget(below)
        self.fit()

    def fit(self) -> None:
        """Be as large as all parts need, or as large as was wanted, but never larger than the screen allows."""
        if not self.isVisible():
            self._settle()
        room = self._room()
        natural = self._natural()
        before = self.size() if self.isVisible() else QSize()
        self.resize(before.expandedTo(natural).boundedTo(room.size()))
        if self.isVisible():  # what grew at its lower end may lie beyond the screen now
            frame, at = self.frameGeometry(), self.pos()
            at.setY(max(room.top() - TITLE, min(at.y(), at.y() - (frame.bottom() - room.bottom()))))
            self.move(at)

    def setVisible(self, visible: bool) -> None:
        if visible and not self.isVisible():
            self.fit()
        super().setVisible(visible)

    def _settle(self) -> None:
        """Let all parts say anew how large they are: while nothing is shown they don't pass it on."""
        for part in reversed(list(_below(self))):
            part.ensurePolished()
            if (layout := part.layout()) is not None:
                layout.activate()
            part.updateGeometry()

    def _room(self) -> QRect:
        frame = self.frameGeometry().height() - self.geometry().height()
        return available_area(self).adjusted(0, max(frame, TITLE), 0, 0)

    def _natural(self) -> QSize:
        if self._area is None:
            return self.sizeHint()
        body, foot = self._body, self._foot
        least = max(self._area.minimumSizeHint().width(), foot.totalMinimumSize().width(), self.minimumWidth())
        wide = max(least, self._wanted.width() or body.totalSizeHint().width())
        wide = min(wide, self._room().width())
        high = _height(foot, wide) + _height(body, wide, least=self._wanted.isValid())
        return QSize(wide, max(high, self._wanted.height()))


def _below(widget: QWidget) -> Iterator[QWidget]:
    """All widgets inside ``widget``, each before those that lie in it."""
    for part in widget.children():
        if isinstance(part, QWidget):
            yield part
            yield from _below(part)


def _height(layout: QLayout, width: int, least: bool = False) -> int:
    if layout.hasHeightForWidth():
        return layout.totalMinimumHeightForWidth(width) if least else layout.totalHeightForWidth(width)
    return (layout.totalMinimumSize() if least else layout.totalSizeHint()).height()
