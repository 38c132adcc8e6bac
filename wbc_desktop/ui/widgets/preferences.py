"""The settings as the window holds them: one frozen value, replaced and stored when something is chosen."""

from __future__ import annotations

import logging
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from wbc_desktop.domain.errors import WbcError
from wbc_desktop.domain.keymap import BY_NAME, Keymap, plain_text
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.runtime.settings import Settings

log = logging.getLogger(__name__)

STORE_AFTER_MS = 500


class Preferences(QObject):
    """The settings in force, and who is signed in.

    Signals: ``changed(Settings)``: after each change, also of who is signed in; ``failed(str)``: the settings could not
    be stored, and why.
    """

    changed = Signal(object)
    failed = Signal(str)

    def __init__(self, data_dir: DataDir, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._data_dir = data_dir
        self._settings = Settings.load(data_dir)
        self._stored = self._settings
        self._keymap, bad = Keymap.read(self._settings.keys)
        self.notices = [*self._settings.notices, *([_about_keys(bad)] if bad else [])]
        """What could not be read of the stored settings, in sentences."""
        self._signed_in: Identity | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(STORE_AFTER_MS)
        self._later.timeout.connect(self.store)

    @property
    def now(self) -> Settings:
        """The settings in force; with accounts, ``reviewer`` is the name of the person who is signed in."""
        return self._settings if self._signed_in is None else replace(self._settings, reviewer=self._signed_in.name)

    @property
    def identity(self) -> Identity:
        """The person at the window: who is signed in or, without accounts, the name of the settings.

        The name is empty when there are accounts and nobody is signed in.
        """
        return self._signed_in or Identity(self._settings.reviewer)

    @property
    def uses_accounts(self) -> bool:
        """Whether people sign in here, so that the name of the settings does not count."""
        return self._signed_in is not None

    @property
    def keymap(self) -> Keymap:
        """The keys in force."""
        return self._keymap

    def change_keys(self, keymap: Keymap) -> None:
        """Put other keys into force."""
        self._keymap = keymap
        self.change(keys=keymap.stored())

    def act_as(self, identity: Identity | None) -> None:
        """Let ``identity`` act from now on: ``NOBODY`` until somebody signs in, None for the name of the settings."""
        if identity != self._signed_in:
            self._signed_in = identity
            self.changed.emit(self.now)

    def change(self, **what: object) -> None:
        """Put other values into force at once; they are stored a moment later, for a slider changes them quickly."""
        wanted = replace(self._settings, **what)  # type: ignore[arg-type]
        if wanted == self._settings:
            return
        self._settings = wanted
        self._later.start()
        self.changed.emit(self.now)

    def store(self) -> None:
        """Store what is in force, if that is not done yet."""
        self._later.stop()
        if self._settings == self._stored:
            return
        self._stored = self._settings
        try:
            self._settings.save(self._data_dir)
        except WbcError as error:
            log.warning("settings not stored: %s", error)
            self.failed.emit(str(error))


def _about_keys(names: list[str]) -> str:
    named = ", ".join(plain_text(BY_NAME[n]) if n in BY_NAME else n.rpartition(" ")[2] for n in names)
    return tr("Some keys of the settings cannot be used and are the program's own again: {names}.", names=named)
