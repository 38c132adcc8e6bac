"""Build the program with its own Python, for people who have none: ``python installer/bundle.py --make review|full``.

*review*  everything but training and GPUs, without torch
*full*    with wbc-train, fine-tuning and GPUs

The results are in dist/, named by version, make and system (VERSION is that of pyproject.toml):

folder   dist/MAKE/wbc-desktop/, on macOS dist/MAKE/WBC Desktop.app
archive  dist/wbc-desktop-MAKE-VERSION-SYSTEM-MACHINE.tar.gz, on Windows .zip: unpack it and start wbc-desktop
package  Linux: dist/wbc-desktop_VERSION_ARCH.deb, of the full make wbc-desktop-full_VERSION_ARCH.deb
         Windows: dist/wbc-desktop-MAKE-VERSION-setup.exe; macOS: dist/wbc-desktop-MAKE-VERSION.dmg

Each make is built in an environment of its own in build/bundle. pip's settings (PIP_INDEX_URL, PIP_CONSTRAINT, …)
decide where the packages come from, for instance a torch for CPUs only. WBC_PYTHON names another Python.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

import file_list
import packages
from frozen.contents import EXTRAS, MAKES
from packages import Build, BuildError

ROOT = Path(__file__).resolve().parent.parent
BUILD, DIST = ROOT / "build" / "bundle", ROOT / "dist"
PARTS = ("folder", "archive", "package")
PYINSTALLER = "pyinstaller>=6.11"
FILE_LIST = "files.sha256"
"""The list by which ``doctor`` checks a bundle (``wbc_desktop/services/installation.py``)."""


def project_version(root: Path = ROOT) -> str:
    """Return the version of the project, which is stated in pyproject.toml only."""
    return str(tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def run(*command: object, environment: dict[str, str] | None = None) -> None:
    """Run a program with visible output. Raises BuildError if it fails.

    It runs in the folder of builds, because Python would find the source tree, in place of the installed wheel, in the
    folder of the project.
    """
    words = [str(part) for part in command]
    try:
        status = subprocess.run(words, cwd=BUILD, env={**os.environ, **(environment or {})}, check=False).returncode
    except FileNotFoundError:
        raise BuildError(f"{words[0]} is not installed: install it and start again.") from None
    if status:
        raise BuildError(f"{Path(words[0]).name} ended with status {status}: see its messages above.")


def make_environment(make: str) -> Path:
    """Install a wheel of this tree and PyInstaller into the environment of a make, and return its Python."""
    place = BUILD / make
    python = place / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        run(os.environ.get("WBC_PYTHON", sys.executable), "-m", "venv", place / "venv")
    shutil.rmtree(place / "wheel", ignore_errors=True)
    pip = (python, "-m", "pip", "--disable-pip-version-check")
    run(*pip, "wheel", "--quiet", "--no-deps", "--wheel-dir", place / "wheel", ROOT)
    (wheel,) = (place / "wheel").glob("*.whl")
    extras = ",".join(EXTRAS[make])
    run(*pip, "install", "--quiet", PYINSTALLER, f"wbc-desktop[{extras}] @ {wheel.as_uri()}")
    run(*pip, "install", "--quiet", "--no-deps", "--force-reinstall", wheel)  # the version may be that of before
    return python


def make_folder(make: str) -> Build:
    """Build the folder of a make and return it."""
    BUILD.mkdir(parents=True, exist_ok=True)
    python, place = make_environment(make), BUILD / make
    run(
        python,
        ROOT / "installer" / "frozen" / "icons.py",
        place / "icons",
        environment={"QT_QPA_PLATFORM": "offscreen"},
    )
    build = Build(ROOT, make, project_version(), DIST / make, place / "icons", DIST)
    shutil.rmtree(build.dist, ignore_errors=True)
    command = [python, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level=WARN"]
    places = ["--distpath", build.dist, "--workpath", place / "work"]
    told = {"WBC_MAKE": make, "WBC_VERSION": build.version, "WBC_ICONS": str(build.icons)}
    run(*command, *places, ROOT / "installer" / "frozen" / "wbc_desktop.spec", environment=told)
    if sys.platform == "linux":
        strip(build.folder)
    if sys.platform != "darwin":  # signing changes the files there, and is checked by the system
        file_list.write_file_list(build.folder, FILE_LIST)
    return build


def strip(folder: Path) -> None:
    """Remove debugging symbols from the libraries that are not signed or aligned by their makers (``*.libs``, CUDA)."""
    found = [
        str(path)
        for path in folder.rglob("*.so*")
        if path.is_file() and not path.is_symlink() and not any(left_as_it_is(part) for part in path.parts)
    ]
    for begin in range(0, len(found), 200):
        run("strip", "--strip-unneeded", *found[begin : begin + 200])


def left_as_it_is(part: str) -> bool:
    """Return whether libraries in a folder of this name are not stripped."""
    return part.endswith(".libs") or part in ("torch", "torchvision", "nvidia", "PySide6", "cv2", "onnxruntime")


def size_of(path: Path) -> int:
    """Return the bytes of a file, or of the files of a folder; links count nothing."""
    files = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file() and not one.is_symlink()]
    return sum(one.stat().st_size for one in files)


def main(arguments: Sequence[str] | None = None) -> int:
    """Build what is asked for and print each result with its size; return the exit status."""
    parser = argparse.ArgumentParser(
        description=(__doc__ or ""), formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("--make", choices=MAKES, required=True)
    parser.add_argument("--part", choices=PARTS, action="append", help="only this result; may be repeated (all)")
    asked = parser.parse_args(arguments)
    parts = asked.part or PARTS
    try:
        build = make_folder(asked.make)
        made = [build.folder]
        if "archive" in parts:
            made.append(packages.make_archive(build))
        if "package" in parts:
            made.append(packages.make_package(build, run))
    except BuildError as error:
        print(f"The bundle cannot be built. {error}", file=sys.stderr)
        return 2
    for path in made:
        print(f"{size_of(path) / 1e6:8,.0f} MB  {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    if platform.python_implementation() != "CPython":
        raise SystemExit("The bundle is built with CPython.")
    sys.exit(main())
