"""The cells of a second read are copied beside the work: Stop stops it, and the window can be closed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from e2e.conftest import begin_second_read

from wbc_desktop.services import second_read
from wbc_desktop.store import second_reads

if TYPE_CHECKING:
    from conftest import Session

COUNT = 4
LONG = 30_000


@pytest.fixture
def session(start: Callable[..., Session], slide_folder: Callable[..., Path]) -> Session:
    begun = start(slide_folder(COUNT))
    begun.wait_until_classified(COUNT)
    return begun


class Door:
    """Holds whoever comes through until it is opened."""

    def __init__(self, real: Callable[..., Any]) -> None:
        self.real = real
        self.reached, self.opened = threading.Event(), threading.Event()

    def __call__(self, *arguments: Any, **how: Any) -> Any:
        self.reached.set()
        assert self.opened.wait(20)
        return self.real(*arguments, **how)


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Door:
    """Cells are copied two at a time, and none before it is opened."""
    made = Door(second_reads.copy)
    monkeypatch.setattr(second_read, "BATCH_SIZE", 2)
    monkeypatch.setattr(second_reads, "copy", made)
    return made


def test_copying_for_a_second_read_is_stopped_by_stop(session: Session, door: Door) -> None:
    window, slide = session.window, session.window.slide
    assert slide is not None
    begin_second_read(session)
    assert door.reached.wait(20)
    assert "Copying" in window.status.words()[0]
    assert window.commands["stop"].isEnabled()
    window.commands["stop"].trigger()
    door.opened.set()
    session.wait_for_message("The second read was not begun")
    assert window.slide is slide
    assert second_read.unfinished(session.db, slide.id) == []
    begin_second_read(session)  # continues
    session.qtbot.waitUntil(lambda: window.slide is not None and window.slide.second_of == slide.id, timeout=LONG)
    session.qtbot.waitUntil(lambda: len(session.cells) == COUNT, timeout=LONG)
    session.close()


def test_window_closes_while_cells_are_copied(session: Session, door: Door, start: Callable[..., Session]) -> None:
    slide = session.window.slide
    assert slide is not None
    begin_second_read(session)
    assert door.reached.wait(20)
    threading.Timer(0.2, door.opened.set).start()
    session.close()
    again = start()
    again.wait_until_classified(COUNT)
    assert [one.id for one in again.window.backend.slides.all_slides()] == [slide.id]
    assert second_read.unfinished(again.db, slide.id) == []
    again.close()
