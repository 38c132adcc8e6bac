"""What goes into a bundle: which files are kept, on which system, in which make."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

PREFIXES = ("/build/venv", "/python")


@pytest.fixture
def contents(installer: Callable[[str], ModuleType]) -> ModuleType:
    return installer("frozen.contents")


@pytest.mark.parametrize(
    ("name", "source", "kept"),
    [
        ("PySide6/Qt/lib/libQt6Widgets.so.6", "/build/venv/PySide6/Qt/lib/libQt6Widgets.so.6", True),
        ("PySide6/Qt/lib/libQt6Qml.so.6", "/build/venv/PySide6/Qt/lib/libQt6Qml.so.6", False),
        ("PySide6/Qt/lib/libQt6Quick.so.6", "/build/venv/PySide6/Qt/lib/libQt6Quick.so.6", False),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", "/build/venv/libqxcb.so", True),
        ("PySide6/Qt/plugins/imageformats/libqsvg.so", "/build/venv/libqsvg.so", True),
        ("PySide6/Qt/plugins/imageformats/libqjpeg.so", "/build/venv/libqjpeg.so", False),
        ("PySide6/Qt/translations/qtbase_de.qm", "/build/venv/qtbase_de.qm", False),
        ("wbc_desktop/_resources/translations/wbc_id.qm", "/build/venv/wbc_id.qm", True),
        ("wbc_desktop/_resources/models/wbc8.safetensors", "/build/venv/wbc8.safetensors", True),
        ("libssl.so.3", "/usr/lib/x86_64-linux-gnu/libssl.so.3", True),
        ("libglib-2.0.so.0", "/usr/lib/x86_64-linux-gnu/libglib-2.0.so.0", False),
        ("libstdc++.so.6", "/usr/lib/x86_64-linux-gnu/libstdc++.so.6", False),
        ("numpy/core/tests/data.npy", "/build/venv/numpy/core/tests/data.npy", False),
    ],
)
def test_files_are_kept_on_linux(contents: ModuleType, name: str, source: str, kept: bool) -> None:
    assert contents.is_kept(name, source, "full", PREFIXES, "linux") is kept


def test_libraries_of_the_system_are_left_to_it_on_linux_only(contents: ModuleType) -> None:
    assert contents.is_kept("libfoo.dylib", "/opt/lib/libfoo.dylib", "full", PREFIXES, "darwin")
    assert not contents.is_kept("libfoo.so", "/opt/lib/libfoo.so", "full", PREFIXES, "linux")


def test_windows_names_are_matched(contents: ModuleType) -> None:
    assert not contents.is_kept(r"PySide6\Qt6Quick.dll", r"C:\venv\Qt6Quick.dll", "full", PREFIXES, "win32")


def test_replay_files_are_for_fine_tuning_only(contents: ModuleType) -> None:
    name = "wbc_desktop/_resources/models/wbc8.replay"
    assert contents.is_kept(name, "/build/venv/wbc8.replay", "full", PREFIXES, "linux")
    assert not contents.is_kept(name, "/build/venv/wbc8.replay", "review", PREFIXES, "linux")


def test_link_to_a_file_that_is_left_out_is_left_out(contents: ModuleType) -> None:
    entries = [
        ("PySide6/Qt/lib/libQt6Qml.so.6", "/build/venv/libQt6Qml.so.6", "BINARY"),
        ("libQt6Qml.so.6", "PySide6/Qt/lib/libQt6Qml.so.6", "SYMLINK"),
        ("PySide6/Qt/lib/libQt6Core.so.6", "/build/venv/libQt6Core.so.6", "BINARY"),
        ("libQt6Core.so.6", "PySide6/Qt/lib/libQt6Core.so.6", "SYMLINK"),
        ("a/libQt6Core.so.6", "../PySide6/Qt/lib/libQt6Core.so.6", "SYMLINK"),
    ]
    names = [name for name, _, _ in contents.kept(entries, "full", PREFIXES, "linux")]
    assert names == ["PySide6/Qt/lib/libQt6Core.so.6", "libQt6Core.so.6", "a/libQt6Core.so.6"]


def test_only_the_full_make_has_torch(contents: ModuleType) -> None:
    assert {"torch", "training.recipes"} <= set(contents.excluded("review"))
    assert not {"torch", "training.recipes", "scipy.stats"} & set(contents.excluded("full"))
    assert "torch" in contents.distributions("full")
    assert "torch" not in contents.distributions("review")


def test_extras_are_those_of_the_project(contents: ModuleType, repository: Path) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(contents.EXTRAS) == set(contents.MAKES)
    assert {extra for extras in contents.EXTRAS.values() for extra in extras} <= set(project["optional-dependencies"])


def test_doctor_finds_the_versions_that_it_shows(contents: ModuleType) -> None:
    from wbc_desktop.services.doctor import PACKAGES, TRAINING_PACKAGES

    assert set(PACKAGES) - set(TRAINING_PACKAGES) <= set(contents.distributions("review"))
    assert set(PACKAGES) <= set(contents.distributions("full"))
