"""Drafts of comments in the window: kept at each key, written to the disk a moment later and when the window closes."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, QTimer, Signal

from wbc_desktop.domain.errors import WbcError
from wbc_desktop.runtime.drafts import NO_ACCOUNT, Drafts, Spot
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.ui.widgets.preferences import Preferences

log = logging.getLogger(__name__)

STORE_AFTER_MS = 1000


class CommentDrafts(QObject):
    """The drafts of the person who is signed in.

    Signals: ``turned()``: another person is signed in; ``failed(str)``: the drafts could not be written, and why.
    """

    turned = Signal()
    failed = Signal(str)

    def __init__(self, data_dir: DataDir, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._drafts = Drafts(data_dir)
        self._preferences = preferences
        self._who = self._now()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(STORE_AFTER_MS)
        self._later.timeout.connect(self.store)
        preferences.changed.connect(lambda _settings: self._turn())

    def text(self, spot: Spot) -> str:
        """What was typed on this cell and not stored yet."""
        return "" if self._who is None else self._drafts.text(self._who, spot)

    def keep(self, spot: Spot, text: str) -> None:
        """Keep what is typed now; "" when it was stored or taken away."""
        if self._who is not None:
            self._drafts.set_text(self._who, spot, text)
            self._later.start()

    def on_slide(self, slide_id: int) -> list[Spot]:
        """The cells of a slide with something to finish."""
        return [] if self._who is None else self._drafts.on_slide(self._who, slide_id)

    def store(self) -> None:
        """Write them now."""
        self._later.stop()
        try:
            self._drafts.save()
        except WbcError as error:
            log.warning("drafts of comments not stored: %s", error)
            self.failed.emit(str(error))

    def _turn(self) -> None:
        now = self._now()
        if now != self._who:
            self._who = now
            self.turned.emit()

    def _now(self) -> str | None:
        """Whose drafts these are: without accounts anybody's, and nobody's while the window is locked."""
        return (self._preferences.now.reviewer or None) if self._preferences.uses_accounts else NO_ACCOUNT
