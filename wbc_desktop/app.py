"""Starts the window and cleans up at the end. If the window cannot open, one sentence says why."""

from __future__ import annotations

import gc
import logging
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from wbc_desktop.domain.classes import set_laboratory_classes
from wbc_desktop.domain.errors import WbcError
from wbc_desktop.runtime.crash import CrashReport, install_crash_reports, take_earlier_fault
from wbc_desktop.runtime.instance import window_lock
from wbc_desktop.runtime.logs import set_up_logging
from wbc_desktop.runtime.nameless import Plain
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.runtime.restart import restart_window
from wbc_desktop.runtime.version import version
from wbc_desktop.ui.shell.interruption import interruptible
from wbc_desktop.ui.shell.screen import HEADLESS, why_no_window

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from wbc_desktop.jobs.housekeeping import Housekeeping
    from wbc_desktop.jobs.operations import Kind
    from wbc_desktop.runtime.settings import Settings
    from wbc_desktop.services.restore import Prepared
    from wbc_desktop.store.engine import Database
    from wbc_desktop.ui.shell.crashes import Crashes
    from wbc_desktop.ui.shell.main_window import MainWindow
    from wbc_desktop.ui.shell.start_frame import StartFrame

_log = logging.getLogger(__name__)

NOTHING_DONE = 2
INTERRUPTED = 130


def run(folder: str | None, data_dir: DataDir, database_url: str, model: str | None) -> int:
    """Show the window until it is closed, and open ``folder`` in it. ``model`` is a model's name or file.

    Returns the exit code: 0; 2 if no window could be shown, with one sentence on stderr; 130 if interrupted.
    """
    problem = why_no_window()
    if problem is None:
        gc.disable()  # nearly all objects of the start stay in use, so collecting garbage only costs time
        try:
            app = make_application()
        except ImportError as error:
            problem = f"The window's libraries cannot be loaded ({error}): install what is missing. {HEADLESS}"
    if problem is not None:
        print(problem, file=sys.stderr)
        gc.enable()
        return NOTHING_DONE
    with ExitStack() as stack:
        stack.callback(gc.enable)
        try:
            data_dir.create()
            set_up_logging(data_dir, window=True)
            _log.info("window of version %s", Plain(version()))
            stack.enter_context(window_lock(data_dir))
        except WbcError as error:
            _show_problem(app, str(error))
            return NOTHING_DONE
        start = _Start(app, data_dir, database_url, model, Path(folder) if folder is not None else None, stack)
        stack.enter_context(interruptible(app, start.close, INTERRUPTED))
        start.begin()
        status = app.exec()
    if start.restarting:
        restart_window(data_dir, database_url, model)
    return status


@dataclass
class _Start:
    """Shows an empty frame first, then the window: opening the database and importing libraries takes a while."""

    app: QApplication
    data_dir: DataDir
    database_url: str
    model: str | None
    folder: Path | None
    stack: ExitStack
    frame: StartFrame | None = None
    window: MainWindow | None = None
    db: Database | None = None
    restarting: bool = False
    """Whether the program is to start again when it has ended."""
    crashes: Crashes | None = None
    earlier_fault: CrashReport | None = None
    window_stack: ExitStack = field(default_factory=ExitStack)
    """Closed with the window: at the end, or when a window in another language replaces it."""

    def begin(self) -> None:
        """Show the frame, and open the window after the frame is painted."""
        from wbc_desktop.ui.shell.crashes import Crashes
        from wbc_desktop.ui.shell.translating import forget_translations

        self.crashes = Crashes(lambda: self.window, self._crashed_without_window)
        self.crashes.restart_requested.connect(self._restart)
        self.earlier_fault = take_earlier_fault(self.data_dir)
        self.stack.callback(install_crash_reports(self.data_dir, self.crashes.report))
        self.stack.callback(forget_translations)
        self._show_frame(self.fill)

    def _show_frame(self, then: Callable[[], None]) -> None:
        from wbc_desktop.runtime.settings import Settings
        from wbc_desktop.ui.shell.placement import Placement
        from wbc_desktop.ui.shell.start_frame import StartFrame
        from wbc_desktop.ui.shell.translating import translate_into

        settings = Settings.load(self.data_dir, set_aside=False)  # the window moves a damaged file and reports it
        translate_into(settings.language)
        self.frame = StartFrame(Placement(self.data_dir), settings.theme)
        self.stack.callback(self.frame.deleteLater)
        self.frame.painted.connect(then)
        self.frame.closed.connect(self.app.quit)
        self.frame.show()

    def fill(self) -> None:
        """Open the database and replace the frame by the window."""
        from wbc_desktop.services.restore import opening_sentences

        frame = self.frame
        if frame is None or not frame.isVisible():  # the person has closed the frame
            return
        try:
            db = _open(self.database_url)
        except WbcError as error:
            self._give_up(str(error))
            return
        self.db = db
        self.stack.callback(self._close_database)
        self.stack.callback(self.window_stack.close)
        window = self._replace_frame(db, self.folder)
        if told := opening_sentences(db):
            window.notify(" ".join(told), "warning")
        if self.earlier_fault is not None and self.crashes is not None:
            self.crashes.report(self.earlier_fault)

    def _give_up(self, sentence: str) -> None:
        """Say why there is no window, and end the program."""
        assert self.frame is not None
        self.frame.closed.disconnect(self.app.quit)
        self.frame.hide()
        _show_problem(self.app, sentence)
        self.app.exit(NOTHING_DONE)

    def _crashed_without_window(self, report: CrashReport) -> None:
        if self.window is None and self.frame is not None and self.frame.isVisible():
            self._give_up(report.sentence)

    def _close_database(self) -> None:
        if self.db is not None:
            self.db.close()
            self.db = None

    def _replace_frame(self, db: Database, folder: Path | None) -> MainWindow:
        """Replace the frame by a window on ``db``, and return it."""
        frame = self.frame
        assert frame is not None
        window = build(db, self.data_dir, self.model, self.app)
        self.window_stack.callback(self._dispose_window, window)
        self.window_stack.callback(start_housekeeping(window).stop)
        window.backend.preferences.changed.connect(self._follow_language)
        window.backups.prepared.connect(self._restore)
        frame.closed.disconnect(self.app.quit)
        self.window = window
        frame.give_place(window)
        _show(window, folder)
        frame.close()
        return window

    def _free_window(self) -> None:
        """Dispose of the window, and free its memory before the next one is built."""
        from wbc_desktop.jobs.housekeeping import collect_deleted

        self.window_stack.close()
        collect_deleted()

    def _dispose_window(self, window: MainWindow) -> None:
        self.window = None
        dispose(window)

    def _restart(self) -> None:
        """Close the window as its close button does, end the program, and start it again."""
        self.restarting = True
        try:
            self.close()
        finally:
            self.app.exit()

    def _follow_language(self, settings: Settings) -> None:
        """If another language was chosen, build the window again, after the settings dialog has closed."""
        from PySide6.QtCore import QTimer

        from wbc_desktop.domain.language import current_language
        from wbc_desktop.ui.shell.translating import chosen_language

        window = self.window
        if window is None or chosen_language(settings.language) == current_language().code:
            return
        window.backend.preferences.changed.disconnect(self._follow_language)
        QTimer.singleShot(0, window, self._rebuild)

    def _rebuild(self) -> None:
        """Replace the window by one in the new language with the same slide. Running tasks stop and continue there."""
        old = self.window
        if old is None or not old.isVisible():
            return
        old.backend.preferences.store()
        old.backend.placement.save(old, old.splitter)
        db = old.backend.db

        def fill() -> None:
            self._free_window()
            self._replace_frame(db, None)

        self._show_frame(fill)

    def _restore(self, prepared: Prepared) -> None:
        """Close the window, replace the database by a backup, and open a window on what is there then."""
        old = self.window
        if old is None or not old.isVisible():
            prepared.discard()
            return
        old.backend.preferences.store()
        old.backend.placement.save(old, old.splitter)
        self._show_frame(lambda: self._replace_database(prepared))  # painted later, when the dialog has closed

    def _replace_database(self, prepared: Prepared) -> None:
        from wbc_desktop.services.restore import replace

        self._free_window()
        self._close_database()
        kind: Kind = "error"
        try:
            try:
                done = replace(prepared)
                text, kind = " ".join(done.sentences()), "warning" if done.needs_attention else "done"
            except WbcError as error:
                text = str(error)
            self.db = _open(self.database_url)
        except WbcError as error:
            self._give_up(str(error))
            return
        self._replace_frame(self.db, None).notify(text, kind)

    def close(self) -> None:
        """Close the window or the frame."""
        shown = self.window or self.frame
        if shown is not None:
            shown.close()


def make_application() -> QApplication:
    """Return the application object; create it if there is none. Raises ImportError if Qt's libraries are missing."""
    from PySide6.QtWidgets import QApplication

    from wbc_desktop.jobs.overrides import protect_overrides
    from wbc_desktop.ui.widgets.icons import app_icon

    protect_overrides()
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    app.setApplicationName("WBC Desktop")
    app.setDesktopFileName("wbc-desktop")
    app.setWindowIcon(app_icon())
    return app


def build(db: Database, data_dir: DataDir, model: str | None = None, app: QApplication | None = None) -> MainWindow:
    """Return a hidden window on an open database. Call :func:`dispose` at the end."""
    from PySide6.QtCore import QObject

    from wbc_desktop.services.classes import use_classes
    from wbc_desktop.ui.shell.backend import make_backend
    from wbc_desktop.ui.shell.main_window import MainWindow
    from wbc_desktop.ui.widgets.rules import WindowRules
    from wbc_desktop.ui.widgets.theme import Theme

    application = app or make_application()
    owner = QObject()
    application.installEventFilter(WindowRules(owner))
    use_classes(db)
    backend = make_backend(db, data_dir, model, owner)
    theme = Theme(application, backend.preferences.settings.theme)
    window = MainWindow(backend, theme)
    theme.setParent(window)
    owner.setParent(window)
    return window


def start_housekeeping(window: MainWindow) -> Housekeeping:
    """Collect garbage in pauses, so that it does not block the window. Call ``stop`` before the window is disposed."""
    from wbc_desktop.jobs.housekeeping import Housekeeping

    runner = window.backend.runner
    return Housekeeping(lambda: bool(runner.jobs), window)


def dispose(window: MainWindow) -> None:
    """Stop everything that the window started, and delete the window. It may be closed already."""
    window.stop()
    window.hide()
    if window.theme is not None:
        window.theme.remove()
    set_laboratory_classes(())
    window.deleteLater()


def _open(database_url: str) -> Database:
    from wbc_desktop.store.engine import open_database

    return open_database(database_url)


def _show(window: MainWindow, folder: Path | None) -> None:
    """Show the window, then start it, so that nothing slow delays its first paint."""
    from PySide6.QtCore import QTimer

    window.show()
    QTimer.singleShot(0, window, lambda: window.start(folder))


def _show_problem(app: QApplication, sentence: str) -> None:
    """Show why the window cannot open: on stderr, and in a dialog if there is a screen."""
    print(sentence, file=sys.stderr)
    if app.platformName() not in ("offscreen", "minimal", "minimalegl", "vnc"):
        from wbc_desktop.ui.shell.start_dialog import show_sentence

        show_sentence(sentence)
