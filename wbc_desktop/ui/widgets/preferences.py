"""The settings in use and the signed-in reviewer. A change replaces the frozen settings and saves them."""

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

SAVE_AFTER_MS = 500


class Preferences(QObject):
    """The settings in use and the signed-in reviewer.

    Signals: ``changed(Settings)``: a setting or the signed-in reviewer changed; ``failed(str)``: the settings could not
    be saved, with the reason.
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
        """One sentence for each setting that could not be read."""
        self._signed_in: Identity | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(SAVE_AFTER_MS)
        self._later.timeout.connect(self.store)

    @property
    def settings(self) -> Settings:
        """The settings in use; with accounts, ``reviewer`` is the name of the signed-in reviewer."""
        return self._settings if self._signed_in is None else replace(self._settings, reviewer=self._signed_in.name)

    @property
    def identity(self) -> Identity:
        """The signed-in reviewer; without accounts the name in the settings.

        The name is empty if there are accounts and nobody is signed in.
        """
        return self._signed_in or Identity(self._settings.reviewer)

    @property
    def last_reviewer(self) -> str:
        """The name in the settings; with accounts, the name of the reviewer who signed in last."""
        return self._settings.reviewer

    @property
    def uses_accounts(self) -> bool:
        """Whether reviewers sign in, so that the name in the settings is not used."""
        return self._signed_in is not None

    @property
    def keymap(self) -> Keymap:
        """The keyboard shortcuts in use."""
        return self._keymap

    def change_keys(self, keymap: Keymap) -> None:
        """Use and save these keyboard shortcuts."""
        self._keymap = keymap
        self.change(keys=keymap.stored())

    def act_as(self, identity: Identity | None) -> None:
        """Set the signed-in reviewer: ``NOBODY`` while nobody is signed in, None for the name in the settings."""
        if identity != self._signed_in:
            self._signed_in = identity
            self.changed.emit(self.settings)

    def change(self, **what: object) -> None:
        """Use other values at once and save them half a second later, because a slider changes them often."""
        wanted = replace(self._settings, **what)  # type: ignore[arg-type]
        if wanted == self._settings:
            return
        self._settings = wanted
        self._later.start()
        self.changed.emit(self.settings)

    def store(self) -> None:
        """Save the settings, unless they are saved already."""
        self._later.stop()
        if self._settings == self._stored:
            return
        self._stored = self._settings
        try:
            self._settings.save(self._data_dir)
        except WbcError as error:
            log.warning("settings not saved: %s", error)
            self.failed.emit(str(error))


def _about_keys(names: list[str]) -> str:
    named = ", ".join(plain_text(BY_NAME[n]) if n in BY_NAME else n.rpartition(" ")[2] for n in names)
    return tr(
        "Some keyboard shortcuts in the settings cannot be used and were reset to defaults: {names}.", names=named
    )
