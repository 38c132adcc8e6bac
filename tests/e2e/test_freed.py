"""What a closed window, another model or another database replaces is freed, the loaded network with it."""

from __future__ import annotations

import gc
import shutil
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from tests.e2e.program import Program
from wbc_desktop.services import backup as making
from wbc_desktop.services.daily_backup import listed_file

if TYPE_CHECKING:
    from conftest import Session

    from wbc_desktop.ui.shell.main_window import MainWindow


def network_of(window: MainWindow) -> object:
    """Return the loaded engine of the window."""
    return window.backend.engine()._loaded()


def held(window: MainWindow) -> dict[str, weakref.ref[object]]:
    """Return weak references to the window and the large objects behind it, by what they are."""
    backend = window.backend
    parts = {"window": window, "cells": backend.cells, "network": network_of(window)}
    return {name: weakref.ref(part) for name, part in parts.items()}


def alive(parts: dict[str, weakref.ref[object]]) -> list[str]:
    return [name for name, part in parts.items() if part() is not None]


def test_closed_window_is_freed(start: Callable[..., Session], slide_folder: Callable[..., Path]) -> None:
    session = start(slide_folder(3))
    session.wait_until_classified(3)
    parts = {**held(session.window), "database": weakref.ref(session.db)}
    session.close()
    del session
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert alive(parts) == []


@pytest.mark.parametrize("change", ["model", "device"])
def test_replaced_network_is_freed_when_the_next_one_is_needed(
    start: Callable[..., Session],
    slide_folder: Callable[..., Path],
    tiny_model: Path,
    tmp_path: Path,
    change: str,
) -> None:
    session = start(slide_folder(3))
    session.wait_until_classified(3)
    backend = session.window.backend
    before = weakref.ref(network_of(session.window))
    if change == "model":
        backend.model_file.asked = str(shutil.copy(tiny_model, tmp_path / "next.safetensors"))
    else:
        backend.preferences.change(device="cpu")
    session.window.open_slide.refresh()
    session.wait_until_classified(3)
    assert before() is None
    session.close()


def test_many_slides_leave_one_network_and_no_job(
    start: Callable[..., Session], slide_folder: Callable[..., Path]
) -> None:
    session = start()
    gone = []
    for number in range(4):
        session.window.open_slide.open(slide_folder(number + 2, f"slide {number}"))
        gone += [weakref.ref(job) for job in session.window.backend.runner.jobs]
        session.wait_until_classified(number + 2)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert len(gone) >= 4
    assert [job for job in gone if job() is not None] == []
    session.close()


def test_window_in_another_language_replaces_the_whole_window(
    program: Program, slide_folder: Callable[..., Path]
) -> None:
    program.open(slide_folder(3))
    program.wait_for_cells(3)
    parts = held(program.window)
    program.window.backend.preferences.change(language="id")
    program.wait_for(lambda: alive(parts) == [] and program.start.window is not None)
    program.wait_for_cells(3)


def test_restored_database_replaces_the_whole_window(
    program: Program, slide_folder: Callable[..., Path], tmp_path: Path
) -> None:
    program.open(slide_folder(3))
    program.wait_for_cells(3)
    window = program.window
    parts = {**held(window), "database": weakref.ref(window.backend.db)}
    making.back_up(window.backend.db, program.data_dir, tmp_path / "x.zip")
    dialog = window.backups.dialog()
    dialog.show()
    window.backups.restore(dialog, listed_file(tmp_path / "x.zip", window.backend.db))
    del window, dialog
    program.wait_for(lambda: alive(parts) == [] and program.start.window is not None)
    program.wait_for_cells(3)
