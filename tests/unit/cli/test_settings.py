"""``settings export`` and ``settings import`` through the command line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from wbc_desktop.cli.main import main
from wbc_desktop.domain.classes import CellClass, set_laboratory_classes
from wbc_desktop.domain.reviewers import Identity, Role
from wbc_desktop.runtime.instance import window_lock
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services import accounts, classes
from wbc_desktop.store.engine import open_database

pytestmark = pytest.mark.slow
Capture = pytest.CaptureFixture[str]
HERE = Settings(reviewer="Ada", laboratory="Lab", theme="dark", watched="/mine")


@pytest.fixture
def data_dir(data_dir_path: Path, migrated: Path) -> DataDir:
    """A data directory with settings, and a class of the laboratory in the database."""
    made = DataDir(data_dir_path)
    made.create()
    made.database_file.write_bytes(migrated.read_bytes())
    HERE.save(made)
    db = open_database(made.database_url)
    classes.add_class(db, CellClass("GPL", "Giant platelet", False, "#123456", "G"), Identity("Ada"))
    db.close()
    set_laboratory_classes(())
    return made


def test_settings_are_exported_and_imported(
    data_dir: DataDir, migrated: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "settings.json"
    assert main(["settings", "export", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"file": str(file)}

    other = DataDir(tmp_path / "other")
    other.create()
    other.database_file.write_bytes(migrated.read_bytes())
    before = replace(HERE, reviewer="Bob", laboratory="", theme="light", watched="/theirs")
    before.save(other)
    place = ["--data-dir", str(other.root)]
    assert main(["settings", "import", str(file), "--look", "--json", *place]) == 0
    looked = json.loads(capsys.readouterr().out)
    assert [change["name"] for change in looked["changes"]] == ["Laboratory", "Theme", "Class GPL"]
    assert (looked["imported"], looked["kept"]) == (False, None)
    assert Settings.load(other) == before

    assert main(["settings", "import", str(file), "--json", *place]) == 0
    done = json.loads(capsys.readouterr().out)
    assert done["changes"] == looked["changes"]
    assert Settings.load(other) == replace(HERE, reviewer="Bob", watched="/theirs")
    assert json.loads(Path(done["kept"]).read_bytes())["theme"] == "light"
    assert main(["audit", "verify", *place]) == 0
    capsys.readouterr()

    assert main(["settings", "import", str(file), *place]) == 0
    assert capsys.readouterr() == ("All settings are as in the file.\n", "")


def test_an_open_window_and_a_damaged_file_refuse_the_import(
    data_dir: DataDir, tmp_path: Path, capsys: Capture
) -> None:
    file = tmp_path / "settings.json"
    main(["settings", "export", str(file)])
    capsys.readouterr()
    with window_lock(data_dir):
        assert main(["settings", "import", str(file)]) == 2
    assert "already open" in capsys.readouterr().err
    file.write_text(file.read_text().replace("dark", "light"))
    assert main(["settings", "import", str(file)]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "changed by hand" in err
    assert Settings.load(data_dir) == HERE


def test_with_accounts_a_password_is_needed(data_dir: DataDir, tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "settings.json"
    main(["settings", "export", str(file)])
    replace(HERE, theme="light").save(data_dir)
    db = open_database(data_dir.database_url)
    accounts.add(db, Identity("Ada"), "Ada", Role.MANAGER, "correct horse")
    db.close()
    assert main(["settings", "import", str(file)]) == 2
    assert "password of “Ada” is needed" in capsys.readouterr().err
    assert Settings.load(data_dir).theme == "light"
