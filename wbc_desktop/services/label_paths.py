"""Find the picture of a slide that a path in a table from another system names."""

from __future__ import annotations

import os
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PureWindowsPath

from wbc_desktop.domain.cells import ImageRow, KnownFile
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.refusals import reason_text
from wbc_desktop.services.contents import has_content

_Key = tuple[str, ...]


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
        self._rows: dict[str, ImageRow] = {}
        self._composed: dict[str, list[ImageRow]] = defaultdict(list)
        self._by_key: dict[_Key, list[ImageRow]] = defaultdict(list)
        self._by_end: dict[_Key, list[ImageRow]] = defaultdict(list)
        for row in rows:
            path = row.path
            if folder != whole:
                path = (path if Path(path).is_absolute() else f"{whole}/{path}").removeprefix(f"{folder}/")
            self._rows[path] = row
            if Path(path).is_absolute():  # in another folder of the slide: only the exact path matches
                continue
            key = _key(path)
            self._composed[unicodedata.normalize("NFC", path)].append(row)
            self._by_key[key].append(row)
            for start in range(len(key)):
                self._by_end[key[start:]].append(row)

    def cell_id(self, path: str) -> int:
        """Return the id of the cell in the file that ``path`` names.

        The exact path is tried first, then the same path in another Unicode form, in another letter case, without its
        leading folders, and last as the end of a file's path. Raises ``ValueError`` with a phrase if no file or several
        pictures match, the file is not a cell, or it was changed since the scan.
        """
        if not path.strip():
            raise ValueError(tr("the row names no path"))
        found = next((rows for rows in self._fitting(list(_spellings(path, self._folder))) if rows), [])
        if not found:
            raise ValueError(tr("there is no such file in the folder"))
        pictures = {row.sha256 or row.path: row for row in found}
        if len(pictures) > 1:
            names = ", ".join(f"“{row.path}”" for row in found)
            raise ValueError(
                tr("several files of the folder match this path ({names}): write the whole path", names=names)
            )
        (row,) = pictures.values()
        if row.cell is None:
            raise ValueError(tr("the file is not a cell: it {reason}", reason=reason_text(row.reason or "")))
        if not has_content(self._whole / row.path, self._known[row.path]):
            raise ValueError(tr("the file was changed since the folder was read: import the table again"))
        return row.cell.id

    def _fitting(self, spellings: Sequence[str]) -> Iterator[list[ImageRow]]:
        """Yield the files that match, closest match first; leading folders of a path with ``..`` are not dropped."""
        for text in spellings:
            yield [self._rows[text]] if text in self._rows else []
        for text in spellings:
            yield self._composed.get(unicodedata.normalize("NFC", text), [])
        for key in map(_key, spellings):
            if key and ".." not in key:
                for start in range(len(key)):
                    yield self._by_key.get(key[start:], [])
                yield self._by_end.get(key, [])


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
