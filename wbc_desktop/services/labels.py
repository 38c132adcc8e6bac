"""Labels from another system, stored as one reviewer's classifications in one act."""

from __future__ import annotations

import os
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PureWindowsPath

from wbc_desktop.domain.cells import ActKind, ImageRow, KnownFile, Slide
from wbc_desktop.domain.classes import CellClass, parse_label
from wbc_desktop.domain.errors import UnknownLabel, UsageError
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.refusals import reason_told
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.services.accounts import acting_name
from wbc_desktop.services.changes import Announce, Cancel, Changes
from wbc_desktop.services.classes import beside_the_standard
from wbc_desktop.services.contents import still_holds
from wbc_desktop.services.label_file import LabelRow, read_labels
from wbc_desktop.services.scan import ScanProgress, scan
from wbc_desktop.services.slides import open_slide
from wbc_desktop.store import cells, classifications, files, guard
from wbc_desktop.store.engine import Database

FailedRow = tuple[int, str, str]
"""A row that was refused: its number (the header is row 1), its path as written, and the plain reason."""


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """Every row is one of the three: imported, unchanged (the cell had that label already), or failed."""

    slide: Slide
    imported: int
    unchanged: int
    failed: list[FailedRow]


@dataclass(slots=True)
class _Sorted:
    """The rows by the cell that they mean, and those that mean none."""

    of_cell: dict[int, list[tuple[LabelRow, str]]] = field(default_factory=lambda: defaultdict(list))
    failed: list[FailedRow] = field(default_factory=list)


def import_labels(
    db: Database,
    folder: Path,
    csv_path: Path,
    reviewer: str | Identity,
    *,
    cancel: Cancel = lambda: False,
    progress: Callable[[ScanProgress], None] = lambda found: None,
    announce: Announce = lambda changes: None,
) -> ImportOutcome:
    """Store the labels of the table ``csv_path`` as what ``reviewer`` says of the cells in ``folder``.

    The folder is scanned first, so it need not have been opened before; no model is needed. Labels are codes or names
    of classes. A row with an unknown label or path, or that contradicts another one for the same cell, is refused
    with its reason; the others become one act, which is undone as one. Where reviewers have accounts, ``reviewer`` must
    be one who gave her password, else :class:`NotAllowed`. Raises :class:`UsageError` (no reviewer, no
    such table), and what opening and scanning raise.
    """
    who = acting_name(db, reviewer if isinstance(reviewer, Identity) else Identity(reviewer))
    rows = read_labels(csv_path)
    if not rows:
        raise UsageError(
            tr("“{csv_path}” has no rows under its header: there is nothing to import.", csv_path=csv_path)
        )
    slide = open_slide(db, folder)
    scan(db, slide, cancel=cancel, progress=progress, announce=announce)
    with db.read() as s:
        known = files.known(s, slide.id)
        places = _Places(os.path.realpath(folder.expanduser()), slide.folder, cells.image_rows(s, slide.id), known)
        extra = beside_the_standard(s)
    sorted_rows = _sorted(rows, places, extra)  # looks at the files: nobody waits for that to decide
    agreed, contradictions = _agreed(sorted_rows.of_cell)
    with db.write(durable=True) as s:
        guard.may_act(s, who)  # again: the account may have been closed while the folder was read
        now_is = {cell.id: cell.label for cell in cells.get_many(s, list(agreed))}
        new = {cell_id: code for cell_id, code in agreed.items() if now_is[cell_id] != code}
        if new:
            classifications.record(s, slide.id, ActKind.IMPORT, dict(new), who, datetime.now(UTC))
    if new:
        announce(Changes(slide.id, tuple(new)))
    failed = sorted((*sorted_rows.failed, *contradictions))
    return ImportOutcome(slide, len(new), len(rows) - len(new) - len(failed), failed)


class _Places:
    """Finds the cell that a path of the table means, or says why there is none.

    Paths are meant within ``folder``, which may have been merged into the slide of ``whole``: then what lies in the
    other folders goes by whole paths.
    """

    def __init__(self, folder: str, whole: str, rows: Iterable[ImageRow], known: Mapping[str, KnownFile]) -> None:
        self._folder = folder
        self._whole = Path(whole)
        self._known = known
        self._rows: dict[str, ImageRow] = {}
        self._composed: Mapping[str, list[ImageRow]] = defaultdict(list)
        for row in rows:
            path = row.path
            if folder != whole:
                path = (path if Path(path).is_absolute() else f"{whole}/{path}").removeprefix(f"{folder}/")
            self._rows[path] = row
            self._composed[unicodedata.normalize("NFC", path)].append(row)

    def cell_id(self, path: str) -> int:
        """The cell of the file at ``path``. Raises ``ValueError`` with the reason when there is none."""
        if not path.strip():
            raise ValueError(tr("the row names no path"))
        row = next((row for spelling in _spellings(path, self._folder) if (row := self._find(spelling))), None)
        if row is None:
            raise ValueError(tr("there is no such file in the folder"))
        if row.cell is None:
            raise ValueError(tr("the file is no cell: it {reason}", reason=reason_told(row.reason or "")))
        if not still_holds(self._whole / row.path, self._known[row.path]):
            raise ValueError(tr("the file was changed since the folder was read: import the table again"))
        return row.cell.id

    def _find(self, path: str) -> ImageRow | None:
        if path in self._rows:
            return self._rows[path]
        alike = self._composed.get(unicodedata.normalize("NFC", path), [])  # one system writes é as two characters
        return alike[0] if len(alike) == 1 else None


def _spellings(path: str, folder: str) -> Iterator[str]:
    """The ways in which a table may name the file ``path`` of the folder, the literal one first."""
    yield path
    if path != path.strip():
        yield from _spellings(path.strip(), folder)
    if path.startswith("'"):  # a table that was defused for spreadsheets, as ours are
        yield from _spellings(path[1:], folder)
    if path.startswith("./"):
        yield path[2:]
    for root in (folder, os.path.realpath(folder)):
        inside = path.removeprefix(root.rstrip("/\\"))
        if inside != path and inside[:1] in ("/", "\\"):
            yield inside[1:].replace("\\", "/")
    if "\\" in path:
        yield PureWindowsPath(path).as_posix().removeprefix("./")


def _sorted(rows: Sequence[LabelRow], places: _Places, extra: Sequence[CellClass]) -> _Sorted:
    """Find the class and the cell of each row."""
    result = _Sorted()
    for row in rows:
        try:
            code = parse_label(row.label, extra)
            result.of_cell[places.cell_id(row.path)].append((row, code))
        except UnknownLabel:
            reason = (
                tr("the label “{label}” is no known class", label=row.label)
                if row.label
                else tr("the row has no label")
            )
            result.failed.append((row.row, row.path, reason))
        except ValueError as error:
            result.failed.append((row.row, row.path, str(error)))
    return result


def _agreed(of_cell: Mapping[int, list[tuple[LabelRow, str]]]) -> tuple[dict[int, str], list[FailedRow]]:
    """The class of each cell whose rows agree, and the rows of the others, all of them refused."""
    agreed: dict[int, str] = {}
    failed: list[FailedRow] = []
    for cell_id, said in of_cell.items():
        codes = list(dict.fromkeys(code for _, code in said))
        if len(codes) == 1:
            agreed[cell_id] = codes[0]
            continue
        numbers = ", ".join(str(row.row) for row, _ in said)
        reason = tr("rows {numbers} give this cell different labels ({codes})", numbers=numbers, codes=", ".join(codes))
        failed += [(row.row, row.path, reason) for row, _ in said]
    return agreed, failed
