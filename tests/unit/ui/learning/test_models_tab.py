"""The registry of models in the window: promote, roll back, import, export, and what signed slides would become."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot
from unit.services.model_files import model_file

from training.core.model_card import file_sha256
from wbc_desktop.domain.gate import Gate
from wbc_desktop.domain.reviewers import ONLY_MANAGERS, Identity, Role
from wbc_desktop.jobs.operations import Message, SlideContext
from wbc_desktop.services import accounts, model_files, models, registry
from wbc_desktop.services.models import registered
from wbc_desktop.store import audit
from wbc_desktop.store import models as stored
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.learning import promoting as part
from wbc_desktop.ui.learning.models_tab import ModelsTab
from wbc_desktop.ui.learning.promoting import PromoteDialog, Promoting, ReasonDialog
from wbc_desktop.ui.widgets.preferences import Preferences

FAILED = {"gate": {"passed": False, "reasons": ["Basophils are named worse."]}}
SIDE = {"balanced_accuracy": {"value": 0.75, "low": 0.7, "high": 0.8}}
PASSED = {
    "gate": {"passed": True, "reasons": ["Better in the laboratory."]},
    "home": [{"name": "PBC", "n": 9, "active": SIDE, "candidate": {"balanced_accuracy": {"value": 0.9}}}],
    "laboratory": {"name": "Ours", "n": 40, "active": SIDE, "candidate": SIDE},
}


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


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[ReasonDialog]:
    """The dialogs that were shown. Each is answered by ``ANSWER``, at first with the button that acts."""
    shown: list[ReasonDialog] = []

    def show(dialog: QDialog) -> bool:
        assert isinstance(dialog, ReasonDialog)
        shown.append(dialog)
        if dialog.reason.text() == "":
            dialog.reason.setText("because" if "anyway" in dialog.button.text() else "")
        dialog.submit()
        return dialog.result() == QDialog.DialogCode.Accepted

    monkeypatch.setattr(part, "show_dialog", show)
    return shown


@pytest.fixture
def tab(context: SlideContext, folder: Path, qtbot: QtBot) -> Iterator[ModelsTab]:
    window = QWidget()
    qtbot.addWidget(window)
    made = ModelsTab(context, folder, Promoting(context, folder, lambda: True, window), lambda: "cpu", window)
    window.show()
    yield made
    made.stop()


def add(db: Database, folder: Path, name: str, evaluation: object, **values: object) -> str:
    path = model_file(folder / f"{name}.safetensors", name, evaluation=evaluation, **values)
    with db.write() as s:
        return registered(s, models.read_model_card(path), file_sha256(path), path).sha256


def rows(tab: ModelsTab) -> dict[str, list[str]]:
    """Return the other columns of the table by the name of the model."""
    items = [tab.table.topLevelItem(place) for place in range(tab.table.topLevelItemCount())]
    columns = range(1, tab.table.columnCount())
    return {item.text(0): [item.text(column) for column in columns] for item in items if item is not None}


def active(db: Database) -> str | None:
    with db.read() as s:
        found = stored.active(s)
    return None if found is None else found.name


def shown(qtbot: QtBot, tab: ModelsTab, name: str) -> None:
    """Wait until the tab shows a model of this name, and select it."""
    qtbot.waitUntil(lambda: name in rows(tab), timeout=30_000)
    tab.choose(next(model.sha256 for model in tab._every if model.name == name))


def test_model_can_be_chosen_while_the_models_are_read(tab: ModelsTab, qtbot: QtBot) -> None:
    tab.refresh()
    tab.choose(file_sha256(registry.default_model()))
    qtbot.waitUntil(lambda: "base" in rows(tab), timeout=10_000)
    chosen = tab.chosen()
    assert chosen is not None
    assert chosen.name == "base"


def test_table_shows_origin_data_scores_and_comparison(
    db: Database, folder: Path, tab: ModelsTab, qtbot: QtBot
) -> None:
    base = file_sha256(registry.default_model())
    learned = {"corrections": {"NEU": 30, "BAS": 12}, "cells": ["00"], "branches": {"": {"threshold": 0.75}}}
    add(db, folder, "tuned", PASSED, parent_sha256=base, training_data=learned)
    add(db, folder, "gone", {})
    (folder / "gone.safetensors").unlink()
    tab.refresh()
    qtbot.waitUntil(lambda: "gone" in rows(tab), timeout=30_000)
    shown(qtbot, tab, "tuned")
    found = rows(tab)
    assert found["tuned"] == ["candidate", found["base"][1], "base", "42 cells", "75.0–90.0 %", "better"]
    assert (found["base"][0], found["base"][4:]) == ("active", ["", ""])
    assert found["gone"][0] == "cannot be used"
    text = tab.details.text()
    for part_of_it in (
        "from base",
        "NEU 30, BAS 12",
        "PBC: balanced accuracy 90.0 %",
        "Unidentified in this laboratory below a confidence of 75.0 %",
        "Ours: balanced accuracy 75.0 %",
    ):
        assert part_of_it in text
    assert "Comparison: found better than the active model.\n• Better in the laboratory." in text
    shown(qtbot, tab, "gone")
    assert "no longer at" in tab.details.text()
    assert [b.isEnabled() for b in (tab.promote, tab.export, tab.replay, tab.roll_back)] == [False, False, False, True]
    shown(qtbot, tab, "base")
    assert [b.isEnabled() for b in (tab.promote, tab.export, tab.replay)] == [False, True, True]


def test_promotion_and_rollback(
    db: Database, folder: Path, tab: ModelsTab, asked: list[ReasonDialog], qtbot: QtBot
) -> None:
    add(db, folder, "tuned", PASSED, parent_sha256=file_sha256(registry.default_model()))
    tab.refresh()
    shown(qtbot, tab, "tuned")
    with qtbot.waitSignal(tab._promoting.changed, timeout=30_000):
        tab.promote.click()
    assert active(db) == "tuned"
    assert "found it better" in asked[0].about.text()
    assert tab.banner.text() == "“tuned” is the active model now."
    qtbot.waitUntil(lambda: rows(tab)["tuned"][0] == "active", timeout=30_000)
    with qtbot.waitSignal(tab._promoting.changed, timeout=30_000):
        tab.roll_back.click()
    assert active(db) == "base"
    about = asked[1].about.text()
    assert about.startswith("“base”, which was active before “tuned”, becomes active again.")
    assert about.endswith("“tuned” stays in the list.")
    qtbot.waitUntil(lambda: rows(tab)["tuned"][0] == "was active", timeout=30_000)
    tab.roll_back.click()
    assert "nothing to roll back to" in tab.banner.text()
    assert len(asked) == 2, "there was nothing to ask"


def test_failed_model_is_promoted_with_a_reason_only(
    db: Database, folder: Path, tab: ModelsTab, asked: list[ReasonDialog], qtbot: QtBot
) -> None:
    dialog = PromoteDialog("worse", Gate(False, ("Basophils are <b>worse</b>.",)), tab)
    dialog.submit()
    assert dialog.fault.text().startswith("Give the reason")
    assert dialog.result() == QDialog.DialogCode.Rejected
    assert "• Basophils are <b>worse</b>." in dialog.about.text()
    assert "other results" not in dialog.about.text()
    marked = PromoteDialog("worse", Gate(False, ("Not passed: PBC is worse.", "Passed: the laboratory.")), tab)
    assert "• Not passed: PBC is worse." in marked.about.text()
    assert "Passed: the laboratory." not in marked.about.text()
    assert "Its other results are in the list" in marked.about.text()
    marked.deleteLater()
    add(db, folder, "worse", FAILED)
    tab.refresh()
    shown(qtbot, tab, "worse")
    with qtbot.waitSignal(tab._promoting.changed, timeout=30_000):
        tab.promote.click()
    with db.read() as s:
        entry = list(audit.walk(s))[-1]
    assert (active(db), entry.act, entry.why) == ("worse", "promote", "because")


def test_technician_may_look_and_not_promote(
    db: Database,
    folder: Path,
    tab: ModelsTab,
    preferences: Preferences,
    asked: list[ReasonDialog],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    accounts.add(db, Identity("root"), "Dr. Sri", Role.MANAGER, "correct horse")
    accounts.add(db, accounts.sign_in(db, "Dr. Sri", "correct horse"), "Budi", Role.TECHNICIAN, "battery staple")
    preferences.act_as(accounts.sign_in(db, "Budi", "battery staple"))
    add(db, folder, "tuned", PASSED)
    tab.refresh()
    shown(qtbot, tab, "tuned")
    tab.promote.click()
    assert tab.banner.text() == ONLY_MANAGERS
    tab.banner.clear()
    tab.roll_back.click()
    assert (tab.banner.text(), asked, active(db)) == (ONLY_MANAGERS, [], None)


def test_import_and_export(
    db: Database, folder: Path, tab: ModelsTab, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_files.import_model, "__defaults__", (lambda path: None,))
    other = model_file(tmp_path / "from elsewhere.safetensors", "other")
    tab.import_file(other)
    shown(qtbot, tab, "other")
    assert tab.banner.text() == "Imported “other”. It is not active yet."
    chosen = tab.chosen()
    assert chosen is not None
    assert (chosen.name, chosen.path.parent, active(db)) == ("other", folder, None)
    tab.import_file(other)
    qtbot.waitUntil(lambda: "here already" in tab.banner.text(), timeout=30_000)
    target = tmp_path / "out.safetensors"
    tab.export_file(chosen, target)
    qtbot.waitUntil(lambda: "Its passport is out.safetensors.json" in tab.banner.text(), timeout=30_000)
    assert target.read_bytes() == other.read_bytes()
    assert json.loads((tmp_path / "out.safetensors.json").read_text())["name"] == "other"


def test_bad_file_is_refused_with_one_sentence(
    db: Database, folder: Path, tab: ModelsTab, tmp_path: Path, messages: list[Message], qtbot: QtBot
) -> None:
    bad = tmp_path / "photo.safetensors"
    bad.write_bytes(b"\x89PNG no model at all")
    tab.import_file(bad)
    qtbot.waitUntil(lambda: bool(tab.banner.text()), timeout=30_000)
    assert "photo.safetensors" in tab.banner.text()
    assert tab.banner.text().count("\n") == 0
    assert (messages, list(folder.iterdir())) == ([], [])


def test_promotion_ends_while_the_window_closes(
    db: Database, folder: Path, tab: ModelsTab, asked: list[ReasonDialog], context: SlideContext, qtbot: QtBot
) -> None:
    add(db, folder, "tuned", PASSED)
    tab.refresh()
    shown(qtbot, tab, "tuned")
    announced: list[bool] = []
    tab._promoting.changed.connect(lambda: announced.append(True))
    tab.promote.click()
    tab._promoting.close()
    tab.stop()
    context.runner.stop_all()
    tab.refresh()
    assert (active(db), announced) == ("tuned", [])
