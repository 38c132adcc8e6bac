"""What the pages of the corrections do after an act: say what was done, and read again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wbc_desktop.jobs.operations import Button, Message


@dataclass(frozen=True, slots=True)
class Acted:
    """``show`` shows a message above the pages; ``read`` reads again what has accumulated."""

    show: Callable[[Message], object]
    read: Callable[[], object]

    def done(self, text: str, *buttons: Button) -> None:
        """Say what was done ("" removes the message), and read again."""
        self.show(Message(text, "done", buttons))
        self.read()
