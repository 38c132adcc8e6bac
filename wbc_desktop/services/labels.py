"""Import labels from another system as classifications of one reviewer, in one act."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from wbc_desktop.domain.cells import ActKind, Slide
from wbc_desktop.domain.classes import CellClass, parse_label
from wbc_desktop.domain.errors import UnknownLabel, UsageError
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.inference.class_names import code_of_name
from wbc_desktop.services.changes import Announce, Cancel, Changes
from wbc_desktop.services.classes import additional_classes
from wbc_desktop.services.label_file import LabelRow, read_labels
from wbc_desktop.services.label_paths import LabelPaths
from wbc_desktop.services.scan import ScanProgress, scan
from wbc_desktop.services.slides import open_slide
from wbc_desktop.store import cells, classifications, files, guard, regions
from wbc_desktop.store.engine import Database

FailedRow = tuple[int, str, str]
"""A refused row: its number (the header is row 1), its path as written, and the reason."""


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """Numbers of rows imported, unchanged (the cell already had the label) and without label; and the refused rows."""

    slide: Slide
    imported: int
    unchanged: int
    without_label: int
    failed: list[FailedRow]


@dataclass(slots=True)
class _Sorted:
    """The rows by cell id, and the refused rows."""

    of_cell: dict[int, list[tuple[LabelRow, str]]] = field(default_factory=lambda: defaultdict(list))
    failed: list[FailedRow] = field(default_factory=list)


def import_labels(
    db: Database,
    folder: Path,
    csv_path: Path,
    by: Identity,
    *,
    cancel: Cancel = lambda: False,
    progress: Callable[[ScanProgress], None] = lambda found: None,
    announce: Announce = lambda changes: None,
) -> ImportOutcome:
    """Store the labels of the table ``csv_path`` as classifications by ``by`` of the cells in ``folder``.

    The folder is scanned first, so it need not have been opened before; no model is needed. Labels are codes, names or
    short forms of classes. Rows without a label are skipped. Rows with an unknown label or path, and rows that
    contradict each other, are refused with a reason; the others become one act, which can be undone. Raises
    :class:`UsageError` for an invalid table, the errors of opening and scanning, and as ``guard.check_may_decide``.
    """
    with db.read() as s:
        guard.check_may_act(s, by)  # before the long scan; checked again when the labels are stored
    rows = read_labels(csv_path)
    if not rows:
        raise UsageError(
            tr("“{csv_path}” has no rows under its header: there is nothing to import.", csv_path=csv_path)
        )
    labelled = [row for row in rows if row.label]
    slide = open_slide(db, folder)
    scan(db, slide, cancel=cancel, progress=progress, announce=announce)
    with db.read() as s:
        known = files.known(s, slide.id)
        rows_here = cells.image_rows(s, slide.id)
        paths = LabelPaths(os.path.realpath(folder.expanduser()), slide.folder, rows_here, known)
        extra = additional_classes(s)
    sorted_rows = _sorted(labelled, paths, extra)  # reads files, so no transaction is open
    agreed, contradictions = _agreed(sorted_rows.of_cell)
    with db.write(durable=True) as s:
        kind, current = regions.kind(s, slide.id), {cell.id: cell for cell in cells.get_many(s, list(agreed))}
        gone = {cell_id for cell_id, cell in current.items() if not cell.is_shown(kind)}  # while files were read
        new = {i: code for i, code in agreed.items() if i not in gone and current[i].label != code}
        if new:
            classifications.record(s, slide.id, ActKind.IMPORT, dict(new), by, datetime.now(UTC))
    if new:
        announce(Changes(slide.id, tuple(new)))
    reason = tr("the slide no longer shows this cell: it was removed or split while the table was read")
    lost = [(row.row, row.path, reason) for cell_id in gone for row, _ in sorted_rows.of_cell[cell_id]]
    failed = sorted((*sorted_rows.failed, *contradictions, *lost))
    unchanged = len(labelled) - len(new) - len(failed)
    return ImportOutcome(slide, len(new), unchanged, len(rows) - len(labelled), failed)


def _sorted(rows: Sequence[LabelRow], paths: LabelPaths, extra: Sequence[CellClass]) -> _Sorted:
    """Find the class and the cell of each row."""
    result = _Sorted()
    for row in rows:
        try:
            code = parse_label(row.label, extra, code_of_name)
            result.of_cell[paths.cell_id(row.path, row.cell, row.box, row.sha256)].append((row, code))
        except UnknownLabel:
            reason = tr("the label “{label}” is not a known class", label=row.label)
            result.failed.append((row.row, row.path, reason))
        except ValueError as error:
            result.failed.append((row.row, row.path, str(error)))
    return result


def _agreed(of_cell: Mapping[int, list[tuple[LabelRow, str]]]) -> tuple[dict[int, str], list[FailedRow]]:
    """Return the class of each cell whose rows agree, and the refused rows of the other cells."""
    agreed: dict[int, str] = {}
    failed: list[FailedRow] = []
    for cell_id, rows in of_cell.items():
        codes = list(dict.fromkeys(code for _, code in rows))
        if len(codes) == 1:
            agreed[cell_id] = codes[0]
            continue
        numbers = ", ".join(str(row.row) for row, _ in rows)
        reason = tr("rows {numbers} give this cell different labels ({codes})", numbers=numbers, codes=", ".join(codes))
        failed += [(row.row, row.path, reason) for row, _ in rows]
    return agreed, failed
