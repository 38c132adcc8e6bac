"""Notices what other programs commit to the same database, every few seconds and when the window becomes active."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from wbc_desktop.domain.errors import WbcError
from wbc_desktop.jobs.latest_read import LatestRead
from wbc_desktop.services.others import News, newest_entry, news_since
from wbc_desktop.store.engine import Database

log = logging.getLogger(__name__)

LOOK_MS = 5_000
"""Between two looks. A look reads one row if nothing happened."""


class Others(QObject):
    """Looks for commits of others, and not while ``editing`` returns True: then the news wait.

    Signals: ``found(News)``.
    """

    found = Signal(object)

    def __init__(self, db: Database, editing: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._db = db
        self._editing = editing
        self._newest: int | None = None
        self._reader = LatestRead(self)
        self._reader.done.connect(self._take)
        self._reader.failed.connect(lambda sentence: log.info("other programs not noticed: %s", sentence))
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)

    @property
    def newest(self) -> int | None:
        """The newest entry of the audit trail that the window shows; None before :meth:`begin`."""
        return self._newest

    def begin(self) -> None:
        """Look from now on; what was committed before is known."""
        try:
            self._newest = newest_entry(self._db)
        except WbcError as error:
            log.warning("other programs not noticed: %s", error)
            return
        self._timer.start(LOOK_MS)

    def look(self) -> None:
        """Look now."""
        db, newest = self._db, self._newest
        if newest is not None and not self._reader.busy and not self._editing():
            self._reader.ask(lambda: news_since(db, newest))

    def look_if_active(self, state: Qt.ApplicationState) -> None:
        """Look now if the program has become active."""
        if state is Qt.ApplicationState.ApplicationActive:
            self.look()

    def stop(self) -> None:
        """Wait for a running look, and look no more."""
        self._newest = None
        self._timer.stop()
        self._reader.stop()

    def _take(self, news: News) -> None:
        if self._editing():
            return  # the next look finds it again
        self._newest = news.newest
        if news.any:
            self.found.emit(news)
