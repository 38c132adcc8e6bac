"""The place of the data directory, and its creation."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from sqlalchemy import make_url

from wbc_desktop.domain.errors import StorageError
from wbc_desktop.runtime.paths import DataDir, resolve_data_dir


def test_the_option_comes_before_the_environment_before_the_platform(tmp_path: Path) -> None:
    environ = {"WBC_DATA_DIR": str(tmp_path / "b")}
    assert resolve_data_dir(str(tmp_path / "a"), environ).root == tmp_path / "a"
    assert resolve_data_dir(None, environ).root == tmp_path / "b"
    assert resolve_data_dir("", environ).root == tmp_path / "b"
    assert resolve_data_dir(None, {"WBC_DATA_DIR": ""}).root == resolve_data_dir(None, {}).root
    assert resolve_data_dir(None, {}).root.name == "WBC Desktop"


def test_a_relative_or_home_path_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert resolve_data_dir("x/y", {}).root == tmp_path / "x" / "y"
    assert resolve_data_dir("~/z", {}).root == tmp_path / "home" / "z"
    assert resolve_data_dir("~nobody-of-this-name/z", {}).root.is_absolute()


@pytest.mark.parametrize("name", ["plain", "Blut äöü", "a?b#c%20d@e:f&g=h", "血液", 'it\'s "quoted"', "a+b"])
def test_the_url_names_the_file_whatever_the_folder_is_called(tmp_path: Path, name: str) -> None:
    data_dir = DataDir(tmp_path / name)
    url = make_url(data_dir.database_url)
    assert url.database == str(data_dir.database_file)
    assert not url.query


def test_folder_name_with_invalid_unicode_is_reported() -> None:
    with pytest.raises(StorageError, match=re.escape(r"\udcff")):
        _ = DataDir(Path(os.fsdecode(b"/data/\xff"))).database_url


def test_create_can_be_repeated(tmp_path: Path) -> None:
    data_dir = DataDir(tmp_path / "a" / "b")
    for _ in range(2):
        data_dir.create()
        for folder in (data_dir.thumbnails, data_dir.models, data_dir.logs, data_dir.backups):
            assert folder.is_dir()
            assert folder.parent == data_dir.root


def test_file_with_the_folders_name_is_reported(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("mine")
    with pytest.raises(StorageError, match=r"a file of that name is in the way\."):
        DataDir(tmp_path / "data").create()
    with pytest.raises(StorageError, match=r"cannot be made: .*not a folder"):
        DataDir(tmp_path / "data" / "below").create()
    assert (tmp_path / "data").read_text() == "mine"


def test_folder_without_permission_is_reported(unprivileged_folder: Path) -> None:
    unprivileged_folder.chmod(0o555)
    with pytest.raises(StorageError, match="not allowed"):
        DataDir(unprivileged_folder / "data").create()
