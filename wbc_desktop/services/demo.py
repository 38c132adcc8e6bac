"""Draw a demo slide: synthetic smear pictures in one folder per class, to try the program without data."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import cv2
import numpy as np
from filelock import FileLock, Timeout

from wbc_desktop.domain.classes import STANDARD_CLASSES, CellClass
from wbc_desktop.domain.errors import FolderError, StorageError, UsageError
from wbc_desktop.domain.language import tr
from wbc_desktop.runtime.atomic import atomic_write
from wbc_desktop.services.smear import draw_cell

MARKER = ".wbc-demo.json"
"""A file in the demo folder that lists the drawn pictures, so that no other file is overwritten or removed."""

LOCK = ".wbc-demo.lock"
"""A lock file in the demo folder, so that two programs never draw in one folder at the same time."""

MAX_PICTURES = 100_000
_VERSION = 1  # increased when the same seed gives other pictures


@dataclass(frozen=True, slots=True)
class Demo:
    """The pictures in the folder: their number by class code, and how many of them this call drew."""

    folder: Path
    seed: int
    counts: dict[str, int]
    drawn: int

    @property
    def images(self) -> int:
        """The number of pictures."""
        return sum(self.counts.values())


def draw_demo(
    folder: Path,
    count: int = 40,
    seed: int = 1,
    *,
    cancel: Callable[[], bool] = lambda: False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Demo:
    """Draw ``count`` pictures, shared evenly among the classes, into one folder per class under ``folder``.

    The same seed draws the same pictures; a larger count adds to them. Pictures of an earlier call that do not belong
    to this demo are removed; other files stay. ``progress`` gets (done, total). Drawing stops when ``cancel`` returns
    True. Raises :class:`UsageError` for an invalid count or seed, :class:`FolderError` if the folder contains something
    that is not a demo or another program draws there, :class:`StorageError` if a file cannot be written.
    """
    if not 1 <= count <= MAX_PICTURES:
        raise UsageError(tr("The number of pictures has to be between 1 and {most:,}.", most=MAX_PICTURES))
    if seed < 0:
        raise UsageError(tr("The seed has to be 0 or more."))
    _earlier(folder)  # before anything is written into a folder that is not a demo
    with _locked(folder):
        return _update(folder, count, seed, cancel, progress)


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
    folder: Path, count: int, seed: int, cancel: Callable[[], bool], progress: Callable[[int, int], None]
) -> Demo:
    """Remove pictures that do not belong to this demo, and draw the missing ones."""
    earlier = _earlier(folder)
    plan = _plan(count)
    reusable = set(earlier.pictures) if earlier.made_by == (_VERSION, seed) else set()
    foreign = next((n for n in plan if n not in earlier.pictures and (folder / n).exists()), None)
    if foreign is not None:
        raise FolderError(
            tr("{folder} was not drawn by this program: name a new or an empty folder.", folder=folder / foreign)
        )
    try:
        for name in earlier.pictures:
            if name not in plan or name not in reusable:
                (folder / name).unlink(missing_ok=True)
        return _draw(folder, plan, reusable, seed, cancel, progress)
    except OSError as error:
        raise _not_drawn(folder, error) from error


def _not_drawn(folder: Path, error: OSError) -> StorageError:
    return StorageError(
        tr("The demo cannot be drawn in {folder}: {strerror}.", folder=folder, strerror=error.strerror or error)
    )


@dataclass(frozen=True, slots=True)
class _Earlier:
    """An earlier demo in the folder, as its marker file lists it."""

    made_by: tuple[int, int] | None  # version of the drawing, seed
    pictures: tuple[str, ...]


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
    folders = {_folder_name(c) for c in STANDARD_CLASSES}
    ours = [n for n in names if len(PurePosixPath(n).parts) == 2 and PurePosixPath(n).parts[0] in folders]
    return _Earlier(made_by, tuple(n for n in ours if n.endswith(".jpg")))


def _folder_name(cell_class: CellClass) -> str:
    return cell_class.name.lower()


def _plan(count: int) -> dict[str, tuple[int, CellClass, int]]:
    """Map the relative path of each picture to the position of its class, the class, and its number in the class."""
    plan = {}
    for i in range(count):
        place, number = i % len(STANDARD_CLASSES), i // len(STANDARD_CLASSES)
        cell_class = STANDARD_CLASSES[place]
        plan[f"{_folder_name(cell_class)}/{cell_class.code.lower()}_{number + 1:05d}.jpg"] = (place, cell_class, number)
    return plan


def _draw(
    folder: Path,
    plan: dict[str, tuple[int, CellClass, int]],
    reusable: set[str],
    seed: int,
    cancel: Callable[[], bool],
    progress: Callable[[int, int], None],
) -> Demo:
    """Draw the missing pictures. The marker is written first, so that an unfinished demo is recognised as a demo."""
    marker = {"version": _VERSION, "seed": seed, "pictures": sorted({*plan, *reusable})}
    with atomic_write(folder / MARKER) as file:
        file.write(f"{json.dumps(marker, indent=1)}\n".encode())
    counts = {c.code: 0 for c in STANDARD_CLASSES}
    drawn = 0
    for done, (name, (place, cell_class, number)) in enumerate(plan.items()):
        if cancel():
            break
        progress(done, len(plan))
        target = folder / name
        if name not in reusable or not target.is_file():
            _write_picture(target, cell_class.code, np.random.default_rng([seed, place, number]))
            drawn += 1
        counts[cell_class.code] += 1
    else:
        progress(len(plan), len(plan))
    return Demo(folder, seed, {code: n for code, n in counts.items() if n}, drawn)


def _write_picture(target: Path, code: str, rng: np.random.Generator) -> None:
    """Draw one cell and write it as a JPEG, completely or not at all."""
    target.parent.mkdir(exist_ok=True)
    picture = cv2.cvtColor(draw_cell(code, rng), cv2.COLOR_RGB2BGR)
    done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 92])
    if not done:
        raise OSError(f"{target.name} could not be packed as a JPEG")
    partial = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        partial.write_bytes(data.tobytes())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
