"""What is done to slides as a whole: merging folders, separating them, taking a slide out of the list and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.errors import Cancelled
from wbc_desktop.domain.language import tr
from wbc_desktop.item_models.slides import SlideListModel
from wbc_desktop.jobs.operations import Acting, Message, Operation, SlideContext
from wbc_desktop.services import merging, slide_list
from wbc_desktop.services.changes import Changes
from wbc_desktop.services.merging import Part
from wbc_desktop.ui.slides.folders_dialog import FoldersDialog
from wbc_desktop.ui.slides.open_slide import OpenSlide
from wbc_desktop.ui.widgets.labels import escape_ampersands


class SlideActs(QObject):
    """Merging runs on a worker and can be stopped, the rest is a row in the store."""

    def __init__(self, context: SlideContext, slides: SlideListModel, open_slide: OpenSlide, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._slides = slides
        self._open_slide = open_slide
        self._parent = parent
        self._looking = False

    def folders_dialog(self, slide: Slide, parts: Sequence[Part]) -> FoldersDialog:
        """The dialog of :meth:`ask_folders`; ``parts`` as ``merging.parts`` tells them."""
        others = [other for other in self._slides.everyone() if other.id != slide.id]
        return FoldersDialog(
            slide.name,
            parts,
            others,
            lambda chosen: self.merge(slide, chosen),
            lambda part: self.separate(slide, part),
            self._parent,
        )

    def ask_folders(self, slide: Slide) -> None:
        """Ask which folders are of the same sample."""
        if slide.second_of is not None:
            told = tr("A second read has the cells of the slide that is read: open that one.")
            self._context.say(told, slide=slide)
            return
        if self._looking:
            return

        def act(acting: Acting) -> list[Part]:
            parts = merging.parts(acting.db, slide.id)  # every file of the slide is looked up
            if acting.cancelled():
                raise Cancelled
            return parts

        def done(parts: list[Part]) -> None:
            self._looked()
            if self._context.is_open(slide):
                dialog = self.folders_dialog(slide, parts)
                dialog.exec()
                dialog.deleteLater()

        self._looking = True
        self._context.run(
            Operation(
                tr("looking at the folders"),
                act,
                worker=True,
                doing=tr("Looking at the folders…"),
                exclusive=False,
                slide=slide,
                done=done,
                failed=lambda _error: self._looked(),
                stopped=self._looked,
            )
        )

    def merge(self, slide: Slide, others: list[int]) -> None:
        """Merge these slides into ``slide``, one after the other; the first that cannot be ends it, and is named."""
        names = {known.id: known.name for known in self._slides.everyone()}

        def act(acting: Acting, other: int) -> Changes:
            db, by = acting.db, acting.identity
            return merging.merge(db, slide.id, other, by, cancel=acting.cancelled, progress=acting.progress)

        def message(merged: list[int]) -> Message:
            told = ", ".join(f"“{names[other]}”" for other in merged if other in names)
            text = tr("{others} and “{name}” are one slide now.", others=told, name=slide.name)
            return Message(text, "done", ((tr("Undo"), lambda: self._separate_all(slide, merged)),), slide)

        self._run(slide, others, act, tr("merging the folders"), tr("Merging the folders"), message)

    def separate(self, slide: Slide, part: int) -> None:
        """Make the folder of ``part`` a slide of its own again."""
        self._separate_all(slide, [part])

    def remove_from_list(self, slide: Slide) -> None:
        """Take the slide out of the list; one step brings it back."""
        if not self._context.free():
            return
        stopped = self._open_slide.abandon(slide)  # first: an opening would put it back into the list

        def done(_changes: object) -> None:
            if self._context.is_open(slide):
                self._open_slide.leave()

        told = tr("“{name}” is no longer in the list. Its images, decisions and history stay.", name=slide.name)
        self._context.run(
            Operation(
                tr("removing the slide from the list"),
                lambda acting: slide_list.take_out(acting.db, slide.id, acting.identity),
                slide=slide,
                message=lambda _changes: Message(told, "done", ((tr("Undo"), lambda: self._restore(slide)),)),
                done=done,
                failed=lambda _error: self._go_on(slide) if stopped else None,
            )
        )

    def show_menu(self, slide: Slide, at: QPoint) -> None:
        """The menu of a slide of the list."""
        menu = QMenu(self._parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Open"), lambda: self._open_slide.choose(slide))
        opened = self._context.slide
        if opened is not None and opened.id != slide.id and opened.second_of is None:
            merge = tr("Merge into “{name}”", name=escape_ampersands(opened.name))
            menu.addAction(merge, lambda: self.merge(opened, [slide.id]))
        menu.addSeparator()
        menu.addAction(tr("Remove from the list"), lambda: self.remove_from_list(slide))
        menu.popup(at)

    def _restore(self, slide: Slide) -> None:
        self._context.run(
            Operation(
                tr("putting the slide back into the list"),
                lambda acting: slide_list.put_back(acting.db, slide.id, acting.identity),
                slide=slide,
                message=lambda _changes: Message(tr("“{name}” is in the list again.", name=slide.name), "done"),
                done=lambda _changes: self._open_slide.choose(slide),
            )
        )

    def _separate_all(self, slide: Slide, parts: Sequence[int]) -> None:
        def act(acting: Acting, part: int) -> Changes:
            db, by, tell = acting.db, acting.identity, acting.announce
            return merging.separate(db, slide.id, part, by, tell, cancel=acting.cancelled, progress=acting.progress)

        def message(_parts: list[int]) -> Message:
            told = tr("The folders are slides of their own again, with what was decided on their cells.")
            return Message(told, "done", slide=slide)

        self._run(slide, parts[::-1], act, tr("separating the folders"), tr("Separating the folders"), message)

    def _run(
        self,
        slide: Slide,
        others: Sequence[int],
        each: Callable[[Acting, int], Changes],
        name: str,
        doing: str,
        message: Callable[[list[int]], Message],
    ) -> None:
        """Do this with each of the others on a worker; then read the folders of the slide, which are others now."""
        finished: list[int] = []

        def act(acting: Acting) -> list[int]:
            for other in others:
                try:
                    acting.announce(each(acting, other))
                except Cancelled:
                    if not finished:
                        raise
                    break
                finished.append(other)
            return finished

        self._context.run(
            Operation(
                name,
                act,
                worker=True,
                doing=doing,
                slide=slide,
                message=message,
                done=lambda _finished: self._go_on(slide),
                failed=lambda _error: self._go_on(slide) if finished else None,
                stopped=lambda: self._context.say(tr("Stopped: the folders are as they were."), slide=slide),
            )
        )

    def _looked(self) -> None:
        self._looking = False

    def _go_on(self, slide: Slide) -> None:
        """Read the folders of the slide, if it is the open one."""
        if self._context.is_open(slide):
            self._open_slide.refresh()
