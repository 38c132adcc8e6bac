"""The registry of models: which there are, and which one is active. Each change is in the audit trail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from wbc_desktop.domain.cells import ModelVersion
from wbc_desktop.domain.errors import ModelError, UsageError, WbcError
from wbc_desktop.domain.gate import Gate, gate_of
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.inference.cards import ModelCard, model_sha256, read_model_card
from wbc_desktop.runtime.resources import MODEL_SUFFIX, bundled_models, default_model
from wbc_desktop.services.models import file_of, registered
from wbc_desktop.store import guard, models
from wbc_desktop.store.engine import Database

_LEAST_DIGITS = 8
"""Digits of a SHA-256 that name a model."""
_LONGEST_REASON = 2000
PROMOTE = "promote"
"""The act of the audit entry of a promotion."""


class GateFailed(WbcError):
    """The comparison did not find the model better than the active one."""


@dataclass(frozen=True, slots=True)
class ListedModel:
    """A model that can be used here. ``id`` is None if it is not registered, as a bundled model before its first use.

    ``fault`` is a sentence if the file cannot be used, else "". ``was_active``: it is or was the active one. As long as
    none was chosen, the default model of the program is active.
    ``training_data`` and ``evaluation`` are those of the model card. ``parent_sha256`` is the model that it was trained
    from, or "".
    """

    name: str
    sha256: str
    path: Path
    id: int | None = None
    active: bool = False
    was_active: bool = False
    fault: str = ""
    classes: tuple[tuple[str, str], ...] = ()
    threshold: float = 0.0
    architecture: str = ""
    trained_at: str = ""
    registered_at: datetime | None = None
    parent_sha256: str = ""
    program_version: str = ""
    training_data: Mapping[str, Any] = field(default_factory=dict)
    evaluation: Mapping[str, Any] = field(default_factory=dict)

    @property
    def gate(self) -> Gate | None:
        """The result of the comparison with the model that was active then; None if it was not compared."""
        return gate_of(self.evaluation)

    @property
    def is_candidate(self) -> bool:
        """Whether the model was compared with an active one and never became active itself."""
        return self.gate is not None and not self.was_active


@dataclass(frozen=True, slots=True)
class Promotion:
    """``model`` is active now, ``before`` was until now; if it is the same one, nothing was changed.

    ``remark`` is a sentence about what the person should know, or "".
    """

    model: ModelVersion
    before: ModelVersion | None
    remark: str = ""

    @property
    def ids(self) -> tuple[int, int | None]:
        """The ids of both."""
        return self.model.id, None if self.before is None else self.before.id

    @property
    def changed(self) -> bool:
        """Whether another model is active now."""
        return self.before is None or self.before.id != self.model.id


def list_models(db: Database, folder: Path) -> list[ListedModel]:
    """Return the registered models in the order of registration, then the bundled ones, then other files of ``folder``.

    ``folder`` is the one for model files in the data directory. A file there that is not registered was left by an
    interrupted import: importing it again registers it.
    """
    with db.read() as s:
        known, were_active = models.all_models(s), models.ever_active(s)
    found = [_registered(model, model.id in were_active) for model in known]
    places = {one.path for one in found}
    contents = {one.sha256 for one in found}
    others = [*bundled_models(), *sorted(folder.glob(f"*{MODEL_SUFFIX}"))]
    default = None if any(model.active for model in known) else default_model()
    for path in others:
        if path in places:
            continue
        one = _unregistered(path, active=path == default)
        if one.sha256 not in contents:
            contents.add(one.sha256)
            found.append(one)
    return found


def find_model(db: Database, folder: Path, asked: str) -> ListedModel:
    """Return the model that ``asked`` names: its name, or the first digits of its SHA-256 (8 at least).

    Of several models of one name the newest is meant. Raises :class:`ModelError`.
    """
    every = list_models(db, folder)
    usable = [one for one in every if one.id is not None or one.path.parent != folder]
    digits = asked.lower() if len(asked) >= _LEAST_DIGITS else "-"
    named = [one for one in usable if one.name == asked] or [one for one in usable if one.sha256.startswith(digits)]
    if named:
        return named[-1]
    names = ", ".join(sorted({one.name for one in usable}))
    raise ModelError(tr("There is no model “{asked}”: choose one of {names}.", asked=asked, names=names))


def descent(model: ListedModel, every: Iterable[ListedModel]) -> list[tuple[str, str]]:
    """Return name and SHA-256 of each model that this one was trained from, its parent first.

    The last name is "" if that model is not here, so that its own parent is not known.
    """
    by_sha = {one.sha256: one for one in every}
    line: dict[str, str] = {}
    sha256 = model.parent_sha256
    while sha256 and sha256 not in line:
        parent = by_sha.get(sha256)
        line[sha256] = "" if parent is None else parent.name
        sha256 = "" if parent is None else parent.parent_sha256
    return [(name, sha256) for sha256, name in line.items()]


def checked_card(model: ListedModel) -> ModelCard:
    """Return the card of the model's file. Raises :class:`ModelError` if the file is missing or has other content."""
    if model.fault:
        raise ModelError(model.fault)
    if model_sha256(model.path) != model.sha256:
        raise ModelError(changed_sentence(model))
    return read_model_card(model.path)


def changed_sentence(model: ListedModel) -> str:
    """Return the sentence that the model's file has other content than when it was registered."""
    return tr(
        "The file “{path}” is no longer the model “{name}”: put the original file back, or choose another model.",
        path=model.path,
        name=model.name,
    )


def promote(db: Database, folder: Path, name: str, by: Identity, *, reason: str = "", force: bool = False) -> Promotion:
    """Make the model the active one, in one transaction and with an entry in the audit trail.

    A candidate whose gate failed is refused (:class:`GateFailed`) unless ``force`` is set; then a reason is needed.
    Raises :class:`ModelError` if its file is missing or changed, and as ``guard.check_may_manage``.
    """
    why = " ".join(reason.split())[:_LONGEST_REASON]
    wanted = find_model(db, folder, name)
    card = checked_card(wanted)
    gate = gate_of(card.evaluation)
    if gate is not None and not gate.passed:
        _refuse_failed(wanted, gate, why, force)
    with db.write(durable=True) as s:
        guard.check_may_manage(s, by)
        before = models.active(s) or _activate_default(s)
        model = registered(s, card, wanted.sha256, wanted.path)
        if before is None or before.id != model.id:
            models.activate(s, model.id, by, datetime.now(UTC), why, PROMOTE, gate)
        model = models.get(s, model.id)
    return Promotion(model, before, _remark(wanted, gate, before))


def planned_rollback(db: Database) -> Promotion:
    """Return what :func:`roll_back` would do now. Raises :class:`UsageError` if no other model was active before."""
    with db.read() as s:
        return _planned_rollback(s)


def roll_back(db: Database, by: Identity, *, reason: str = "", planned: Promotion | None = None) -> Promotion:
    """Make the model active again that was active before the present one; as :func:`promote`, but without a test.

    Raises :class:`UsageError` if no other model was active before, or if it is not what was ``planned`` any more.
    """
    why = " ".join(reason.split())[:_LONGEST_REASON]
    with db.write(durable=True) as s:
        guard.check_may_manage(s, by)
        now = _planned_rollback(s)
        before, earlier = now.before, now.model
        if planned is not None and planned.ids != now.ids:
            raise UsageError(tr("Another model became active meanwhile: look at the list of models again."))
        checked_card(_registered(earlier, was_active=True))
        models.activate(s, earlier.id, by, datetime.now(UTC), why, models.ROLL_BACK)
        model = models.get(s, earlier.id)
    return Promotion(model, before)


def _planned_rollback(s: Session) -> Promotion:
    before, history = models.active(s), models.activations(s)
    if before is None or len(history) < 2:
        raise UsageError(tr("No other model was active before, so there is nothing to roll back to."))
    return Promotion(models.get(s, history[-2]), before)


def _activate_default(s: Session) -> ModelVersion | None:
    """Register the model that is in use as long as none was chosen, so that a rollback can return to it."""
    path = default_model()
    if not path.is_file():
        return None
    model = registered(s, read_model_card(path), model_sha256(path), path)
    models.activate(s, model.id)
    return model


def _refuse_failed(model: ListedModel, gate: Gate, why: str, force: bool) -> None:
    if not force:
        raise GateFailed(
            tr(
                "The model “{name}” was not found better than the active one: {reasons} It can be promoted only by "
                "force, with a reason.",
                name=model.name,
                reasons=" ".join(gate.failures) or tr("no reason is given."),
            )
        )
    if not why:
        raise UsageError(tr("Give the reason why this model is promoted although it was not found better."))


def _remark(model: ListedModel, gate: Gate | None, before: ModelVersion | None) -> str:
    if gate is None or before is None or before.sha256 in (model.parent_sha256, model.sha256):
        return ""
    return tr(
        "“{name}” was compared with the model that was active when it was trained, not with “{before}”.",
        name=model.name,
        before=before.name,
    )


def _registered(model: ModelVersion, was_active: bool) -> ListedModel:
    path, fault, card = Path(model.path), "", None
    try:
        path = file_of(model)
        card = read_model_card(path)
    except ModelError as error:
        fault = str(error)
    return ListedModel(
        name=model.name,
        sha256=model.sha256,
        path=path,
        id=model.id,
        active=model.active,
        was_active=was_active,
        fault=fault,
        classes=model.classes,
        threshold=model.threshold,
        architecture=model.architecture,
        trained_at=model.trained_at,
        registered_at=model.registered_at,
        parent_sha256="" if card is None else card.parent_sha256,
        program_version="" if card is None else card.program_version,
        training_data={} if card is None else card.training_data,
        evaluation=model.summary,
    )


def _unregistered(path: Path, active: bool) -> ListedModel:
    try:
        card, sha256 = read_model_card(path), model_sha256(path)
    except ModelError as error:
        return ListedModel(path.stem, "", path, fault=str(error))
    return ListedModel(
        name=path.stem,
        sha256=sha256,
        path=path,
        active=active,
        was_active=active,
        classes=card.classes,
        threshold=card.threshold,
        architecture=card.architecture,
        trained_at=card.trained_at,
        parent_sha256=card.parent_sha256,
        program_version=card.program_version,
        training_data=card.training_data,
        evaluation=card.evaluation,
    )
