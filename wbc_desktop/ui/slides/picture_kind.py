"""Shows and changes what the pictures of a slide are: single cells, or fields with any number of cells."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QRadioButton, QWidget

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.language import mark, tr, trn
from wbc_desktop.domain.regions import PictureKind
from wbc_desktop.item_models.fields import FieldList
from wbc_desktop.jobs.operations import Operation, SlideContext
from wbc_desktop.services import fields
from wbc_desktop.services.changes import Changes
from wbc_desktop.services.field_list import SlideFields
from wbc_desktop.store import regions
from wbc_desktop.ui.slides.open_slide import OpenSlide
from wbc_desktop.ui.slides.work import Work
from wbc_desktop.ui.widgets.ask import AskDialog
from wbc_desktop.ui.widgets.banner import Banner
from wbc_desktop.ui.widgets.fitting import show_dialog

_CHOICES: tuple[tuple[PictureKind | None, str], ...] = (
    (PictureKind.CELLS, mark("&Single cells: each picture shows one cell")),
    (PictureKind.FIELDS, mark("&Fields: the program finds the white cells of each picture")),
    (None, mark("&Decide automatically, by some of the pictures")),
)


class PictureKinds(QObject):
    """Asks for the kind of a slide's pictures. ``notice`` says that the program decided for fields."""

    def __init__(
        self, context: SlideContext, field_list: FieldList, work: Work, open_slide: OpenSlide, window: QWidget
    ) -> None:
        super().__init__(window)
        self._context = context
        self._open_slide = open_slide
        self._window = window
        self.notice = Banner()
        self._announce = False
        context.opened.connect(lambda _slide: self._forget())
        context.changed.connect(self._follow)
        work.fields_found.connect(self._fields_found)
        field_list.changed.connect(self._fields_changed)
        self._fields = field_list

    def ask(self, slide: Slide) -> None:
        """Show the dialog for this slide."""
        show_dialog(self.dialog(slide))

    def dialog(self, slide: Slide) -> AskDialog:
        """Return the dialog of :meth:`ask`, not yet shown."""
        with self._context.db.read() as s:
            present = regions.kind(s, slide.id)
        buttons = {kind: QRadioButton(tr(text)) for kind, text in _CHOICES}

        def act() -> None:
            chosen = next((kind for kind, button in buttons.items() if button.isChecked()), None)
            if chosen is None or chosen is not present:
                self._change(slide, chosen)

        dialog = AskDialog(
            tr("Pictures of “{name}”", name=slide.name),
            tr(
                "What do the pictures of this slide show? A change loses no decision: the cells of the other kind are "
                "hidden, and come back with all their decisions when you change this again."
            ),
            tr("Change"),
            act,
            self._window,
        )
        for button in buttons.values():
            dialog.form.addRow(button)
            button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            button.toggled.connect(partial(_take_tab, button))
        buttons[present].setChecked(True)
        return dialog

    def _change(self, slide: Slide, kind: PictureKind | None) -> None:
        if kind is None:
            self._open_slide.decide_again(slide)
            return
        self._context.run(
            Operation(
                tr("changing the kind of the pictures"),
                lambda acting: fields.set_kind(acting.db, slide, kind, acting.identity, acting.cancelled),
                worker=True,
                doing=tr("Changing the kind of the pictures"),
                finish=True,
                slide=slide,
            )
        )

    def _follow(self, changes: Changes) -> None:
        """Read the folder again after a change of the kind, or after its undo or redo."""
        slide = self._context.slide
        if changes.pictures and slide is not None and changes.slide_id == slide.id:
            self._forget()
            self._open_slide.refresh()

    def _forget(self) -> None:
        self._announce = False
        self.notice.clear()

    def _fields_found(self, slide: Slide | None) -> None:
        """Say so when the new cells are counted."""
        if self._context.is_open(slide):
            self._announce = True
            self._fields.refresh()

    def _fields_changed(self, found: SlideFields | None) -> None:
        slide = self._context.slide
        if not self._announce or slide is None or found is None or found.kind is not PictureKind.FIELDS:
            return
        text = tr("The pictures of this slide are fields. The program found {found}.", found=fields_text(found))
        self.notice.show_text(text, "info", [(tr("Change…"), lambda: self.ask(slide))])
        self._announce = False


def _take_tab(button: QRadioButton, chosen: bool) -> None:
    """Let Tab reach only the chosen button of the group, and the arrow keys the others."""
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if chosen else Qt.FocusPolicy.ClickFocus)


def fields_text(found: SlideFields) -> str:
    """Return the number of cells and of fields: ``31 white cells in 12 fields``."""
    cells = trn("{n:,} white cell", "{n:,} white cells", found.cells)
    return tr("{cells} in {fields}", cells=cells, fields=trn("{n:,} field", "{n:,} fields", len(found.fields)))
