"""Decisions that look like slips and wait for a second look: learn them as they are, or leave them out."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QPushButton, QTreeWidgetItem, QWidget

from wbc_desktop.domain.language import tr, trn
from wbc_desktop.domain.learning import SecondLook, Slip
from wbc_desktop.jobs.operations import Operation, SlideContext
from wbc_desktop.jobs.thumbnails import ThumbnailLoader
from wbc_desktop.reports.wording import place
from wbc_desktop.services.learning_overview import Overview
from wbc_desktop.services.leaving_out import forget_looks, look_again
from wbc_desktop.ui.learning.acting import Acted
from wbc_desktop.ui.learning.list_page import ListPage
from wbc_desktop.ui.widgets.theme import GRID
from wbc_desktop.ui.widgets.words import moment, percent

SIDE = 16 * GRID
"""Side of the thumbnails in logical pixels: large enough to judge a cell."""


class SlipsPage(ListPage):
    """Lists possible slips with their pictures; several can be answered at once."""

    def __init__(
        self, context: SlideContext, thumbnails: Path | None, acted: Acted, parent: QWidget | None = None
    ) -> None:
        titles = [tr("Cell"), tr("Reviewer"), tr("Model"), tr("Why")]
        empty = tr("No decision waits for a second look.")
        super().__init__(tr("Decisions that wait for a second look"), titles, empty, parent)
        self._context = context
        self._acted = acted
        self._items: dict[str, list[QTreeWidgetItem]] = {}
        self._loader = ThumbnailLoader(thumbnails, self)
        self._loader.ready.connect(self._show_picture)
        self.list.setIconSize(QSize(SIDE, SIDE))
        self.learn = QPushButton()
        self.learn.setProperty("primary", True)
        self.learn.clicked.connect(lambda _checked=False: self._answer(True))
        self.leave_out = QPushButton(tr("Leave &out"))
        self.leave_out.setToolTip(tr("The model does not learn from these decisions; the results keep them"))
        self.leave_out.clicked.connect(lambda _checked=False: self._answer(False))
        self.add_buttons([self.learn, self.leave_out])
        self.chosen.connect(self._update_buttons)
        self._update_buttons()

    def show_overview(self, shown: Overview) -> None:
        """Show these possible slips, and keep the place in the list."""
        row, had = self.first_selected(), bool(self.list.selectedItems())
        self.clear()
        self._items.clear()
        for slip in shown.found.slips:
            cell, folder = shown.cells.get(slip.decision.cell_id, (None, Path()))
            if cell is None:
                continue
            where = place(Path(cell.path).name, cell.page, cell.number)
            name = f"{shown.slides.get(slip.decision.sample_id, '')}\n{where}"
            item = self.add([name, _reviewed(slip), _predicted(slip), _why(slip)], slip)
            source = cell.source(folder)
            self._items.setdefault(source.content, []).append(item)
            self._loader.request(source, round(SIDE * self.devicePixelRatioF()))
        if had:
            self.select_row(row)
        self._update_buttons()

    def stop(self) -> None:
        """Stop loading pictures."""
        self._loader.stop()

    def _answer(self, learn: bool) -> None:
        slips: list[Slip] = self.selected()
        looks = [SecondLook(slip.decision.cell_id, slip.decision.label, learn) for slip in slips]
        ids = [look.cell_id for look in looks]
        undo = (tr("Undo"), partial(self._forget, ids))
        if learn:
            said = trn("{n:,} decision will be learned.", "{n:,} decisions will be learned.", len(ids))
        else:
            said = trn("{n:,} decision is left out.", "{n:,} decisions are left out.", len(ids))
        self._context.run(
            Operation(
                tr("storing a second look"),
                lambda acting: look_again(acting.db, looks, acting.identity),
                exclusive=False,
                slide=None,
                done=lambda _result: self._acted.done(said, undo),
                show=self._acted.show,
            )
        )

    def _forget(self, ids: list[int]) -> None:
        self._context.run(
            Operation(
                tr("taking back a second look"),
                lambda acting: forget_looks(acting.db, ids, acting.identity),
                exclusive=False,
                slide=None,
                done=lambda _result: self._acted.done(""),
                show=self._acted.show,
            )
        )

    def _update_buttons(self) -> None:
        labels = {slip.decision.label for slip in self.selected()}
        for button in (self.learn, self.leave_out):
            button.setEnabled(bool(labels))
        name = tr("&Learn as {code}", code=next(iter(labels))) if len(labels) == 1 else tr("&Learn as classified")
        self.learn.setText(name)
        self.learn.setToolTip(tr("The reviewer’s class is right: the model learns it"))

    def _show_picture(self, content: str, image: QImage, _side: int) -> None:
        pixmap = QPixmap.fromImage(image)
        pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        for item in self._items.get(content, []):
            item.setIcon(0, QIcon(pixmap))


def _reviewed(slip: Slip) -> str:
    decision = slip.decision
    return f"{decision.label}\n{decision.reviewer}, {moment(decision.at)}"


def _predicted(slip: Slip) -> str:
    decision = slip.decision
    return "–" if decision.predicted is None else f"{decision.predicted}\n{percent(decision.confidence, 0)}"


def _why(slip: Slip) -> str:
    others = tr("Others: {codes}", codes=", ".join(slip.others)) if slip.others else ""
    return "\n".join(part for part in (tr(slip.kind), others) if part)
