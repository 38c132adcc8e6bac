"""Model versions: each model file ever used here, identified by its content, and the active one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain, count

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from wbc_desktop.domain.audit import PROGRAM, Subject
from wbc_desktop.domain.cells import ModelVersion
from wbc_desktop.domain.gate import Gate
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.store import audit, guard
from wbc_desktop.store.prepared import run
from wbc_desktop.store.tables import ModelRow
from wbc_desktop.store.trust_tables import AuditRow

ROLL_BACK = "roll back"
"""The act of an audit entry that makes the model active again which was active before."""

_NAMES = select(ModelRow.id, ModelRow.name)


def _model(row: ModelRow) -> ModelVersion:
    return ModelVersion(
        id=row.id,
        name=row.name,
        sha256=row.sha256,
        path=row.path,
        classes=tuple((code, name) for code, name in row.classes),
        threshold=row.threshold,
        architecture=row.architecture,
        trained_at=row.trained_at,
        summary=row.summary,
        registered_at=row.registered_at,
        active=row.active,
    )


def register(
    s: Session,
    *,
    name: str,
    sha256: str,
    path: str,
    classes: Sequence[tuple[str, str]],
    threshold: float,
    architecture: str,
    trained_at: str,
    summary: Mapping[str, object],
    now: datetime,
) -> ModelVersion:
    """Return the model with this content; register it if it is new, and update its ``path``."""
    row = s.scalar(select(ModelRow).where(ModelRow.sha256 == sha256))
    if row is None:
        row = ModelRow(
            name=name,
            sha256=sha256,
            path=path,
            classes=[[code, long] for code, long in classes],
            threshold=threshold,
            architecture=architecture,
            trained_at=trained_at,
            summary=dict(summary),
            registered_at=now,
            active=False,
        )
        s.add(row)
        s.flush()
        after = {"name": name, "sha256": sha256}
        audit.append(s, Subject.MODEL, row.id, act="register", who=PROGRAM, now=now, after=after)
    elif row.path != path:
        row.path = path
    s.flush()
    return _model(row)


def set_path(s: Session, sha256: str, path: str) -> None:
    """Set where the file of a registered model is."""
    s.execute(update(ModelRow).where(ModelRow.sha256 == sha256).values(path=path))


def get(s: Session, model_id: int) -> ModelVersion:
    """Return the model with this id. Raises LookupError when there is none."""
    row = s.get(ModelRow, model_id)
    if row is None:
        raise LookupError(f"no model {model_id}")
    return _model(row)


def by_sha(s: Session, sha256: str) -> ModelVersion | None:
    """Return the model whose file has this SHA-256, or None."""
    row = s.scalar(select(ModelRow).where(ModelRow.sha256 == sha256))
    return None if row is None else _model(row)


def by_name(s: Session, name: str) -> ModelVersion | None:
    """Return the model of this name (of several, the one registered last), or None."""
    row = s.scalars(select(ModelRow).where(ModelRow.name == name).order_by(ModelRow.id.desc()).limit(1)).first()
    return None if row is None else _model(row)


def all_models(s: Session) -> list[ModelVersion]:
    """Return every registered model, in the order of registration."""
    return [_model(row) for row in s.scalars(select(ModelRow).order_by(ModelRow.id))]


def names(s: Session) -> dict[int, str]:
    """Return the name of every registered model, by its id."""
    return dict(run(s, _NAMES, {}).all())


def active(s: Session) -> ModelVersion | None:
    """Return the active model, or None."""
    row = s.scalar(select(ModelRow).where(ModelRow.active.is_(True)))
    return None if row is None else _model(row)


def free_name(s: Session, name: str) -> str:
    """Return ``name``, with a number added if another model has it, so that a name means one model."""
    taken = set(names(s).values())
    numbered = (f"{name}-{number}" for number in count(2))
    return next(one for one in chain([name], numbered) if one not in taken)


def activate(
    s: Session,
    model_id: int,
    by: Identity | None = None,
    now: datetime | None = None,
    why: str = "",
    act: str = "activate",
    gate: Gate | None = None,
) -> None:
    """Make this model the active one; ``by`` (None: the program), ``why`` and ``gate`` go into the audit trail.

    ``act`` is ``ROLL_BACK`` for a return to the model before. Raises LookupError when there is no model with this id,
    and as ``guard.check_may_manage``.
    """
    who = PROGRAM if by is None else guard.check_may_manage(s, by)
    wanted, before = get(s, model_id), active(s)
    s.execute(update(ModelRow).where(ModelRow.active.is_(True)).values(active=False))
    s.execute(update(ModelRow).where(ModelRow.id == model_id).values(active=True))
    tested = {} if gate is None else {"gate": {"passed": gate.passed, "reasons": list(gate.reasons)}}
    audit.append(
        s,
        Subject.ACTIVE_MODEL,
        model_id,
        act=act,
        who=who,
        now=now or datetime.now(UTC),
        before=None if before is None else {"name": before.name, "sha256": before.sha256},
        after={"name": wanted.name, "sha256": wanted.sha256, **tested},
        why=why,
    )


def activations(s: Session) -> list[int]:
    """Return the ids of the models that were active, oldest first; the last one is active now.

    A model from which somebody rolled back is not in the list: the one before the last is the next to return to.
    """
    found: list[int] = []
    entries = select(AuditRow.subject_id, AuditRow.act).where(AuditRow.subject == Subject.ACTIVE_MODEL.value)
    for model_id, act in s.execute(entries.order_by(AuditRow.id)):
        if act == ROLL_BACK and found[-2:-1] == [model_id]:
            found.pop()
        elif found[-1:] != [model_id]:
            found.append(model_id)
    return found


def ever_active(s: Session) -> set[int]:
    """Return the ids of all models that are or were active."""
    return set(s.scalars(select(AuditRow.subject_id).where(AuditRow.subject == Subject.ACTIVE_MODEL.value)))
