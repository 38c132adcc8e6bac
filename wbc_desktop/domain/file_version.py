"""Tell whether a file has the same content as before without reading it.

Size and modification time repeat often: files of one camera have equal sizes, and renaming, copying and restoring a
backup keep the time. The number of the file (inode) and the time of its last change of any kind (ctime) distinguish
these: after renaming, the path has another number, and no program sets the change time back.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

_COARSE_NS = 10_000_000


class FileVersion(NamedTuple):
    """``inode``: the file's number in its file system; ``ctime_ns``: when it last changed in any way (Unix, ns)."""

    inode: str
    ctime_ns: int

    @property
    def proves_content(self) -> bool:
        """Whether a file with the same version has the same content.

        FAT, exFAT and some network drives have no change time and repeat the modification time, in steps of 10 ms to
        2 s. Other file systems count in nanoseconds (NTFS: 100 ns) and practically never give a multiple of 10 ms.
        """
        return self.ctime_ns % _COARSE_NS != 0


class FileState(Protocol):
    """What the system reports about a file without reading it; ``version`` is None where it is not available."""

    @property
    def size(self) -> int: ...
    @property
    def mtime_ns(self) -> int: ...
    @property
    def version(self) -> FileVersion | None: ...


def looks_unchanged(before: FileState, now: FileState) -> bool:
    """Whether the system reports the same state as before. This does not prove that the content is the same."""
    return before.size == now.size and before.mtime_ns == now.mtime_ns and before.version == now.version


def is_unchanged(before: FileState, now: FileState) -> bool:
    """Whether the file certainly has the same content as before. False if it must be read to find out."""
    return now.version is not None and now.version.proves_content and looks_unchanged(before, now)
