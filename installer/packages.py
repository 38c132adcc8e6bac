"""Make what people install from the folder of a bundle: an archive, a .deb, a setup program for Windows, a .dmg."""

from __future__ import annotations

import gzip
import os
import platform
import shutil
import stat
import sys
import tarfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import qt_libraries

DESKTOP_ID = "wbc-desktop"
APPSTREAM_ID = "org.wbc_desktop.wbc_desktop"
SUMMARY = "review images of white blood cells and report the differential"
MAINTAINER = "The WBC Desktop authors <wbc-desktop@localhost>"

WAYLAND = ("libwayland-client0", "libwayland-cursor0", "libwayland-egl1")
"""Packages of the libraries that Qt needs for windows on Wayland."""

Run = Callable[..., None]


class BuildError(Exception):
    """Something that a person must fix before a bundle can be built; the text says how."""


@dataclass(frozen=True)
class Build:
    """A make of the program: the source tree, where its folder is, its icons, and where results are written."""

    root: Path
    make: str
    version: str
    dist: Path
    icons: Path
    results: Path

    @property
    def folder(self) -> Path:
        """The folder of the program; on macOS the app."""
        return self.dist / ("WBC Desktop.app" if sys.platform == "darwin" else "wbc-desktop")

    @property
    def name(self) -> str:
        """The beginning of the names of archives and installers."""
        return f"wbc-desktop-{self.make}-{self.version}"


def make_archive(build: Build) -> Path:
    """Write the portable archive and return its path."""
    target = build.results / f"{build.name}-{platform.system().lower()}-{platform.machine().lower()}"
    if sys.platform == "win32":
        return Path(shutil.make_archive(str(target), "zip", build.dist, build.folder.name))
    archive = target.with_name(f"{target.name}.tar.gz")
    with (
        archive.open("wb") as file,
        gzip.GzipFile("", "wb", 5, file, _date(build)) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        tar.add(build.folder, build.folder.name, filter=_of_nobody)
        if sys.platform == "linux":
            for file_name, content in desktop_files(build).items():
                _add(tar, f"{build.folder.name}/share/{file_name}", content)
    return archive


def make_package(build: Build, run: Run) -> Path:
    """Make the package of this system and return its path. Raises BuildError."""
    if sys.platform == "win32":
        return make_setup(build, run)
    if sys.platform == "darwin":
        return make_dmg(build, run)
    return make_deb(build, run)


def desktop_files(build: Build) -> dict[str, bytes]:
    """Return the desktop entry, the AppStream metadata and the icons, by their paths in ``share``."""
    linux = build.root / "installer" / "linux"
    about = (linux / f"{APPSTREAM_ID}.metainfo.xml").read_text(encoding="utf-8")
    day = time.strftime("%Y-%m-%d", time.gmtime(_date(build)))
    files = {
        f"applications/{DESKTOP_ID}.desktop": (linux / f"{DESKTOP_ID}.desktop").read_bytes(),
        f"metainfo/{APPSTREAM_ID}.metainfo.xml": about.replace("@VERSION@", build.version)
        .replace("@DATE@", day)
        .encode("utf-8"),
        f"icons/hicolor/scalable/apps/{DESKTOP_ID}.svg": (build.root / "resources" / "icons" / "app.svg").read_bytes(),
    }
    for picture in sorted(build.icons.glob("*x*.png")):
        files[f"icons/hicolor/{picture.stem}/apps/{DESKTOP_ID}.png"] = picture.read_bytes()
    return files


def make_deb(build: Build, run: Run) -> Path:
    """Make the Debian package and return its path."""
    package = package_name(build.make)
    tree, architecture = build.results / f"{package}.tree", debian_architecture()
    shutil.rmtree(tree, ignore_errors=True)
    program = tree / "usr" / "lib" / "wbc-desktop"
    program.parent.mkdir(parents=True)
    shutil.copytree(build.folder, program, symlinks=True, copy_function=_link)  # a second copy would take gigabytes
    binaries = tree / "usr" / "bin"
    binaries.mkdir()
    for name in ("wbc-desktop", "wbc-train"):
        if (program / name).exists():
            (binaries / name).symlink_to(f"../lib/wbc-desktop/{name}")
    for name, content in desktop_files(build).items():
        _write(tree / "usr" / "share" / name, content)
    documents = tree / "usr" / "share" / "doc" / package
    _write(documents / "copyright", (build.root / "LICENSE").read_bytes())
    changes = (build.root / "CHANGELOG.md").read_bytes()
    _write(documents / "changelog.gz", gzip.compress(changes, mtime=0))
    size = sum(path.lstat().st_size for path in tree.rglob("*") if not path.is_dir()) // 1024
    _write(tree / "DEBIAN" / "control", control(build, architecture, size).encode("utf-8"))
    for folder in (path for path in tree.rglob("*") if path.is_dir() and not path.is_symlink()):
        folder.chmod(0o755)
    target = build.results / f"{package}_{build.version}_{architecture}.deb"
    try:
        run("dpkg-deb", "--root-owner-group", "-Zzstd", "-z6", "--build", tree, target)
    finally:
        shutil.rmtree(tree)
    return target


def package_name(make: str) -> str:
    """Return the name of the Debian package of a make."""
    return "wbc-desktop" if make == "review" else f"wbc-desktop-{make}"


def other_package(make: str) -> str:
    """Return the package that this make replaces."""
    return package_name("full" if make == "review" else "review")


def control(build: Build, architecture: str, installed_kib: int) -> str:
    """Return Debian's description of the package."""
    other = other_package(build.make)
    what = "" if build.make == "review" else " This version also contains training and the use of GPUs."
    return f"""Package: {package_name(build.make)}
Version: {build.version}
Architecture: {architecture}
Maintainer: {MAINTAINER}
Installed-Size: {installed_kib}
Depends: {", ".join(dependencies())}
Recommends: xdg-utils, xdg-desktop-portal
Conflicts: {other}
Replaces: {other}
Section: science
Priority: optional
Description: {SUMMARY}
 A network classifies every cell of a folder of images and shows where it
 looked. A person corrects its mistakes and gets the differential as a PDF
 and a table. No image leaves the machine.{what}
 .
 For research use only. Not for use in diagnostic procedures.
"""


def dependencies() -> list[str]:
    """Return the packages that the bundle needs: the libraries of Qt, and the standard ones of C and C++."""
    qt = sorted(set(qt_libraries.packages_of_windows()))
    libc = platform.libc_ver()[1] or "2.35"
    return [f"libc6 (>= {libc})", "libgcc-s1", "libstdc++6", "zlib1g", *qt, *WAYLAND]


def debian_architecture() -> str:
    """Return Debian's name of this machine's processor."""
    machine = platform.machine().lower()
    return {"x86_64": "amd64", "aarch64": "arm64"}.get(machine, machine)


def make_setup(build: Build, run: Run) -> Path:
    """Make the setup program for Windows with Inno Setup and return its path. Raises BuildError."""
    compiler = shutil.which("iscc") or shutil.which("ISCC", path=r"C:\Program Files (x86)\Inno Setup 6")
    if compiler is None:
        raise BuildError("Inno Setup 6 is not installed: install it (choco install innosetup).")
    told = {"AppVersion": build.version, "Make": build.make, "Folder": build.folder, "Icons": build.icons}
    name = f"{build.name}-setup"
    script = build.root / "installer" / "windows" / "wbc-desktop.iss"
    run(
        compiler, "/Qp", *(f"/D{key}={value}" for key, value in told.items()), f"/O{build.results}", f"/F{name}", script
    )
    return build.results / f"{name}.exe"


def make_dmg(build: Build, run: Run) -> Path:
    """Make the disk image for macOS and return its path.

    PyInstaller has signed the app if WBC_SIGN_IDENTITY is set. WBC_NOTARY_PROFILE, a profile of notarytool in the
    keychain, lets Apple notarise the image.
    """
    target, place = build.results / f"{build.name}.dmg", build.dist / "image"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    shutil.move(build.folder, place / build.folder.name)
    try:
        (place / "Applications").symlink_to("/Applications")
        options = ("-volname", "WBC Desktop", "-fs", "HFS+", "-format", "UDZO", "-ov")
        run("hdiutil", "create", *options, "-srcfolder", place, target)
    finally:
        shutil.move(place / build.folder.name, build.folder)
        shutil.rmtree(place)
    for command in signing_commands(target, os.environ.get("WBC_SIGN_IDENTITY"), os.environ.get("WBC_NOTARY_PROFILE")):
        run(*command)
    return target


def signing_commands(image: Path, identity: str | None, profile: str | None) -> list[list[str]]:
    """Return the commands that sign and notarise a disk image; none without an identity."""
    commands = []
    if identity:
        commands.append(["codesign", "--force", "--timestamp", "--sign", identity, str(image)])
    if identity and profile:
        commands.append(["xcrun", "notarytool", "submit", str(image), "--keychain-profile", profile, "--wait"])
        commands.append(["xcrun", "stapler", "staple", str(image)])
    return commands


def _date(build: Build) -> int:
    """Return the time of the build: SOURCE_DATE_EPOCH, for reproducible builds, or that of the built program."""
    return int(os.environ.get("SOURCE_DATE_EPOCH") or build.folder.stat().st_mtime)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(0o644)


def _of_nobody(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    return entry


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    import io

    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), stat.S_IRUSR | stat.S_IWUSR | stat.S_IRGRP | stat.S_IROTH
    tar.addfile(entry, io.BytesIO(content))
