"""Names the system packages that Qt lacks on this Linux machine."""

from __future__ import annotations

import ctypes
import platform
import sys
from collections.abc import Iterable
from pathlib import Path

# The program's `doctor` lists the libraries; its module needs only Python.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def missing_packages(screen: bool) -> list[str]:
    """Return the Debian packages of libraries that Qt lacks, offscreen or for a window (``screen``); [] off Linux."""
    if platform.system() != "Linux":
        return []
    from wbc_desktop.services.qt_check import LIBRARIES, SCREEN_LIBRARIES  # old Pythons cannot parse it

    wanted = {**LIBRARIES, **SCREEN_LIBRARIES} if screen else LIBRARIES
    return list(dict.fromkeys(wanted[library] for library in absent(wanted)))


def packages_of_windows() -> list[str]:
    """Return the Debian packages of all libraries that Qt needs for a window, each once."""
    from wbc_desktop.services.qt_check import LIBRARIES, SCREEN_LIBRARIES  # old Pythons cannot parse it

    return list(dict.fromkeys({**LIBRARIES, **SCREEN_LIBRARIES}.values()))


def absent(libraries: Iterable[str]) -> list[str]:
    """Return the libraries that the loader does not find, in the order given."""
    found = []
    for library in libraries:
        try:
            ctypes.CDLL(library)
        except OSError:
            found.append(library)
    return found


def name_missing(screen: bool) -> None:
    """Print one sentence that names missing packages of Qt and how to install them; install nothing."""
    packages = missing_packages(screen)
    if packages:
        print(
            f"Qt needs system packages that are not installed: on Debian or Ubuntu run "
            f"`sudo apt-get install {' '.join(packages)}` or `make setup-system`, "
            "on another system install the packages with the same libraries.",
            file=sys.stderr,
        )
