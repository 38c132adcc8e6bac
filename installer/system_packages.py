"""Installs the system packages that are missing on this machine: libraries of Qt, and PostgreSQL for the tests."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess

import qt_libraries
from server_programs import server_programs


def set_up_system() -> int:
    """Install the packages that are missing for the window and the tests; return the exit status."""
    packages = qt_libraries.missing_packages(screen=True)
    if platform.system() == "Linux" and server_programs() is None:
        packages.append("postgresql")
    if packages:
        return install(packages)
    print("All system packages are installed.")
    return 0


def install(packages: list[str]) -> int:
    """Install Debian packages with apt-get, as root or with sudo, in CI without a question or a report.

    Return the exit status: 2 if there is no apt-get or no right to use it.
    """
    sudo = [] if os.geteuid() == 0 else ["sudo"]
    if shutil.which("apt-get") is None or (sudo and shutil.which("sudo") is None):
        print(f"These packages cannot be installed without apt-get and root rights: {' '.join(packages)}.")
        return 2
    print(f"Installing {' '.join(packages)} …", flush=True)
    quiet, environment = [], dict(os.environ)
    if os.environ.get("CI"):
        quiet, environment["DEBIAN_FRONTEND"] = ["-qq", "-y"], "noninteractive"
        sudo += ["-n"] if sudo else []
    for step in (["update"], ["install", "--no-install-recommends", *packages]):
        status = subprocess.run([*sudo, "apt-get", *quiet, *step], env=environment, check=False).returncode
        if status != 0:
            return status
    return 0
