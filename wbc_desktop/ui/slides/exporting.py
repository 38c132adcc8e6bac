"""Writing the CSV and the report, and taking labels in: the file is asked for, the work is done off the window."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.language import tr, trn
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.jobs.runner import JobContext, Runner
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.widgets.preferences import Preferences

if TYPE_CHECKING:
    from wbc_desktop.services.labels import ImportOutcome

Button = tuple[str, Callable[[], object]]


class Exporting(QObject):
    """``done(sentence, buttons)`` and ``failed(sentence)``; ``changed(Changes)`` after an import.

    ``refused(sentence)`` comes after ``failed`` where an import would have decided something and was not let.
    """

    done = Signal(str, object)
    failed = Signal(str)
    refused = Signal(str)
    changed = Signal(object)

    def __init__(self, db: Database, runner: Runner, preferences: Preferences, window: QWidget) -> None:
        super().__init__(window)
        self._db = db
        self._runner = runner
        self._preferences = preferences
        self._window = window
        self.who: Callable[[], Identity | None] = lambda: Identity(preferences.now.reviewer)
        """Who imports labels; None when nobody came in."""

    def ask_csv(self, slide: Slide) -> None:
        """Ask where, then write the CSV."""
        path = self._ask(tr("Export CSV"), slide, ".csv", "CSV (*.csv)")
        if path is not None:
            self.write_csv(slide, path)

    def ask_pdf(self, slide: Slide) -> None:
        """Ask where, then write the report."""
        path = self._ask(tr("Report"), slide, ".pdf", "PDF (*.pdf)")
        if path is not None:
            self.write_pdf(slide, path)

    def ask_labels(self, slide: Slide) -> None:
        """Ask which file, then import its labels in the name of who is there."""
        who = self.who()
        if who is None:
            return
        name, _ = QFileDialog.getOpenFileName(
            self._window, tr("Import labels (columns path and label)"), slide.folder, tr("CSV (*.csv);;All files (*)")
        )
        if name:
            self.import_labels(slide, Path(name), who)

    def write_csv(self, slide: Slide, path: Path) -> None:
        """Write one row an image."""
        from wbc_desktop.services.exports import export_csv

        db = self._db
        self._start(lambda: export_csv(db, slide, path), tr("writing the CSV file"), slide, path)

    def write_pdf(self, slide: Slide, path: Path) -> None:
        """Write the report."""
        from wbc_desktop.services.report import write_report

        db, settings = self._db, self._preferences.now
        self._start(lambda: write_report(db, slide, path, settings), tr("writing the report"), slide, path)

    def import_labels(self, slide: Slide, path: Path, by: Identity | None = None) -> None:
        """Take classifications from a CSV file with the columns path and label."""
        from wbc_desktop.services.labels import import_labels

        db, who = self._db, by or self.who()
        if who is None:
            return

        def work(ctx: JobContext) -> ImportOutcome:
            return import_labels(db, Path(slide.folder), path, who, cancel=ctx.cancelled, announce=ctx.announce)

        job = self._runner.start(work, tr("importing the labels"))
        job.changed.connect(self.changed)
        job.finished.connect(lambda outcome: self.done.emit(_imported(outcome), ()))
        job.failed.connect(self.failed)
        job.failed.connect(self.refused)

    def _start(self, write: Callable[[], object], name: str, slide: Slide, path: Path) -> None:
        from wbc_desktop.services.contents import changed_files, changed_told

        db = self._db

        def work(_ctx: JobContext) -> str:
            write()
            return f"{tr('Written: {path}', path=path)} {changed_told(changed_files(db, slide))}".rstrip()

        job = self._runner.start(work, name)
        buttons: tuple[Button, ...] = (
            (tr("Open"), lambda: _open(path)),
            (tr("Show folder"), lambda: _open(path.parent)),
        )
        job.finished.connect(lambda sentence: self.done.emit(sentence, buttons))
        job.failed.connect(self.failed)

    def _ask(self, title: str, slide: Slide, suffix: str, kinds: str) -> Path | None:
        start = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        name, _ = QFileDialog.getSaveFileName(self._window, title, str(start / file_name(slide.name, suffix)), kinds)
        if not name:
            return None
        path = Path(name)
        return path if path.suffix.lower() == suffix else path.with_name(path.name + suffix)


def file_name(slide: str, suffix: str) -> str:
    """A name for a file about a slide that every system accepts."""
    plain = re.sub(r'[\x00-\x1f<>:"/\\|?*]+', " ", slide).strip(" .")[:120]
    return (plain or "slide") + suffix


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _imported(outcome: ImportOutcome) -> str:
    text = tr(
        "{imported:,} labels imported, {unchanged:,} were there already.",
        imported=outcome.imported,
        unchanged=outcome.unchanged,
    )
    if outcome.without_label:
        text += trn(
            " {n:,} row without a label was passed over.",
            " {n:,} rows without a label were passed over.",
            outcome.without_label,
        )
    if outcome.failed:
        row, path, reason = outcome.failed[0]
        more = tr(" and {n:,} more rows", n=len(outcome.failed) - 1) if len(outcome.failed) > 1 else ""
        text += tr(" Not imported: row {row} ({path}: {reason}){more}.", row=row, path=path, reason=reason, more=more)
    return text
