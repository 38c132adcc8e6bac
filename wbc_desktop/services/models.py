"""Choose the model file to use, and register models in the database."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from wbc_desktop.domain.cells import ModelVersion
from wbc_desktop.domain.errors import ModelError
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.reviewers import LONGEST_NAME
from wbc_desktop.inference.cards import ModelCard, model_sha256, read_model_card
from wbc_desktop.runtime.resources import bundled_models, default_model
from wbc_desktop.store import models
from wbc_desktop.store.engine import Database


def ensure_model(db: Database, path: Path) -> ModelVersion:
    """Register the model file ``path`` under the name in its card, and return the model; again, update its path.

    The first model of a database becomes the active one. Raises :class:`ModelError` if the file is missing, damaged or
    not a model of this program.
    """
    return register_card(db, read_model_card(path), model_sha256(path), path)


def register_card(db: Database, card: ModelCard, sha256: str, path: Path) -> ModelVersion:
    """Do the same as :func:`ensure_model` with the card of a file that was already read."""
    with db.read() as s:
        known = models.by_sha(s, sha256)
    if known is not None and known.path == str(path.absolute()):
        return known
    with db.write() as s:
        model = registered(s, card, sha256, path)
        if models.active(s) is None:
            models.activate(s, model.id)
        return models.get(s, model.id)


def registered(s: Session, card: ModelCard, sha256: str, path: Path) -> ModelVersion:
    """Register the model file within a transaction, and return the model; it does not become active.

    A new model whose name is taken gets a name with a number, so that a name means one model.
    """
    known = models.by_sha(s, sha256)
    name = " ".join(card.name.split())[:LONGEST_NAME] or path.stem
    return models.register(
        s,
        name=models.free_name(s, name) if known is None else known.name,
        sha256=sha256,
        path=str(path.absolute()),
        classes=card.classes,
        threshold=card.threshold,
        architecture=card.architecture,
        trained_at=card.trained_at,
        summary=card.evaluation,
        now=datetime.now(UTC),
    )


def model_path(db: Database, asked: str | None = None) -> Path:
    """Return the model file that ``asked`` names, or for None that of the active model.

    ``asked`` is a file, the name of a registered model, or of a bundled one (its file name without the ending). Without
    a registered model, the default is the bundled one. Raises :class:`ModelError` if there is no such model or its file
    is missing.
    """
    if asked is None:
        with db.read() as s:
            active = models.active(s)
        return default_model() if active is None else file_of(active)
    file = Path(asked).expanduser()
    if file.is_file():
        return file
    with db.read() as s:
        named = models.by_name(s, asked)
        registered = {m.name for m in models.all_models(s)}
    if named is not None:
        return file_of(named)
    bundled = {path.stem: path for path in bundled_models()}
    if asked in bundled:
        return bundled[asked]
    names = sorted(registered | set(bundled))
    if file.suffix == ".safetensors" or len(file.parts) > 1:
        raise ModelError(tr("There is no model file “{asked}”: check its name, or choose another one.", asked=asked))
    advice = (
        tr("choose one of {names}, or name a model file", names=", ".join(names)) if names else tr("name a model file")
    )
    raise ModelError(tr("There is no model “{asked}”: {advice}.", asked=asked, advice=advice))


def file_of(model: ModelVersion) -> Path:
    """Return the file of a registered model; a bundled one is found even if the program has moved."""
    stored = Path(model.path)
    if stored.is_file():
        return stored
    for candidate in bundled_models():
        if model_sha256(candidate) == model.sha256:
            return candidate
    raise ModelError(
        tr(
            "The file of the model “{name}” is no longer at “{path}”: move it back, or choose another model.",
            name=model.name,
            path=model.path,
        )
    )
