"""Buttons for the actions of the menus: text, tool tip, key and state come from the action."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from wbc_desktop.ui.widgets.flow import Flow


class ActionButton(QPushButton):
    """A push button that triggers an action and shows its state."""

    def __init__(
        self, action: QAction, text: str | None = None, primary: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._action = action
        self._text = text
        self.setProperty("primary", primary)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCheckable(action.isCheckable())
        self.clicked.connect(lambda _checked=False: action.trigger())
        action.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        self.setText(self._text or self._action.text().replace("&", ""))
        self.setToolTip(self._action.toolTip())
        self.setAccessibleName(self._action.text().replace("&", ""))
        self.setEnabled(self._action.isEnabled())
        self.setChecked(self._action.isChecked())


class ActionRow(QWidget):
    """Buttons for several actions in a row that wraps; the first one of equally wide buttons is the primary one."""

    def __init__(self, actions: Sequence[QAction], names: Sequence[str] | None = None) -> None:
        super().__init__()
        row = Flow(even=names is None)
        self.setLayout(row)
        for place, action in enumerate(actions):
            row.addWidget(ActionButton(action, names[place] if names else None, primary=not names and not place))


def tool_button(action: QAction, parent: QWidget | None = None) -> QToolButton:
    """Return a button that shows only the action's icon; the action gives its tool tip and accessible name."""
    button = QToolButton(parent)
    button.setDefaultAction(action)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    button.setAccessibleName(action.text().replace("&", ""))
    return button
