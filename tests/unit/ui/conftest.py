"""A real store, real settings and a context for the parts of the window, without the window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from wbc_desktop.jobs.operations import Message, SlideContext
from wbc_desktop.jobs.runner import Runner
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.widgets.preferences import Preferences


@pytest.fixture
def preferences(qtbot: QtBot, data_dir: DataDir) -> Iterator[Preferences]:
    made = Preferences(data_dir)
    made.change(reviewer="Ada")
    yield made
    made.store()  # no timer is left


@pytest.fixture
def context(qtbot: QtBot, db: Database, preferences: Preferences) -> Iterator[SlideContext]:
    runner = Runner()
    yield SlideContext(db, runner, lambda: preferences.identity)
    runner.stop_all()


@pytest.fixture
def messages(context: SlideContext) -> list[Message]:
    """The messages of the context, in order."""
    posted: list[Message] = []
    context.message_posted.connect(posted.append)
    return posted
