"""Examine one file of a slide's folder: it can be a cell, is ignored, or is refused with a reason.

The header alone is decoded, except where the values of the pixels tell how many bits they have.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable
from enum import Enum
from pathlib import PurePosixPath

from wbc_desktop.domain.cells import RefusedFile, ScannedImage
from wbc_desktop.domain.depths import together
from wbc_desktop.domain.file_version import FileVersion
from wbc_desktop.inference.images import (
    HEAD_BYTES,
    IMAGE_SUFFIXES,
    ImageError,
    PageInfo,
    content_of_file,
    looks_like_image,
    most_bytes,
    pages,
    unread_format,
)
from wbc_desktop.services.file_version import settled, version_of
from wbc_desktop.services.walk import FoundFile, os_phrase, printable_path

_DOCUMENTS = frozenset(
    ".7z .csv .db .doc .docx .gz .htm .html .ini .json .lnk .log .md .odp .ods .odt .pdf .ppt .pptx .rar .rtf "  # noqa: SIM905
    ".sqlite .sqlite3 .tar .toml .tsv .txt .url .xls .xlsx .xml .xmp .xz .yaml .yml .zip".split()
)
_SYSTEM_FILES = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"})


class Ignored(Enum):
    """A file that neither is an image nor has the name of one, so it is not reported."""

    IGNORED = "ignored"


class FileDisappeared(Exception):
    """The file no longer exists."""


def refused(path: str, reason: str) -> RefusedFile:
    """Return a refusal not due to the content; size and time are 0, so that the next scan reads the file again."""
    return RefusedFile(printable_path(path), reason)


def is_document(path: str) -> bool:
    """Return whether a file of this name is ignored unless its content is an image."""
    name = PurePosixPath(path).name.casefold()
    return name in _SYSTEM_FILES or PurePosixPath(name).suffix in _DOCUMENTS


def examine(file: FoundFile, working: Callable[[], None] = lambda: None) -> ScannedImage | RefusedFile | Ignored:
    """Return what ``file`` is. Raises :class:`FileDisappeared`; every other fault is a refusal.

    A large stack takes minutes: ``working`` is called meanwhile, and may raise ``Cancelled``.
    """
    try:
        descriptor = _open(file.full)
    except FileNotFoundError as error:
        raise FileDisappeared(file.path) from error
    except PermissionError:
        return _or_ignored(file, refused(file.path, "may not be read (no permission)"))
    except OSError as error:
        return _or_ignored(file, refused(file.path, f"cannot be read ({os_phrase(error)})"))
    try:
        return _read(descriptor, file, working)
    except OSError as error:
        return refused(file.path, f"cannot be read ({os_phrase(error)})")
    finally:
        os.close(descriptor)


def _open(path: str) -> int:
    """Open for reading without blocking, in case the file has become a pipe."""
    return os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))


def _read(descriptor: int, file: FoundFile, working: Callable[[], None]) -> ScannedImage | RefusedFile | Ignored:
    began = time.time_ns()
    found = os.fstat(descriptor)
    size, mtime_ns, version = found.st_size, found.st_mtime_ns, settled(version_of(found, descriptor), began)
    if not stat.S_ISREG(found.st_mode):
        return refused(file.path, "is not a file")
    head = os.read(descriptor, HEAD_BYTES)
    if not looks_like_image(head):
        return _or_ignored(
            file, RefusedFile(printable_path(file.path), _no_image(file.path, head), size, mtime_ns, version)
        )
    if printable_path(file.path) != file.path:
        return refused(file.path, "has a name that is no text: give it another name")
    if size > most_bytes(head):
        reason = f"is too large to be the picture of one cell ({size / 1e6:,.0f} MB)"
        return RefusedFile(file.path, reason, size, mtime_ns, version)
    try:
        os.lseek(descriptor, 0, os.SEEK_SET)
        with os.fdopen(descriptor, "rb", closefd=False) as opened:
            content, sha256 = content_of_file(file.full, opened, working=working)
        found_pages = pages(content, working)
    except ImageError as error:
        if not error.lasting:
            return refused(file.path, error.reason)
        return RefusedFile(file.path, error.reason, size, mtime_ns, version)
    except MemoryError:
        return refused(file.path, "needs more memory than there is")
    after = os.fstat(descriptor)
    if (after.st_size, after.st_mtime_ns) != (size, mtime_ns):
        return refused(file.path, "was changed while it was read: open the folder again")
    if version_of(after, descriptor) != version:  # renamed, linked or with other permissions: the content is valid
        version = None
    return _scanned(file.path, size, mtime_ns, version, sha256, found_pages)


def _scanned(
    path: str, size: int, mtime_ns: int, version: FileVersion | None, sha256: str, found: tuple[PageInfo, ...]
) -> ScannedImage:
    first, *others = found
    bits = together([page.depth for page in found if page.depth])
    remark = next((page.remark for page in found if page.remark), "")
    more = tuple((page.width, page.height) for page in others)
    return ScannedImage(path, size, mtime_ns, sha256, first.width, first.height, version, more, bits, remark)


def _no_image(path: str, head: bytes) -> str:
    if not head:
        return "is empty"
    kind = unread_format(head)
    if kind is not None:
        return f"is a picture of a kind that is not read ({kind}): save it as PNG, TIFF or JPEG"
    suffix = PurePosixPath(path).suffix.lower()
    return f"is not an image, although it is named {suffix}" if suffix in IMAGE_SUFFIXES else "is not an image"


def _or_ignored(file: FoundFile, refusal: RefusedFile) -> RefusedFile | Ignored:
    return Ignored.IGNORED if is_document(file.path) else refusal
