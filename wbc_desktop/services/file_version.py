"""Read the version of a file from the file system, on Unix and on Windows."""

from __future__ import annotations

import os
import sys

from wbc_desktop.domain.file_version import FileVersion

CLOCK_STEP_NS = 100_000_000
"""Change times have steps of up to 16 ms; the rest allows for a file server whose clock is slightly behind."""


def version_of(about: os.stat_result, file: str | int) -> FileVersion | None:
    """Return the version of ``file`` (path or open descriptor) with the ``os.stat`` result ``about``; None if unknown.

    On Unix the device number is left out, because it may differ each time a drive is mounted. If a network drive
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
    """Return the version if it is reliable; None if the file changed just before it was read at ``now_ns`` (Unix, ns).

    A file that changes twice within one clock step has the same change time with two contents. Without a version it is
    read again at the next scan.
    """
    return version if version is not None and now_ns - version.ctime_ns >= CLOCK_STEP_NS else None
