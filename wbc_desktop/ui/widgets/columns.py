"""Panels side by side. One has a preferred width, which it gets before the others exceed their minimum."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QSplitter, QWidget


class Columns(QSplitter):
    """A horizontal splitter. Until a handle is moved, the panel of :meth:`prefer` is the last to shrink."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self._preferred: QWidget | None = None
        self._width = 0
        self._moved = False
        self.splitterMoved.connect(self._note_moved)

    def prefer(self, panel: QWidget, width: int) -> None:
        """Give ``panel`` at least ``width`` pixels, as long as the others keep their minimum widths."""
        self._preferred, self._width = panel, width

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._distribute()
        return handled

    def _note_moved(self) -> None:
        self._moved = True

    def _distribute(self) -> None:
        panels = [panel for place in range(self.count()) if (panel := self.widget(place)) is not None]
        if (
            self._moved
            or self._preferred is None
            or self._preferred not in panels
            or any(panel.isHidden() for panel in panels)
        ):
            return
        sizes, place = self.sizes(), panels.index(self._preferred)
        least = [max(panel.minimumSizeHint().width(), panel.minimumWidth()) for panel in panels]
        for other in reversed(range(len(panels))):
            taken = min(self._width - sizes[place], sizes[other] - least[other])
            if other != place and taken > 0:
                sizes[other] -= taken
                sizes[place] += taken
        if sizes != self.sizes():
            self.setSizes(sizes)
