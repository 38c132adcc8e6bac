"""Reasons of the operating system for a failed write, in words."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

from wbc_desktop.domain.language import tr

_FULL = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}
_FORBIDDEN = {errno.EACCES, errno.EPERM}
_LEAST_BYTES = 64 << 10


def is_full(error: BaseException) -> bool:
    """Whether the disk, or this person's share of it, is full."""
    return isinstance(error, OSError) and error.errno in _FULL


def has_no_room(folder: Path) -> bool:
    """Whether the disk of ``folder`` has no room for another small file; False if the system does not say."""
    try:
        if shutil.disk_usage(folder).free < _LEAST_BYTES:
            return True
        numbers = os.statvfs(folder) if hasattr(os, "statvfs") else None
    except OSError:
        return False
    return numbers is not None and numbers.f_files > 0 and numbers.f_favail == 0


def why_not_written(error: BaseException) -> str:
    """Return the reason as a phrase to follow "cannot be written: "."""
    number = error.errno if isinstance(error, OSError) else None
    if is_full(error):
        return tr("the disk is full")
    if number in _FORBIDDEN:
        return tr("writing there is not allowed, or another program has the file open")
    phrases = {
        errno.EROFS: tr("the disk is read-only"),
        errno.ENOENT: tr("its folder does not exist"),
        errno.ENOTDIR: tr("part of its path is a file, not a folder"),
        errno.EISDIR: tr("it is a folder"),
        errno.ENAMETOOLONG: tr("its name is too long"),
        errno.EIO: tr("the disk failed"),
        errno.ELOOP: tr("its path is a loop of links"),
    }
    if number in phrases:
        return phrases[number]
    if isinstance(error, OSError) and error.strerror:
        return error.strerror[:1].lower() + error.strerror[1:]
    if isinstance(error, RuntimeError):  # pathlib raises it for a loop, before Python 3.13
        return phrases[errno.ELOOP]
    return tr("its name is not valid") if isinstance(error, ValueError) else str(error)
