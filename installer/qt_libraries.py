"""Which system libraries Qt lacks on this Linux machine, and installing them where that is allowed."""

from __future__ import annotations

import ctypes
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

# The program's own `doctor` knows the libraries; that module needs nothing but Python.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def missing(wanted: dict[str, str]) -> list[str]:
    """The libraries of ``wanted`` that the loader does not find, in the order given."""
    absent = []
    for library in wanted:
        try:
            ctypes.CDLL(library)
        except OSError:
            absent.append(library)
    return absent


def apt_command() -> list[str] | None:
    """How this machine installs packages without asking anybody, or None where it may not."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return ["apt-get"]
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    return None


def install(names: list[str]) -> bool:
    """Install Debian packages; False where it is not allowed or does not work. Never asks and never raises."""
    apt = apt_command()
    if apt is None:
        return False
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    order = [*apt, "-o", "DPkg::Lock::Timeout=120", "install", "-y", "--no-install-recommends", *names]
    for step in ([*apt, "update", "-q"], order):
        try:
            done = subprocess.run(step, env=environment, stdout=subprocess.DEVNULL, check=False, timeout=600)
        except (OSError, subprocess.TimeoutExpired) as error:
            print(f"{step[0]} did not work: {error}", file=sys.stderr)
            return False
    return done.returncode == 0


def ensure(screen: bool) -> None:
    """Name what Qt lacks here (for a window on a ``screen``, or offscreen) and install it if that is allowed."""
    if platform.system() != "Linux":
        return
    from wbc_desktop.services.qt_check import LIBRARIES, SCREEN_LIBRARIES  # not readable by the oldest Pythons

    wanted = {**LIBRARIES, **SCREEN_LIBRARIES} if screen else LIBRARIES
    absent = missing(wanted)
    if not absent:
        return
    names = list(dict.fromkeys(wanted[library] for library in absent))
    print(f"Qt lacks these system libraries: {', '.join(absent)}.", file=sys.stderr)
    if install(names):
        absent = missing(wanted)
    if absent:
        print(
            f"On Debian or Ubuntu install them with:  sudo apt-get install {' '.join(names)}\n"
            "On other systems install the packages that hold them. Going on without.",
            file=sys.stderr,
        )
    else:
        print(f"Installed {', '.join(names)}.", file=sys.stderr)
