"""The version of a file as the file system tells it, on Unix and on Windows."""

from __future__ import annotations

import os
import sys

from wbc_desktop.domain.file_version import FileVersion

CLOCK_STEP_NS = 100_000_000
"""Kernels write change times in steps of up to 16 ms; the rest allows for a server whose clock is a little behind."""


def version_of(about: os.stat_result, file: str | int) -> FileVersion | None:
    """The version of ``file`` (path or open descriptor), of which ``os.stat`` told ``about``; None where it has none.

    On Unix the number of the device is left out: it may differ each time a drive is mounted. Where a network drive
    renumbers its files at each mount, they are read again after each mount.
    """
    if about.st_ino == 0:
        return None
    if sys.platform == "win32":
        from wbc_desktop.services.windows_change_time import change_time_ns

        changed = change_time_ns(file)
        version = None if changed is None else FileVersion(f"{about.st_dev}:{about.st_ino}", changed)
    else:
        version = FileVersion(str(about.st_ino), about.st_ctime_ns)
    return version


def settled(version: FileVersion | None, now_ns: int) -> FileVersion | None:
    """The version of a file whose reading began at ``now_ns`` (Unix, ns); None when it changed just before.

    A file that changes twice within one step of the clock has the same change time with two contents. Without a
    version it is read once more at the next scan.
    """
    return version if version is not None and now_ns - version.ctime_ns >= CLOCK_STEP_NS else None
