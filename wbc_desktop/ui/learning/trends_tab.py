"""The tab "Over time": agreement with the reviewers, Unidentified cells and foreign slides by week."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from wbc_desktop.domain.language import tr
from wbc_desktop.domain.trends import Trends
from wbc_desktop.jobs.latest_read import LatestRead
from wbc_desktop.jobs.operations import Operation, SlideContext
from wbc_desktop.services.changes import Changes
from wbc_desktop.services.trends import measured, trends, write_csv
from wbc_desktop.ui.learning.learning_window import LearningTab
from wbc_desktop.ui.learning.trend_curves import agreement_curves, class_text, other_curves, week_text, weeks_text
from wbc_desktop.ui.learning.trend_grid import TrendGrid
from wbc_desktop.ui.learning.trend_plot import TrendPlot
from wbc_desktop.ui.learning.trend_table import TrendTable
from wbc_desktop.ui.widgets.banner import Banner
from wbc_desktop.ui.widgets.flow import Flow
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.page import Page
from wbc_desktop.ui.widgets.save_file import ask_where, written
from wbc_desktop.ui.widgets.scrolling import Scrolled, ScrolledBody
from wbc_desktop.ui.widgets.theme import GRID

PERIODS, FIRST_PERIOD = (13, 52, 0), 52
"""The numbers of last weeks that can be shown (0: all), and the one that is shown first."""

REREAD_MS = 2000
"""Delay of a read that follows a change, in milliseconds: decisions on cells come every second."""


class TrendsTab(LearningTab):
    """Reads the numbers when it is shown and after changes, and shows them as plots or as a table."""

    def __init__(self, context: SlideContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._all: Trends | None = None
        self._shown: Trends | None = None
        self._stale = True
        self._reader = LatestRead(self)
        self._reader.done.connect(self._take)
        self._reader.failed.connect(self._fail)
        context.changed.connect(self._changed)
        self._models = self._choice(tr("Model"))
        self._classes = self._choice(tr("Class"))
        self._weeks = self._choice(tr("Weeks"))
        for count in PERIODS:
            self._weeks.addItem(weeks_text(count), count)
        self._weeks.setCurrentIndex(PERIODS.index(FIRST_PERIOD))
        self._as_table = QPushButton(tr("As a &table"))
        self._as_table.setCheckable(True)
        self._as_table.toggled.connect(lambda _on: self._refresh())
        self._save = QPushButton(tr("Save as CS&V…"))
        self._save.clicked.connect(lambda _checked: self._ask_csv())
        self._banner, self._page = Banner(), Page("", "")
        self._table, self._plots = TrendTable(), self._make_plots()
        self._lay_out()
        self._say(tr("Reading…"), "")

    @property
    def plots(self) -> dict[str, TrendPlot]:
        """The plots that are shown, by their names."""
        return {plot.curve.name: plot for grid in self._grids for plot in grid.plots}

    def choose_week(self, place: int) -> None:
        """Show the numbers of this week in all plots; ``place`` counts the shown weeks from 0."""
        if self._shown is None or not self._shown.weeks:
            return
        for grid in self._grids:
            grid.choose(place)
        self._week.setText(week_text(self._shown.weeks[place]))

    def write(self, path: Path) -> None:
        """Write the numbers of all models and weeks as CSV."""
        found = self._all
        if found is None:
            return
        self._context.run(
            Operation(
                tr("writing the CSV file"),
                lambda _acting: write_csv(found, path),
                worker=True,
                doing=tr("Writing the CSV file"),
                exclusive=False,
                slide=None,
                message=lambda _rows: written(path),
                show=lambda message: self._banner.show_text(message.text, message.kind, message.buttons),
            )
        )

    def stop(self) -> None:
        """Wait for a running read, and read nothing more."""
        self._reader.stop()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._read()

    def _fail(self, sentence: str) -> None:
        self._all, self._stale = None, True
        self._say(tr("Not read"), sentence)

    def _changed(self, _changes: Changes) -> None:
        self._stale = True
        if self.isVisible():
            self._read(REREAD_MS)

    def _read(self, after_ms: int = 0) -> None:
        self._stale = False
        db = self._context.db
        self._reader.ask(lambda: trends(db), after_ms)

    def _take(self, found: Trends) -> None:
        if found == self._all:
            return
        self._all = found
        if not found.weeks:
            self._say(
                tr("Nothing yet"),
                tr(
                    "When slides are classified and reviewers decide on their cells, this tab shows week by week how "
                    "well the models agree with the reviewers, how many cells they leave Unidentified, and how many "
                    "slides look different from those that they were trained on."
                ),
            )
            return
        names = [(tr("All models"), None), *((name, number) for number, name in found.models.items())]
        self._fill(self._models, names)
        self._refresh()

    def _refresh(self) -> None:
        """Show the chosen part of what was read."""
        if self._all is None or not self._all.weeks:
            return
        model, weeks = self._models.currentData(), self._weeks.currentData()
        shown = self._shown = self._all.last(weeks) if weeks else self._all
        self._fill(self._classes, [(class_text(""), ""), *((class_text(c), c) for c in shown.classes(model))])
        code = self._classes.currentData()
        if self._as_table.isChecked():
            rows = [one for one in measured(shown, model) if not code or one.code in ("", code)]
            self._table.show_rows(sorted(rows, key=lambda one: one.week, reverse=True))
        else:
            for grid, curves in zip(
                self._grids, (agreement_curves(shown, model, code), other_curves(shown, model)), strict=True
            ):
                grid.show_curves(curves, shown.weeks, shown.switches)
            changes = (f"{number} {name}" for number, (_, name) in enumerate(shown.switches, 1))
            self._switches.setText(tr("The active model changed: {names}", names=" · ".join(changes)))
            self._switches.setVisible(bool(shown.switches))
            numbers = shown.numbers(model)
            self.choose_week(max((n for n, week in enumerate(shown.weeks) if week in numbers), default=0))
        self._show_part(self._rows if self._as_table.isChecked() else self._plots)

    def _say(self, title: str, text: str) -> None:
        self._page.show_text(title, text)
        self._show_part(self._page)

    def _show_part(self, part: QWidget) -> None:
        self._stack.setCurrentWidget(part)
        self._bar.setVisible(part is not self._page)

    def _ask_csv(self) -> None:
        path = ask_where(self, tr("Save as CSV"), tr("Over time"), ".csv", "CSV (*.csv)")
        if path is not None:
            self.write(path)

    def _choice(self, name: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        box.setToolTip(name)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        box.currentIndexChanged.connect(lambda _place: self._refresh())
        return box

    @staticmethod
    def _fill(box: QComboBox, entries: Sequence[tuple[str, object]]) -> None:
        """Set the entries of a choice, and keep the chosen one if it is among them."""
        if [(box.itemText(n), box.itemData(n)) for n in range(box.count())] == list(entries):
            return
        before = box.currentData()
        box.blockSignals(True)
        box.clear()
        for text, data in entries:
            box.addItem(text, data)
        places = [place for place, (_, data) in enumerate(entries) if data == before]
        box.setCurrentIndex(places[0] if places else 0)
        box.blockSignals(False)

    def _make_plots(self) -> QWidget:
        body = ScrolledBody()
        column = QVBoxLayout(body)
        column.setContentsMargins(2 * GRID, 0, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        self._week, self._switches = Label(), Label()
        self._grids = (TrendGrid(), TrendGrid())
        titles = (tr("Agreement with the reviewers, by the reviewer’s class"), tr("Cells and slides"))
        column.addWidget(self._week)
        column.addWidget(self._switches)
        for title, grid in zip(titles, self._grids, strict=True):
            heading = Label(title)
            heading.setProperty("role", "section")
            column.addWidget(heading)
            column.addWidget(grid)
            grid.chosen.connect(self.choose_week)
        note = Label(
            tr(
                "The bands are exact 95 % intervals. Reviewers see the model’s class, so the agreement is higher than "
                "in a blind comparison. Cells that the model left Unidentified are not part of the agreement."
            )
        )
        for label in (note, self._switches):
            label.setWordWrap(True)
            label.setProperty("role", "muted")
        column.addWidget(note)
        column.addStretch(1)
        return Scrolled(body)

    def _lay_out(self) -> None:
        self._bar = QWidget()
        bar = Flow()
        for part in (self._models, self._classes, self._weeks, self._as_table, self._save):
            bar.addWidget(part)
        self._bar.setLayout(bar)
        self._stack = QStackedWidget()
        self._rows = QWidget()
        inside = QVBoxLayout(self._rows)
        inside.setContentsMargins(2 * GRID, 0, 2 * GRID, 2 * GRID)
        inside.addWidget(self._table)
        for page in (self._page, self._plots, self._rows):
            self._stack.addWidget(page)
        top = QVBoxLayout()
        top.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
        top.addWidget(self._banner)
        top.addWidget(self._bar)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GRID, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(top)
        column.addWidget(self._stack, 1)
