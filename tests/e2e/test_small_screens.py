"""Every screen at 960 by 540 (1920 by 1080 at 200 %) and at 1280 by 800, in each language, in two fonts.

Nothing is cut, nothing overlaps, nothing is larger than the screen; all that can be used has a name and is reached with
Tab. Each screen is built once for a language and font and examined in both sizes; the tests read the result. The
second font is a tenth wider than the first: the layout must not depend on the font of one machine.
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
"""So much of the screen's height the window's title and the system's own bar take."""
SCREENS = 32
"""So many there are at least."""


@dataclass
class Found:
    """What is wrong on the screens of a language, each with the screen's name and size."""

    seen: list[str] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)
    large: list[str] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)
    unreached: list[str] = field(default_factory=list)

    def look(self, name: str, screen: QWidget, size: QSize) -> None:
        """Look at one screen, which is shown and is the active window."""
        where = f"{name}, {size.width()} by {size.height()}: "
        self.cut += [where + told for told in without_room(screen)]
        if screen.width() > size.width() or screen.height() > size.height():
            self.large.append(f"{where}{screen.width()} by {screen.height()}")

    def use(self, name: str, screen: QWidget) -> None:
        """What can be used on it, which is the same in every size."""
        self.seen.append(name)
        self.unnamed += [f"{name}: {told}" for told in without_name(screen)]
        self.unreached += [f"{name}: {told}" for told in not_reached(screen)]


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
    """A data directory in which the model has spoken of every cell."""
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
) -> Found:
    """What is found on all screens in a language and font."""
    language, font = request.param
    root = tmp_path_factory.mktemp(language) / "data"
    shutil.copytree(classified, root)
    Settings(reviewer="Dr. Ayu Lestari", language=language, theme="light").save(DataDir(root))  # type: ignore[arg-type]
    said = Found()
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
                _show(screen, window, size, bot, again=name in said.seen)
                if name not in said.seen:
                    said.use(name, screen)
                said.look(name, screen, size)
            room[0] = SIZES[0]  # the next one is made, and first shown, on the small screen
    return said


def _show(screen: QWidget, window: QWidget, size: QSize, bot: QtBot, again: bool) -> None:
    """On a screen of this size, the first time as the active window; ``again``: opened anew on another screen."""
    window.resize(size - QSize(0, BARS))
    if again and screen is not window:
        screen.hide()
        screen.show()
        bot.waitExposed(screen)
    elif not again:
        with bot.waitActive(screen, timeout=20_000):
            screen.show()
            screen.activateWindow()


def test_every_screen_was_looked_at(found: Found) -> None:
    assert len(found.seen) >= SCREENS


def test_nothing_is_cut_and_nothing_overlaps(found: Found) -> None:
    assert not found.cut, "\n".join(found.cut)


def test_nothing_is_larger_than_the_screen(found: Found) -> None:
    assert not found.large, "\n".join(found.large)


def test_all_that_can_be_used_has_a_name(found: Found) -> None:
    assert not found.unnamed, "\n".join(found.unnamed)


def test_tab_comes_to_all_that_can_be_used(found: Found) -> None:
    assert not found.unreached, "\n".join(found.unreached)
