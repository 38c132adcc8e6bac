"""The comments on the cell shown, and the line for the next one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from wbc_desktop.domain.comments import Comment
from wbc_desktop.domain.key_names import fixed_key
from wbc_desktop.domain.language import tr
from wbc_desktop.runtime.drafts import Spot
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.theme import GRID
from wbc_desktop.ui.widgets.words import moment


class DraftStore(Protocol):
    """Comments that are typed and not yet stored, by cell; "" if there is none."""

    def text(self, spot: Spot, /) -> str: ...
    def set_text(self, spot: Spot, text: str, /) -> None: ...


class _MemoryDrafts:
    """Drafts that last as long as the widget."""

    def __init__(self) -> None:
        self._texts: dict[Spot, str] = {}

    def text(self, spot: Spot) -> str:
        return self._texts.get(spot, "")

    def set_text(self, spot: Spot, text: str) -> None:
        self._texts[spot] = text


class CommentLine(QLineEdit):
    """The line in which a comment is typed.

    Signals: ``left()``: Esc was pressed; the typed text stays.
    """

    left = Signal()

    def event(self, event: QEvent) -> bool:
        overrides = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride
        if overrides and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()  # otherwise Esc would clear the filters
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class Comments(QWidget):
    """The comments on the cell shown, and the line for a new one.

    A comment that is typed and not yet stored is a draft of its cell. :meth:`set_drafts` says where drafts are saved.

    Signals: ``written(int, str)``: store this comment on the cell with this id; ``left()``: Esc was pressed.
    """

    written = Signal(int, str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spot: Spot | None = None
        self._drafts: DraftStore = _MemoryDrafts()
        self._given = False
        self._key = self._lock = ""
        self._shown = Label()
        self._shown.setWordWrap(True)
        self._shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._shown.setAccessibleName(tr("Comments on the cell"))
        self.line = CommentLine()
        self.line.setAccessibleName(tr("New comment on the cell"))
        self.line.textChanged.connect(self._typed)
        self.line.returnPressed.connect(self._write)
        self.line.left.connect(self.left)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(self._shown)
        column.addWidget(self.line)
        self.set_key("")
        self.show_comments(None, ())

    def set_key(self, key: str) -> None:
        """Show the key that moves the focus to the comment line."""
        self._key = f"  ({key})" if key else ""
        self._name_line()

    def lock(self, why: str) -> None:
        """Disable the line and show the reason in its tool tip; "": enable it again. A draft stays in it."""
        self._lock = why
        self.line.setEnabled(not why)
        self._name_line()

    def set_drafts(self, drafts: DraftStore) -> None:
        """Save drafts there from now on."""
        self._drafts = drafts
        self.show_draft()

    def show_draft(self) -> None:
        """Show the draft of this cell by the person who is signed in."""
        self._given = True
        self.line.setText("" if self._spot is None else self._drafts.text(self._spot))
        self._given = False

    def show_comments(self, spot: Spot | None, comments: Sequence[Comment]) -> None:
        """Show the comments on a cell that were not undone, in the given order (oldest first)."""
        if spot != self._spot:
            self._spot = spot
            self.show_draft()
        lines = [f"{c.text} – {c.reviewer}, {moment(c.created_at)}" for c in comments if not c.taken_back]
        self._shown.setText("\n".join(lines))
        self._shown.setVisible(bool(lines))

    def text(self) -> str:
        """Return the comments as shown, one per line."""
        return self._shown.text()

    def clear_line(self) -> None:
        """Clear the line after its comment was stored."""
        self.line.clear()

    def _name_line(self) -> None:
        about = tr("Return saves the comment, {key} goes back to the cells", key=fixed_key("Esc"))
        self.line.setPlaceholderText(tr("Comment on this cell") + self._key)
        self.line.setToolTip(self._lock or about + self._key)

    def _typed(self, text: str) -> None:
        if self._spot is not None and not self._given:
            self._drafts.set_text(self._spot, text)

    def _write(self) -> None:
        if self._spot is not None and self.line.text().strip():
            self.written.emit(self._spot.cell_id, self.line.text())
