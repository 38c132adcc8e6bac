"""Panels side by side. One has a preferred width, which it gets before the others exceed their minimum; one grows."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QEvent, Qt
from PySide6.QtWidgets import QSplitter, QWidget


class Columns(QSplitter):
    """A horizontal splitter. Until a handle is moved, :meth:`prefer` and :meth:`grow` decide the widths.

    ``moved``: a person has moved a handle, now or before the state was restored.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self._preferred: QWidget | None = None
        self._width = 0
        self._growing: tuple[QWidget, int, float] | None = None
        self.moved = False
        self.splitterMoved.connect(self._note_moved)

    def prefer(self, panel: QWidget, width: int) -> None:
        """Give ``panel`` at least ``width`` pixels, as long as the others keep their minimum widths."""
        self._preferred, self._width = panel, width

    def grow(self, panel: QWidget, width: int, share: float) -> None:
        """Give ``panel`` this share of the whole width, at least ``width`` pixels, at the cost of the preferred one."""
        self._growing = panel, width, share

    def restoreState(self, state: QByteArray | bytes | bytearray | memoryview) -> bool:
        """Restore the widths that a person chose."""
        self.moved = super().restoreState(state)
        return self.moved

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._distribute()
        return handled

    def _note_moved(self) -> None:
        self.moved = True

    def _distribute(self) -> None:
        panels = [panel for place in range(self.count()) if (panel := self.widget(place)) is not None]
        if (
            self.moved
            or self._preferred is None
            or self._preferred not in panels
            or any(panel.isHidden() for panel in panels)
        ):
            return
        sizes, place = self.sizes(), panels.index(self._preferred)
        if self._growing is not None and self._growing[0] in panels:
            panel, width, share = self._growing
            growing, width = panels.index(panel), max(width, round(share * sum(sizes)))
            sizes[place] += sizes[growing] - width
            sizes[growing] = width
        least = [max(panel.minimumSizeHint().width(), panel.minimumWidth()) for panel in panels]
        for other in reversed(range(len(panels))):
            taken = min(self._width - sizes[place], sizes[other] - least[other])
            if other != place and taken > 0:
                sizes[other] -= taken
                sizes[place] += taken
        if sizes != self.sizes():
            self.setSizes(sizes)
