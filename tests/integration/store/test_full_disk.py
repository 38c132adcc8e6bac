"""A really full disk: a file system of one megabyte, mounted for this test only."""

from __future__ import annotations

from collections.abc import Callable

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


MODELS = """
import sys
from pathlib import Path
from unit.services.model_files import model_file
from wbc_desktop.domain.errors import StorageError
from wbc_desktop.services import registry
from wbc_desktop.services.model_files import export_model, import_model
from wbc_desktop.services.trail import verify
from wbc_desktop.store.engine import open_database

disk = Path(sys.argv[1])
registry.bundled_models = lambda: []
db = open_database(f"sqlite:///{disk / 'wbc.sqlite3'}")
models, outside = disk / "models", disk / "outside"
models.mkdir()
outside.mkdir()
small, large = model_file(outside / "small.safetensors", "small"), model_file(outside / "large.safetensors", "large")
with large.open("ab") as file:
    file.write(bytes(60_000))

def attempt(what, *arguments, **options):
    try:
        return what(db, models, *arguments, **options)
    except StorageError as error:
        print(str(error).replace(str(disk), ""))

def names(folder):
    return sorted(path.name[:5] for path in folder.iterdir())

def fill():
    with (disk / "filler").open("wb", buffering=0) as filler:
        try:
            while True:
                filler.write(bytes(4096))
        except OSError:
            pass

check = {"check": lambda path: None}
attempt(import_model, small, **check)
fill()
attempt(import_model, large, **check)
attempt(export_model, "small", outside / "copy.safetensors")
print(names(models), names(outside), [model.name for model in registry.list_models(db, models)])
(disk / "filler").unlink()
attempt(import_model, large, **check)
attempt(export_model, "large", outside / "copy.safetensors")
print(names(models), names(outside), [model.name for model in registry.list_models(db, models)])
print(db.health(), verify(db).sound)
db.close()
"""


RUN = """
import json, sys
from pathlib import Path
from unit.training.recipes.runs_on_disk import lines_of, run_folder
from training.recipes.run_folder import ProgressFile, read_run, write_result
from wbc_desktop.domain.errors import StorageError
from wbc_desktop.runtime.atomic import atomic_write
from wbc_desktop.services.run_files import read_progress, run_in

disk = Path(sys.argv[1])
folder = run_folder(disk)
run, report = read_run(folder), ProgressFile(folder / "progress.jsonl")
report("start", strength="quick", device="cpu", train=3, test=1)

filler = (disk / "filler").open("wb", buffering=0)
try:
    while True:
        filler.write(bytes(4096))
except OSError:
    pass
for number in range(100):
    report("refused", path=f"/picture/{number:0100}", cell=number, reason="is damaged")
try:
    write_result(run, {"version": 1, "more": "x" * 5000})
except OSError as error:
    print(error.errno)
print(run.result.exists(), sorted(path.name for path in folder.iterdir()), run_in(folder).state.name)
try:
    with atomic_write(folder / "manifest.csv", private=True) as file:
        file.write(bytes(10_000))
except StorageError as error:
    print(str(error).replace(str(disk), ""))
filler.close()
(disk / "filler").unlink()
report("refused", path="/afterwards", cell=1, reason="is damaged")
read = read_progress(folder).refused
print(0 < len(read) < 101, read[-1].path, lines_of(folder)[-1]["path"])
write_result(run, {"version": 1})
print(run_in(folder).state.name)
"""


OPENING = """
import os, sys
from pathlib import Path
from wbc_desktop.domain.errors import DatabaseError
from wbc_desktop.store.engine import open_database

disk = Path(sys.argv[1])
file, filler = disk / "wbc.sqlite3", disk / "filler"

def fill(left):
    with filler.open("wb", buffering=0) as f:
        try:
            while True:
                f.write(bytes(4096))
        except OSError:
            f.truncate(f.tell() - left)

def attempt():
    try:
        open_database(f"sqlite:///{file}").close()
        print("opened")
    except DatabaseError as error:
        print(str(error).replace(str(disk), ""))

fill(0)
attempt()
fill(16384)
attempt()
filler.unlink()
attempt()
fill(0)
attempt()
filler.unlink()
attempt()
"""


def test_full_disk_is_named_when_a_database_is_opened(run_on_full_disk: Callable[[str], list[str]]) -> None:
    full = "The disk is full: nothing more can be written to /wbc.sqlite3. Make room and do the last step again."
    assert run_on_full_disk(OPENING) == [full, full, "opened", full, "opened"]


def test_full_disk_is_an_error_and_loses_no_stored_data(run_on_full_disk: Callable[[str], list[str]]) -> None:
    database, csv, open_still, opened_again = run_on_full_disk(SCRIPT)
    assert database.startswith("The disk is full")
    assert csv.startswith("The disk is full")
    assert "result.csv" in csv
    assert open_still == "True ok"
    assert opened_again == "True ok ['.sqlite3', '.sqlite3-shm', '.sqlite3-wal']"


def test_full_disk_leaves_no_half_a_model(run_on_full_disk: Callable[[str], list[str]]) -> None:
    imported, exported, full, afterwards, health = run_on_full_disk(MODELS)
    assert imported.startswith("The disk is full: /models/large-")
    assert exported.startswith("The disk is full: /outside/copy.safetensors")
    assert full == "['small'] ['large', 'small'] ['small']"
    assert afterwards == "['large', 'small'] ['copy.', 'copy.', 'large', 'small'] ['small', 'large']"
    assert health == "ok True"


def test_full_disk_leaves_a_run_that_can_go_on(run_on_full_disk: Callable[[str], list[str]]) -> None:
    number, result, manifest, afterwards, finished = run_on_full_disk(RUN)
    assert number == "28"
    assert result == "False ['options.json', 'progress.jsonl'] STOPPED"
    assert manifest.startswith("The disk is full: /20260504T120000Z/manifest.csv")
    assert afterwards == "True /afterwards /afterwards"
    assert finished == "FINISHED"
