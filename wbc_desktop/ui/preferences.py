"""The settings as the window holds them: one frozen value, replaced and stored when something is chosen."""

from __future__ import annotations

import logging
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from wbc_desktop.domain.errors import WbcError
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.runtime.settings import Settings

log = logging.getLogger(__name__)


class Preferences(QObject):
    """``changed(Settings)`` after each change, ``failed(sentence)`` when it could not be stored."""

    changed = Signal(object)
    failed = Signal(str)

    def __init__(self, data_dir: DataDir, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._data_dir = data_dir
        self._settings = Settings.load(data_dir)

    @property
    def now(self) -> Settings:
        """The settings in force."""
        return self._settings

    def change(self, **what: object) -> None:
        """Put other values into force and store them."""
        wanted = replace(self._settings, **what)  # type: ignore[arg-type]
        if wanted == self._settings:
            return
        self._settings = wanted
        try:
            wanted.save(self._data_dir)
        except WbcError as error:
            log.warning("settings not stored: %s", error)
            self.failed.emit(str(error))
        self.changed.emit(wanted)
