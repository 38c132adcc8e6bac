"""The command that builds bundles: its version, its results, and what it says when it cannot build."""

from __future__ import annotations

import importlib.metadata
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from wbc_desktop.services import installation


@pytest.fixture
def bundle(installer: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    module = installer("bundle")
    monkeypatch.setattr(module, "BUILD", tmp_path / "build")
    return module


def test_version_is_that_of_the_project(bundle: ModuleType) -> None:
    assert bundle.project_version() == importlib.metadata.version("wbc-desktop")


@pytest.mark.parametrize("words", [[], ["--make", "small"], ["--make", "full", "--part", "exe"]])
def test_wrong_use_is_refused(bundle: ModuleType, words: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        bundle.main(words)
    assert left.value.code == 2


def test_missing_python_is_one_sentence(
    bundle: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WBC_PYTHON", "no-such-python")
    assert bundle.main(["--make", "review"]) == 2
    assert "no-such-python is not installed" in capsys.readouterr().err


def test_failed_program_is_one_sentence(bundle: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "build").mkdir()
    with pytest.raises(bundle.BuildError, match="ended with status 3"):
        bundle.run(sys.executable, "-c", "raise SystemExit(3)")


def test_programs_do_not_run_in_the_source_tree(bundle: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "build").mkdir()
    bundle.run(sys.executable, "-c", "import pathlib; pathlib.Path('here').touch()")
    assert (tmp_path / "build" / "here").exists()


def test_size_counts_files_and_no_links(bundle: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b").write_bytes(b"12345")
    (tmp_path / "a" / "c").symlink_to("b")
    assert bundle.size_of(tmp_path / "a") == bundle.size_of(tmp_path / "a" / "b") == 5


@pytest.mark.parametrize(("part", "left"), [("numpy.libs", True), ("cv2", True), ("lib-dynload", False)])
def test_libraries_that_their_makers_have_changed_are_not_stripped(bundle: ModuleType, part: str, left: bool) -> None:
    assert bundle.left_as_it_is(part) is left


def test_a_bundle_gets_the_list_that_doctor_reads(bundle: ModuleType) -> None:
    assert bundle.FILE_LIST == installation.LIST
