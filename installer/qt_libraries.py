"""Which system libraries Qt lacks on this Linux machine, and installing them where that is allowed."""

from __future__ import annotations

import ctypes
import os
import platform
import shutil
import subprocess
import sys

# What PySide6's own libraries and its window-system plugins are linked against and do not bring along, with the Debian
# package of each. The offscreen platform of the tests needs the first block too.
EVERYWHERE: dict[str, str] = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
ON_A_SCREEN: dict[str, str] = {
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


def missing(wanted: dict[str, str]) -> list[str]:
    """The libraries of ``wanted`` that the loader does not find, in the order given."""
    absent = []
    for library in wanted:
        try:
            ctypes.CDLL(library)
        except OSError:
            absent.append(library)
    return absent


def packages(libraries: list[str]) -> list[str]:
    """The Debian packages that hold these libraries, each once."""
    names = {**EVERYWHERE, **ON_A_SCREEN}
    return list(dict.fromkeys(names[library] for library in libraries))


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
    wanted = {**EVERYWHERE, **ON_A_SCREEN} if screen else EVERYWHERE
    absent = missing(wanted)
    if not absent:
        return
    names = packages(absent)
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
