"""Each reviewer has drafts of her own; they are saved soon after the last key press."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.reviewers import NOBODY, Identity
from wbc_desktop.runtime.drafts import Drafts, Spot
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.ui.cell import drafts as drafts_module
from wbc_desktop.ui.cell.comments import Comments
from wbc_desktop.ui.cell.drafts import CommentDrafts
from wbc_desktop.ui.widgets.preferences import Preferences

SPOT = Spot(1, 7, "7")


def test_each_reviewer_sees_only_her_own_drafts(qtbot: QtBot, data_dir: DataDir) -> None:
    preferences = Preferences(data_dir)
    drafts = CommentDrafts(data_dir, preferences)
    panel = Comments()
    qtbot.addWidget(panel)
    panel.set_drafts(drafts)
    drafts.identity_changed.connect(panel.show_draft)
    preferences.act_as(Identity("Ada"))
    panel.show_comments(SPOT, ())
    panel.line.insert("half a th")
    preferences.act_as(NOBODY)  # she signed out: the window is locked
    assert panel.line.text() == ""
    panel.line.insert("nobody’s")
    preferences.act_as(Identity("Bo"))
    assert panel.line.text() == ""
    assert drafts.on_slide(1) == []
    preferences.act_as(Identity("Ada"))
    assert panel.line.text() == "half a th"
    assert drafts.on_slide(1) == [SPOT]
    panel.clear_line()
    assert drafts.on_slide(1) == []
    drafts.store()


def test_draft_is_saved_after_a_delay(qtbot: QtBot, data_dir: DataDir, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts_module, "STORE_AFTER_MS", 1)
    drafts = CommentDrafts(data_dir, Preferences(data_dir))
    drafts.set_text(SPOT, "half a th")
    qtbot.waitUntil(lambda: Drafts(data_dir).text("", SPOT) == "half a th")


def test_file_that_cannot_be_written_is_reported(qtbot: QtBot, data_dir: DataDir) -> None:
    drafts = CommentDrafts(data_dir, Preferences(data_dir))
    data_dir.drafts_file.mkdir()
    drafts.set_text(SPOT, "half a th")
    with qtbot.waitSignal(drafts.failed) as failed:
        drafts.store()
    assert "drafts.json" in failed.args[0]
    assert drafts.text(SPOT) == "half a th"
