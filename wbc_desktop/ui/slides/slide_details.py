"""Shows and changes the details of a slide."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.slide_fields import SlideFields
from wbc_desktop.jobs.operations import Operation, SlideContext
from wbc_desktop.services import slide_fields
from wbc_desktop.ui.slides.slide_fields_dialog import SlideFieldsDialog
from wbc_desktop.ui.widgets.fitting import show_dialog


class SlideDetails(QObject):
    """Opens the dialog of details and saves its changes."""

    def __init__(self, context: SlideContext, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window

    def ask(self, slide: Slide) -> None:
        """Show the dialog with the details of a slide."""
        show_dialog(self.dialog(slide))

    def dialog(self, slide: Slide) -> SlideFieldsDialog:
        """Return the dialog that :meth:`ask` shows."""

        def save(typed: SlideFields) -> None:
            self._context.run(
                Operation(
                    tr("saving the details"),
                    lambda acting: slide_fields.change_fields(acting.db, slide.id, typed, acting.identity),
                    slide=slide,
                    done=lambda _changes: dialog.accept(),
                    show=dialog.show_message,
                )
            )

        with self._context.db.read() as s:
            fields, history = slide_fields.slide_fields(s, slide.id), slide_fields.history(s, slide.id)
        dialog = SlideFieldsDialog(slide.name, fields, history, save, self._window)
        dialog.refuse = lambda error, show: self._context.refuse(error, slide, show)
        if self._context.is_open(slide):
            dialog.lock(self._context.lock)
            self._context.locked.connect(dialog.lock)
        return dialog
