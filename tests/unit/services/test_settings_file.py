"""Settings in a file: what is in it, what an import changes, and which files are refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from wbc_desktop.domain.classes import CellClass, current_laboratory_classes, set_laboratory_classes
from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.errors import NotAllowed, SignInNeeded, StorageError, UsageError
from wbc_desktop.domain.reference_ranges import RangeBand, Sex
from wbc_desktop.domain.reviewers import Identity, Role
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services import accounts, classes, counting, ranges, settings_file
from wbc_desktop.services.entry_undo import undo_entry
from wbc_desktop.services.settings_changes import NAMES, differences
from wbc_desktop.services.settings_file import (
    OF_ONE_COMPUTER,
    SettingsFile,
    export_settings,
    import_settings,
    keep_copy,
    read_settings_file,
)
from wbc_desktop.services.trail import verify
from wbc_desktop.store.engine import Database, open_database

ADA = Identity("Ada")
CHOSEN = Settings(
    reviewer="Ada",
    laboratory="Lab — Göttingen",
    address="One street\nOne town",
    device="cuda:1",
    theme="dark",
    heatmap_opacity=0.25,
    keys={"confirm": ["C"], "class NEU": ["7"]},
    watched="/somewhere",
    watch_each=True,
    lock_minutes=5,
    backup_folder="/elsewhere",
    backup_days=9,
)
GPL = CellClass("GPL", "Giant platelet", False, "#123456", "G")
BANDS = (RangeBand("NEU", 38.0, 82.0, Sex.FEMALE, 18.0), RangeBand("GPL", None, 3.0))
Other = Callable[[], Database]


@pytest.fixture(autouse=True)
def _classes_as_before() -> Any:
    yield
    set_laboratory_classes(())


@pytest.fixture
def exported(db: Database, tmp_path: Path) -> Path:
    """The file of a laboratory with a class, ranges and a rule of its own."""
    classes.add_class(db, GPL, ADA)
    ranges.change_ranges(db, BANDS, "our own", ADA)
    counting.change_counting(db, not cut_cells(db), ADA)
    path = tmp_path / "settings.json"
    with db.read() as s:
        export_settings(path, CHOSEN, s)
    return path


@pytest.fixture
def other(tmp_path: Path, migrated: Path) -> Any:
    """Another laboratory's database."""
    file = tmp_path / "other.sqlite3"
    file.write_bytes(migrated.read_bytes())
    found = open_database(f"sqlite:///{file}")
    set_laboratory_classes(())
    yield found
    found.close()


def cut_cells(db: Database) -> bool:
    with db.read() as s:
        return counting.cut_cells_counted(s)


def changed(path: Path, **what: object) -> Path:
    """Change the file as a program would that writes correct digests."""
    found = json.loads(path.read_bytes())
    content = {**found["content"], **what}
    found |= {"content": content, "sha256": settings_file._digest(content)}
    path.write_text(json.dumps(found))
    return path


def names(file: SettingsFile, settings: Settings, db: Database) -> dict[str, tuple[str, str]]:
    with db.read() as s:
        return {found.name: (found.before, found.after) for found in differences(file, settings, s)}


def test_every_setting_is_exported_named_or_of_one_computer() -> None:
    assert set(Settings.__dataclass_fields__) == {*NAMES, "keys"} | OF_ONE_COMPUTER
    assert not OF_ONE_COMPUTER & set(NAMES)


def test_all_comes_back_on_another_computer(exported: Path, db: Database, other: Database) -> None:
    file = read_settings_file(exported)
    now = Settings(reviewer="Bob", device="cpu", watched="/mine", backup_folder="/mine too")
    assert set(names(file, now, other)) >= {"Laboratory", "Key of Confirm", "Key of NEU", "Class GPL"}
    saved: list[Mapping[str, object]] = []
    import_settings(other, file, ADA, saved.append)
    after = replace(now, **saved[0])  # type: ignore[arg-type]
    kept = {name: getattr(now, name) for name in OF_ONE_COMPUTER}
    assert after == replace(CHOSEN, **kept)
    with other.read() as s, db.read() as there:
        assert classes.laboratory_classes(s) == classes.laboratory_classes(there) == [GPL]
        assert ranges.ranges_in_force(s).bands == BANDS
        assert ranges.ranges_in_force(s).source == "our own"
    assert cut_cells(other) == cut_cells(db)
    assert current_laboratory_classes() == (GPL,)
    assert verify(other).sound
    assert names(file, after, other) == {}


def test_differences_show_before_and_after(exported: Path, other: Database) -> None:
    found = names(read_settings_file(exported), Settings(), other)
    assert found["Opacity of the heatmap"] == ("0.5", "0.25")
    assert found["Address"] == ("–", "One street, One town")
    assert found["Key of Confirm"] == ("Space", "C")
    assert found["Class GPL"] == ("–", "Giant platelet, per 100 white cells, #123456, G")
    before, after = found["Reference ranges"]
    assert "NEU 40–80 (age 18–)" in before
    assert after == "NEU 38–82 (age 18–, female); GPL –3 (age 0–); our own"


def test_an_import_can_be_undone_and_loses_no_class(exported: Path, other: Database) -> None:
    mine = CellClass("XYZ", "Mine", True, "#654321", "")
    classes.add_class(other, mine, ADA)
    classes.change_class(other, replace(GPL, code="NEU", name="Neutro", white=True, key="N"), ADA)
    import_settings(other, read_settings_file(exported), ADA, lambda _values: None)
    with other.read() as s:
        assert {c.code for c in classes.laboratory_classes(s)} == {"XYZ", "NEU", "GPL"}
    undo_entry(other, EntryKind.CLASS, ADA)
    undo_entry(other, EntryKind.RANGES, ADA)
    with other.read() as s:
        assert not next(c for c in classes.class_list(s) if c.code == "GPL").active
        assert ranges.ranges_in_force(s).bands == ranges.DEFAULT_RANGES.bands


def test_nothing_is_stored_if_the_settings_cannot_be_saved(exported: Path, other: Database) -> None:
    def fail(_values: Mapping[str, object]) -> None:
        raise StorageError("The disk is full.")

    with pytest.raises(StorageError):
        import_settings(other, read_settings_file(exported), ADA, fail)
    with other.read() as s:
        assert classes.laboratory_classes(s) == []
        assert ranges.ranges_in_force(s).number == 0


def test_a_class_that_does_not_fit_is_refused(exported: Path, other: Database) -> None:
    classes.add_class(other, CellClass("GIA", "Giant platelet", False, "#654321", ""), ADA)
    with pytest.raises(UsageError, match="could be mistaken for"):
        import_settings(other, read_settings_file(exported), ADA, pytest.fail)
    with other.read() as s:
        assert [c.code for c in classes.laboratory_classes(s)] == ["GIA"]


def test_only_a_manager_changes_the_laboratory(exported: Path, other: Database) -> None:
    accounts.add(other, ADA, "Boss", Role.MANAGER, "correct horse")
    boss = accounts.sign_in(other, "Boss", "correct horse")
    accounts.add(other, boss, "Tech", Role.TECHNICIAN, "correct horse")
    tech = accounts.sign_in(other, "Tech", "correct horse")
    for identity, refusal in ((tech, NotAllowed), (ADA, SignInNeeded)):
        with pytest.raises(refusal):
            import_settings(other, read_settings_file(exported), identity, pytest.fail)
    import_settings(other, read_settings_file(exported), boss, lambda _values: None)


def test_a_file_without_a_database_has_settings_only(tmp_path: Path, other: Database) -> None:
    path = tmp_path / "settings.json"
    export_settings(path, CHOSEN, None)
    file = read_settings_file(path)
    assert (file.classes, file.ranges, file.cut_cells) == ((), None, None)
    saved: list[object] = []
    import_settings(other, file, ADA, saved.append)
    assert len(saved) == 1


def test_the_old_settings_are_copied(data_dir_path: Path) -> None:
    data_dir = DataDir(data_dir_path)
    data_dir.create()
    assert keep_copy(data_dir) is None
    CHOSEN.save(data_dir)
    copies = [keep_copy(data_dir), keep_copy(data_dir)]
    assert len(set(copies)) == 2
    for copy in copies:
        assert copy is not None
        assert copy.read_bytes() == data_dir.settings_file.read_bytes()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is no file with settings"),
        (b"\xff\xfe", "is no file with settings"),
        (b"[" * 100_000, "is no file with settings"),
        (b"{}", "is no file with settings"),
        (b'{"program": "anki", "kind": "settings", "format": 1}', "is no file with settings"),
        (b'{"program": "wbc-desktop", "kind": "settings"}', "newer version"),
        (b'{"program": "wbc-desktop", "kind": "settings", "format": 2, "version": "9.0"}', r"newer version .*9\.0"),
        (b'{"program": "wbc-desktop", "kind": "settings", "format": 1, "content": {}, "sha256": ""}', "damaged"),
        (b'{"program": "wbc-desktop", "kind": "settings", "format": 1, "content": [1]}', "damaged"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=sentence):
        read_settings_file(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.json"):
        with pytest.raises(UsageError, match="cannot be read"):
            read_settings_file(path)


def test_a_file_that_was_changed_by_hand_is_refused(exported: Path) -> None:
    exported.write_text(exported.read_text().replace("38.0", "30.0"))
    with pytest.raises(UsageError, match="changed by hand"):
        read_settings_file(exported)


@pytest.mark.parametrize(
    "what",
    [
        {"settings": {"theme": "pink"}},
        {"settings": {"keys": {"confirm": ["no key"]}}},
        {"settings": []},
        {"classes": {"GPL": {"name": 7}}},
        {"classes": [1]},
        {"ranges": {"source": 1, "bands": []}},
        {"ranges": {"source": "", "bands": [{"code": "NEU"}]}},
        {"ranges": {"source": "", "bands": [dict(zip(("code", "low", "high"), ("NEU", "1", 2), strict=True))]}},
        {"cut_cells": "yes"},
    ],
)
def test_values_that_are_not_valid_are_refused(exported: Path, what: dict[str, object]) -> None:
    with pytest.raises(UsageError, match="damaged"):
        read_settings_file(changed(exported, **what))


def test_settings_of_a_later_version_and_of_one_computer_are_ignored(exported: Path) -> None:
    settings = {"theme": "dark", "of a later version": 1, "device": "cuda:7", "watched": "/x"}
    assert read_settings_file(changed(exported, settings=settings)).settings == {"theme": "dark"}


def test_an_export_refuses_a_wrong_target(exported: Path) -> None:
    before = exported.read_bytes()
    with pytest.raises(UsageError, match="is a folder"):
        export_settings(exported.parent, CHOSEN, None)
    with pytest.raises(StorageError, match="folder does not exist"):
        export_settings(exported.parent / "none" / "x.json", CHOSEN, None)
    assert exported.read_bytes() == before
