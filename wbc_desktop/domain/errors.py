"""Errors that a person meets: each carries one plain sentence that says what happened and what to do."""

from __future__ import annotations

from wbc_desktop.domain.language import tr


class WbcError(Exception):
    """Base of all errors whose text is meant for a person; nothing was lost when one is raised."""


class UsageError(WbcError):
    """The call cannot mean anything: a missing folder, a bad option."""


class FolderError(WbcError):
    """A folder cannot be read, is empty, or went away."""


class ModelError(WbcError):
    """A model file is missing, damaged, or not one of ours."""


class DatabaseError(WbcError):
    """The database cannot be opened, is damaged, or is of a newer program."""


class StorageError(WbcError):
    """Something could not be written: disk full, folder read-only, database busy."""


class DeviceError(WbcError):
    """The computing device asked for is not there."""


class AlreadyRunning(WbcError):
    """Another window works on the same data directory."""


class UnknownLabel(WbcError):
    """A text names no known class."""

    def __init__(self, text: str) -> None:
        super().__init__(
            tr("“{text}” is no class this program knows: use a class code (NEU) or name (neutrophil).", text=text)
        )
        self.text = text


class NotAllowed(WbcError):
    """The role of the reviewer does not allow the act."""


class SignInNeeded(WbcError):
    """The identity does not hold here, or no longer: nothing was changed, and the person has to sign in."""


class NothingToUndo(WbcError):
    """There is no act of the reviewer left to undo or redo."""


class SlideSigned(WbcError):
    """The slide is signed: nothing on it is changed until it is amended."""


class Cancelled(Exception):
    """The person stopped the work; what was finished is kept."""
