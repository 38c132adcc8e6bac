"""Backing up, restoring and upgrading on a really full disk: a sentence, and everything as before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

SCRIPT = """
import hashlib
import shutil
import sys
from pathlib import Path
from wbc_desktop.domain.errors import WbcError
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.services.backup import back_up
from wbc_desktop.services.restore import prepare
from wbc_desktop.store.engine import open_database

disk, data_dir = Path(sys.argv[1]), DataDir(Path(sys.argv[1]))
data_dir.create()

def attempt(what):
    try:
        print(what())
    except WbcError as error:
        print(str(error).replace(str(disk), ""))

def fill(but):
    with (disk / "filler").open("wb", buffering=0) as filler:
        try:
            while True:
                filler.write(bytes(4096))
        except OSError:
            filler.truncate(filler.tell() - but)

def state():
    names = sorted(path.name for path in [*disk.iterdir(), *data_dir.backups.iterdir()] if path.is_file())
    return names, hashlib.sha256(data_dir.database_file.read_bytes()).hexdigest()

old = Path("tests/data/databases/revision-0014.sqlite3")
shutil.copy(old, data_dir.database_file)
fill(but=120_000)
before = state()
attempt(lambda: open_database(data_dir.database_url))
print(state() == before)
(disk / "filler").unlink()

db = open_database(data_dir.database_url)
db.before_upgrade.unlink()
backup = data_dir.backups / "x.zip"
back_up(db, data_dir, backup)
content = backup.read_bytes()
fill(but=0)
before = state()
attempt(lambda: back_up(db, data_dir, backup))
attempt(lambda: prepare(data_dir, data_dir.database_file, backup))
print(state() == before, backup.read_bytes() == content, list(disk.rglob(".wbc*")))
db.close()
"""


def test_full_disk_changes_nothing(run_on_full_disk: Callable[[str], list[str]], repository: Path) -> None:
    upgrade, same, making, restoring, unchanged = run_on_full_disk(SCRIPT)
    assert upgrade.startswith("The disk is full: nothing more can be written to /wbc.sqlite3.before-upgrade-0014-")
    assert same == "True"
    assert making.startswith("The disk is full: ")
    assert restoring.startswith("The disk is full: ")
    assert unchanged == "True True []"
