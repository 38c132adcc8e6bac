"""Checks whether Qt can open a window. Qt itself would abort the process if it cannot."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from wbc_desktop.services.qt_check import LIBRARIES, SCREEN_LIBRARIES

HEADLESS = "Without a window, “wbc-desktop classify FOLDER” does the same work."


def why_no_window(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> str | None:
    """Return one sentence why Qt cannot open a window here, or None if it can."""
    if not platform.startswith("linux") or environ.get("QT_QPA_PLATFORM", "xcb").partition(":")[0] != "xcb":
        return None
    chosen = "QT_QPA_PLATFORM" in environ
    if not environ.get("DISPLAY") and (chosen or not environ.get("WAYLAND_DISPLAY")):
        return f"There is no display to open a window on (DISPLAY and WAYLAND_DISPLAY are not set). {HEADLESS}"
    if environ.get("WAYLAND_DISPLAY") and not chosen:
        return None
    return _missing_library() or _display_fault(environ["DISPLAY"])


def _missing_library() -> str | None:
    """Return a sentence about a missing system library of Qt's X11 plugin, or None."""
    spec = find_spec("PySide6")
    if spec is None or spec.origin is None:
        return f"PySide6, which draws the window, is not installed. {HEADLESS}"
    plugin = Path(spec.origin).parent / "Qt" / "plugins" / "platforms" / "libqxcb.so"
    if not plugin.exists():  # the system's PySide6, whose package depends on the libraries
        return None
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        library = str(error).partition(":")[0]
        package = {**LIBRARIES, **SCREEN_LIBRARIES}.get(library)
        install = f"install it (on Debian and Ubuntu it is in {package})" if package else "install it"
        return f"No window can be opened, because the system library {library} is missing: {install}. {HEADLESS}"
    return None


def _display_fault(display: str) -> str | None:
    """Return a sentence if the X11 display does not answer, or None."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return None
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(display.encode(), None)
    broken = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return f"The display “{display}” does not answer, so no window can be opened. {HEADLESS}" if broken else None
