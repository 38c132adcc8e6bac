"""Acts on whole slides: merge and separate folders, remove a slide from the list and restore it."""

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
    """Merges, separates and removes slides. Merging and separating run on a worker and can be stopped."""

    def __init__(self, context: SlideContext, slides: SlideListModel, open_slide: OpenSlide, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._slides = slides
        self._open_slide = open_slide
        self._parent = parent
        self._reading_folders = False

    def folders_dialog(self, slide: Slide, parts: Sequence[Part]) -> FoldersDialog:
        """Return the dialog that :meth:`ask_folders` shows, with ``parts`` from ``merging.parts``."""
        others = [other for other in self._slides.all_slides() if other.id != slide.id]
        return FoldersDialog(
            slide.name,
            parts,
            others,
            lambda chosen: self.merge(slide, chosen),
            lambda part: self.separate(slide, part),
            self._parent,
        )

    def ask_folders(self, slide: Slide) -> None:
        """Ask which slides to merge into this one, or which folder to separate."""
        if slide.second_of is not None:
            text = tr("A second read has the same cells as its slide: open that slide.")
            self._context.notify(text, slide=slide)
            return
        if self._reading_folders:
            return

        def act(acting: Acting) -> list[Part]:
            parts = merging.parts(acting.db, slide.id)  # slow: it reads every file entry of the slide
            if acting.cancelled():
                raise Cancelled
            return parts

        def done(parts: list[Part]) -> None:
            self._folders_read()
            if self._context.is_open(slide):
                dialog = self.folders_dialog(slide, parts)
                dialog.exec()
                dialog.deleteLater()

        self._reading_folders = True
        self._context.run(
            Operation(
                tr("reading the folders"),
                act,
                worker=True,
                doing=tr("Reading the folders…"),
                exclusive=False,
                slide=slide,
                done=done,
                failed=lambda _error: self._folders_read(),
                stopped=self._folders_read,
            )
        )

    def merge(self, slide: Slide, others: list[int]) -> None:
        """Merge the slides with these ids into ``slide``, one by one. The first refusal ends it with an error."""
        names = {known.id: known.name for known in self._slides.all_slides()}

        def act(acting: Acting, other: int) -> Changes:
            db, by = acting.db, acting.identity
            return merging.merge(db, slide.id, other, by, cancel=acting.cancelled, progress=acting.progress)

        def message(merged: list[int]) -> Message:
            listed = ", ".join(f"“{names[other]}”" for other in merged if other in names)
            text = tr("{others} and “{name}” are one slide now.", others=listed, name=slide.name)
            return Message(text, "done", ((tr("Undo"), lambda: self._separate_all(slide, merged)),), slide)

        self._run(slide, others, act, tr("merging the folders"), tr("Merging the folders"), message)

    def separate(self, slide: Slide, part: int) -> None:
        """Separate the slide with the id ``part`` from ``slide``."""
        self._separate_all(slide, [part])

    def remove_from_list(self, slide: Slide) -> None:
        """Remove the slide from the list; the message offers to undo it."""
        if not self._context.free():
            return
        stopped = self._open_slide.abandon(slide)  # first, because opening a slide restores it in the list

        def done(_changes: object) -> None:
            if self._context.is_open(slide):
                self._open_slide.leave()

        text = tr("“{name}” is removed from the list. Its images, decisions and history are kept.", name=slide.name)
        self._context.run(
            Operation(
                tr("removing the slide from the list"),
                lambda acting: slide_list.remove(acting.db, slide.id, acting.identity),
                slide=slide,
                message=lambda _changes: Message(text, "done", ((tr("Undo"), lambda: self._restore(slide)),)),
                done=done,
                failed=lambda _error: self._refresh(slide) if stopped else None,
            )
        )

    def show_menu(self, slide: Slide, at: QPoint) -> None:
        """Show the menu of a slide in the list."""
        menu = QMenu(self._parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        menu.addAction(tr("Open"), lambda: self._open_slide.choose(slide))
        opened = self._context.slide
        if opened is not None and opened.id != slide.id and opened.second_of is None:
            merge = tr("Merge into “{name}”", name=escape_ampersands(opened.name))
            action = menu.addAction(merge, lambda: self.merge(opened, [slide.id]))
            action.setEnabled(not self._context.lock)
            action.setToolTip(self._context.lock)
        menu.addSeparator()
        menu.addAction(tr("Remove from the list"), lambda: self.remove_from_list(slide))
        menu.popup(at)

    def _restore(self, slide: Slide) -> None:
        self._context.run(
            Operation(
                tr("restoring the slide in the list"),
                lambda acting: slide_list.restore(acting.db, slide.id, acting.identity),
                slide=slide,
                message=lambda _changes: Message(tr("“{name}” is in the list again.", name=slide.name), "done"),
                done=lambda _changes: self._open_slide.choose(slide),
            )
        )

    def _separate_all(self, slide: Slide, parts: Sequence[int]) -> None:
        def act(acting: Acting, part: int) -> Changes:
            db, by, announce = acting.db, acting.identity, acting.announce
            return merging.separate(db, slide.id, part, by, announce, cancel=acting.cancelled, progress=acting.progress)

        def message(_parts: list[int]) -> Message:
            text = tr("The folders are separate slides again. Each keeps the decisions on its cells.")
            return Message(text, "done", slide=slide)

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
        """Call ``each`` for all ``others`` on a worker, then read the folders of the slide again."""
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
                done=lambda _finished: self._refresh(slide),
                failed=lambda _error: self._refresh(slide) if finished else None,
                stopped=lambda: self._context.notify(tr("Stopped. The folders are unchanged."), slide=slide),
            )
        )

    def _folders_read(self) -> None:
        self._reading_folders = False

    def _refresh(self, slide: Slide) -> None:
        """Read the folders of the slide again if it is open."""
        if self._context.is_open(slide):
            self._open_slide.refresh()
