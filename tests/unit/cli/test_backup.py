"""``backup`` and ``restore`` through the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from wbc_desktop.cli.main import main
from wbc_desktop.runtime.instance import window_lock
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.store.schema import HEAD

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def data_dir(repository: Path, data_dir_path: Path) -> DataDir:
    """A data directory with a database of an earlier version."""
    made = DataDir(data_dir_path)
    made.create()
    shutil.copy(repository / "tests" / "data" / "databases" / "revision-0014.sqlite3", made.database_file)
    return made


@pytest.mark.slow
def test_backup_is_made_and_restored(data_dir: DataDir, tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "x.zip"
    assert main(["backup", str(file), "--json"]) == 1  # the model's file does not exist
    out, err = capsys.readouterr()
    made = json.loads(out)
    assert "“starter” is missing or changed" in err
    assert made["file"] == str(file)
    contents = made["contents"]
    assert set(contents) == {"schema", "slides", "cells", "decided", "signed", "models", "entries", "head"}
    assert (contents["schema"], contents["slides"], contents["signed"]) == (HEAD, 2, 1)

    assert main(["restore", str(file), "--look", "--json"]) == 0
    looked = json.loads(capsys.readouterr().out)
    assert looked == {**made, "restored": False, "kept": None, "missing": [], "sound": None}

    assert main(["restore", str(file), "--json"]) == 0
    done = json.loads(capsys.readouterr().out)
    assert {**looked, **done} == done
    assert done["restored"] is True
    assert done["sound"] is True
    assert Path(done["kept"]).parent == data_dir.root
    assert main(["audit", "verify", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["entries"] == contents["entries"] + 1


def test_restore_says_in_words_what_it_did(data_dir: DataDir, tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "x.zip"
    main(["backup", str(file)])
    out = capsys.readouterr().out
    assert out.startswith(f"Backed up to {file}: 2 slides, ")
    assert main(["restore", str(file), "--look"]) == 0
    assert capsys.readouterr().out.startswith("Made 20")
    assert main(["restore", str(file)]) == 0
    out, err = capsys.readouterr()
    assert out.endswith("was restored.\n")
    assert f"is kept as {data_dir.database_file}.replaced-" in err


def test_restore_is_refused_while_a_window_is_open(data_dir: DataDir, tmp_path: Path, capsys: Capture) -> None:
    main(["backup", str(tmp_path / "x.zip")])
    capsys.readouterr()
    before = data_dir.database_file.read_bytes()
    with window_lock(data_dir):
        assert main(["restore", str(tmp_path / "x.zip")]) == 2
    assert "already open" in capsys.readouterr().err
    assert data_dir.database_file.read_bytes() == before


@pytest.mark.parametrize("words", [["backup"], ["restore"], ["restore", "--look"]], ids=" ".join)
def test_database_on_a_server_has_its_own_tools(data_dir: DataDir, words: list[str], capsys: Capture) -> None:
    assert main([*words, "x.zip", "--database", "postgresql://wbc:secret@server/wbc"]) == 2
    err = capsys.readouterr().err
    assert "pg_dump" in err
    assert "secret" not in err


def test_missing_database_and_missing_backup_are_one_sentence(data_dir_path: Path, capsys: Capture) -> None:
    assert main(["backup", "x.zip"]) == 2
    assert capsys.readouterr().err.startswith("There is no database ")
    assert main(["restore", "gone.zip"]) == 2
    assert "gone.zip cannot be read: No such file" in capsys.readouterr().err
