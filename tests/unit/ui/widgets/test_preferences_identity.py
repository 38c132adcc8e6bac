"""The identity of the preferences is the signed-in account, or the name in the settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.reviewers import NOBODY, Identity, Role
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.ui.widgets.preferences import Preferences

ADA = Identity("Ada", Role.TECHNICIAN, 7)


@pytest.fixture
def preferences(qtbot: QtBot, tmp_path: Path) -> Iterator[Preferences]:
    data_dir = DataDir(tmp_path / "data")
    data_dir.create()
    made = Preferences(data_dir)
    made.change(reviewer="typed name")
    yield made
    made.store()  # stops the timer


def test_identity_without_accounts_is_the_name_in_the_settings(preferences: Preferences) -> None:
    assert preferences.identity == Identity("typed name")
    assert not preferences.uses_accounts


def test_signed_in_account_is_the_identity_with_its_id_and_role(preferences: Preferences) -> None:
    preferences.act_as(ADA)
    assert preferences.identity == ADA
    assert (preferences.settings.reviewer, preferences.uses_accounts) == ("Ada", True)
    preferences.act_as(None)
    assert preferences.identity == Identity("typed name")


def test_identity_is_empty_after_signing_out(preferences: Preferences, qtbot: QtBot) -> None:
    preferences.act_as(ADA)
    with qtbot.waitSignal(preferences.changed):
        preferences.act_as(NOBODY)
    assert preferences.identity == NOBODY
    assert (preferences.settings.reviewer, preferences.uses_accounts) == ("", True)
