"""Files and folders that only this account may read: create new ones, and restrict existing ones.

Everything in the data directory is created here with its mode from the beginning: a umask can remove rights but cannot
add any. On Windows a folder created with mode 0700 admits only its owner and administrators (Python 3.11.10 and newer),
and files inherit that; older versions rely on the user's profile, which other accounts cannot read. A file system
without rights (FAT) ignores modes; ``doctor`` reports that.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import Literal

FOLDER_MODE = 0o700
FILE_MODE = 0o600
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def make_folder(path: Path) -> None:
    """Create the folder if it is missing; missing folders above it get the usual mode. Raises OSError."""
    path.mkdir(FOLDER_MODE, parents=True, exist_ok=True)


def make_file(path: Path) -> None:
    """Create an empty file if it is missing, for a library that opens it later. Raises OSError."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE))


def open_text(path: str | Path, mode: Literal["w", "a"], errors: str = "strict") -> TextIOWrapper:
    """Open a text file (UTF-8) to overwrite it or to append to it. Raises OSError."""
    flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0) | (os.O_APPEND if mode == "a" else os.O_TRUNC)
    return os.fdopen(os.open(path, flags, FILE_MODE), mode, encoding="utf-8", errors=errors)


def is_open_to_others(path: Path) -> bool:
    """Whether other accounts may read, change or enter ``path`` by its mode. False if it does not exist."""
    if os.name != "posix":
        return False
    try:
        return bool(path.stat().st_mode & _OTHERS)
    except OSError:
        return False


def tighten_folder(folder: Path) -> None:
    """Remove the rights of other accounts from a folder, not from its content, if possible.

    A folder in which everybody may create files (such as /tmp) is not changed: others use it too.
    """
    with suppress(OSError):
        mode = stat.S_IMODE(folder.stat().st_mode)
        if os.name == "posix" and mode & _OTHERS and not mode & stat.S_ISVTX:
            folder.chmod(mode & ~_OTHERS)


def tighten(paths: Iterable[Path]) -> None:
    """Remove the rights of other accounts from these files and folders and from the content of the folders.

    Links are not followed. Skips the content of folders that are private already or cannot be made private (owned by
    another account, or on a file system without rights).
    """
    if os.name != "posix":
        return
    for path in paths:
        with suppress(OSError):
            mode = path.lstat().st_mode
            if mode & _OTHERS and (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
                path.chmod(stat.S_IMODE(mode) & ~_OTHERS)
                if stat.S_ISDIR(mode) and not is_open_to_others(path):
                    tighten(path.iterdir())
