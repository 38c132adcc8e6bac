"""Folders that change: each picture keeps its classes, whatever the name and time of its file."""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from tests.unit.services.folders import TIME_NS, Bench, ColourEngine, picture, put, renumber, shown_class
from wbc_desktop.domain.file_version import FileVersion
from wbc_desktop.domain.regions import PictureSource
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.inference.images import read_source
from wbc_desktop.reports.data import PictureChanged
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services import examine as examine_module
from wbc_desktop.services import labels as labels_module
from wbc_desktop.services import scan as scan_module
from wbc_desktop.services import second_read, signing
from wbc_desktop.services import walk as walk_module
from wbc_desktop.services.changes import Changes
from wbc_desktop.services.contents import changed_files, changed_files_sentence
from wbc_desktop.services.exports import export_csv
from wbc_desktop.services.report import report_data
from wbc_desktop.services.scan import scan
from wbc_desktop.store import cells, files
from wbc_desktop.store.engine import Database
from wbc_desktop.store.tables import FileRow

pytestmark = pytest.mark.both_databases


@pytest.fixture
def bench(db: Database, tmp_path: Path) -> Bench:
    """Return a classified slide: n1 to n3 show NEU, LYM and MON."""
    made = Bench(db, tmp_path / "slide")
    assert made.classify().classified == 3
    assert made.classes() == {"n1.bmp": "NEU", "n2.bmp": "LYM", "n3.bmp": "MON"}
    return made


def test_renumbered_files_keep_their_classes(bench: Bench) -> None:
    renumber(bench.folder)
    outcome = bench.classify()
    assert (outcome.classified, outcome.unchanged, outcome.refused) == (0, 2, [])
    assert bench.classes() == {"n1.bmp": "LYM", "n2.bmp": "MON"}


def test_swapped_files_keep_their_classes_and_decisions(bench: Bench) -> None:
    bench.decide({"n1.bmp": "EOS"})
    (bench.folder / "n1.bmp").rename(bench.folder / "x.bmp")
    (bench.folder / "n2.bmp").rename(bench.folder / "n1.bmp")
    (bench.folder / "x.bmp").rename(bench.folder / "n2.bmp")
    assert bench.classify().unchanged == 3
    assert bench.classes() == {"n1.bmp": "LYM", "n2.bmp": "EOS", "n3.bmp": "MON"}


def test_file_replaced_with_the_same_time_is_another_cell(bench: Bench) -> None:
    put(bench.folder / "n1.bmp", picture("MON", shade=9))
    assert bench.classify().classified == 1
    assert bench.classes()["n1.bmp"] == "MON"


def test_restored_backup_restores_the_old_cells(bench: Bench, tmp_path: Path) -> None:
    bench.decide({"n1.bmp": "EOS"})
    shutil.copytree(bench.folder, tmp_path / "backup")
    put(bench.folder / "n1.bmp", picture("MON", shade=9))
    bench.classify()
    assert bench.classes()["n1.bmp"] == "MON"
    for file in (tmp_path / "backup").iterdir():
        shutil.copy2(file, bench.folder / file.name)
        assert (bench.folder / file.name).stat().st_mtime_ns == TIME_NS
    assert bench.classify().classified == 0
    assert bench.classes() == {"n1.bmp": "EOS", "n2.bmp": "LYM", "n3.bmp": "MON"}


def test_files_with_the_same_content_are_one_cell_until_one_changes(bench: Bench) -> None:
    os.link(bench.folder / "n1.bmp", bench.folder / "linked.bmp")
    shutil.copy2(bench.folder / "n1.bmp", bench.folder / "copied.bmp")
    assert bench.classify().unchanged == 5
    stored = bench.stored()
    assert stored["n1.bmp"] == stored["linked.bmp"] == stored["copied.bmp"]
    put(bench.folder / "linked.bmp", picture("LYM", shade=9))  # in place, so the other name has the new content too
    bench.classify()
    classes = bench.classes()
    assert (classes["n1.bmp"], classes["linked.bmp"], classes["copied.bmp"]) == ("LYM", "LYM", "NEU")


def test_file_renamed_in_letter_case_keeps_its_cell(bench: Bench) -> None:
    before = bench.stored()["n1.bmp"]
    (bench.folder / "n1.bmp").rename(bench.folder / "N1.BMP")
    bench.classify()
    assert bench.stored()["N1.BMP"] == before
    assert "n1.bmp" not in bench.classes()


def test_labels_apply_to_the_picture_with_the_present_name(bench: Bench) -> None:
    renumber(bench.folder)
    outcome = bench.decide({"n1.bmp": "BAS", "n3.bmp": "IG"})
    assert (outcome.imported, [row for row, _, _ in outcome.failed]) == (1, [3])
    assert bench.classes() == {"n1.bmp": "BAS", "n2.bmp": "MON"}
    with bench.db.read() as s:
        (decided,) = [c for c in cells.get_many(s, cells.ids(s, bench.slide.id)) if c.label == "BAS"]
    assert decided.predicted == "LYM"


def test_label_of_a_file_changed_during_the_import_is_refused(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def then_swap(*args: object, **named: object) -> object:
        outcome = scan(*args, **named)  # type: ignore[arg-type]
        put(bench.folder / "n1.bmp", picture("MON", shade=9))
        return outcome

    monkeypatch.setattr(labels_module, "scan", then_swap)
    outcome = bench.decide({"n1.bmp": "BAS", "n2.bmp": "EOS"})
    assert outcome.imported == 1
    assert [(row, reason) for row, _, reason in outcome.failed] == [
        (2, "the file was changed since the folder was read: import the table again")
    ]
    assert bench.classes() == {"n1.bmp": "NEU", "n2.bmp": "EOS", "n3.bmp": "MON"}


@pytest.mark.parametrize("force", [False, True])
def test_file_changed_between_scan_and_classification_gets_no_wrong_class(bench: Bench, force: bool) -> None:
    put(bench.folder / "n4.bmp", picture("NEU", shade=7))

    def rewrite() -> None:
        put(bench.folder / "n4.bmp", picture("MON", shade=7))
        renumber(bench.folder)

    outcome = bench.classify(ColourEngine(meanwhile=rewrite), force)
    assert [r.path for r in outcome.refused] == (["n1.bmp", "n2.bmp", "n3.bmp", "n4.bmp"] if force else ["n4.bmp"])
    bench.classify()
    assert bench.classes() == {"n1.bmp": "LYM", "n2.bmp": "MON", "n4.bmp": "MON"}


def test_second_model_classifies_the_right_pictures(bench: Bench) -> None:
    renumber(bench.folder)
    assert bench.classify(ColourEngine(sha256="ef" * 32)).classified == 2
    assert bench.classes() == {"n1.bmp": "LYM", "n2.bmp": "MON"}


def test_content_found_by_a_concurrent_scan_is_not_hidden(bench: Bench) -> None:
    """One window classifies while another scans the folder, in which files were just renumbered."""

    def other_window() -> None:
        if (bench.folder / "n3.bmp").exists():
            renumber(bench.folder)
            bench.scan()

    bench.classify(ColourEngine(meanwhile=other_window), force=True)
    assert bench.classes() == {"n1.bmp": "LYM", "n2.bmp": "MON"}


def test_report_shows_the_picture_of_each_cell_or_none(bench: Bench, tmp_path: Path) -> None:
    before = report_data(bench.db, bench.slide, Settings(), datetime.now(UTC))
    renumber(bench.folder)
    for cell in before.cells:
        if cell.path == "n1.bmp":
            with pytest.raises(PictureChanged):
                before.read_picture(cell)
        else:
            assert shown_class(before.read_picture(cell)) == cell.current
    assert changed_files(bench.db, bench.slide) == ["n1.bmp", "n2.bmp", "n3.bmp"]
    bench.classify()
    after = report_data(bench.db, bench.slide, Settings(), datetime.now(UTC))
    assert {cell.path: cell.current for cell in after.cells} == {"n1.bmp": "LYM", "n2.bmp": "MON"}
    for cell in after.cells:
        assert shown_class(after.read_picture(cell)) == cell.current
    assert changed_files(bench.db, bench.slide) == []


def test_report_of_a_signed_slide_finds_files_that_were_renamed_and_moved(bench: Bench) -> None:
    bench.decide({"n1.bmp": "NEU", "n2.bmp": "LYM", "n3.bmp": "MON"})
    signing.sign(bench.db, bench.slide, Identity("Ada"), "", "approved", Settings())
    renumber(bench.folder)  # n1 is deleted
    (bench.folder / "sub").mkdir()
    (bench.folder / "n1.bmp").rename(bench.folder / "sub" / "other.bmp")
    signed = report_data(bench.db, bench.slide, Settings(), datetime.now(UTC))
    by_class = {cell.current: cell for cell in signed.cells}
    assert [shown_class(signed.read_picture(by_class[code])) for code in ("LYM", "MON")] == ["LYM", "MON"]
    with pytest.raises(FileNotFoundError):
        signed.read_picture(by_class["NEU"])


def test_csv_contains_the_stored_content(bench: Bench, tmp_path: Path) -> None:
    renumber(bench.folder)
    sentence = changed_files_sentence(changed_files(bench.db, bench.slide))
    assert sentence.startswith("3 files of this folder, the first is “n1.bmp”, were changed")
    bench.classify()
    export_csv(bench.db, bench.slide, tmp_path / "cells.csv")
    with (tmp_path / "cells.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["path"]: row for row in csv.DictReader(file)}
    assert {path: row["predicted"] for path, row in rows.items()} == {"n1.bmp": "LYM", "n2.bmp": "MON"}
    assert {path: row["sha256"] for path, row in rows.items()} == bench.stored()


@pytest.mark.slow
def test_second_read_finds_renamed_pictures(bench: Bench) -> None:
    read = second_read.begin(bench.db, bench.slide.id, Identity("Bo"))
    renumber(bench.folder)
    put(bench.folder / "new.bmp", picture("NEU", shade=9))
    bench.classify()
    with bench.db.read() as s:
        own = {cell.path: cell for cell in cells.get_many(s, cells.ids(s, read.id))}
    assert {path: cell.predicted for path, cell in own.items()} == {"n1.bmp": "LYM", "n2.bmp": "MON"}
    for path, cell in own.items():
        assert shown_class(read_source(PictureSource(bench.folder / path, cell.sha256))) == cell.predicted


def test_no_file_is_reported_as_changed_if_folder_is_missing_or_slide_signed(bench: Bench) -> None:
    put(bench.folder / "n1.bmp", picture("MON", shade=9))
    assert changed_files(bench.db, bench.slide) == ["n1.bmp"]
    assert changed_files_sentence(["n1.bmp"]).startswith("One file of this folder, “n1.bmp”, was changed")
    assert changed_files_sentence([]) == ""
    bench.folder.rename(bench.folder.with_name("away"))
    assert changed_files(bench.db, bench.slide) == []
    bench.folder.with_name("away").rename(bench.folder)
    bench.decide({"n1.bmp": "MON", "n2.bmp": "LYM", "n3.bmp": "MON"})
    signing.sign(bench.db, bench.slide, Identity("Ada"), "", "approved", Settings())
    put(bench.folder / "n1.bmp", picture("NEU", shade=8))
    assert changed_files(bench.db, bench.slide) == []


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list of files that scans read."""
    paths: list[str] = []

    def note(file: scan_module.FoundFile, working: Callable[[], None]) -> object:
        paths.append(file.path)
        return examine_module.examine(file, working)

    monkeypatch.setattr(scan_module, "examine", note)
    return paths


def test_file_changed_just_before_reading_is_read_again(bench: Bench, read: list[str]) -> None:
    """Within one step of the clock a second change leaves the same change time."""
    put(bench.folder / "n1.bmp", picture("LYM", shade=5))
    bench.scan()
    with bench.db.read() as s:
        assert files.known(s, bench.slide.id)["n1.bmp"].version is None
    read.clear()
    bench.scan()
    assert "n1.bmp" in read


@pytest.mark.usefixtures("old_files")
def test_files_from_an_older_database_are_read_once(bench: Bench, read: list[str]) -> None:
    announced: list[Changes] = []

    def look() -> object:
        return scan(bench.db, bench.slide, cancel=lambda: False, progress=lambda p: None, announce=announced.append)

    with bench.db.write() as s:
        s.execute(update(FileRow).values(inode=None, ctime_ns=None))
    read.clear()
    look()
    assert read == ["n1.bmp", "n2.bmp", "n3.bmp"]
    look()
    assert read == ["n1.bmp", "n2.bmp", "n3.bmp"]
    assert announced == [], "nothing changed for the window"


@pytest.mark.usefixtures("old_files")
def test_files_without_change_times_are_read_at_each_scan(
    bench: Bench, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """FAT: the change time repeats the modification time, in steps of two seconds."""

    def coarse(about: os.stat_result, file: str | int) -> FileVersion:
        return FileVersion("7", 1_600_000_002_000_000_000)

    for module in (walk_module, examine_module):
        monkeypatch.setattr(module, "version_of", coarse)
    bench.scan()
    read.clear()
    assert bench.scan().added == 0
    assert read == ["n1.bmp", "n2.bmp", "n3.bmp"]
    renumber(bench.folder)
    bench.scan()
    assert bench.classes() == {"n1.bmp": "LYM", "n2.bmp": "MON"}


def test_file_refused_by_the_engine_stays_refused(bench: Bench, read: list[str]) -> None:
    with bench.db.write() as s:
        (first, *_) = cells.get_many(s, cells.ids(s, bench.slide.id))
        files.refuse_cell_files(s, bench.slide.id, first.id, "is damaged")
    os.utime(bench.folder / first.path, ns=(5, 5))
    outcome = bench.scan()
    assert first.path in read
    assert [(r.path, r.reason) for r in outcome.refused] == [(first.path, "is damaged")]
    assert (outcome.images, outcome.added) == (2, 0)
