"""List the files of a folder and its subfolders in a fixed order, safe with links, pipes and unreadable folders.

No file is opened or written.
"""

from __future__ import annotations

import errno
import os
import stat
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from wbc_desktop.domain.errors import FolderError
from wbc_desktop.domain.file_version import FileVersion
from wbc_desktop.domain.language import tr
from wbc_desktop.services.file_version import version_of

Identity = tuple[int, int]
"""Device and inode of a folder, the same for all paths to it."""

_IGNORED_FOLDERS = frozenset({"__macosx", "$recycle.bin", "system volume information", "@eadir", "lost+found"})
_OWN_DATABASE = "wbc.sqlite3"
"""A subfolder with this file is the program's data directory, whose thumbnails are not cells."""

_VIRTUAL_SUFFIXES = ("nextcloud", "owncloud")
NOT_DOWNLOADED = "is not on this computer: download it from the cloud, then open the folder again"

_KINDS = (
    (stat.S_ISFIFO, "is a pipe and not a file"),
    (stat.S_ISSOCK, "is a socket and not a file"),
    (stat.S_ISCHR, "is a device and not a file"),
    (stat.S_ISBLK, "is a device and not a file"),
)


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A regular file: ``path`` is relative to the folder and uses ``/``, ``full`` opens it."""

    path: str
    full: str
    size: int
    mtime_ns: int
    version: FileVersion | None = None


@dataclass(frozen=True, slots=True)
class NotAFile:
    """An entry that cannot be read as a file, with the reason. ``folder``: its content is unknown.

    ``disappeared``: it existed when its folder was listed, and is now missing.
    """

    path: str
    reason: str
    folder: bool = False
    disappeared: bool = False


@dataclass(frozen=True, slots=True)
class _Entry:
    path: str
    full: str
    name: str
    is_folder: bool
    is_link: bool


def folder_identity(folder: str) -> Identity:
    """Return device and inode of a folder. Raises :class:`FolderError` if it cannot be listed."""
    try:
        found = os.stat(folder)  # noqa: PTH116 - pathlib fails for paths that are not valid text
        if not stat.S_ISDIR(found.st_mode):
            raise FolderError(
                tr(
                    "“{folder}” is a file and not a folder: choose the folder that contains it.",
                    folder=printable_path(folder),
                )
            )
        os.scandir(folder).close()
    except FileNotFoundError as error:
        raise FolderError(
            tr("There is no folder “{folder}”: check its name, or choose another one.", folder=printable_path(folder))
        ) from error
    except PermissionError as error:
        raise FolderError(
            tr(
                "The folder “{folder}” may not be read: ask for permission to read it, or choose another one.",
                folder=printable_path(folder),
            )
        ) from error
    except (OSError, ValueError) as error:
        why = os_phrase(error) if isinstance(error, OSError) else tr("its name is not possible")
        raise FolderError(
            tr(
                "The folder “{folder}” cannot be read ({why}): choose another one.",
                folder=printable_path(folder),
                why=why,
            )
        ) from error
    return found.st_dev, found.st_ino


def is_ignored_folder(folder: str) -> bool:
    """Return whether the folder contains no slides: hidden, of the system, or the program's data directory."""
    name = os.path.basename(folder)  # noqa: PTH119 - may not be valid text
    own = os.path.join(folder, _OWN_DATABASE)  # noqa: PTH118
    return name.startswith(".") or name.casefold() in _IGNORED_FOLDERS or os.path.lexists(own)


def walk(root: str) -> Iterator[FoundFile | NotAFile]:
    """Yield every file under ``root``, sorted by path, then the files in linked folders.

    Each folder is entered once, even if several paths lead to it. A link to ``root`` or to a folder that contains it is
    not followed. Hidden files and folders are skipped; a file that is only in a
    cloud is reported. Raises ``OSError`` only if ``root`` itself cannot be listed.
    """
    visited = _with_parents(root)
    links: deque[_Entry] = deque()
    yield from _tree(_Entry("", root, "", True, False), visited, links)
    while links:
        link = links.popleft()
        identity = _identity(link.full)
        if identity is not None and identity not in visited:
            visited.add(identity)
            yield from _tree(link, visited, links)


def _tree(top: _Entry, visited: set[Identity], links: deque[_Entry]) -> Iterator[FoundFile | NotAFile]:
    listed = _list(top)
    if isinstance(listed, NotAFile):
        yield listed
        return
    pending = listed
    while pending:
        entry = pending.pop()
        if entry.is_folder:
            identity = _identity(entry.full)
            if identity in visited:
                continue
            if identity is not None:
                visited.add(identity)
            inside = _list(entry)
            if isinstance(inside, NotAFile):
                yield inside
            else:
                pending += inside
        else:
            name = _name_in_cloud(entry.name)
            found = _look(entry) if name is None else NotAFile(entry.path[: -len(entry.name)] + name, NOT_DOWNLOADED)
            if isinstance(found, _Entry):
                links.append(found)
            elif found is not None:
                yield found


def _list(folder: _Entry) -> list[_Entry] | NotAFile:
    """Return the entries of a folder in reverse order. Raises ``OSError`` only for the top folder."""
    try:
        with os.scandir(folder.full) as entries:
            inside = [e for e in (_entry(folder.path, entry) for entry in entries) if not _is_hidden(e)]
    except OSError as error:
        if not folder.path:
            raise
        return NotAFile(
            folder.path, "is a folder that " + _unreadable(error), folder=True, disappeared=_is_missing(error)
        )
    if folder.path and any(e.name == _OWN_DATABASE for e in inside):
        return []
    return sorted(inside, key=lambda e: e.path + "/" * e.is_folder, reverse=True)


def _entry(parent: str, entry: os.DirEntry[str]) -> _Entry:
    try:
        is_link = entry.is_symlink()
        is_folder = entry.is_dir(follow_symlinks=False)
    except OSError:
        is_link = is_folder = False
    return _Entry(f"{parent}/{entry.name}" if parent else entry.name, entry.path, entry.name, is_folder, is_link)


def _look(entry: _Entry) -> FoundFile | NotAFile | _Entry | None:
    """Return the file, fault or link to a folder (as an entry) that an entry is; None for a folder."""
    try:
        found = os.stat(entry.full)  # noqa: PTH116
    except OSError as error:
        return NotAFile(
            entry.path, _unstatable(error, entry.is_link), disappeared=_is_missing(error) and not entry.is_link
        )
    if stat.S_ISREG(found.st_mode):
        return found_file(entry.path, entry.full, found)
    if stat.S_ISDIR(found.st_mode):
        return entry if entry.is_link else None
    kind = next((reason for test, reason in _KINDS if test(found.st_mode)), "is not a file")
    return NotAFile(entry.path, kind)


def found_file(path: str, full: str, about: os.stat_result) -> FoundFile:
    """Return the regular file ``full`` with the ``os.stat`` result ``about``; ``path`` is its path in the folder."""
    return FoundFile(path, full, about.st_size, about.st_mtime_ns, version_of(about, full))


def _is_hidden(entry: _Entry) -> bool:
    if not entry.is_folder and _name_in_cloud(entry.name) is not None:
        return False
    return entry.name.startswith(".") or (entry.is_folder and entry.name.casefold() in _IGNORED_FOLDERS)


def _name_in_cloud(name: str) -> str | None:
    """Return the name of the file that a placeholder stands for; None for an ordinary file."""
    stem, _, suffix = name.rpartition(".")
    if suffix.lower() == "icloud" and stem.startswith("."):
        return stem[1:]
    return stem if stem and suffix.lower() in _VIRTUAL_SUFFIXES else None


def _identity(folder: str) -> Identity | None:
    try:
        found = os.stat(folder)  # noqa: PTH116
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _with_parents(root: str) -> set[Identity]:
    real = Path(os.path.realpath(root))
    return {i for i in map(_identity, map(str, (real, *real.parents))) if i is not None}


def printable_path(path: str) -> str:
    """Return the path as text that can be stored and printed: invalid bytes become ``\\xff``."""
    return os.fsencode(path).decode("utf-8", "backslashreplace") if _has_invalid_bytes(path) else path


def _has_invalid_bytes(path: str) -> bool:
    return any("\ud800" <= c <= "\udfff" for c in path)


def os_phrase(error: OSError) -> str:
    """Return the system's message for an error; never empty."""
    return error.strerror or type(error).__name__


def _is_missing(error: OSError) -> bool:
    return isinstance(error, FileNotFoundError | NotADirectoryError)


def _unreadable(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "may not be read (no permission)"
    if _is_missing(error):
        return "went away before it could be read"
    return f"cannot be read ({os_phrase(error)})"


def _unstatable(error: OSError, is_link: bool) -> str:
    if error.errno == errno.ELOOP:
        return "is a link that leads back to itself"
    if is_link and _is_missing(error):
        return "is a link to something that is not there"
    return _unreadable(error)
