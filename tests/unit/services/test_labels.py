"""Importing labels: every row is stored, unchanged, or refused with its number and reason; one act; undone as one."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from wbc_desktop.domain.cells import ActKind
from wbc_desktop.domain.errors import FolderError, UsageError
from wbc_desktop.services import review
from wbc_desktop.services.changes import Changes
from wbc_desktop.services.exports import export_csv
from wbc_desktop.services.labels import ImportOutcome, import_labels
from wbc_desktop.store import cells, classifications
from wbc_desktop.store.engine import Database

SlideFolder = Callable[..., Path]


def table(folder: Path, *lines: str, header: str = "path,label") -> Path:
    file = folder.parent / "labels.csv"
    file.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return file


def labels(db: Database, slide_id: int) -> dict[str, str | None]:
    with db.read() as s:
        return {c.path: c.label for c in cells.get_many(s, cells.ids(s, slide_id))}


def numbers(outcome: ImportOutcome) -> tuple[int, int, int]:
    return outcome.imported, outcome.unchanged, len(outcome.failed)


def test_a_folder_that_was_never_opened_gets_its_labels_in_one_act(db: Database, slide_folder: SlideFolder) -> None:
    folder = slide_folder(4)
    file = table(folder, "cell_0000.png,NEU", "cell_0001.png,lymphocytes", "cell_0002.png,Unidentified")
    told: list[Changes] = []
    outcome = import_labels(db, folder, file, " Ada ", announce=told.append)
    assert numbers(outcome) == (3, 0, 0)
    assert list(labels(db, outcome.slide.id).values()) == ["NEU", "LYM", "UNI", None]
    with db.read() as s:
        (act,) = classifications.acts(s, outcome.slide.id)
    assert (act.kind, act.reviewer) == (ActKind.IMPORT, "Ada")
    assert len(told[-1].cells) == 3
    review.undo(db, outcome.slide.id, "Ada")
    assert set(labels(db, outcome.slide.id).values()) == {None}


def test_the_same_labels_again_change_nothing(db: Database, slide_folder: SlideFolder) -> None:
    folder = slide_folder(2)
    file = table(folder, "cell_0000.png,NEU", "cell_0001.png,LYM")
    import_labels(db, folder, file, "Ada")
    again = import_labels(db, folder, file, "Bob")
    assert numbers(again) == (0, 2, 0)
    with db.read() as s:
        assert len(classifications.acts(s, again.slide.id)) == 1


def test_rows_that_cannot_be_meant_are_refused_with_number_and_reason(db: Database, slide_folder: SlideFolder) -> None:
    folder = slide_folder(4)
    (folder / "broken.png").write_bytes(b"")
    file = table(
        folder,
        "cell_0000.png,NEU",
        "cell_0001.png,XYZ",
        "nowhere.png,NEU",
        "cell_0002.png,NEU",
        "cell_0002.png,LYM",
        "broken.png,NEU",
        "cell_0003.png,",
        ",NEU",
        "../slide/cell_0003.png,NEU",
    )
    outcome = import_labels(db, folder, file, "Ada")
    assert numbers(outcome) == (1, 0, 8)
    said = {(row, path): reason for row, path, reason in outcome.failed}
    assert "XYZ" in said[3, "cell_0001.png"]
    assert "no such file" in said[4, "nowhere.png"]
    assert said[5, "cell_0002.png"] == said[6, "cell_0002.png"]
    assert "rows 5, 6" in said[5, "cell_0002.png"]
    assert "is empty" in said[7, "broken.png"]
    assert "no label" in said[8, "cell_0003.png"]
    assert "no path" in said[9, ""]
    assert "no such file" in said[10, "../slide/cell_0003.png"]
    assert labels(db, outcome.slide.id)["cell_0002.png"] is None


def test_rows_that_say_the_same_twice_are_no_contradiction(db: Database, slide_folder: SlideFolder) -> None:
    folder = slide_folder(1)
    file = table(folder, "cell_0000.png,NEU", "cell_0000.png,neutrophil")
    assert numbers(import_labels(db, folder, file, "Ada")) == (1, 1, 0)


def test_two_files_of_one_content_are_one_cell(db: Database, slide_folder: SlideFolder) -> None:
    folder = slide_folder(1)
    (folder / "copy.png").write_bytes((folder / "cell_0000.png").read_bytes())
    outcome = import_labels(db, folder, table(folder, "cell_0000.png,NEU", "copy.png,LYM"), "Ada")
    assert numbers(outcome) == (0, 0, 2)
    outcome = import_labels(db, folder, table(folder, "cell_0000.png,NEU", "copy.png,NEU"), "Ada")
    assert numbers(outcome) == (1, 1, 0)


@pytest.mark.parametrize(
    "written",
    [
        "sub/zähler.png",
        "sub\\zähler.png",
        "./sub/zähler.png",
        ".\\sub\\zähler.png",
        "{folder}/sub/zähler.png",
        " sub/zähler.png ",
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_path_is_understood_however_another_system_writes_it(
    db: Database, slide_folder: SlideFolder, written: str, form: str
) -> None:
    folder = slide_folder(1)
    (folder / "sub").mkdir()
    (folder / "cell_0000.png").rename(folder / "sub" / unicodedata.normalize("NFC", "zähler.png"))
    path = unicodedata.normalize(form, written.format(folder=folder))  # type: ignore[arg-type]
    assert numbers(import_labels(db, folder, table(folder, f"{path},NEU"), "Ada")) == (1, 0, 0)


def test_our_own_table_can_be_imported_elsewhere(db: Database, slide_folder: SlideFolder) -> None:
    folder, twin = slide_folder(3), slide_folder(3, name="twin")
    for place in (folder, twin):
        (place / "cell_0000.png").rename(place / "=1+1.png")
    first = import_labels(db, folder, table(folder, "=1+1.png,NEU", "cell_0001.png,LYM", "cell_0002.png,NC"), "Ada")
    exported = folder.parent / "exported.csv"
    assert export_csv(db, first.slide, exported) == 3
    assert numbers(import_labels(db, twin, exported, "Bob")) == (3, 0, 0)


def test_nothing_is_stored_when_the_call_makes_no_sense(
    db: Database, slide_folder: SlideFolder, tmp_path: Path
) -> None:
    folder = slide_folder(1)
    with pytest.raises(UsageError, match="reviewer"):
        import_labels(db, folder, table(folder, "cell_0000.png,NEU"), "")
    with pytest.raises(UsageError, match="no rows"):
        import_labels(db, folder, table(folder), "Ada")
    with pytest.raises(FolderError):
        import_labels(db, tmp_path / "nowhere", table(folder, "cell_0000.png,NEU"), "Ada")
    outcome = import_labels(db, folder, table(folder, "cell_0000.png,XYZ"), "Ada")
    with db.read() as s:
        assert classifications.acts(s, outcome.slide.id) == []
