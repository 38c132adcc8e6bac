"""Writes the CSV and the report, and imports labels. Asks for the file, then works on a worker."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.language import tr, trn
from wbc_desktop.jobs.operations import Acting, Message, Operation, SlideContext
from wbc_desktop.ui.widgets.preferences import Preferences
from wbc_desktop.ui.widgets.save_file import ask_where, written

if TYPE_CHECKING:
    from wbc_desktop.services.labels import ImportOutcome


class Exporting(QObject):
    """Exports and imports of the open slide. Each shows its progress, can be stopped, and ends with a message."""

    def __init__(self, context: SlideContext, preferences: Preferences, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._preferences = preferences
        self._parent = parent
        self.ensure_signed_in: Callable[[], bool] = lambda: True
        """Asks to sign in if nobody is signed in. Returns whether somebody is signed in now."""

    def ask_csv(self, slide: Slide) -> None:
        """Ask for the file, then write the CSV."""
        path = ask_where(self._parent, tr("Export CSV"), slide.name, ".csv", "CSV (*.csv)")
        if path is not None:
            self.write_csv(slide, path)

    def ask_pdf(self, slide: Slide) -> None:
        """Ask for the file, then write the report."""
        path = ask_where(self._parent, tr("Report"), slide.name, ".pdf", "PDF (*.pdf)")
        if path is not None:
            self.write_pdf(slide, path)

    def ask_labels(self, slide: Slide) -> None:
        """Ask for the file, then import its labels in the name of the signed-in reviewer."""
        if slide.second_of is not None:  # the folder is that of the slide that is read
            text = tr("Labels are imported into the slide itself, not into a second read: open that slide.")
            self._context.notify(text, slide=slide)
            return
        if not self.ensure_signed_in():
            return
        name, _ = QFileDialog.getOpenFileName(
            self._parent, tr("Import labels (columns path and label)"), slide.folder, tr("CSV (*.csv);;All files (*)")
        )
        if name:
            self.import_labels(slide, Path(name))

    def write_csv(self, slide: Slide, path: Path) -> None:
        """Write the CSV, one row per cell."""
        from wbc_desktop.services.exports import export_csv

        def act(acting: Acting) -> None:
            export_csv(acting.db, slide, path, cancel=acting.cancelled, progress=acting.progress)

        self._write(slide, act, tr("writing the CSV file"), tr("Writing the CSV file"), path)

    def write_pdf(self, slide: Slide, path: Path) -> None:
        """Write the report as PDF."""
        from wbc_desktop.services.report import write_report

        settings = self._preferences.settings

        def act(acting: Acting) -> None:
            write_report(acting.db, slide, path, settings, cancel=acting.cancelled, progress=acting.progress)

        self._write(slide, act, tr("writing the report"), tr("Writing the report"), path)

    def import_labels(self, slide: Slide, path: Path) -> None:
        """Import classifications from a CSV file with the columns path and label."""
        from wbc_desktop.services.labels import import_labels

        def act(acting: Acting) -> ImportOutcome:
            return import_labels(
                acting.db,
                Path(slide.folder),
                path,
                acting.identity,
                cancel=acting.cancelled,
                progress=lambda scanned: acting.progress(scanned.found, 0),
                announce=acting.announce,
            )

        self._context.run(
            Operation(
                tr("importing the labels"),
                act,
                worker=True,
                doing=tr("Importing the labels"),
                slide=slide,
                message=lambda outcome: Message(_imported(outcome), "done", slide=slide),
            )
        )

    def _write(self, slide: Slide, write: Callable[[Acting], None], name: str, doing: str, path: Path) -> None:
        """Write a file. The message names pictures that changed since they were read."""
        from wbc_desktop.services.contents import changed_files, changed_files_sentence

        def act(acting: Acting) -> str:
            write(acting)
            return changed_files_sentence(changed_files(acting.db, slide))

        def message(changed: str) -> Message:
            return written(path, changed)

        self._context.run(Operation(name, act, worker=True, doing=doing, exclusive=False, slide=slide, message=message))


def _imported(outcome: ImportOutcome) -> str:
    text = tr(
        "{imported:,} labels imported, {unchanged:,} already present.",
        imported=outcome.imported,
        unchanged=outcome.unchanged,
    )
    if outcome.without_label:
        text += trn(
            " {n:,} row without a label was skipped.",
            " {n:,} rows without a label were skipped.",
            outcome.without_label,
        )
    if outcome.failed:
        row, path, reason = outcome.failed[0]
        more = tr(" and {n:,} more rows", n=len(outcome.failed) - 1) if len(outcome.failed) > 1 else ""
        text += tr(" Not imported: row {row} ({path}: {reason}){more}.", row=row, path=path, reason=reason, more=more)
    return text
