"""``import-labels`` needs the password of the reviewer if there are accounts."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from wbc_desktop.cli.main import main
from wbc_desktop.domain.reviewers import Identity, Role
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.services import accounts
from wbc_desktop.store import cells, classifications, slides
from wbc_desktop.store.engine import Database, open_database


@pytest.fixture
def words(data_dir_path: Path, slide_folder: Callable[..., Path], tmp_path: Path) -> list[str]:
    """The words of the command that imports a label for one image, without the reviewer."""
    table = tmp_path / "labels.csv"
    table.write_text("path,label\ncell_0000.png,EOS\n", "utf-8")
    return ["import-labels", str(slide_folder(2)), str(table), "--json", "--reviewer"]


@pytest.fixture
def laboratory(data_dir_path: Path) -> Database:
    """A database with one account."""
    data_dir = DataDir(data_dir_path)
    data_dir.create()
    db = open_database(data_dir.database_url)
    accounts.add(db, Identity("root"), "Dr. Sri", Role.MANAGER, "correct horse")
    return db


def classifications_of(db: Database) -> list[tuple[str | None, str]]:
    """Return class and reviewer of each classification."""
    with db.read() as s:
        ids = [i for slide in slides.all_slides(s) for i in cells.ids(s, slide.id)]
        return [(one.label, one.reviewer) for i in ids for one in classifications.history(s, i)]


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("Dr. Sri", None, "--password-stdin"),
        ("Dr. Sri", "wrong", "not the password"),
        ("Nobody", "correct horse", "no active reviewer"),
    ],
)
def test_wrong_password_stores_nothing(
    name: str,
    typed: str | None,
    sentence: str,
    words: list[str],
    laboratory: Database,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{typed or ''}\n"))
    assert main([*words, name, *([] if typed is None else ["--password-stdin"])]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert sentence in err
    assert len(err.strip().splitlines()) == 1
    assert classifications_of(laboratory) == []
    laboratory.close()


def test_process_reads_the_password_from_its_input(
    words: list[str], laboratory: Database, child_environment: dict[str, str]
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "wbc_desktop", *words, "dr. sri", "--password-stdin"],
        env=child_environment,
        input="correct horse\n",
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["reviewer"] == "Dr. Sri"
    assert classifications_of(laboratory) == [("EOS", "Dr. Sri")]
    laboratory.close()


def test_name_is_accepted_without_accounts(
    words: list[str], data_dir_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "LIS"]) == 0
    assert json.loads(capsys.readouterr().out)["reviewer"] == "LIS"
    db = open_database(DataDir(data_dir_path).database_url)
    assert classifications_of(db) == [("EOS", "LIS")]
    db.close()
