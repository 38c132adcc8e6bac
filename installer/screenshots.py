"""Makes the screenshots of the guides: drives the real window on synthetic cells, in each language, without a display.

python installer/screenshots.py                write everything below
python installer/screenshots.py --only NAME …  write only these pictures

It writes resources/help/pictures/<language>/*.png, words.json with the words in each of them, and the table of the keys
in resources/help/<language>/keys.md. tests/e2e/test_screenshots.py drives the window in the same way and compares the
words, not the pixels: if the window has changed, it asks to run this program again. The result does not depend on the
machine: style, font, size and theme are fixed, and the program itself draws the cells.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent))

import screenshot_slides
import screenshot_words

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QDialog, QWidget

    from wbc_desktop.ui.shell.main_window import MainWindow

ROOT = Path(__file__).resolve().parent.parent
HELP = ROOT / "resources" / "help"
PICTURES = HELP / "pictures"
WORDS = PICTURES / "words.json"
LANGUAGES = ("en", "id")
FONT, FONT_SIZE = "Noto Sans", 9
WINDOW = (1120, 700)
"""Size of the main window in pixels: small, so that the words can still be read in the help."""
SMALL = (840, 440)
"""Its size when it is empty."""
TALL, LOW = 860, 260
"""Heights of the window with a whole cell view, and of a list with few rows."""
LEARNING = (1000, 480)
"""Size of the window of learning; the path of a model file on this machine lies below."""
SHOWN = 7
"""The cell of the slide that the pictures show."""
FLAT_COLOURS = 64
"""So many of the most frequent colours of a picture stay as they are."""
PATIENCE_S = 120
MOMENT_MS = 500
"""The longest pause after which the window goes on by itself."""

Shot = tuple[str, "QWidget"]


class Shots:
    """Goes through the screens that the guides show, in a window on the slides of ``screenshot_slides``."""

    def __init__(self, window: MainWindow, slides: screenshot_slides.Slides, wait: Callable[..., None]) -> None:
        self._window, self._slides, self._wait = window, slides, wait

    def all(self) -> Iterator[Shot]:
        """Yield name and widget of each picture; a screen changes or closes when the next one is requested."""
        window = self._window
        window.resize(*SMALL)
        window.show()
        window.model.load()
        self._wait(lambda: window.model.version is not None)
        window.side.hide()
        self._settle()
        yield "welcome", window
        yield from self._cells()
        yield from self._dialogs()
        yield from self._fields()
        yield from self._foreign()
        yield from self._signed()
        yield from self._learning()
        yield from self._accounts()

    def _settle(self) -> None:
        self._wait(lambda: is_still(self._window))

    def _open(self, folder: Path) -> None:
        window = self._window
        window.open_slide.open(folder)
        self._wait(lambda: window.slide is not None and Path(window.slide.folder) == folder and not window.work.running)
        self._settle()
        window.banner.clear()

    def _one(self, name: str, dialog: QDialog, height: int = 0) -> Iterator[Shot]:
        dialog.show()
        dialog.resize(dialog.width(), height or dialog.height())
        self._settle()
        yield name, dialog
        dialog.hide()
        dialog.deleteLater()

    def _cells(self) -> Iterator[Shot]:
        window = self._window
        window.commands["heat"].setChecked(False)
        window.resize(*WINDOW)
        self._open(self._slides.cells)
        window.gallery.select(window.gallery.shown_ids()[SHOWN])
        self._settle()
        yield "window", window
        yield "differential", window.side.differential
        window.commands["heat"].trigger()
        window.resize(WINDOW[0], TALL)
        self._wait(window.cell_view.picture.has_overlay)
        self._settle()
        yield "heatmap", window.cell_view
        full = window.full_screen
        window.commands["next"].trigger()
        self._settle()
        full.enter()
        window.showNormal()
        window.resize(*WINDOW)
        self._wait(full.page.words()["class"].strip)
        self._settle()
        yield "full-screen", window
        full.leave()
        window.showNormal()
        window.resize(*WINDOW)

    def _dialogs(self) -> Iterator[Shot]:
        from wbc_desktop.domain.language import tr
        from wbc_desktop.ui.settings.keys_page import KeysPage
        from wbc_desktop.ui.settings.settings_dialog import SettingsDialog
        from wbc_desktop.ui.shell.translating import CHOICES

        window, slide = self._window, self._window.slide
        assert slide is not None
        yield from self._one("details", window.details.dialog(slide))
        yield from self._one("watch", window.watching.dialog())
        yield from self._one("ranges", window.ranges.dialog())
        yield from self._one("classes", window.classes.dialog())
        settings = SettingsDialog(window.backend.preferences.settings, CHOICES, window)
        keys = KeysPage(window.backend.preferences.keymap, [shown for shown, _ in window.commands.classes])
        settings.add_page(keys, tr("&Keys"))
        settings.show_page(keys)
        yield from self._one("settings", settings)

    def _fields(self) -> Iterator[Shot]:
        window = self._window
        self._open(self._slides.fields)
        self._wait(lambda: window.backend.fields.latest is not None)
        window.picture_kinds.notice.clear()
        window.commands["whole_field"].setChecked(False)
        window.commands["whole_field"].trigger()
        window.full_screen.enter()
        window.showNormal()
        window.resize(*WINDOW)
        self._wait(window.full_screen.page.words()["class"].strip)
        self._settle()
        yield "field", window
        window.full_screen.leave()
        window.showNormal()
        window.resize(*WINDOW)
        yield from self._one("field-list", window.fields.dialog(), LOW)

    def _foreign(self) -> Iterator[Shot]:
        window = self._window
        self._open(self._slides.foreign)
        self._wait(window.unlike.text)
        self._settle()
        yield "unlike", window

    def _signed(self) -> Iterator[Shot]:
        from wbc_desktop.domain.cells import RefusedFile
        from wbc_desktop.services import second_read
        from wbc_desktop.ui.reviewers.agreement import AgreementDialog
        from wbc_desktop.ui.shell.dialogs import RefusedDialog

        window, reviewers = self._window, self._window.reviewers
        refused: list[RefusedFile] = []
        window.open_slide.refused.connect(refused.extend)
        self._open(self._slides.ready)
        yield from self._one("refused", RefusedDialog(refused, window), LOW)
        slide = window.slide
        assert slide is not None
        yield from self._one("sign", reviewers.signing.sign_dialog(slide))
        self._open(self._slides.read_twice)
        slide = window.slide
        assert slide is not None
        found = second_read.comparisons(window.backend.db, slide.id)
        yield from self._one("agreement", AgreementDialog(found, lambda _one: None, lambda _one: None, window))

    def _learning(self) -> Iterator[Shot]:
        from wbc_desktop.ui.learning.corrections_tab import CorrectionsTab
        from wbc_desktop.ui.learning.models_tab import ModelsTab
        from wbc_desktop.ui.learning.training_tab import TrainingTab

        learning = self._window.learning
        learning.resize(*LEARNING)
        learning.open("corrections")
        corrections = learning.tab("corrections")
        assert isinstance(corrections, CorrectionsTab)
        self._wait(lambda: corrections.page == "content")
        self._settle()
        yield "corrections", learning
        learning.open("training")
        training = learning.tab("training")
        assert isinstance(training, TrainingTab)
        self._wait(training.form.lessons.text)
        self._settle()
        yield "training", learning
        learning.open("models")
        models = learning.tab("models")
        assert isinstance(models, ModelsTab)
        self._wait(lambda: models.chosen() is not None)
        self._settle()
        yield "models", learning
        learning.close()

    def _accounts(self) -> Iterator[Shot]:
        window, reviewers = self._window, self._window.reviewers
        dialog = window.backups.dialog()
        dialog.show()
        self._wait(lambda: dialog.table.topLevelItemCount() > 0)
        yield from self._one("backups", dialog)
        screenshot_slides.add_accounts(window.backend.db)
        reviewers.sign_in.sign_in(screenshot_slides.MANAGER, screenshot_slides.PASSWORD)
        reviewers.sign_in.refresh()
        yield from self._one("reviewers", reviewers.accounts.dialog())
        reviewers.lock.lock()
        assert reviewers.lock.dialog is not None
        self._settle()
        yield "locked", reviewers.lock.dialog
        reviewers.sign_in.sign_in(screenshot_slides.MANAGER, screenshot_slides.PASSWORD)
        reviewers.lock.dialog.accept()


def is_still(window: MainWindow) -> bool:
    """Return whether the window shows everything that it reads in the background."""
    from PySide6.QtCore import QThreadPool, QTimer

    from wbc_desktop.jobs.latest_read import LatestRead

    timers = [timer for timer in window.findChildren(QTimer) if timer.isSingleShot() and timer.isActive()]
    return not (
        window.work.running
        or window.backend.cells.loading
        or any(pool.activeThreadCount() for pool in window.findChildren(QThreadPool))
        or any(read.busy for read in window.findChildren(LatestRead))
        or any(timer.interval() <= MOMENT_MS for timer in timers)
    )


def wait(condition: Callable[[], object]) -> None:
    """Let the window work until the condition has been true for several looks in a row. Raises TimeoutError."""
    from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEventLoop, QThread

    deadline, turns = QDeadlineTimer(PATIENCE_S * 1000), 0
    while turns < 4:
        if deadline.hasExpired():
            raise TimeoutError("The window did not get ready for the next picture: see which one is missing.")
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        QThread.msleep(5)
        turns = turns + 1 if condition() else 0


@contextmanager
def window_on(slides: screenshot_slides.Slides, language: str, app: QApplication) -> Iterator[MainWindow]:
    """Yield the window in one language, on a copy of the data directory of the slides."""
    from wbc_desktop import app as program
    from wbc_desktop.runtime.paths import DataDir
    from wbc_desktop.runtime.settings import Settings
    from wbc_desktop.store.engine import open_database
    from wbc_desktop.ui.shell.translating import forget_translations, translate_into

    root = slides.data.parent / language / "WBC Desktop"
    shutil.copytree(slides.data, root)
    settings = Settings(
        reviewer=screenshot_slides.REVIEWER,
        laboratory=screenshot_slides.LABORATORY[language],
        language="id" if language == "id" else "en",
        theme="light",
        heatmap_on=False,
    )
    settings.save(DataDir(root))
    translate_into(language)
    db = open_database(DataDir(root).database_url)
    window = program.build(db, DataDir(root), None, app)
    try:
        yield window
    finally:
        program.dispose(window)
        db.close()
        forget_translations()


def write_picture(shot: QWidget, file: Path) -> None:
    """Write a widget as a PNG file of 256 colours: the flat ones of the window as they are, those of pictures near."""
    import numpy as np
    from PIL import Image, ImageColor, ImageOps
    from PySide6.QtGui import QImage

    from wbc_desktop.domain.classes import STANDARD_CLASSES
    from wbc_desktop.ui.widgets.theme import LIGHT

    image = shot.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    size = (image.width(), image.height())
    picture = Image.frombytes("RGB", size, bytes(image.constBits()), "raw", "RGB", image.bytesPerLine())
    picture = ImageOps.expand(picture, 1, LIGHT.handle)
    pixels = np.asarray(picture).reshape(-1, 3)
    colours, inverse, number = np.unique(pixels, axis=0, return_inverse=True, return_counts=True)
    frequent = colours[np.argsort(-number, kind="stable")[:FLAT_COLOURS]].ravel().tolist()
    named = [*asdict(LIGHT).values(), *(shown.colour for shown in STANDARD_CLASSES)]
    exact = [*frequent, *(value for name in named for value in ImageColor.getrgb(name)[:3])]
    near = picture.quantize(256 - len(exact) // 3, method=Image.Quantize.MEDIANCUT).getpalette() or []
    palette = np.array([*exact, *near], np.int32).reshape(-1, 3)
    nearest = [np.argmin(((palette - colour) ** 2).sum(1)) for colour in colours.astype(np.int32)]
    few = Image.fromarray(np.array(nearest, np.uint8)[inverse].reshape(picture.height, picture.width), "P")
    few.putpalette(palette.astype(np.uint8).tobytes())
    file.parent.mkdir(parents=True, exist_ok=True)
    few.save(file, optimize=True)


def key_card(language: str, window: MainWindow) -> tuple[Path, str]:
    """Return the page of keys in this language, and its text with the table of the default keys."""
    from wbc_desktop.domain.keymap import Keymap
    from wbc_desktop.services import guide

    page = HELP / language / f"{guide.KEYS_PAGE}.md"
    keys = guide.KeysInUse(window.commands.classes, Keymap())
    return page, guide.replaced(page.read_text(encoding="utf-8"), "keys", lambda: guide.key_table(keys))


def write_keys(language: str, window: MainWindow) -> None:
    """Write the table of the default keys into its page, for readers without the program."""
    page, text = key_card(language, window)
    page.write_text(text, encoding="utf-8")


def make_application() -> QApplication:
    """Return the application with the font of the report, offscreen."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QT_FONT_DPI"] = "96"
    from PySide6.QtGui import QFont, QFontDatabase

    from wbc_desktop import app as program

    application = program.make_application()
    for file in (ROOT / "resources" / "fonts").glob("NotoSans*.ttf"):
        QFontDatabase.addApplicationFont(str(file))
    application.setFont(QFont(FONT, FONT_SIZE))
    return application


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the pictures and their words; return 0."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", nargs="+", metavar="NAME", help="write only these pictures")
    asked = parser.parse_args(arguments)
    sys.path.insert(0, str(ROOT))
    os.environ["TZ"] = "WIB-7"
    app = make_application()
    words: dict[str, dict[str, list[str]]] = {}
    with tempfile.TemporaryDirectory(prefix="wbc-") as room:
        slides = screenshot_slides.prepare(Path(room))
        for language in LANGUAGES:
            known = screenshot_words.sentences(language)
            with window_on(slides, language, app) as window:
                write_keys(language, window)
                for name, shot in Shots(window, slides, wait).all():
                    words.setdefault(language, {})[name] = screenshot_words.shown(shot, known)
                    if asked.only is None or name in asked.only:
                        write_picture(shot, PICTURES / language / f"{name}.png")
                        print(f"{language}/{name}.png", flush=True)
    WORDS.write_text(json.dumps(words, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
