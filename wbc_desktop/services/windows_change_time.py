"""The change time of a file on Windows, where ``st_ctime`` of ``os.stat`` is the time of creation."""

from __future__ import annotations

import ctypes
import sys
from ctypes import wintypes

assert sys.platform == "win32"  # so that mypy skips the rest on other systems

import msvcrt  # noqa: E402

_FILE_READ_ATTRIBUTES = 0x80
_SHARE_ALL = 0x7
_OPEN_EXISTING = 3
_BASIC_INFO = 0
_TICKS_TO_1970 = 116_444_736_000_000_000
"""Windows counts in units of 100 ns since 1601."""


class _FileBasicInfo(ctypes.Structure):
    """FILE_BASIC_INFO of the Windows API."""

    _fields_ = (
        ("created", wintypes.LARGE_INTEGER),
        ("accessed", wintypes.LARGE_INTEGER),
        ("written", wintypes.LARGE_INTEGER),
        ("changed", wintypes.LARGE_INTEGER),
        ("attributes", wintypes.DWORD),
    )


_kernel = ctypes.WinDLL("kernel32", use_last_error=True)
_create = _kernel.CreateFileW
_create.restype = wintypes.HANDLE
_create.argtypes = (
    wintypes.LPCWSTR,
    wintypes.DWORD,
    wintypes.DWORD,
    wintypes.LPVOID,
    wintypes.DWORD,
    wintypes.DWORD,
    wintypes.HANDLE,
)
_close = _kernel.CloseHandle
_close.argtypes = (wintypes.HANDLE,)
_information = _kernel.GetFileInformationByHandleEx
_information.restype = wintypes.BOOL
_information.argtypes = (wintypes.HANDLE, ctypes.c_int, wintypes.LPVOID, wintypes.DWORD)
_NO_HANDLE = wintypes.HANDLE(-1).value


def change_time_ns(file: str | int) -> int | None:
    """Return the change time in ns since 1970 of a path or open descriptor; None if the file system has none (FAT)."""
    if isinstance(file, int):
        return _changed(msvcrt.get_osfhandle(file))
    handle = _create(file, _FILE_READ_ATTRIBUTES, _SHARE_ALL, None, _OPEN_EXISTING, 0, None)
    if handle is None or handle == _NO_HANDLE:
        return None
    try:
        return _changed(handle)
    finally:
        _close(handle)


def _changed(handle: int) -> int | None:
    info = _FileBasicInfo()
    if not _information(handle, _BASIC_INFO, ctypes.byref(info), ctypes.sizeof(info)):
        return None
    return (info.changed - _TICKS_TO_1970) * 100 if info.changed > 0 else None
