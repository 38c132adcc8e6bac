"""Try in a child process whether Qt works on this computer; on Linux find missing system libraries."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass

from wbc_desktop.inference.children import child_environment, module_command

TIMEOUT_S = 60.0

# System libraries that PySide6 needs, with the Debian package of each.
LIBRARIES: dict[str, str] = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
# The same for windows on X11; Wayland works without them.
SCREEN_LIBRARIES: dict[str, str] = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}

_TRIAL = "wbc_desktop.services.qt_trial"
"""Runs in a child process, because loading a broken library can crash it."""


@dataclass(frozen=True, slots=True)
class QtState:
    """``error``: why Qt's widgets cannot be loaded ("" if they can). ``missing``: libraries with their packages.

    ``display``: whether there is a display for windows.
    """

    error: str
    missing: dict[str, str]
    display: bool

    @property
    def packages(self) -> list[str]:
        """The Debian packages of the missing libraries, each once."""
        return list(dict.fromkeys(self.missing.values()))


def check_qt(platform: str = sys.platform, timeout: float = TIMEOUT_S) -> QtState:
    """Try Qt in a child process and return the result; never raises. Libraries are checked on Linux only."""
    libraries = {**LIBRARIES, **SCREEN_LIBRARIES} if platform.startswith("linux") else {}
    display = has_display(platform)
    try:
        child = subprocess.run(
            [*module_command(_TRIAL), json.dumps(list(libraries))],
            capture_output=True,
            env=child_environment(),
            text=True,
            timeout=timeout,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return QtState(f"it could not be tried ({error})", {}, display)
    try:
        found = json.loads(child.stdout)
        missing = {str(name): libraries[name] for name in found["missing"]}
        return QtState(str(found["error"]), missing, display)
    except (ValueError, KeyError, TypeError):
        last = (child.stderr.strip().splitlines() or [""])[-1]
        return QtState(f"the process that tried it ended with {child.returncode} {last}".rstrip(), {}, display)


def has_display(platform: str = sys.platform) -> bool:
    """Return whether there is a display: always on Windows and macOS, elsewhere if the environment names one."""
    if platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
