"""Checks of heatmaps in a thread: only the newest request is answered, the cell is searched once."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.heat_maps import HeatMaps
from wbc_desktop.jobs import heat_checks as module
from wbc_desktop.jobs.decode import from_array
from wbc_desktop.jobs.heat_checks import HeatChecks


def hot(columns: tuple[int, ...]) -> HeatMaps:
    """A map of 9 x 9 that is warm in the middle row alone, in these columns."""
    values = tuple(float(n // 9 == 4 and n % 9 in columns) for n in range(81))
    return HeatMaps(9, 9, {"NEU": values}, (1.0,) * 81)


LEFT, RIGHT = hot((2,)), hot((6,))


def picture(side: int = 200) -> QImage:
    """A cell in the left half."""
    rows, columns = np.mgrid[0:side, 0:side]
    inside = (rows - side / 2) ** 2 + (columns - side / 4) ** 2 < (side / 6) ** 2
    return from_array(np.where(inside[..., None], (105, 60, 150), (235, 205, 215)).astype(np.uint8))


@pytest.fixture
def checks(qtbot: QtBot) -> Iterator[HeatChecks]:
    checks = HeatChecks()
    yield checks
    checks.stop()


def test_a_map_on_the_cell_and_one_beside_it(qtbot: QtBot, checks: HeatChecks) -> None:
    for maps, beside in ((LEFT, False), (RIGHT, True)):
        with qtbot.waitSignal(checks.checked, timeout=30_000) as came:
            checks.ask("a", picture(), maps)
        sha256, found = came.args
        assert sha256 == "a"
        assert found["NEU"].mostly_outside is beside
        assert "attention" in found


@pytest.mark.slow
def test_the_cell_is_looked_for_once_and_never_in_the_windows_thread(
    qtbot: QtBot, checks: HeatChecks, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[int] = []
    real = module.cell_area

    def watched(pixels: np.ndarray) -> object:
        threads.append(threading.get_ident())
        assert max(pixels.shape) <= module.LARGEST
        return real(pixels)

    monkeypatch.setattr(module, "cell_area", watched)
    for _ in range(2):
        with qtbot.waitSignal(checks.checked, timeout=30_000):
            checks.ask("a", picture(1200), LEFT)
    assert len(threads) == 1
    assert threads[0] != threading.get_ident()


def test_a_picture_without_a_cell_and_a_fault_say_nothing(
    qtbot: QtBot, checks: HeatChecks, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = from_array(np.full((60, 60, 3), 240, np.uint8))
    with qtbot.waitSignal(checks.checked, timeout=30_000) as came:
        checks.ask("empty", empty, LEFT)
    assert came.args == ["empty", {}]

    def broken(_pixels: np.ndarray) -> None:
        raise ValueError

    monkeypatch.setattr(module, "cell_area", broken)
    with qtbot.waitSignal(checks.checked, timeout=30_000) as came:
        checks.ask("broken", picture(), LEFT)
    assert came.args == ["broken", {}]


def test_only_the_newest_is_answered_and_nothing_after_the_end(qtbot: QtBot, checks: HeatChecks) -> None:
    came: list[str] = []
    checks.checked.connect(lambda sha256, _found: came.append(sha256))
    for name in "abc":
        checks.ask(name, picture(), LEFT)
    qtbot.waitUntil(lambda: bool(came), timeout=30_000)
    qtbot.wait(50)
    assert came == ["c"]
    checks.stop()
    checks.ask("d", picture(), LEFT)
    qtbot.wait(20)
    assert came == ["c"]
