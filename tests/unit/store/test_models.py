"""Models are identified by content, and one is active."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from wbc_desktop.domain.cells import ModelVersion
from wbc_desktop.store import models
from wbc_desktop.store.engine import Database

pytestmark = pytest.mark.both_databases


def test_model_is_stored_completely(db: Database, make_model: Callable[[str], ModelVersion]) -> None:
    made = make_model("a")
    with db.read() as s:
        assert models.get(s, made.id) == made
        assert models.by_sha(s, made.sha256) == made
        assert models.by_name(s, "a") == made
        assert models.by_name(s, "b") is None
        assert models.by_sha(s, "0" * 64) is None
        with pytest.raises(LookupError):
            models.get(s, made.id + 1)
    assert made.classes == (("NEU", "Neutrophil"), ("LYM", "Lymphocyte"))


def test_same_content_is_one_model_at_any_path(
    db: Database, make_model: Callable[[str], ModelVersion], now: datetime
) -> None:
    made = make_model("a")
    with db.write() as s:
        again = models.register(
            s,
            name="other name",
            sha256=made.sha256,
            path="/moved/here",
            classes=made.classes,
            threshold=made.threshold,
            architecture=made.architecture,
            trained_at=made.trained_at,
            summary=made.summary,
            now=now + timedelta(1),
        )
        assert models.all_models(s) == [again]
    assert (again.id, again.name, again.path, again.registered_at) == (made.id, "a", "/moved/here", now)


def test_name_of_two_models_finds_the_later_one(db: Database, now: datetime) -> None:
    with db.write() as s:
        made = [
            models.register(
                s,
                name="same",
                sha256=str(n) * 64,
                path="p",
                classes=[],
                threshold=0,
                architecture="",
                trained_at="",
                summary={},
                now=now,
            )
            for n in range(2)
        ]
        assert models.by_name(s, "same") == made[1]


def test_one_model_is_active(db: Database, make_model: Callable[[str], ModelVersion]) -> None:
    one, other = make_model("a"), make_model("b")
    with db.read() as s:
        assert models.active(s) is None
    for chosen in (one, other, other, one):
        with db.write() as s:
            models.activate(s, chosen.id)
        with db.read() as s:
            found = models.active(s)
            assert found is not None
            assert found.id == chosen.id
            assert [m.active for m in models.all_models(s)] == [m.id == chosen.id for m in (one, other)]


def test_activating_a_missing_model_changes_nothing(db: Database, make_model: Callable[[str], ModelVersion]) -> None:
    one = make_model("a")
    with db.write() as s:
        models.activate(s, one.id)
    with pytest.raises(LookupError), db.write() as s:
        models.activate(s, 99)
    with db.read() as s:
        assert models.active(s) == models.get(s, one.id)


def test_database_refuses_two_active_models(db: Database, make_model: Callable[[str], ModelVersion]) -> None:
    make_model("a")
    make_model("b")
    with pytest.raises(IntegrityError), db.write() as s:
        s.execute(text("UPDATE models SET active = true"))
