"""The comments on the cell shown, and the line in which the next one is written."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from wbc_desktop.domain.comments import LONGEST, Comment
from wbc_desktop.domain.keys_said import fixed_key
from wbc_desktop.domain.language import tr
from wbc_desktop.ui.theme import GRID
from wbc_desktop.ui.words import moment


class CommentLine(QLineEdit):
    """``left`` when Esc was pressed: what was typed stays."""

    left = Signal()

    def event(self, event: QEvent) -> bool:
        overrides = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride
        if overrides and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()  # else it would take the filters away
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class Comments(QWidget):
    """``written(cell id, text)`` when one is to be stored, ``left`` when the keyboard is given back.

    What was typed and not stored yet stays with its cell while the window is open.
    """

    written = Signal(int, str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cell_id: int | None = None
        self._drafts: dict[int, str] = {}
        self._said = QLabel()
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._said.setWordWrap(True)
        self._said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._said.setAccessibleName(tr("Comments on the cell"))
        self.line = CommentLine()
        self.line.setMaxLength(LONGEST)
        self.line.setAccessibleName(tr("New comment on the cell"))
        self.line.returnPressed.connect(self._write)
        self.line.left.connect(self.left)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(self._said)
        column.addWidget(self.line)
        self.set_key("")
        self.show_comments(None, ())

    def set_key(self, key: str) -> None:
        """The key that brings the keyboard here."""
        shown = f"  ({key})" if key else ""
        self.line.setPlaceholderText(tr("Comment on this cell") + shown)
        about = tr("Return stores the comment, {key} goes back to the cells", key=fixed_key("Esc"))
        self.line.setToolTip(about + shown)

    def show_comments(self, cell_id: int | None, comments: Sequence[Comment]) -> None:
        """Those that stand on a cell, oldest first."""
        if cell_id != self._cell_id:
            self._keep_draft()
            self._cell_id = cell_id
            self.line.setText("" if cell_id is None else self._drafts.get(cell_id, ""))
        lines = [f"{c.text} – {c.reviewer}, {moment(c.created_at)}" for c in comments if not c.taken_back]
        self._said.setText("\n".join(lines))
        self._said.setVisible(bool(lines))

    def text(self) -> str:
        """The comments as shown, one a line."""
        return self._said.text()

    def stored(self) -> None:
        """What was written is on the disk: the line is free for the next one."""
        if self._cell_id is not None:
            self._drafts.pop(self._cell_id, None)
        self.line.clear()

    def _keep_draft(self) -> None:
        if self._cell_id is not None:
            self._drafts[self._cell_id] = self.line.text()
            if not self.line.text().strip():
                del self._drafts[self._cell_id]

    def _write(self) -> None:
        if self._cell_id is not None and self.line.text().strip():
            self.written.emit(self._cell_id, self.line.text())
