"""What people install: the Debian package, desktop entry and metadata, and the recipes for Windows and macOS."""

from __future__ import annotations

import configparser
import plistlib
import re
import shutil
import subprocess
import sys
import tarfile
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

LINUX_ONLY = pytest.mark.skipif(sys.platform != "linux", reason="Debian packages are made on Linux")


@pytest.fixture
def packages(installer: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764000000")
    return installer("packages")


@pytest.fixture
def build(packages: ModuleType, repository: Path, tmp_path: Path) -> Any:
    """A made-up folder of a bundle: a program, a library, and a link to it."""
    folder = tmp_path / "dist" / "review" / "wbc-desktop"
    (folder / "_internal").mkdir(parents=True)
    (folder / "wbc-desktop").write_text("#!/bin/sh\necho started\n", encoding="utf-8")
    (folder / "wbc-desktop").chmod(0o755)
    (folder / "_internal" / "lib.so.1").write_bytes(b"library")
    (folder / "_internal" / "lib.so").symlink_to("lib.so.1")
    icons = tmp_path / "icons"
    icons.mkdir()
    (icons / "48x48.png").write_bytes(b"icon")
    return packages.Build(repository, "review", "1.2.3", folder.parent, icons, tmp_path / "dist")


def run(*command: object, environment: dict[str, str] | None = None) -> None:
    """Run a program, as installer/bundle.py does."""
    subprocess.run([str(word) for word in command], check=True, capture_output=True)


@LINUX_ONLY
def test_debian_package_holds_the_program_and_its_entry(packages: ModuleType, build: Any) -> None:
    if shutil.which("dpkg-deb") is None:
        pytest.skip("there is no dpkg-deb here")
    package = packages.make_deb(build, run)
    assert package.name == f"wbc-desktop_1.2.3_{packages.debian_architecture()}.deb"
    listed = subprocess.run(["dpkg-deb", "-c", package], capture_output=True, text=True, check=True).stdout
    for name in (
        "usr/lib/wbc-desktop/wbc-desktop",
        "usr/lib/wbc-desktop/_internal/lib.so -> lib.so.1",
        "usr/bin/wbc-desktop -> ../lib/wbc-desktop/wbc-desktop",
        "usr/share/applications/wbc-desktop.desktop",
        "usr/share/metainfo/org.wbc_desktop.wbc_desktop.metainfo.xml",
        "usr/share/icons/hicolor/48x48/apps/wbc-desktop.png",
        "usr/share/icons/hicolor/scalable/apps/wbc-desktop.svg",
        "usr/share/doc/wbc-desktop/copyright",
    ):
        assert f"./{name}" in listed, name
    assert "usr/bin/wbc-train" not in listed
    assert all(line.split()[1] == "root/root" for line in listed.splitlines())
    assert list(package.parent.glob("*.tree")) == []


def test_each_package_replaces_the_other(packages: ModuleType, build: Any) -> None:
    review = packages.control(build, "amd64", 10)
    full = packages.control(packages.Build(**{**vars(build), "make": "full"}), "amd64", 10)
    assert "Package: wbc-desktop\n" in review
    assert "Conflicts: wbc-desktop-full\nReplaces: wbc-desktop-full\n" in review
    assert "Package: wbc-desktop-full\n" in full
    assert "Conflicts: wbc-desktop\nReplaces: wbc-desktop\n" in full
    assert "\n\n" not in review.strip()


def test_package_depends_on_the_libraries_that_doctor_checks(packages: ModuleType) -> None:
    from wbc_desktop.services.qt_check import LIBRARIES, SCREEN_LIBRARIES

    assert {*LIBRARIES.values(), *SCREEN_LIBRARIES.values()} <= set(packages.dependencies())


@LINUX_ONLY
def test_archive_is_the_same_each_time(packages: ModuleType, build: Any) -> None:
    archive = packages.make_archive(build)
    with tarfile.open(archive) as tar:
        names = tar.getnames()
        assert {entry.uname for entry in tar.getmembers() if "share" not in entry.name} == {"root"}
    assert {"wbc-desktop/wbc-desktop", "wbc-desktop/share/applications/wbc-desktop.desktop"} <= set(names)
    content = archive.read_bytes()
    assert packages.make_archive(build).read_bytes() == content


def test_desktop_entry_is_valid(repository: Path, tmp_path: Path) -> None:
    entry = repository / "installer" / "linux" / "wbc-desktop.desktop"
    parsed = configparser.ConfigParser(interpolation=None, delimiters=("=",))
    parsed.optionxform = str  # type: ignore[assignment,method-assign]
    parsed.read_string(entry.read_text(encoding="utf-8"))
    group = parsed["Desktop Entry"]
    assert (group["Exec"], group["MimeType"]) == ("wbc-desktop %f", "inode/directory;")
    assert (repository / "wbc_desktop" / "app.py").read_text().count(f'setDesktopFileName("{entry.stem}")') == 1
    if shutil.which("desktop-file-validate") is None:
        pytest.skip("there is no desktop-file-validate here: apt-get install desktop-file-utils")
    done = subprocess.run(["desktop-file-validate", entry], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_metadata_are_valid(packages: ModuleType, build: Any, tmp_path: Path) -> None:
    name = f"{packages.APPSTREAM_ID}.metainfo.xml"
    content = packages.desktop_files(build)[f"metainfo/{name}"]
    root = ET.fromstring(content)
    assert root.findtext("id") == packages.APPSTREAM_ID
    assert root.findtext("launchable") == f"{packages.DESKTOP_ID}.desktop"
    release = root.find("releases/release")
    assert release is not None
    assert release.attrib == {"version": "1.2.3", "date": "2025-11-24"}
    if shutil.which("appstreamcli") is None:
        pytest.skip("there is no appstreamcli here: apt-get install appstream")
    (tmp_path / name).write_bytes(content)
    command = ["appstreamcli", "validate", "--no-net", tmp_path / name]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


SECTIONS = {"Setup", "Languages", "Tasks", "InstallDelete", "Files", "Icons", "Registry", "Run"}


def test_windows_recipe_gets_its_version_and_folders_from_the_build(
    packages: ModuleType, build: Any, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (repository / "installer" / "windows" / "wbc-desktop.iss").read_text(encoding="utf-8")
    commands: list[list[str]] = []
    monkeypatch.setattr(packages.shutil, "which", lambda *_, **__: "iscc")
    setup = packages.make_setup(build, lambda *words: commands.append([str(word) for word in words]))
    told = {word[2:].partition("=")[0] for word in commands[0] if word.startswith("/D")}
    assert set(re.findall(r"\{#(\w+)\}", text)) == told | {"SignTool"}
    assert setup.name == "wbc-desktop-review-1.2.3-setup.exe"
    assert not re.search(r"\d+\.\d+\.\d+", text), "the version is stated in pyproject.toml only"


def test_windows_recipe_is_for_one_user_or_all_and_keeps_the_data(repository: Path) -> None:
    text = (repository / "installer" / "windows" / "wbc-desktop.iss").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith((";", "#"))]
    assert {line[1:-1] for line in lines if line.startswith("[")} == SECTIONS
    assert "PrivilegesRequired=lowest" in lines
    assert "PrivilegesRequiredOverridesAllowed=commandline dialog" in lines
    assert re.search(r"^AppId=\{\{[0-9A-F-]{36}\}$", text, re.MULTILINE), "an upgrade finds the version before by it"
    entries = [line for line in lines if re.match(r"^\w+: ", line)]
    assert all(entry.count('"') % 2 == 0 for entry in entries)
    assert not [entry for entry in entries if "localappdata" in entry.lower()]
    assert "[UninstallDelete]" not in text


def test_missing_compiler_of_setup_programs_is_one_sentence(
    packages: ModuleType, build: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages.shutil, "which", lambda *_, **__: None)
    with pytest.raises(packages.BuildError, match="Inno Setup 6 is not installed"):
        packages.make_setup(build, run)


def test_disk_image_is_signed_if_there_is_an_identity(packages: ModuleType) -> None:
    image = Path("wbc.dmg")
    assert packages.signing_commands(image, None, "profile") == []
    (sign,) = packages.signing_commands(image, "Developer ID", None)
    assert sign == ["codesign", "--force", "--timestamp", "--sign", "Developer ID", "wbc.dmg"]
    programs = [command[:2] for command in packages.signing_commands(image, "Developer ID", "profile")]
    assert programs == [["codesign", "--force"], ["xcrun", "notarytool"], ["xcrun", "stapler"]]


def test_app_is_in_the_disk_image_and_stays_in_its_folder(
    packages: ModuleType, build: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WBC_SIGN_IDENTITY", raising=False)
    seen: list[list[str]] = []

    def hdiutil(*words: object) -> None:
        seen.append(sorted(path.name for path in Path(str(words[-2])).iterdir()))

    image = packages.make_dmg(build, hdiutil)
    assert image.name == "wbc-desktop-review-1.2.3.dmg"
    assert seen == [["Applications", build.folder.name]]
    assert build.folder.is_dir()


def test_entitlements_can_be_read(repository: Path) -> None:
    rights = plistlib.loads((repository / "installer" / "macos" / "entitlements.plist").read_bytes())
    assert set(rights.values()) == {True}


def test_recipe_of_pyinstaller_is_python(repository: Path) -> None:
    recipe = repository / "installer" / "frozen" / "wbc_desktop.spec"
    compile(recipe.read_text(encoding="utf-8"), recipe.name, "exec")
