"""``import-labels`` needs the password of the reviewer if there are accounts, in real processes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from wbc_desktop.domain.reviewers import Identity, Role
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.services import accounts
from wbc_desktop.store import cells, classifications, slides
from wbc_desktop.store.engine import Database, open_database


@pytest.fixture
def laboratory(
    data_dir_path: Path, child_environment: dict[str, str], slide_folder: Callable[..., Path], tmp_path: Path
) -> Callable[..., subprocess.CompletedProcess[str]]:
    """``laboratory("Budi", "first line of stdin")``: import a label for one image as Budi."""
    folder, table = slide_folder(2), tmp_path / "labels.csv"
    table.write_text("path,label\ncell_0000.png,EOS\n", "utf-8")

    def run(name: str, typed: str | None = None) -> subprocess.CompletedProcess[str]:
        more = [] if typed is None else ["--password-stdin"]
        return subprocess.run(
            [
                *(sys.executable, "-m", "wbc_desktop", "import-labels", str(folder), str(table)),
                *("--reviewer", name, "--json", *more),
            ],
            env={**child_environment, "WBC_DATA_DIR": str(data_dir_path)},
            input=f"{typed or ''}\n",
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=240,
            check=False,
        )

    return run


def classifications_of(db: Database) -> list[tuple[str | None, str]]:
    """Return class and reviewer of each classification."""
    with db.read() as s:
        ids = [i for slide in slides.all_slides(s) for i in cells.ids(s, slide.id)]
        return [(one.label, one.reviewer) for i in ids for one in classifications.history(s, i)]


def test_password_is_checked_if_there_are_accounts(
    laboratory: Callable[..., subprocess.CompletedProcess[str]], data_dir_path: Path
) -> None:
    data_dir = DataDir(data_dir_path)
    data_dir.create()
    db = open_database(data_dir.database_url)
    boss = Identity("root")
    accounts.add(db, boss, "Dr. Sri", Role.MANAGER, "correct horse")
    for typed, sentence in ((None, "--password-stdin"), ("wrong", "not the password")):
        refused = laboratory("Dr. Sri", typed)
        assert refused.returncode == 2
        assert refused.stdout == ""
        assert sentence in refused.stderr
        assert len(refused.stderr.strip().splitlines()) == 1
    assert laboratory("Nobody", "correct horse").returncode == 2
    assert classifications_of(db) == []
    done = laboratory("dr. sri", "correct horse")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["reviewer"] == "Dr. Sri"
    assert classifications_of(db) == [("EOS", "Dr. Sri")]
    db.close()


def test_name_is_accepted_without_accounts(
    laboratory: Callable[..., subprocess.CompletedProcess[str]], data_dir_path: Path
) -> None:
    assert laboratory("LIS").returncode == 0
    db = open_database(DataDir(data_dir_path).database_url)
    assert classifications_of(db) == [("EOS", "LIS")]
    db.close()
