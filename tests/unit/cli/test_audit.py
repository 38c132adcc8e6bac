"""``audit verify`` through the command line: 0 sound, 1 and the first broken entry, 2 without a database."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from wbc_desktop.cli.main import main

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def database(repository: Path, tmp_path: Path) -> list[str]:
    """Return the arguments that name a database with a trail."""
    file = tmp_path / "wbc.sqlite3"
    shutil.copy(repository / "tests" / "data" / "databases" / "revision-0005.sqlite3", file)
    return ["--data-dir", str(tmp_path), "--database", f"sqlite:///{file}"]


@pytest.mark.slow
def test_sound_trail_is_verified(database: list[str], capsys: Capture) -> None:
    assert main(["audit", "verify", *database]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("The audit trail is sound: 26 entries, head ")
    assert err == ""
    assert main(["audit", "verify", "--json", *database]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["sound"], result["entries"], result["broken"], result["unguarded"]) == (True, 26, None, [])
    assert main(["audit", "verify", "--head", result["head"], *database]) == 0


def test_first_broken_entry_is_named(database: list[str], tmp_path: Path, capsys: Capture) -> None:
    with closing(sqlite3.connect(tmp_path / "wbc.sqlite3")) as c:
        c.execute("DROP TRIGGER classifications_no_update")
        c.execute("UPDATE classifications SET label = 'MON' WHERE act_id = 2")
        (entry,) = c.execute("SELECT id FROM audit WHERE subject = 'act' AND subject_id = 2").fetchone()
        c.commit()
    assert main(["audit", "verify", "--json", *database]) == 1
    out, err = capsys.readouterr()
    result = json.loads(out)
    assert (result["sound"], result["broken"]["entry"], result["unguarded"]) == (False, entry, ["classifications"])
    assert f"entry {entry} is about act 2" in err
    assert "The table classifications is not protected" in err


def test_unknown_head_is_reported(database: list[str], capsys: Capture) -> None:
    assert main(["audit", "verify", "--head", "ab" * 32, *database]) == 1
    assert "cut off" in capsys.readouterr().err
    assert main(["audit", "verify", "--head", "abc", *database]) == 2


def test_missing_or_damaged_database_fails(tmp_path: Path, capsys: Capture) -> None:
    where = ["--data-dir", str(tmp_path)]
    assert main(["audit", "verify", *where]) == 2
    assert "There is no database" in capsys.readouterr().err
    assert not (tmp_path / "wbc.sqlite3").exists()
    (tmp_path / "wbc.sqlite3").write_bytes(b"no database at all")
    assert main(["audit", "verify", *where]) == 2
    assert "not a database" in capsys.readouterr().err
    assert main(["audit"]) == 2
    assert main(["audit", "burn", *where]) == 2
