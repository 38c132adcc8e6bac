"""A layout that arranges widgets in a row and wraps them into further lines."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from wbc_desktop.ui.widgets.theme import GRID


class Flow(QLayout):
    """Expanding items share the free width of their line; with ``even`` all items do, and become equally wide.

    With ``centred`` the free width is left at both sides instead.
    """

    def __init__(self, even: bool = False, centred: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._even = even
        self._centred = centred
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(GRID)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        known = self._heights.get(width)
        if known is None:  # Qt asks many times for each change in the window
            known = self._heights[width] = self._arrange(QRect(0, 0, width, 0), move=False)
        return known

    def invalidate(self) -> None:
        """Forget the computed heights, because the items may need other sizes now."""
        self._heights.clear()
        super().invalidate()

    def minimumSize(self) -> QSize:
        shown = self._shown()
        high = max((item.sizeHint().height() for item in shown), default=0)
        return QSize(max((_need(item) for item in shown), default=0), high)

    def sizeHint(self) -> QSize:
        shown = self._shown()
        wide = sum(item.sizeHint().width() for item in shown) + self.spacing() * max(0, len(shown) - 1)
        return QSize(wide, self.minimumSize().height())

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _arrange(self, rect: QRect, move: bool) -> int:
        """Return the height of all lines in pixels; with ``move`` also move the items."""
        top = 0
        lines = self._lines(rect.width())
        for line in lines:
            height = max(item.sizeHint().height() for item in line)
            if move:
                self._put(line, QRect(rect.left(), rect.top() + top, rect.width(), height), line is lines[-1])
            top += height + self.spacing()
        return max(0, top - self.spacing())

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        used = 0
        for item in self._shown():
            need = _need(item)
            if not lines or used + self.spacing() + need > width:
                lines.append([item])
                used = need
            else:
                lines[-1].append(item)
                used += self.spacing() + need
        return lines

    def _put(self, line: list[QLayoutItem], room: QRect, last: bool) -> None:
        widths = self._widths(line, room.width() - self.spacing() * (len(line) - 1))
        rest = max(0, room.width() - sum(widths) - self.spacing() * (len(line) - 1))
        left = room.left() + (rest // 2 if self._centred else 0)
        for place, (item, width) in enumerate(zip(line, widths, strict=True)):
            if last and not self._centred and place == len(line) - 1 and (place or _expands(item)):
                left += rest  # the last item is aligned to the right
            height = min(item.sizeHint().height(), room.height())
            item.setGeometry(QRect(left, room.top() + (room.height() - height) // 2, width, height))
            left += width + self.spacing()

    def _widths(self, line: list[QLayoutItem], room: int) -> list[int]:
        widths = [min(_need(item), room) for item in line]
        growing = [n for n, item in enumerate(line) if self._even or _expands(item)]
        while growing and sum(widths) < room:
            # The narrowest grow first, so that items with room become equally wide.
            fixed = sum(width for n, width in enumerate(widths) if n not in growing)
            share = (room - fixed) // len(growing)
            stuck = [n for n in growing if widths[n] > share or line[n].maximumSize().width() < share]
            if not stuck:
                for n in growing:
                    widths[n] = share
                widths[growing[-1]] += room - fixed - share * len(growing)
                break
            for n in stuck:
                widths[n] = max(widths[n], min(line[n].maximumSize().width(), share))
            growing = [n for n in growing if n not in stuck]
        return widths


def _expands(item: QLayoutItem) -> bool:
    return bool(item.expandingDirections() & Qt.Orientation.Horizontal)


def _need(item: QLayoutItem) -> int:
    """Return the width in pixels that an item needs; with less it wraps to the next line."""
    least = item.minimumSize().width()
    return least if _expands(item) else max(least, min(item.sizeHint().width(), item.maximumSize().width()))
