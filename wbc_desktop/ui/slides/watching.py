"""Watches a folder for new images: the dialog, the text in the status bar, and messages about new cells."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.errors import UsageError
from wbc_desktop.domain.language import tr, trn
from wbc_desktop.jobs.folder_watch import FolderWatch, WatchStatus
from wbc_desktop.jobs.operations import Button, SlideContext
from wbc_desktop.jobs.slide_job import NoticingEngine
from wbc_desktop.jobs.watch_job import Arrived
from wbc_desktop.services.watching import SignedSlide
from wbc_desktop.ui.slides.open_slide import OpenSlide
from wbc_desktop.ui.widgets.ask import AskDialog
from wbc_desktop.ui.widgets.preferences import Preferences
from wbc_desktop.ui.widgets.theme import GRID


class WatchDialog(AskDialog):
    """Asks which folder to watch and whether each folder in it is a slide; has a button that stops watching."""

    def __init__(self, folder: str, each: bool, window: QWidget) -> None:
        about = tr(
            "Images that a microscope camera writes into this folder are added and classified automatically, as soon "
            "as they are complete. Watching continues after a restart, until you stop it."
        )
        super().__init__(tr("Watch a folder"), about, tr("Watch"), self._check, window)
        self.setMinimumWidth(62 * GRID)
        self.stopped = False
        self.folder = QLineEdit(folder)
        choose = QPushButton(tr("&Choose…"))
        choose.setAutoDefault(False)
        choose.clicked.connect(self._choose)
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GRID)
        line.addWidget(self.folder, 1)
        line.addWidget(choose)
        self.each = QComboBox()
        self.each.addItem(tr("All images in it are one slide"), False)
        self.each.addItem(tr("Each folder in it is a slide of its own"), True)
        self.each.setCurrentIndex(int(each))
        self.add(tr("&Folder"), row)
        self.folder.setAccessibleName(tr("Folder"))
        self.add(tr("&Slides"), self.each)
        self.stop = QPushButton(tr("Stop &watching"))
        self.stop.setAutoDefault(False)
        self.stop.setVisible(bool(folder))
        self.stop.clicked.connect(self._stop)
        self.form.addRow("", self.stop)
        self.folder.setFocus()

    def _choose(self) -> None:
        start = self.folder.text() or str(Path.home())
        name = QFileDialog.getExistingDirectory(self, tr("Watch a folder"), start)
        if name:
            self.folder.setText(name)

    def _stop(self) -> None:
        self.stopped = True
        self.accept()

    def _check(self) -> None:
        text = self.folder.text().strip()
        if not text:
            raise UsageError(tr("Choose the folder into which the camera writes its images."))
        if not Path(text).is_dir():
            raise UsageError(tr("There is no folder “{folder}”: check its name, or choose another one.", folder=text))


class Watching(QObject):
    """Watches the chosen folder as long as the window exists.

    Signals: ``shown(str, str)``: text and tool tip about the watched folder for the status bar; "" for none.
    """

    shown = Signal(str, str)

    def __init__(
        self,
        context: SlideContext,
        preferences: Preferences,
        engine: Callable[[], NoticingEngine],
        open_slide: OpenSlide,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._preferences = preferences
        self._open_slide = open_slide
        self._parent = parent
        self._reported_signed: dict[int, int] = {}
        self.watch = FolderWatch(context.db, context.runner, engine, self)
        self.watch.changed.connect(context.announce)
        self.watch.status_changed.connect(self._show)
        self.watch.arrived.connect(self._arrived)
        self.watch.signed.connect(self._signed)

    def begin(self) -> None:
        """Watch the folder of the settings, if there is one."""
        now = self._preferences.settings
        if now.watched:
            self.watch.watch(Path(now.watched), now.watch_each)

    def close(self) -> None:
        """Stop watching until the next start."""
        self.watch.stop()

    def dialog(self) -> WatchDialog:
        """Return the dialog that :meth:`ask` shows."""
        now = self._preferences.settings
        return WatchDialog(now.watched, now.watch_each, self._parent)

    def ask(self) -> None:
        """Ask for a folder and watch it, or stop watching."""
        dialog = self.dialog()
        if dialog.exec() == WatchDialog.DialogCode.Accepted:
            if dialog.stopped:
                self.set("", False)
                self._context.notify(tr("No folder is watched any more. The images added so far stay."))
            else:
                self.set(dialog.folder.text().strip(), bool(dialog.each.currentData()))
        dialog.deleteLater()

    def set(self, folder: str, each: bool) -> None:
        """Watch ``folder`` ("" for none), now and after a restart."""
        self._reported_signed.clear()
        self._preferences.change(watched=folder, watch_each=each)
        self.watch.stop()
        self.begin()

    def _show(self, status: WatchStatus) -> None:
        if status.folder is None:
            self.shown.emit("", "")
            return
        name = status.folder.name or str(status.folder)
        if status.fault:
            text = tr("“{name}” does not exist", name=name)
        elif status.busy:
            text = tr("Adding from “{name}”…", name=name)
        elif status.waiting:
            text = trn("“{name}”: {n:,} file incomplete", "“{name}”: {n:,} files incomplete", status.waiting, name=name)
        else:
            text = tr("Watching “{name}”", name=name)
        tip = status.fault or str(status.folder)
        self.shown.emit(text, tr("{what}\nClick to change or stop it", what=tip))

    def _arrived(self, news: Arrived) -> None:
        """Open the slide of new cells if no slide is open; if another slide is open, show a message."""
        if news.fault:
            self._context.notify(news.fault, "warning", slide=news.slide)
        if self._context.slide is None:
            self._open_slide.choose(news.slide)
        elif not self._context.is_open(news.slide):
            count = trn("{n:,} new image", "{n:,} new images", news.added)
            text = tr("{count} on “{name}”.", count=count, name=news.slide.name)
            self._context.notify(text, "info", self._open_button(news.slide))

    def _signed(self, news: SignedSlide) -> None:
        """Show once that a signed slide gets no new images."""
        if self._reported_signed.get(news.slide.id) == news.new:
            return
        self._reported_signed[news.slide.id] = news.new
        count = trn("{n:,} new image", "{n:,} new images", news.new)
        text = tr(
            "“{name}” is signed, so {count} in its folder cannot be added. To add them to the result, amend the slide "
            "first.",
            count=count,
            name=news.slide.name,
        )
        if self._context.is_open(news.slide):
            self._context.notify(text, "warning", slide=news.slide)
        else:
            self._context.notify(text, "warning", self._open_button(news.slide))

    def _open_button(self, slide: Slide) -> Button:
        """Return a button that opens a slide other than the open one."""
        return tr("Open"), lambda: self._open_slide.choose(slide)
