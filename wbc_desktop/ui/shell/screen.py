"""Whether a window can be shown at all, asked before Qt is: Qt itself ends the process when it cannot."""

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
    """One sentence that says why Qt could show no window here, or None when it can."""
    if not platform.startswith("linux") or environ.get("QT_QPA_PLATFORM", "xcb").partition(":")[0] != "xcb":
        return None
    asked = "QT_QPA_PLATFORM" in environ
    if not environ.get("DISPLAY") and (asked or not environ.get("WAYLAND_DISPLAY")):
        return f"There is no display to open a window on (DISPLAY and WAYLAND_DISPLAY are not set). {HEADLESS}"
    if environ.get("WAYLAND_DISPLAY") and not asked:
        return None
    return _missing_library() or _no_answer(environ["DISPLAY"])


def _missing_library() -> str | None:
    """The sentence for a system library that Qt's X11 plugin needs and the machine lacks."""
    spec = find_spec("PySide6")
    if spec is None or spec.origin is None:
        return f"PySide6, which draws the window, is not installed. {HEADLESS}"
    plugin = Path(spec.origin).parent / "Qt" / "plugins" / "platforms" / "libqxcb.so"
    if not plugin.exists():  # a PySide6 of the system's own, which brings what it needs
        return None
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        library = str(error).partition(":")[0]
        package = {**LIBRARIES, **SCREEN_LIBRARIES}.get(library)
        install = f"install it (on Debian and Ubuntu it is in {package})" if package else "install it"
        return f"The system library {library} is missing, without which no window can be opened: {install}. {HEADLESS}"
    return None


def _no_answer(display: str) -> str | None:
    """The sentence for a display that does not answer."""
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
