"""Find the cell of a slide that a row of a table from another system names."""

from __future__ import annotations

import os
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from pathlib import Path, PureWindowsPath

from wbc_desktop.domain.cells import Cell, ImageRow, KnownFile
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.refusals import reason_text
from wbc_desktop.domain.regions import Box
from wbc_desktop.services.contents import has_content

_Key = tuple[str, ...]
_File = list[ImageRow]
"""The rows of one file: one for each of its cells, or a single one without a cell."""

_LEAST_OVERLAP = 0.5


class LabelPaths:
    """The files of a slide by path. Paths in a table are relative to ``folder``.

    ``whole`` is the folder of the slide. It differs from ``folder`` if ``folder`` was merged into that slide; then the
    paths of ``rows`` are relative to ``whole``, or absolute in other folders. ``known``: the files by path, as the last
    scan stored them.
    """

    def __init__(self, folder: str, whole: str, rows: Iterable[ImageRow], known: Mapping[str, KnownFile]) -> None:
        self._folder = folder
        self._whole = Path(whole)
        self._known = known
        self._files: dict[str, _File] = {}
        self._composed: dict[str, list[_File]] = defaultdict(list)
        self._by_key: dict[_Key, list[_File]] = defaultdict(list)
        self._by_end: dict[_Key, list[_File]] = defaultdict(list)
        self._by_content: dict[str, _File] = {}
        for _, of_file in groupby(rows, key=attrgetter("path")):
            file = list(of_file)
            path = file[0].path
            if file[0].sha256 and file[0].reason is None:
                self._by_content.setdefault(file[0].sha256, file)
            if folder != whole:
                path = (path if Path(path).is_absolute() else f"{whole}/{path}").removeprefix(f"{folder}/")
            self._files[path] = file
            if Path(path).is_absolute():  # in another folder of the slide: only the exact path matches
                continue
            key = _key(path)
            self._composed[unicodedata.normalize("NFC", path)].append(file)
            self._by_key[key].append(file)
            for start in range(len(key)):
                self._by_end[key[start:]].append(file)

    def cell_id(self, path: str, cell: str = "", box: str = "", sha256: str = "") -> int:
        """Return the id of the cell that ``path`` names; in a field, ``cell`` (its number) or ``box`` names the cell.

        ``sha256``: the content of the picture if the table has it. It goes before the path, because pictures may have
        been renamed or replaced since the table was written; a file with other content is not the picture.
        The exact path is tried first, then the same path in another Unicode form, in another letter case, without its
        leading folders, and last as the end of a file's path. Raises ``ValueError`` with a phrase if no file or several
        pictures match, the file is not a cell, or it was changed since the scan; and if a field has no such cell.
        """
        if not path.strip():
            raise ValueError(tr("the row names no path"))
        same = self._by_content.get(sha256)
        spellings = list(_spellings(path, self._folder))
        found = [same] if same else next((rows for rows in self._fitting(spellings) if rows), [])
        if not found:
            raise ValueError(tr("there is no such file in the folder"))
        pictures = {file[0].sha256 or file[0].path: file for file in found}
        if len(pictures) > 1:
            names = ", ".join(f"“{file[0].path}”" for file in found)
            raise ValueError(
                tr("several files of the folder match this path ({names}): write the whole path", names=names)
            )
        (file,) = pictures.values()
        if file[0].reason is not None:
            raise ValueError(tr("the file is not a cell: it {reason}", reason=reason_text(file[0].reason)))
        if sha256 and file[0].sha256 != sha256:
            raise ValueError(
                tr("the file is not the picture with the sha256 of this row; without that column the name counts")
            )
        if not has_content(self._whole / file[0].path, self._known[file[0].path]):
            raise ValueError(tr("the file was changed since the folder was read: import the table again"))
        return _cell_of([row.cell for row in file if row.cell is not None], cell, box)

    def _fitting(self, spellings: Sequence[str]) -> Iterator[list[_File]]:
        """Yield the files that match, closest match first; leading folders of a path with ``..`` are not dropped."""
        for text in spellings:
            yield [self._files[text]] if text in self._files else []
        for text in spellings:
            yield self._composed.get(unicodedata.normalize("NFC", text), [])
        for key in map(_key, spellings):
            if key and ".." not in key:
                for start in range(len(key)):
                    yield self._by_key.get(key[start:], [])
                yield self._by_end.get(key, [])


def _cell_of(cells: Sequence[Cell], number: str, box: str) -> int:
    """Return the id of the cell of a file with this number or box; a file with a single cell needs neither.

    A box of another system names the cell whose box overlaps it most, by half at least, unless another one overlaps it
    half as much: it may be the box of a pair, which is two cells here. With a number and a box, the cell with that
    number is meant if it fits the box.
    """
    if not cells:
        raise ValueError(tr("no cell was found in this picture"))
    if box:
        try:
            wanted = Box.parse(box)
        except ValueError as error:
            raise ValueError(tr("“{box}” is not a box: write x y width height", box=box)) from error
        return _cell_at(cells, number, wanted).id
    if number:
        for cell in cells:
            if number == str(cell.number or cell.page + 1):
                return cell.id
        raise ValueError(tr("this picture has no cell “{number}”", number=number))
    if len(cells) > 1:
        raise ValueError(
            tr("this picture shows {count} cells: name the cell in a column “cell” or “box”", count=len(cells))
        )
    return cells[0].id


def _cell_at(cells: Sequence[Cell], number: str, box: Box) -> Cell:
    overlaps = [0.0 if cell.box is None else cell.box.overlap(box) for cell in cells]
    best = max(overlaps)
    if best < _LEAST_OVERLAP:
        raise ValueError(tr("this picture has no cell at the box “{box}”", box=box))
    for cell, overlap in zip(cells, overlaps, strict=True):
        if overlap >= _LEAST_OVERLAP and number == str(cell.number):
            return cell
    if sum(overlap >= (best if best == 1 else best / 2) for overlap in overlaps) > 1:
        raise ValueError(tr("several cells of this picture match the box “{box}”", box=box))
    return cells[overlaps.index(best)]


def _key(path: str) -> _Key:
    """Return the parts of a path in lower case and composed Unicode form."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
    return tuple(part for part in folded.split("/") if part not in ("", "."))


def _spellings(path: str, folder: str) -> Iterator[str]:
    """Yield the paths in ``folder`` that a table may mean by ``path``, the literal one first."""
    yield path
    if path != path.strip():
        yield from _spellings(path.strip(), folder)
    if path.startswith("'"):  # written so by our exports, so that no spreadsheet takes it for a formula
        yield from _spellings(path[1:], folder)
    if path.startswith("./"):
        yield path[2:]
    for root in (folder, os.path.realpath(folder)):
        inside = path.removeprefix(root.rstrip("/\\"))
        if inside != path and inside[:1] in ("/", "\\"):
            yield inside[1:].replace("\\", "/")
    if "\\" in path:
        yield PureWindowsPath(path).as_posix().removeprefix("./")
