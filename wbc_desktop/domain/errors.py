"""Errors shown to a person: each has one plain sentence that says what happened and what to do."""

from __future__ import annotations

from wbc_desktop.domain.language import tr


class WbcError(Exception):
    """Base of all errors whose text is shown to a person; no data is lost when one is raised."""


class UsageError(WbcError):
    """The input is not valid: a missing folder, a bad option."""


class FolderError(WbcError):
    """A folder cannot be read, is empty, or has disappeared."""


class ModelError(WbcError):
    """A model file is missing, damaged, or of another program."""


class DatabaseError(WbcError):
    """The database cannot be opened, is damaged, or is of a newer program."""


class StorageError(WbcError):
    """Something could not be written: disk full, folder read-only, database busy."""


class BackupError(WbcError):
    """A backup cannot be made, read or restored."""


class DeviceError(WbcError):
    """The requested computing device is not available."""


class AlreadyRunning(WbcError):
    """Another window uses the same data directory."""


class UnknownLabel(WbcError):
    """A text names no known class."""

    def __init__(self, text: str) -> None:
        super().__init__(tr("“{text}” is not a known class: use a class code (NEU) or name (neutrophil).", text=text))
        self.text = text


class TrainingError(WbcError):
    """A fine-tuning cannot be started or continued, has failed, or its result cannot be used."""


class NotAllowed(WbcError):
    """The role of the reviewer does not allow the act."""


class SignInNeeded(WbcError):
    """The identity is not, or no longer, valid: nothing was changed, and the person has to sign in."""


class NothingToUndo(WbcError):
    """There is no act to undo or redo."""


class SlideSigned(WbcError):
    """The slide is signed: it cannot be changed until it is amended."""


class SlideMerged(WbcError):
    """The slide was merged into another one, which shows its cells: only that one can be changed."""


class Cancelled(Exception):
    """The person cancelled the task; finished work is kept."""
