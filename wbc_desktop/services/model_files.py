"""Import and export model files of the registry. Files with pickles, and all other formats, are refused."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from wbc_desktop.domain.errors import ModelError, UsageError
from wbc_desktop.domain.language import tr
from wbc_desktop.inference.cards import ModelCard, model_error, model_sha256, read_model_card
from wbc_desktop.runtime.atomic import atomic_write, remove_leftovers
from wbc_desktop.runtime.resources import MODEL_SUFFIX
from wbc_desktop.services.exports import check_target
from wbc_desktop.services.models import registered
from wbc_desktop.services.registry import ListedModel, changed_sentence, checked_card, descent, find_model, list_models
from wbc_desktop.store.engine import Database

PASSPORT_FORMAT = "wbc-passport-1"
_PASSPORT_SUFFIX = ".json"
_LONGEST_PASSPORT = 64 * 1024 * 1024
_BLOCK = 1024 * 1024


def check_that_it_loads(path: Path) -> None:
    """Load the model file onto the CPU, as for a prediction. Takes seconds. Raises :class:`ModelError`."""
    from wbc_desktop.inference.engine import load_engine  # imports OpenCV, and then torch

    load_engine(path, "cpu")


def import_model(
    db: Database, folder: Path, file: Path, check: Callable[[Path], None] = check_that_it_loads
) -> tuple[ListedModel, bool]:
    """Copy the model file into ``folder`` (for model files), register it, and return it and whether it is new here.

    It does not become active. A passport beside it (``export_model``) must be that of the file. Raises
    :class:`ModelError` if the file is not a sound model of this program, and :class:`StorageError` if it cannot be
    copied; then nothing is registered.
    """
    card = read_model_card(file)  # before torch is loaded, so that a wrong file is refused at once
    passport = _passport_digest(_passport_of(file))
    check(file)
    remove_leftovers(folder)
    digest = model_sha256(file)
    if passport not in (None, digest):
        raise model_error(file, tr("is not the one that its passport describes"))
    known = next((one for one in list_models(db, folder) if one.sha256 == digest and one.id is not None), None)
    if known is not None and not known.fault:
        return known, False
    target = folder / f"{_file_name(card)}-{digest[:8]}{MODEL_SUFFIX}"
    if not (target.exists() and target.samefile(file)):
        with file.open("rb") as source, atomic_write(target, private=True) as copy:
            if _copy(source, copy) != digest:
                raise model_error(file, tr("was changed while it was copied"))
    with db.write(durable=True) as s:
        registered(s, card, digest, target)
    return find_model(db, folder, digest), known is None


def export_model(db: Database, folder: Path, name: str, target: Path) -> tuple[ListedModel, Path]:
    """Write the model's file to ``target`` with its passport beside it; return the model and the passport's path.

    The passport is ``target`` with ``.json`` added: origin, data, figures and SHA-256 for people and programs. Raises
    as :func:`registry.find_model`, :class:`ModelError` if the file is missing or changed, :class:`UsageError` and
    :class:`StorageError` if a file cannot be written; then neither is.
    """
    model, passport = find_model(db, folder, name), _passport_of(target)
    for path in (target, passport):
        check_target(path)
    if target.exists() and target.samefile(model.path):
        raise UsageError(tr("“{path}” is the file of the model itself: choose another name.", path=target))
    card = checked_card(model)
    text = json.dumps(_passport(model, card, list_models(db, folder)), indent=2, ensure_ascii=False)
    with model.path.open("rb") as source, atomic_write(passport) as beside, atomic_write(target) as copy:
        beside.write(f"{text}\n".encode())
        beside.flush()
        os.fsync(beside.fileno())  # a full disk is found before the model's file takes its place
        if _copy(source, copy) != model.sha256:
            raise ModelError(changed_sentence(model))
    return model, passport


def readable_data(model: ListedModel) -> dict[str, object]:
    """Return what the card says about the training data, without the digests of all learned cells."""
    return {key: value for key, value in model.training_data.items() if key != "cells"}


def _passport(model: ListedModel, card: ModelCard, every: list[ListedModel]) -> dict[str, object]:
    return {
        "format": PASSPORT_FORMAT,
        "name": model.name,
        "sha256": model.sha256,
        "bytes": model.path.stat().st_size,
        "architecture": card.architecture,
        "classes": dict(card.classes),
        "temperature": card.temperature,
        "threshold": card.threshold,
        "trained_at": card.trained_at,
        "program_version": card.program_version,
        "descent": [{"name": name or None, "sha256": sha256} for name, sha256 in descent(model, every)],
        "training_data": readable_data(model),
        "evaluation": dict(card.evaluation),
        "exported_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _passport_of(file: Path) -> Path:
    return file.with_name(file.name + _PASSPORT_SUFFIX)


def _passport_digest(passport: Path) -> str | None:
    """Return the SHA-256 in the passport, or None if there is none. Raises :class:`ModelError` for a damaged one."""
    try:
        if passport.stat().st_size > _LONGEST_PASSPORT:
            raise ValueError("too long")
        value = json.loads(passport.read_bytes())
        if value["format"] != PASSPORT_FORMAT:
            return None  # some other file of that name
        return str(value["sha256"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ModelError(
            tr(
                "The passport “{path}” cannot be read: export the model again, or move the passport away.",
                path=passport,
            )
        ) from error


def _file_name(card: ModelCard) -> str:
    """Return a file name for any name of a model, with letters, digits, dots, dashes and underscores only."""
    return re.sub(r"[^\w.-]+", "-", card.name, flags=re.ASCII).strip(".-")[:60] or "model"


def _copy(source: BinaryIO, target: BinaryIO) -> str:
    """Copy the rest of ``source`` and return the SHA-256 of the copied bytes."""
    digest = hashlib.sha256()
    while block := source.read(_BLOCK):
        digest.update(block)
        target.write(block)
    return digest.hexdigest()
