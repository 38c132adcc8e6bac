"""The banner above the panes of the window: one message, which can be dismissed and never blocks the work."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QWidget

from wbc_desktop.domain.key_names import key_of
from wbc_desktop.domain.language import tr
from wbc_desktop.jobs.operations import Button, Message
from wbc_desktop.ui.widgets.icons import tinted_pixmap
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.theme import GRID

_ICONS = {"info": "info", "done": "check", "warning": "warning", "error": "warning"}


class Banner(QFrame):
    """Shows one message; hidden while there is none. Its kind is ``info``, ``done``, ``warning`` or ``error``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slide_id: int | None = None
        self._until_decision = False
        self.setObjectName("banner")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._icon = Label()
        self._text = Label()
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(GRID)
        self._dismiss = QToolButton()
        self._dismiss.setAccessibleName(tr("Dismiss this message"))
        self.show_key(key_of("show_all"))
        self._dismiss.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._dismiss.clicked.connect(self.clear)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, GRID, GRID, GRID)
        row.setSpacing(GRID)
        row.addWidget(self._icon, 0)
        row.addWidget(self._text, 1)
        row.addLayout(self._buttons)
        row.addWidget(self._dismiss)
        self.hide()

    def show_text(self, text: str, kind: str = "info", buttons: Sequence[Button] = ()) -> None:
        """Show a sentence with buttons, in place of an earlier one."""
        self._text.setText(text)
        self._slide_id, self._until_decision = None, False
        self.setProperty("kind", kind)
        self.style().unpolish(self)
        self.style().polish(self)
        self.setAccessibleName(text)
        self._draw_icons(_ICONS[kind])
        self._replace_buttons(buttons)
        self.show()

    def show_message(self, message: Message) -> None:
        """Show a message. A message about a slide disappears when the slide is closed."""
        self.show_text(message.text, message.kind, message.buttons)
        self._slide_id = message.slide.id if message.slide is not None else None
        self._until_decision = message.until_decision

    def leave_slide(self, opened: int | None) -> None:
        """Hide a message about a slide other than ``opened`` (a slide's id, None for no slide)."""
        if self._slide_id not in (None, opened):
            self.clear()

    def note_decision(self) -> None:
        """Hide a message that is shown until the next decision."""
        if self._until_decision:
            self.clear()

    def show_key(self, key: str) -> None:
        """Show in the tool tip which key dismisses the message; "" for none."""
        self._dismiss.setToolTip(tr("Dismiss this message") + (f"  ({key})" if key else ""))

    def clear(self) -> None:
        """Hide the message."""
        self._slide_id, self._until_decision = None, False
        self.hide()
        self._text.clear()

    def text(self) -> str:
        """The sentence shown; "" while hidden."""
        return self._text.text()

    def buttons(self) -> list[QPushButton]:
        """The buttons of the message."""
        items = (self._buttons.itemAt(place) for place in range(self._buttons.count()))
        parts = (item.widget() for item in items if item is not None)
        return [part for part in parts if isinstance(part, QPushButton)]

    def kind(self) -> str:
        """The kind of the message."""
        return str(self.property("kind") or "")

    def _draw_icons(self, name: str) -> None:
        ratio, colour = self.devicePixelRatioF(), self.palette().color(QPalette.ColorRole.WindowText)
        picture = tinted_pixmap(name, colour, round(20 * ratio))
        picture.setDevicePixelRatio(ratio)
        self._icon.setPixmap(picture)
        self._dismiss.setIcon(QIcon(tinted_pixmap("close", colour, round(20 * ratio))))

    def _replace_buttons(self, buttons: Sequence[Button]) -> None:
        while (item := self._buttons.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()  # it is deleted only later, and must not appear next to the new message
                old.deleteLater()
        for text, do in buttons:
            button = QPushButton(text)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _checked=False, act=do: act())
            self._buttons.addWidget(button)
