"""The files of a folder and its subfolders in a fixed order, whatever links, pipes and closed doors are among them.

Nothing is opened here, and nothing is ever written.
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
"""Device and inode: the same for a folder whatever name leads to it."""

_IGNORED_FOLDERS = frozenset({"__macosx", "$recycle.bin", "system volume information", "@eadir", "lost+found"})
_OWN_DATABASE = "wbc.sqlite3"
"""A subfolder that holds this is the program's own data directory: its thumbnails are no cells."""

_KINDS = (
    (stat.S_ISFIFO, "is a pipe and not a file"),
    (stat.S_ISSOCK, "is a socket and not a file"),
    (stat.S_ISCHR, "is a device and not a file"),
    (stat.S_ISBLK, "is a device and not a file"),
)


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A regular file: ``path`` relative to the folder with ``/``, ``full`` to open it."""

    path: str
    full: str
    size: int
    mtime_ns: int
    version: FileVersion | None = None


@dataclass(frozen=True, slots=True)
class NotAFile:
    """Something that cannot be read as a file, with the reason. ``folder``: what lies under it remains unknown.

    ``gone``: it was there when its folder was listed and is there no more.
    """

    path: str
    reason: str
    folder: bool = False
    gone: bool = False


@dataclass(frozen=True, slots=True)
class _Entry:
    path: str
    full: str
    name: str
    is_folder: bool
    is_link: bool


def folder_identity(folder: str) -> Identity:
    """Device and inode of a folder that can be listed. Raises :class:`FolderError` with the sentence."""
    try:
        found = os.stat(folder)  # noqa: PTH116 - the path may hold bytes that pathlib would not print
        if not stat.S_ISDIR(found.st_mode):
            raise FolderError(
                tr(
                    "“{folder}” is a file and not a folder: choose the folder that it lies in.",
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
    """Whether this is a folder in which no cells are looked for: the program's own data, or one of the system's."""
    name = os.path.basename(folder)  # noqa: PTH119 - may hold bytes that are no text
    own = os.path.join(folder, _OWN_DATABASE)  # noqa: PTH118
    return name.startswith(".") or name.casefold() in _IGNORED_FOLDERS or os.path.lexists(own)


def walk(root: str) -> Iterator[FoundFile | NotAFile]:
    """Every file under ``root``, sorted by path, then what lies behind links to other folders.

    A folder is entered once, by whatever name; a link to the folder itself or to one that contains it is not followed.
    Hidden files and folders are passed over. Raises ``OSError`` only when ``root`` itself cannot be listed.
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
    ahead = listed
    while ahead:
        entry = ahead.pop()
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
                ahead += inside
        else:
            found = _look(entry)
            if isinstance(found, _Entry):
                links.append(found)
            elif found is not None:
                yield found


def _list(folder: _Entry) -> list[_Entry] | NotAFile:
    """What lies in a folder, last first. For the top folder an ``OSError`` is passed on."""
    try:
        with os.scandir(folder.full) as entries:
            inside = [e for e in (_entry(folder.path, entry) for entry in entries) if not _is_hidden(e)]
    except OSError as error:
        if not folder.path:
            raise
        return NotAFile(folder.path, "is a folder that " + _unreadable(error), folder=True, gone=_is_gone(error))
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
    """What an entry that is no folder leads to; an entry is given back when it is a link to a folder."""
    try:
        found = os.stat(entry.full)  # noqa: PTH116
    except OSError as error:
        return NotAFile(entry.path, _unstatable(error, entry.is_link), gone=_is_gone(error) and not entry.is_link)
    if stat.S_ISREG(found.st_mode):
        return found_file(entry.path, entry.full, found)
    if stat.S_ISDIR(found.st_mode):
        return entry if entry.is_link else None
    kind = next((reason for test, reason in _KINDS if test(found.st_mode)), "is not a file")
    return NotAFile(entry.path, kind)


def found_file(path: str, full: str, about: os.stat_result) -> FoundFile:
    """The regular file ``full`` as ``os.stat`` tells of it; ``path`` is its path in the folder."""
    return FoundFile(path, full, about.st_size, about.st_mtime_ns, version_of(about, full))


def _is_hidden(entry: _Entry) -> bool:
    return entry.name.startswith(".") or (entry.is_folder and entry.name.casefold() in _IGNORED_FOLDERS)


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
    """A path as text that can be stored and printed: bytes that are no text become ``\\xff``."""
    return os.fsencode(path).decode("utf-8", "backslashreplace") if _is_odd(path) else path


def _is_odd(path: str) -> bool:
    return any("\ud800" <= c <= "\udfff" for c in path)


def os_phrase(error: OSError) -> str:
    """The system's own words for an error, never empty."""
    return error.strerror or type(error).__name__


def _is_gone(error: OSError) -> bool:
    return isinstance(error, FileNotFoundError | NotADirectoryError)


def _unreadable(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "may not be read (no permission)"
    if _is_gone(error):
        return "went away before it could be read"
    return f"cannot be read ({os_phrase(error)})"


def _unstatable(error: OSError, is_link: bool) -> str:
    if error.errno == errno.ELOOP:
        return "is a link that leads back to itself"
    if is_link and _is_gone(error):
        return "is a link to something that is not there"
    return _unreadable(error)
