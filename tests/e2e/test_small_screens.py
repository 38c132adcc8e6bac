"""Every screen at 960 by 540 (1920 by 1080 at 200 %) and at 1280 by 800, in each language, in two fonts.

Nothing is cut, overlaps or is larger than the screen. Every control has an accessible name and can be reached with Tab.
Each screen is built once per language and font and examined in both sizes; the tests read the result. The second font
is a tenth wider than the first, because the layout must not depend on the font of one machine.
"""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from conftest import write_cell_image
from e2e.screens import Screens
from isolation import NARROW_FONT, WIDE_FONT, dress
from looks import not_reached, without_name, without_room
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from wbc_desktop import app
from wbc_desktop.cli.main import main
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services import accounts
from wbc_desktop.store.engine import open_database
from wbc_desktop.ui.shell.translating import forget_translations, translate_into
from wbc_desktop.ui.widgets import fitting

SIZES = (QSize(960, 540), QSize(1280, 800))
BARS = 56
"""Height of the window's title and the system's bar, in pixels."""
SCREENS = 58
"""Minimum number of screens."""


@dataclass
class Findings:
    """The faults of all screens in one language and font, as text with the screen's name and size."""

    checked: list[str] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)
    large: list[str] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)
    unreached: list[str] = field(default_factory=list)

    def check_size(self, name: str, screen: QWidget, size: QSize) -> None:
        """Check what depends on the size of the screen. ``screen`` is the active window."""
        where = f"{name}, {size.width()} by {size.height()}: "
        self.cut += [where + fault for fault in without_room(screen)]
        if screen.width() > size.width() or screen.height() > size.height():
            self.large.append(f"{where}{screen.width()} by {screen.height()}")

    def check_controls(self, name: str, screen: QWidget) -> None:
        """Check names and tab order of the controls, which are the same in every size."""
        self.checked.append(name)
        self.unnamed += [f"{name}: {fault}" for fault in without_name(screen)]
        self.unreached += [f"{name}: {fault}" for fault in not_reached(screen)]


@pytest.fixture(scope="module")
def slides(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    root = tmp_path_factory.mktemp("slides")
    made = [root / "2026-11-23 S-0417", root / "Another slide whose name is rather long"]
    for count, folder in zip((8, 2), made, strict=True):
        folder.mkdir()
        for number in range(count):
            write_cell_image(folder / f"cell_{number:04d}.png", seed=number + 100 * count)
    return made


@pytest.fixture(scope="module")
def classified(tiny_model: Path, slides: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory in which every cell is preclassified."""
    root = tmp_path_factory.mktemp("classified") / "data"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WBC_DATA_DIR", str(root))
        for folder in slides:
            assert main(["classify", str(folder), "--model", str(tiny_model), "--device", "cpu", "--json"]) == 0
    return root


@pytest.fixture(scope="module", params=product(("en", "id"), (NARROW_FONT, WIDE_FONT)), ids="-".join)
def found(
    request: pytest.FixtureRequest,
    qapp: QApplication,
    classified: Path,
    slides: list[Path],
    tiny_model: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Findings:
    """The faults of all screens in one language and font."""
    language, font = request.param
    root = tmp_path_factory.mktemp(language) / "data"
    shutil.copytree(classified, root)
    Settings(reviewer="Dr. Ayu Lestari", language=language, theme="light").save(DataDir(root))  # type: ignore[arg-type]
    findings = Findings()
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setattr(accounts, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        stack.callback(dress, qapp)
        dress(qapp, font)
        translate_into(language)
        stack.callback(forget_translations)
        db = open_database(DataDir(root).database_url)
        stack.callback(db.close)
        window = app.build(db, DataDir(root), str(tiny_model), qapp)
        stack.callback(app.dispose, window)
        window.model.load()
        bot = QtBot(request)
        room = [SIZES[0]]
        patch.setattr(fitting, "available_area", lambda _widget: QRect(QPoint(), room[0]))
        for name, screen in Screens(window, bot).all(slides[0]):
            for size in SIZES:
                room[0] = size
                _show(screen, window, size, bot, again=name in findings.checked)
                if name not in findings.checked:
                    findings.check_controls(name, screen)
                findings.check_size(name, screen, size)
            room[0] = SIZES[0]  # the next screen is created and first shown on the small screen
    return findings


def _show(screen: QWidget, window: QWidget, size: QSize, bot: QtBot, again: bool) -> None:
    """Show ``screen`` on a display of this size. The first time it becomes the active window, ``again`` it does not."""
    window.resize(size - QSize(0, BARS))
    if again and screen is not window:
        screen.hide()
        screen.show()
        bot.waitExposed(screen)
    elif not again:
        with bot.waitActive(screen, timeout=20_000):
            screen.show()
            screen.activateWindow()


def test_every_screen_is_checked(found: Findings) -> None:
    assert len(found.checked) >= SCREENS


def test_nothing_is_cut_and_nothing_overlaps(found: Findings) -> None:
    assert not found.cut, "\n".join(found.cut)


def test_nothing_is_larger_than_the_screen(found: Findings) -> None:
    assert not found.large, "\n".join(found.large)


def test_every_control_has_an_accessible_name(found: Findings) -> None:
    assert not found.unnamed, "\n".join(found.unnamed)


def test_tab_reaches_every_control(found: Findings) -> None:
    assert not found.unreached, "\n".join(found.unreached)
