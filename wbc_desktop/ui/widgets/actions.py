"""The type through which the parts of the window get its actions by name."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtGui import QAction


class Actions(Protocol):
    """Maps the name of a command (``domain.commands``) to its action."""

    def __getitem__(self, name: str, /) -> QAction: ...
