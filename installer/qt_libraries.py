"""Names the system packages that Qt lacks on this Linux machine, and installs them when a person asks for it."""

from __future__ import annotations

import ctypes
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

# The program's own `doctor` knows the libraries; that module needs nothing but Python.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def missing_packages(screen: bool) -> list[str]:
    """The Debian packages of the libraries that Qt lacks offscreen, or for a window on a ``screen``; [] off Linux."""
    if platform.system() != "Linux":
        return []
    from wbc_desktop.services.qt_check import LIBRARIES, SCREEN_LIBRARIES  # not readable by the oldest Pythons

    wanted = {**LIBRARIES, **SCREEN_LIBRARIES} if screen else LIBRARIES
    return list(dict.fromkeys(wanted[library] for library in absent(wanted)))


def absent(libraries: Iterable[str]) -> list[str]:
    """The libraries that the loader does not find, in the order given."""
    found = []
    for library in libraries:
        try:
            ctypes.CDLL(library)
        except OSError:
            found.append(library)
    return found


def name_missing(screen: bool) -> None:
    """Say in one sentence which packages Qt lacks here, and how to install them. Installs nothing."""
    packages = missing_packages(screen)
    if packages:
        print(
            f"Qt needs system packages that are not installed: on Debian or Ubuntu run "
            f"`sudo apt-get install {' '.join(packages)}` or `make setup-system`, "
            "on another system install the packages with the same libraries.",
            file=sys.stderr,
        )


def install(packages: list[str]) -> int:
    """Install Debian packages with apt-get, as root or through sudo; the exit status is 2 where there is no apt-get."""
    if shutil.which("apt-get") is None:
        print(f"There is no apt-get here: install the packages with the libraries of {' '.join(packages)}.")
        return 2
    apt = ["apt-get"] if os.geteuid() == 0 else ["sudo", "apt-get"]
    print(f"Installing {' '.join(packages)} …", flush=True)
    for step in (["update"], ["install", "--no-install-recommends", *packages]):
        status = subprocess.run([*apt, *step], check=False).returncode
        if status != 0:
            return status
    return 0


def set_up_system() -> int:
    """Install what Qt lacks for a window on a screen: for a person who asks for it."""
    packages = missing_packages(screen=True)
    if packages:
        return install(packages)
    print("Qt has all system packages that it needs.")
    return 0
