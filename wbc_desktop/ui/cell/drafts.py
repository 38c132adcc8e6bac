"""Drafts of comments: updated at each key press, saved a second later and when the window closes."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, QTimer, Signal

from wbc_desktop.domain.errors import WbcError
from wbc_desktop.runtime.drafts import NO_ACCOUNT, Drafts, Spot
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.ui.widgets.preferences import Preferences

log = logging.getLogger(__name__)

STORE_AFTER_MS = 1000
"""Save the drafts if nothing more is typed for this long."""


class CommentDrafts(QObject):
    """The drafts of the person who is signed in.

    Signals: ``identity_changed()``: another person signed in, or nobody is signed in; ``failed(str)``: the drafts
    could not be written; the sentence says why.
    """

    identity_changed = Signal()
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
        preferences.changed.connect(lambda _settings: self._check_identity())

    def text(self, spot: Spot) -> str:
        """Return the draft of this cell; "" if there is none."""
        return "" if self._who is None else self._drafts.text(self._who, spot)

    def set_text(self, spot: Spot, text: str) -> None:
        """Set the draft of this cell; "" removes it."""
        if self._who is not None:
            self._drafts.set_text(self._who, spot, text)
            self._later.start()

    def on_slide(self, slide_id: int) -> list[Spot]:
        """Return the cells of a slide that have a draft."""
        return [] if self._who is None else self._drafts.on_slide(self._who, slide_id)

    def store(self) -> None:
        """Save the drafts now."""
        self._later.stop()
        try:
            self._drafts.save()
        except WbcError as error:
            log.warning("drafts of comments not saved: %s", error)
            self.failed.emit(str(error))

    def _check_identity(self) -> None:
        now = self._now()
        if now != self._who:
            self._who = now
            self.identity_changed.emit()

    def _now(self) -> str | None:
        """Whose drafts these are: without accounts anybody's, and nobody's while the window is locked."""
        return (self._preferences.settings.reviewer or None) if self._preferences.uses_accounts else NO_ACCOUNT
