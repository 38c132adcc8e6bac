"""What is done to slides as a whole: merging folders, parting them, taking a slide out of the list and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QMenu

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.errors import WbcError
from wbc_desktop.domain.language import tr
from wbc_desktop.jobs.runner import Job, JobContext
from wbc_desktop.services import merging, slide_list
from wbc_desktop.services.changes import Changes
from wbc_desktop.services.merging import Part
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.slides.folders_dialog import FoldersDialog
from wbc_desktop.ui.widgets.labels import on_button

if TYPE_CHECKING:
    from wbc_desktop.ui.shell.main_window import MainWindow

COMMANDS = ("folders", "take_out")


class SlideActs(QObject):
    """Merging is done off the window's thread, the rest is a row in the store."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._db = window.desk.db
        self._looking: Job | None = None

    def folders_dialog(self, slide: Slide, parts: Sequence[Part]) -> FoldersDialog:
        """The dialog of :meth:`ask_folders`; ``parts`` as ``merging.parts`` tells them."""
        others = [other for other in self._window.desk.slides.everyone() if other.id != slide.id]
        return FoldersDialog(
            slide.name,
            parts,
            others,
            lambda chosen: self.merge(slide, chosen),
            lambda part: self.part_out(slide, part),
            self._window,
        )

    def ask_folders(self, slide: Slide) -> None:
        """Ask which folders are of the same sample."""
        if slide.second_of is not None:
            self._window.say(tr("A second read has the cells of the slide that is read: open that one."), "info")
            return
        db = self._db
        if self._looking is None:  # every file of the slide is looked up: not in the window's thread
            self._looking = self._window.desk.runner.start(
                lambda _ctx: merging.parts(db, slide.id), tr("merging the folders")
            )
            self._looking.finished.connect(lambda parts: self._show_folders(slide, parts))
            self._looking.failed.connect(self._window.say)
            self._looking.ended.connect(self._looked)

    def _looked(self) -> None:
        self._looking = None

    def _show_folders(self, slide: Slide, parts: Sequence[Part]) -> None:
        self._looked()
        if self._window.slide is not None and self._window.slide.id == slide.id:
            dialog = self.folders_dialog(slide, parts)
            dialog.exec()
            dialog.deleteLater()

    def merge(self, slide: Slide, others: list[int]) -> None:
        """Merge these slides into ``slide``, one after the other; the first that cannot be ends it, and is named."""
        db, who = self._db, self._who()

        def work(ctx: JobContext) -> int:
            for other in others:
                ctx.announce(merging.merge(db, slide.id, other, who))
            return len(others)

        def done(_count: object) -> None:
            names = {known.id: known.name for known in before}
            told = ", ".join(f"“{names[other]}”" for other in others if other in names)
            undo = (tr("Undo"), lambda: self._part_out_all(slide, others))
            self._window.banner.say(
                tr("{others} and “{name}” are one slide now.", others=told, name=slide.name), "done", [undo]
            )
            self._look_again(slide)

        before = self._window.desk.slides.everyone()
        self._run(work, tr("merging the folders"), done, slide)

    def part_out(self, slide: Slide, part: int) -> None:
        """Make the folder of ``part`` a slide of its own again."""
        self._part_out_all(slide, [part])

    def take_out(self, slide: Slide) -> None:
        """Take the slide out of the list; one step brings it back."""
        if not self._listed(slide, slide_list.take_out):
            return
        if self._window.slide is not None and self._window.slide.id == slide.id:
            self._window.open_slide.leave()
        self._window.banner.say(
            tr("“{name}” is no longer in the list. Its images, decisions and history stay.", name=slide.name),
            "done",
            [(tr("Undo"), lambda: self._put_back(slide))],
        )

    def show_menu(self, slide: Slide, at: QPoint) -> None:
        """The menu of a slide of the list."""
        window = self._window
        menu = QMenu(window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Open"), lambda: window.open_slide.choose(slide))
        opened = window.slide
        if opened is not None and opened.id != slide.id and opened.second_of is None:
            merge = tr("Merge into “{name}”", name=on_button(opened.name))
            menu.addAction(merge, lambda: self.merge(opened, [slide.id]))
        menu.addSeparator()
        menu.addAction(tr("Remove from the list"), lambda: self.take_out(slide))
        menu.popup(at)

    def _put_back(self, slide: Slide) -> None:
        if self._listed(slide, slide_list.put_back):
            self._window.banner.clear()
            self._window.open_slide.choose(slide)

    def _listed(self, slide: Slide, act: Callable[[Database, int, str], Changes]) -> bool:
        """Do it; False, with the reason in the banner, when it may not be done."""
        try:
            self._announce(act(self._db, slide.id, self._who()))
        except WbcError as error:
            self._window.reviewing.refused.emit(str(error))
            return False
        return True

    def _part_out_all(self, slide: Slide, parts: list[int]) -> None:
        db, who = self._db, self._who()

        def work(ctx: JobContext) -> int:
            for part in reversed(parts):
                ctx.announce(merging.separate(db, slide.id, part, who, ctx.announce))
            return len(parts)

        def done(_count: object) -> None:
            told = tr("The folders are slides of their own again, with what was decided on their cells.")
            self._window.say(told, "done")
            self._look_again(slide)

        self._run(work, tr("parting the folders"), done, slide)

    def _run(self, work: Callable[[JobContext], int], name: str, done: Callable[[object], None], slide: Slide) -> None:
        job = self._window.desk.runner.start(work, name)
        job.changed.connect(self._announce)
        job.finished.connect(done)
        job.failed.connect(self._window.reviewing.refused)

    def _look_again(self, slide: Slide) -> None:
        """The open slide has other folders now: read them."""
        if self._window.slide is not None and self._window.slide.id == slide.id:
            self._window.open_slide.again()

    def _announce(self, changes: Changes) -> None:
        self._window.work.changed.emit(changes)

    def _who(self) -> str:
        return self._window.desk.preferences.now.reviewer


def connect_slide_acts(window: MainWindow) -> SlideActs:
    """Put it to work: the commands for the open slide, and the menu of the list."""
    acts = SlideActs(window)

    def on_slide(act: Callable[[Slide], object]) -> Callable[[], None]:
        def do() -> None:
            if window.slide is not None:
                act(window.slide)

        return do

    window.commands.on(folders=on_slide(acts.ask_folders), take_out=on_slide(acts.take_out))
    window.commands.enable(False, *COMMANDS)
    window.open_slide.opened.connect(lambda slide: window.commands.enable(slide is not None, *COMMANDS))
    window.open_slide.left.connect(lambda: window.commands.enable(False, *COMMANDS))
    window.side.menu_asked.connect(acts.show_menu)
    return acts
