"""Contents of a built wheel and source archive; the program finds its resources in an unpacked wheel."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

BUILD = """
import sys
from hatchling import build
print(getattr(build, "build_" + sys.argv[1])(sys.argv[2]))
"""

REPORT_RESOURCES = """
import json, pathlib
import wbc_desktop
from wbc_desktop.runtime import resources
from wbc_desktop.store.engine import open_database
database = open_database("sqlite:///" + str(pathlib.Path("new.sqlite3").resolve()))
health = database.health()
database.close()
print(json.dumps({
    "package": wbc_desktop.__file__,
    "folder": str(resources.resource("icons").parent),
    "models": [str(p) for p in resources.bundled_models()],
    "health": health,
}))
"""


def build(kind: str, repository: Path, target: Path) -> Path:
    """Build a wheel or an sdist of the source tree into ``target`` with the build back end only."""
    command = [sys.executable, "-c", BUILD, kind, str(target)]
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return target / done.stdout.strip().splitlines()[-1]


@pytest.fixture(scope="module")
def wheel(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from the source tree."""
    return build("wheel", repository, tmp_path_factory.mktemp("wheel"))


def tree(folder: Path, below: Path) -> set[str]:
    """Return the files of a folder that a wheel must contain, relative to ``below``."""
    return {
        path.relative_to(below).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix not in (".pyc", ".part")
    }


def test_wheel_holds_code_migrations_and_resources(wheel: Path, repository: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert tree(repository / "wbc_desktop", repository) <= names
    assert tree(repository / "training", repository) <= names
    assert {
        f"wbc_desktop/_resources/{name}" for name in tree(repository / "resources", repository / "resources")
    } <= names
    assert any(name.startswith("wbc_desktop/store/migrations/versions/") for name in names)
    assert not [name for name in names if name.startswith(("tests/", "demo/", "runs/", "installer/"))]


def test_wheel_names_both_commands(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (entry_points,) = [name for name in archive.namelist() if name.endswith(".dist-info/entry_points.txt")]
    text = archive.read(entry_points).decode()
    assert "wbc-desktop = wbc_desktop.cli.main:main" in text
    assert "wbc-train = training.cli:main" in text


def test_an_unpacked_wheel_finds_its_resources_and_migrations(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    environment = {**os.environ, "PYTHONPATH": str(site), "PYTHONSAFEPATH": "1", "WBC_DATA_DIR": str(tmp_path / "data")}
    done = subprocess.run(
        [sys.executable, "-c", REPORT_RESOURCES],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert Path(seen["package"]).is_relative_to(site)
    assert Path(seen["folder"]) == site / "wbc_desktop" / "_resources"
    assert all(Path(path).is_relative_to(site) for path in seen["models"])
    assert seen["health"] == "ok"


REPORT_FAULTS = """
import json
from wbc_desktop.services import installation
print(json.dumps([installation.kind(), list(installation.faults())]))
"""


def test_a_damaged_installation_is_recognised(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    environment = {**os.environ, "PYTHONPATH": str(site), "PYTHONSAFEPATH": "1"}

    def faults() -> list[object]:
        command = [sys.executable, "-c", REPORT_FAULTS]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return list(json.loads(done.stdout))

    assert faults() == ["installed", []]
    (site / "wbc_desktop" / "ui" / "shell" / "commands.py").write_text("# changed")
    (site / "wbc_desktop" / "_resources" / "icons" / "undo.svg").unlink()
    (site / "wbc_desktop" / "_resources" / "models" / "wbc8.safetensors").write_bytes(b"cut")
    kind, found = faults()
    assert kind == "installed"
    assert ["wbc_desktop/ui/shell/commands.py", "is changed"] in found
    assert ["wbc_desktop/_resources/icons/undo.svg", "is missing"] in found
    assert ["wbc_desktop/_resources/models/wbc8.safetensors", "is changed"] in found


def test_source_archive_holds_no_data(repository: Path, tmp_path: Path) -> None:
    archive = build("sdist", repository, tmp_path)
    with tarfile.open(archive) as opened:
        names = {name.partition("/")[2] for name in opened.getnames()}
    assert {"pyproject.toml", "README.md", "LICENSE", "Makefile", "tests/conftest.py"} <= names
    assert not [n for n in names if n.startswith((".venv", "demo/", "runs/", "data/", "out/", ".git/"))]
    assert not [n for n in names if n.lower().endswith((".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".zip"))]


def test_an_editable_install_copies_nothing(repository: Path, tmp_path: Path) -> None:
    names = zipfile.ZipFile(build("editable", repository, tmp_path)).namelist()
    assert not [name for name in names if name.startswith(("wbc_desktop/", "training/"))]
