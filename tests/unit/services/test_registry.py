"""Promote a model and roll back; the gate, the rights, and what the audit trail says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from unit.services.model_files import model_file

from training.core.model_card import file_sha256
from wbc_desktop.domain.errors import ModelError, NotAllowed, SignInNeeded, UsageError
from wbc_desktop.domain.gate import Gate, gate_of
from wbc_desktop.domain.gate_reasons import UNREADABLE
from wbc_desktop.domain.reviewers import Identity, Role
from wbc_desktop.services import accounts, models, registry
from wbc_desktop.services.models import ensure_model
from wbc_desktop.services.registry import (
    GateFailed,
    descent,
    find_model,
    list_models,
    planned_rollback,
    promote,
    roll_back,
)
from wbc_desktop.services.trail import verify
from wbc_desktop.store import audit
from wbc_desktop.store import models as stored
from wbc_desktop.store.engine import Database

ADA = Identity("Ada")
FAILED = {"gate": {"passed": False, "reasons": ["Basophils are named worse."]}, "accuracy": 0.5}
PASSED = {"gate": {"passed": True, "reasons": []}}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of model files, and a program with one bundled model, ``base``."""
    base = model_file(tmp_path / "bundled" / "base.safetensors", "base")
    for module in (models, registry):
        monkeypatch.setattr(module, "bundled_models", lambda: [base])
        monkeypatch.setattr(module, "default_model", lambda: base)
    made = tmp_path / "models"
    made.mkdir()
    return made


def candidate(db: Database, folder: Path, name: str, evaluation: object, parent: str = "") -> str:
    """Register a model file and return its SHA-256."""
    path = model_file(folder / f"{name}.safetensors", name, evaluation=evaluation, parent_sha256=parent)
    with db.write() as s:
        return models.registered(s, models.read_model_card(path), file_sha256(path), path).sha256


def active(db: Database) -> str | None:
    with db.read() as s:
        found = stored.active(s)
    return None if found is None else found.name


def entries(db: Database) -> list[tuple[str, str, str]]:
    """Return act, person and reason of each entry about the active model."""
    with db.read() as s:
        return [(e.act, e.who, e.why) for e in audit.walk(s) if e.subject == "active model"]


def test_promotion_and_rollback_are_recorded(db: Database, folder: Path) -> None:
    candidate(db, folder, "one", {})
    candidate(db, folder, "two", {})
    first = promote(db, folder, "one", ADA)
    assert first.before is not None
    assert (first.before.name, first.model.name, first.model.active, first.changed) == ("base", "one", True, True)
    promote(db, folder, "two", ADA, reason=" better\non our slides ")
    back = roll_back(db, ADA, reason="worse after all")
    assert (back.before and back.before.name, back.model.name) == ("two", "one")
    assert roll_back(db, ADA).model.name == active(db) == "base"
    assert entries(db) == [
        ("activate", "WBC Desktop", ""),
        ("promote", "Ada", ""),
        ("promote", "Ada", "better on our slides"),
        ("roll back", "Ada", "worse after all"),
        ("roll back", "Ada", ""),
    ]
    with pytest.raises(UsageError, match="nothing to roll back to"):
        roll_back(db, ADA)
    assert promote(db, folder, "two", ADA).changed
    assert roll_back(db, ADA).model.name == "base"
    assert verify(db).sound


def test_only_the_planned_rollback_is_done(db: Database, folder: Path) -> None:
    for name in ("one", "two"):
        candidate(db, folder, name, {})
        promote(db, folder, name, ADA)
    planned = planned_rollback(db)
    assert (planned.model.name, planned.before and planned.before.name) == ("one", "two")
    assert active(db) == "two"
    roll_back(db, ADA)  # by another program
    with pytest.raises(UsageError, match="became active meanwhile"):
        roll_back(db, ADA, planned=planned)
    assert active(db) == "one"
    assert roll_back(db, ADA, planned=planned_rollback(db)).model.name == "base"


def test_promoting_the_active_model_changes_nothing(db: Database, folder: Path) -> None:
    candidate(db, folder, "one", {})
    promote(db, folder, "one", ADA)
    before = entries(db)
    assert not promote(db, folder, "one", ADA).changed
    assert entries(db) == before


def test_candidate_that_failed_needs_force_and_a_reason(db: Database, folder: Path) -> None:
    candidate(db, folder, "worse", FAILED)
    with pytest.raises(GateFailed, match=r"“worse” was not found better.* Basophils are named worse\. .* by force"):
        promote(db, folder, "worse", ADA, reason="we like it")
    with pytest.raises(UsageError, match="reason"):
        promote(db, folder, "worse", ADA, force=True, reason="  ")
    assert active(db) is None
    promote(db, folder, "worse", ADA, force=True, reason="no basophils here")
    with db.read() as s:
        entry = list(audit.walk(s))[-1]
    assert json.loads(entry.after)["gate"] == FAILED["gate"]
    assert (entry.who, entry.why) == ("Ada", "no basophils here")
    assert verify(db).sound


def test_unreadable_gate_counts_as_failed() -> None:
    assert gate_of({}) is None
    assert gate_of(PASSED) == Gate(True)
    assert gate_of(FAILED) == Gate(False, ("Basophils are named worse.",))
    odd: list[object] = [True, None, {}, {"passed": "yes"}, {"passed": True, "reasons": [1]}, {"passed": 1}]
    assert {gate_of({"gate": one}) for one in odd} == {Gate(False, (UNREADABLE,))}


def test_comparison_with_another_model_is_remarked(db: Database, folder: Path) -> None:
    base = file_sha256(registry.default_model())
    candidate(db, folder, "one", PASSED, base)
    candidate(db, folder, "two", PASSED | {"n": 2}, base)
    assert promote(db, folder, "one", ADA).remark == ""
    assert "not with “one”" in promote(db, folder, "two", ADA).remark


def test_only_managers_change_the_active_model(db: Database, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    candidate(db, folder, "one", {})
    boss = accounts.add(db, ADA, "Mona", Role.MANAGER, "correct horse").identity
    tom = accounts.add(db, boss, "Tom", Role.PATHOLOGIST, "battery staple").identity
    for who, refusal in ((tom, NotAllowed), (ADA, SignInNeeded)):
        with pytest.raises(refusal):
            promote(db, folder, "one", who)
        with pytest.raises(refusal):
            roll_back(db, who)
    assert entries(db) == []
    assert promote(db, folder, "one", boss).changed
    assert roll_back(db, boss).model.name == "base"


def test_missing_or_changed_file_is_not_promoted(db: Database, folder: Path) -> None:
    candidate(db, folder, "one", {})
    candidate(db, folder, "two", {})
    promote(db, folder, "one", ADA)
    promote(db, folder, "two", ADA)
    model_file(folder / "one.safetensors", "one", threshold=0.25)
    with pytest.raises(ModelError, match="is no longer the model “one”"):
        promote(db, folder, "one", ADA)
    (folder / "one.safetensors").unlink()
    with pytest.raises(ModelError, match="is no longer at"):
        roll_back(db, ADA)
    with pytest.raises(ModelError, match="choose one of base, one, two"):
        promote(db, folder, "three", ADA)
    assert active(db) == "two"


def test_models_are_listed_with_their_state(db: Database, folder: Path) -> None:
    base = file_sha256(registry.default_model())
    assert [(one.name, one.active, one.id) for one in list_models(db, folder)] == [("base", True, None)]
    one = candidate(db, folder, "one", PASSED, base)
    candidate(db, folder, "two", {}, one)
    model_file(folder / "left over.safetensors", "left over", parent_sha256="e" * 64)
    (folder / "damaged.safetensors").write_bytes(b"PK\x03\x04 a pickle")
    found = {model.name: model for model in list_models(db, folder)}
    assert list(found) == ["one", "two", "base", "damaged", "left over"]
    assert [name for name, model in found.items() if model.is_candidate] == ["one"]
    assert [name for name, model in found.items() if model.fault] == ["damaged"]
    assert descent(found["two"], found.values()) == [("one", one), ("base", base)]
    assert descent(found["left over"], found.values()) == [("", "e" * 64)]
    promote(db, folder, "one", ADA)
    roll_back(db, ADA)
    now = {model.name: model for model in list_models(db, folder)}
    assert [name for name, model in now.items() if model.active] == ["base"]
    assert not any(model.is_candidate for model in now.values()), "one was active"
    with pytest.raises(ModelError, match="There is no model “left over”"):
        find_model(db, folder, "left over")


def test_model_is_named_by_digits_of_its_content(db: Database, folder: Path) -> None:
    digest = candidate(db, folder, "one", {})
    assert find_model(db, folder, digest[:8].upper()).name == "one"
    with pytest.raises(ModelError):
        find_model(db, folder, digest[:7])
    ensure_model(db, model_file(folder / "other.safetensors", digest))
    assert find_model(db, folder, digest).path.name == "other.safetensors", "a name comes first"
