"""Draw a demo slide, to try the program without data: cells in one folder per class, or fields with their labels."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import cv2
import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from wbc_desktop.domain.classes import STANDARD_CLASSES, CellClass
from wbc_desktop.domain.errors import FolderError, StorageError, UsageError
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.regions import Box, PictureKind
from wbc_desktop.runtime.atomic import atomic_write
from wbc_desktop.runtime.faults import why_not_written
from wbc_desktop.services.demo_labels import LABELS, read_drawn, write_drawn
from wbc_desktop.services.smear import draw_cell
from wbc_desktop.services.smear_canvas import SIDE
from wbc_desktop.services.smear_field import DrawnCell, draw_field

MARKER = ".wbc-demo.json"
"""A file in the demo folder that lists the drawn files, so that no other file is overwritten or removed."""

LOCK = ".wbc-demo.lock"
"""A lock file in the demo folder, so that two programs never draw in one folder at the same time."""

MAX_PICTURES = 100_000
_VERSION = 1  # increased when the same seed gives other pictures
_FIELD = re.compile(r"field_\d{5,}\.jpg")
_FIELDS = len(STANDARD_CLASSES)
"""Random numbers of fields start here, those of cells at the position of their class."""
_CELLS_OF_FIELDS = (3, 1, 0, 5, 2, 6, 4)
"""Cells of seven fields, one after another: a small demo has an empty field and one with many cells, too."""


@dataclass(frozen=True, slots=True)
class Demo:
    """The pictures in the folder: their number, how many of them this call drew, and their cells by class code."""

    folder: Path
    seed: int
    images: int
    counts: dict[str, int]
    drawn: int


class _Planned(NamedTuple):
    """A picture to draw: where its random numbers start, and the class of its cell; of a field the number of cells."""

    start: tuple[int, int]
    code: str | None = None
    cells: int = 1


_Plan = Mapping[str, _Planned]
"""The pictures of a demo by relative path."""

_Shown = dict[str, Sequence[DrawnCell]]
"""The cells of each drawn picture by its relative path."""


def draw_demo(
    folder: Path,
    count: int = 40,
    seed: int = 1,
    pictures: PictureKind = PictureKind.CELLS,
    *,
    cancel: Callable[[], bool] = lambda: False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Demo:
    """Draw ``count`` pictures of one cell, shared evenly among the classes, into one folder per class; or fields.

    Fields show 0 to 6 nucleated cells each. They lie in ``folder`` itself, beside ``labels.csv`` with the classes and
    boxes of the cells. The same seed draws the same pictures; a larger count adds to them. Files of an earlier demo are
    removed if they do not belong to this one; other files stay. ``progress`` gets (done, total). Drawing stops when
    ``cancel`` returns True. Raises :class:`UsageError` for an invalid count or seed, :class:`FolderError` if the folder
    contains something that is not a demo or another program draws there, :class:`StorageError` if a file cannot be
    written.
    """
    if not 1 <= count <= MAX_PICTURES:
        raise UsageError(tr("The number of pictures has to be between 1 and {most:,}.", most=MAX_PICTURES))
    if seed < 0:
        raise UsageError(tr("The seed has to be 0 or more."))
    _earlier(folder)  # before anything is written into a folder that is not a demo
    with _locked(folder):
        return _update(
            folder, _fields(count) if pictures is PictureKind.FIELDS else _cells(count), seed, cancel, progress
        )


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Create the folder and lock it against other programs that draw."""
    lock = FileLock(folder / LOCK, timeout=0, thread_local=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise FolderError(
            tr(
                "A demo is being drawn in {folder} already: wait until that is done, or name another folder.",
                folder=folder,
            )
        ) from error
    except OSError as error:
        raise _not_drawn(folder, error) from error
    try:
        yield
    finally:
        lock.release()


def _update(
    folder: Path, plan: _Plan, seed: int, cancel: Callable[[], bool], progress: Callable[[int, int], None]
) -> Demo:
    """Remove files that do not belong to this demo, and draw the missing pictures."""
    earlier = _earlier(folder)
    labelled = any(planned.code is None for planned in plan.values())
    names = [*plan, LABELS] if labelled else list(plan)
    foreign = next((n for n in names if n not in earlier.files and (folder / n).exists()), None)
    if foreign is not None:
        raise FolderError(
            tr("{folder} was not drawn by this program: name a new or an empty folder.", folder=folder / foreign)
        )
    shown = _reusable(folder, plan, earlier) if earlier.made_by == (_VERSION, seed) else {}
    try:
        for name in set(earlier.files) - shown.keys():
            (folder / name).unlink(missing_ok=True)
        # The marker is written first, so that an unfinished demo is recognised as a demo.
        marker = {"version": _VERSION, "seed": seed, "pictures": sorted(names)}
        with atomic_write(folder / MARKER) as file:
            file.write(f"{json.dumps(marker, indent=1)}\n".encode())
        drawn = _draw(folder, plan, shown, seed, cancel, progress)
        if labelled:
            write_drawn(folder / LABELS, {name: shown[name] for name in plan if name in shown})
    except OSError as error:
        raise _not_drawn(folder, error) from error
    counts = Counter(cell.code for cells in shown.values() for cell in cells)
    by_class = {c.code: counts[c.code] for c in STANDARD_CLASSES if counts[c.code]}
    return Demo(folder, seed, len(shown), by_class, drawn)


def _reusable(folder: Path, plan: _Plan, earlier: _Earlier) -> _Shown:
    """Return the pictures of an earlier call that stay, with their cells; of fields those that the table knows."""
    known: _Shown = {name: [_alone(one.code)] for name, one in plan.items() if one.code is not None}
    known |= read_drawn(folder / LABELS) if LABELS in earlier.files else {}
    there = [name for name in plan if name in earlier.files and (folder / name).is_file()]
    return {name: known[name] for name in there if name in known}


def _not_drawn(folder: Path, error: OSError) -> StorageError:
    return StorageError(tr("The demo cannot be drawn in {folder}: {why}.", folder=folder, why=why_not_written(error)))


@dataclass(frozen=True, slots=True)
class _Earlier:
    """An earlier demo in the folder, as its marker file lists it."""

    made_by: tuple[int, int] | None  # version of the drawing, seed
    files: tuple[str, ...]


def _earlier(folder: Path) -> _Earlier:
    """Return the demo already in the folder. Raises :class:`FolderError` if the folder contains something else."""
    try:
        if not folder.exists():
            return _Earlier(None, ())
        if not folder.is_dir():
            raise FolderError(tr("{folder} is a file: name a new or an empty folder for the demo.", folder=folder))
        content = (folder / MARKER).read_text(encoding="utf-8") if (folder / MARKER).is_file() else None
        if content is None:
            if any(path.name != LOCK for path in folder.iterdir()):
                raise FolderError(
                    tr("{folder} is not empty and holds no demo: name a new or an empty folder.", folder=folder)
                )
            return _Earlier(None, ())
    except OSError as error:
        raise FolderError(
            tr("{folder} cannot be read: {strerror}.", folder=folder, strerror=error.strerror or error)
        ) from error
    return _parsed(content, folder)


def _parsed(content: str, folder: Path) -> _Earlier:
    """Parse a marker; names that no demo picture has are dropped, so that a forged marker removes no other file."""
    try:
        marker = json.loads(content)
        made_by = (int(marker["version"]), int(marker["seed"]))
        names = tuple(str(name) for name in marker["pictures"])
    except (ValueError, KeyError, TypeError) as error:
        raise FolderError(
            tr("{folder} is damaged: name a new or an empty folder for the demo.", folder=folder / MARKER)
        ) from error
    ours = [name for name in names if name == LABELS or _FIELD.fullmatch(name) or _is_cell(PurePosixPath(name))]
    return _Earlier(made_by, tuple(ours))


def _is_cell(path: PurePosixPath) -> bool:
    folders = {_folder_name(c) for c in STANDARD_CLASSES}
    return len(path.parts) == 2 and path.parts[0] in folders and path.name.endswith(".jpg")


def _folder_name(cell_class: CellClass) -> str:
    return cell_class.name.lower()


def _cells(count: int) -> _Plan:
    """Return so many pictures of one cell."""
    plan = {}
    for i in range(count):
        place, number = i % len(STANDARD_CLASSES), i // len(STANDARD_CLASSES)
        cell_class = STANDARD_CLASSES[place]
        name = f"{_folder_name(cell_class)}/{cell_class.code.lower()}_{number + 1:05d}.jpg"
        plan[name] = _Planned((place, number), cell_class.code)
    return plan


def _fields(count: int) -> _Plan:
    """Return so many fields."""
    return {
        f"field_{i + 1:05d}.jpg": _Planned((_FIELDS, i), cells=_CELLS_OF_FIELDS[i % len(_CELLS_OF_FIELDS)])
        for i in range(count)
    }


def _draw(
    folder: Path,
    plan: _Plan,
    shown: _Shown,
    seed: int,
    cancel: Callable[[], bool],
    progress: Callable[[int, int], None],
) -> int:
    """Draw the pictures that are not in ``shown``, add them to it, and return their number."""
    missing = set(plan) - shown.keys()
    for done, (name, planned) in enumerate(plan.items()):
        if cancel():
            break
        progress(done, len(plan))
        if name in missing:
            picture, shown[name] = _drawn(planned, np.random.default_rng([seed, *planned.start]))
            _write_picture(folder / name, picture)
    else:
        progress(len(plan), len(plan))
    return len(missing & shown.keys())


def _drawn(planned: _Planned, rng: np.random.Generator) -> tuple[NDArray[np.uint8], Sequence[DrawnCell]]:
    if planned.code is None:
        return draw_field(planned.cells, rng)
    return draw_cell(planned.code, rng), [_alone(planned.code)]


def _alone(code: str) -> DrawnCell:
    """Return the cell of a picture that shows one cell."""
    return DrawnCell(code, Box(0, 0, SIDE, SIDE))


def _write_picture(target: Path, picture: NDArray[np.uint8]) -> None:
    """Write a picture (H x W x 3, RGB) as a JPEG, completely or not at all."""
    target.parent.mkdir(exist_ok=True)
    done, data = cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 92])
    if not done:
        raise OSError(f"{target.name} could not be packed as a JPEG")
    partial = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        partial.write_bytes(data.tobytes())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
