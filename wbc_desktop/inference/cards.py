"""Read the card of a model file without torch. Every fault of the file becomes one sentence for a person."""

from __future__ import annotations

from pathlib import Path

from training.core.model_card import ModelCard, ModelFileError, file_sha256, read_card
from wbc_desktop.domain.errors import ModelError
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.refusals import reason_text

__all__ = ["ModelCard", "model_error", "model_sha256", "read_model_card"]


def read_model_card(path: Path) -> ModelCard:
    """Return the card of the model file ``path``. Raises :class:`ModelError`."""
    try:
        return read_card(path)
    except ModelFileError as error:
        raise model_error(path, error.reason) from error


def model_sha256(path: Path) -> str:
    """Return the SHA-256 of the model file as hexadecimal digits. Raises :class:`ModelError`."""
    try:
        return file_sha256(path)
    except FileNotFoundError as error:
        raise model_error(path, tr("is not there")) from error
    except OSError as error:
        raise model_error(path, tr("cannot be read ({strerror})", strerror=error.strerror or error)) from error


def model_error(path: Path, reason: str) -> ModelError:
    """Return the error for a model file; ``reason`` continues its name ("is damaged")."""
    return ModelError(
        tr(
            "The model file “{path}” {reason}: choose another model file, or get this one again.",
            path=path,
            reason=reason_text(reason),
        )
    )
