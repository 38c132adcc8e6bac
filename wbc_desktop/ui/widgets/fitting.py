"""Dialogs that fit the screen: if there is no room the content scrolls, and the buttons always stay visible."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QDialog, QLayout, QVBoxLayout, QWidget

from wbc_desktop.ui.widgets.scrolling import Scrolled, ScrolledBody
from wbc_desktop.ui.widgets.theme import GRID

TITLE_HEIGHT = 5 * GRID
"""Height of a title bar with its frame in pixels, for systems that tell it only after the dialog is shown."""


def available_area(widget: QWidget) -> QRect:
    """Return the part of the widget's screen without the system's bars, in logical pixels."""
    return widget.screen().availableGeometry()


def show_dialog(dialog: QDialog) -> bool:
    """Show a dialog until it is closed, then delete it. Return whether it was accepted."""
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return accepted


def fit_window(window: QWidget) -> None:
    """Make a window no larger than the screen, and move it there if it reaches out."""
    area = available_area(window).adjusted(0, TITLE_HEIGHT, 0, 0)
    fitted = QRect(window.geometry().topLeft(), window.size().boundedTo(area.size()))
    if not area.contains(fitted):
        fitted.moveCenter(area.center())
    window.setGeometry(fitted)  # move() would put the frame there, and the lower end below the screen


class FittedDialog(QDialog):
    """A dialog that is never larger than its screen. Call :meth:`fill` once, and :meth:`fit` when the content grows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preferred = QSize()
        self._area: Scrolled | None = None
        self._body: QLayout = QVBoxLayout()
        self._foot: QLayout = QVBoxLayout()

    def fill(self, body: QLayout, foot: QLayout, preferred: QSize | None = None, edge: int = 3 * GRID) -> None:
        """Lay out the scrolling ``body`` above the fixed ``foot``, with margins of ``edge`` pixels.

        ``preferred`` is the size in pixels if the screen has room; by default the dialog is as large as its content.
        """
        self._preferred = preferred if preferred is not None else QSize()
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
        """Resize to the content or to the preferred size, but never beyond the screen."""
        if not self.isVisible():
            self._update_hints()
        room = self._room()
        natural = self._natural()
        before = self.size() if self.isVisible() else QSize()
        self.resize(before.expandedTo(natural).boundedTo(room.size()))
        if self.isVisible():  # the dialog may have grown beyond the lower end of the screen
            frame, at = self.frameGeometry(), self.pos()
            at.setY(max(room.top() - TITLE_HEIGHT, min(at.y(), at.y() - (frame.bottom() - room.bottom()))))
            self.move(at)

    def setVisible(self, visible: bool) -> None:
        if visible and not self.isVisible():
            self.fit()
        super().setVisible(visible)

    def _update_hints(self) -> None:
        """Make all parts compute their size hints again, which they don't pass on while the dialog is hidden."""
        for part in reversed(list(_below(self))):
            part.ensurePolished()
            if (layout := part.layout()) is not None:
                layout.activate()
            part.updateGeometry()

    def _room(self) -> QRect:
        frame = self.frameGeometry().height() - self.geometry().height()
        return available_area(self).adjusted(0, max(frame, TITLE_HEIGHT), 0, 0)

    def _natural(self) -> QSize:
        if self._area is None:
            return self.sizeHint()
        body, foot = self._body, self._foot
        least = max(self._area.minimumSizeHint().width(), foot.totalMinimumSize().width(), self.minimumWidth())
        width = max(least, self._preferred.width() or body.totalSizeHint().width())
        width = min(width, self._room().width())
        height = _height(foot, width) + _height(body, width, least=self._preferred.isValid())
        return QSize(width, max(height, self._preferred.height()))


def _below(widget: QWidget) -> Iterator[QWidget]:
    """Yield all descendants of ``widget``, parents before their children."""
    for part in widget.children():
        if isinstance(part, QWidget):
            yield part
            yield from _below(part)


def _height(layout: QLayout, width: int, least: bool = False) -> int:
    if layout.hasHeightForWidth():
        return layout.totalMinimumHeightForWidth(width) if least else layout.totalHeightForWidth(width)
    return (layout.totalMinimumSize() if least else layout.totalSizeHint()).height()
