"""A really full disk: a file system of one megabyte, mounted for this test only."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from wbc_desktop.domain.cells import ScannedImage
from wbc_desktop.domain.errors import StorageError
from wbc_desktop.runtime.atomic import atomic_write
from wbc_desktop.store import cells, files, slides
from wbc_desktop.store.engine import open_database

folder, now = Path(sys.argv[1]), datetime(2026, 1, 1, tzinfo=UTC)
db = open_database(f"sqlite:///{folder / 'wbc.sqlite3'}")
with db.write() as s:
    slide = slides.create(s, "/s", "s", now)
stored = 0
try:
    for batch in range(10_000):
        with db.write(durable=True) as s:
            names = [f"{batch}-{n}".rjust(64, "0") for n in range(64)]
            files.record_images(s, slide.id, [ScannedImage(n, 1, 1, n, 1, 1) for n in names], now)
        stored += 64
except StorageError as error:
    print(error)
try:
    with atomic_write(folder / "result.csv") as f:
        f.write(bytes(2_000_000))
except StorageError as error:
    print(error)
with db.read() as s:
    print(len(cells.ids(s, slide.id)) == stored > 0, db.health())
db.close()
db = open_database(f"sqlite:///{folder / 'wbc.sqlite3'}")
with db.read() as s:
    print(len(cells.ids(s, slide.id)) == stored, db.health(), sorted(p.suffix for p in folder.iterdir()))
"""


def test_full_disk_is_an_error_and_loses_no_stored_data(tmp_path: Path, repository: Path) -> None:
    unshare, mount = shutil.which("unshare"), shutil.which("mount")
    if not unshare or not mount:
        pytest.skip("needs unshare and mount, to make a small file system")
    inside = f'{mount} -t tmpfs -o size=1m tmpfs "$1" && shift && exec "$@"'
    command = [unshare, "--user", "--map-root-user", "--mount", "sh", "-c", inside, "sh", str(tmp_path)]
    if subprocess.run([*command, "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("this system does not let a program mount a file system of its own")
    done = subprocess.run(
        [*command, sys.executable, "-c", SCRIPT, str(tmp_path)],
        cwd=repository,
        env={"PYTHONPATH": str(repository), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    database, csv, open_still, opened_again = done.stdout.splitlines()
    assert database.startswith("The disk is full")
    assert csv.startswith("The disk is full")
    assert "result.csv" in csv
    assert open_still == "True ok"
    assert opened_again == "True ok ['.sqlite3', '.sqlite3-shm', '.sqlite3-wal']"
