"""The window's actions by name, as the rooms see them."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtGui import QAction


class Actions(Protocol):
    """Gives the action of a command (``domain.commands``) by its name."""

    def __getitem__(self, name: str, /) -> QAction: ...
