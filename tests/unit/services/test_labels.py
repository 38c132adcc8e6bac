"""Import labels: rows are stored, unchanged, skipped without a label, or refused; the import is one act."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from wbc_desktop.domain.cells import ActKind
from wbc_desktop.domain.errors import FolderError, UsageError
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.services import review
from wbc_desktop.services.changes import Changes
from wbc_desktop.services.exports import export_csv
from wbc_desktop.services.labels import ImportOutcome, import_labels
from wbc_desktop.store import cells, classifications
from wbc_desktop.store.engine import Database

pytestmark = pytest.mark.both_databases

ADA, BOB = Identity("Ada"), Identity("Bob")


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


def test_labels_of_a_new_folder_are_imported_in_one_act(db: Database, slide_folder: SlideFolder) -> None:
    folder = slide_folder(4)
    file = table(folder, "cell_0000.png,NEU", "cell_0001.png,lymphocytes", "cell_0002.png,Unidentified")
    announced: list[Changes] = []
    outcome = import_labels(db, folder, file, Identity(" Ada "), announce=announced.append)
    assert numbers(outcome) == (3, 0, 0)
    assert list(labels(db, outcome.slide.id).values()) == ["NEU", "LYM", "UNI", None]
    with db.read() as s:
        (act,) = classifications.acts(s, outcome.slide.id)
    assert (act.kind, act.reviewer) == (ActKind.IMPORT, "Ada")
    assert len(announced[-1].cells) == 3
    review.undo(db, outcome.slide.id, ADA)
    assert set(labels(db, outcome.slide.id).values()) == {None}


def test_importing_the_same_labels_again_changes_nothing(db: Database, slide_folder: SlideFolder) -> None:
    folder = slide_folder(2)
    file = table(folder, "cell_0000.png,NEU", "cell_0001.png,LYM")
    import_labels(db, folder, file, ADA)
    again = import_labels(db, folder, file, BOB)
    assert numbers(again) == (0, 2, 0)
    with db.read() as s:
        assert len(classifications.acts(s, again.slide.id)) == 1


def test_invalid_rows_are_refused_with_number_and_reason(db: Database, slide_folder: SlideFolder) -> None:
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
    outcome = import_labels(db, folder, file, ADA)
    assert numbers(outcome) == (1, 0, 7)
    assert outcome.without_label == 1
    reasons = {(row, path): reason for row, path, reason in outcome.failed}
    assert "XYZ" in reasons[3, "cell_0001.png"]
    assert "no such file" in reasons[4, "nowhere.png"]
    assert reasons[5, "cell_0002.png"] == reasons[6, "cell_0002.png"]
    assert "rows 5, 6" in reasons[5, "cell_0002.png"]
    assert "is empty" in reasons[7, "broken.png"]
    assert "no path" in reasons[9, ""]
    assert "no such file" in reasons[10, "../slide/cell_0003.png"]
    assert labels(db, outcome.slide.id)["cell_0002.png"] is None


def test_equal_labels_for_one_cell_are_accepted(db: Database, slide_folder: SlideFolder) -> None:
    folder = slide_folder(1)
    file = table(folder, "cell_0000.png,NEU", "cell_0000.png,neutrophil")
    assert numbers(import_labels(db, folder, file, ADA)) == (1, 1, 0)


def test_two_files_with_the_same_content_are_one_cell(db: Database, slide_folder: SlideFolder) -> None:
    folder = slide_folder(1)
    (folder / "copy.png").write_bytes((folder / "cell_0000.png").read_bytes())
    outcome = import_labels(db, folder, table(folder, "cell_0000.png,NEU", "copy.png,LYM"), ADA)
    assert numbers(outcome) == (0, 0, 2)
    outcome = import_labels(db, folder, table(folder, "cell_0000.png,NEU", "copy.png,NEU"), ADA)
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
def test_paths_of_other_systems_are_understood(
    db: Database, slide_folder: SlideFolder, written: str, form: str
) -> None:
    folder = slide_folder(1)
    (folder / "sub").mkdir()
    (folder / "cell_0000.png").rename(folder / "sub" / unicodedata.normalize("NFC", "zähler.png"))
    path = unicodedata.normalize(form, written.format(folder=folder))  # type: ignore[arg-type]
    assert numbers(import_labels(db, folder, table(folder, f"{path},NEU"), ADA)) == (1, 0, 0)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("CELL_0000.PNG", "cell_0000.png"),
        ("slide/cell_0000.png", "cell_0000.png"),
        ("Export\\Slide 7\\Cell_0000.png", "cell_0000.png"),
        ("C:\\data\\cell_0000.png", "cell_0000.png"),
        ("/elsewhere/sub/ZÄHLER.png", "sub/zähler.png"),
        ("zähler.PNG", "sub/zähler.png"),
        ("sub/cell_0002.png", "sub/cell_0002.png"),
        ("x/sub/cell_0002.png", "sub/cell_0002.png"),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_path_or_name_that_matches_one_picture_finds_it(
    db: Database, slide_folder: SlideFolder, written: str, found: str, form: str
) -> None:
    folder = slide_folder(4)
    (folder / "sub").mkdir()
    (folder / "cell_0001.png").rename(folder / "sub" / "zähler.png")
    (folder / "cell_0003.png").rename(folder / "sub" / "cell_0002.png")  # in addition to the one at the top
    path = unicodedata.normalize(form, written)  # type: ignore[arg-type]
    outcome = import_labels(db, folder, table(folder, f"{path},NEU"), ADA)
    assert numbers(outcome) == (1, 0, 0)
    assert labels(db, outcome.slide.id)[found] == "NEU"


def test_path_that_matches_two_pictures_is_refused(db: Database, slide_folder: SlideFolder) -> None:
    folder = slide_folder(5)
    for place, name in enumerate(("a/cell.png", "b/cell.png", "A.png", "a.PNG")):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / f"cell_000{place}.png").rename(folder / name)
    file = table(folder, "cell.png,NEU", "x/a.png,LYM", "A.png,MON", "x/../A.png,EOS")
    outcome = import_labels(db, folder, file, ADA)
    assert numbers(outcome) == (1, 0, 3)
    reasons = {row: reason for row, _, reason in outcome.failed}
    assert "“a/cell.png”, “b/cell.png”" in reasons[2]
    assert "“A.png”, “a.PNG”" in reasons[3]
    assert "no such file" in reasons[5]
    assert labels(db, outcome.slide.id)["A.png"] == "MON"


def test_name_that_matches_two_equal_files_is_accepted(db: Database, slide_folder: SlideFolder) -> None:
    folder = slide_folder(1)
    for name in ("a", "b"):
        (folder / name).mkdir()
        (folder / name / "cell.png").write_bytes((folder / "cell_0000.png").read_bytes())
    assert numbers(import_labels(db, folder, table(folder, "cell.png,NEU"), ADA)) == (1, 0, 0)


@pytest.mark.parametrize(
    ("label", "code"),
    [("Neutrofil", "NEU"), ("Limfosit", "LYM"), ("NRBC", "ERB"), ("Bands", "NEU"), ("artefact", "NC")],
)
def test_classes_are_understood_in_any_language_and_short_form(
    db: Database, slide_folder: SlideFolder, label: str, code: str
) -> None:
    folder = slide_folder(1)
    outcome = import_labels(db, folder, table(folder, f"cell_0000.png,{label}"), ADA)
    assert labels(db, outcome.slide.id) == {"cell_0000.png": code}


@pytest.mark.parametrize(
    ("separator", "encoding", "line_end", "quoting"),
    [
        (",", "utf-8", "\n", csv.QUOTE_MINIMAL),
        (";", "utf-8-sig", "\r\n", csv.QUOTE_MINIMAL),
        ("\t", "utf-16", "\r\n", csv.QUOTE_MINIMAL),
        (",", "utf-8", "\r\n", csv.QUOTE_ALL),
    ],
)
def test_exported_table_saved_by_a_spreadsheet_is_imported(
    db: Database, slide_folder: SlideFolder, separator: str, encoding: str, line_end: str, quoting: int
) -> None:
    folder = slide_folder(3)
    (folder / "cell_0000.png").rename(folder / "=1+1.png")
    first = import_labels(db, folder, table(folder, "=1+1.png,NEU"), ADA)
    exported = folder.parent / "exported.csv"
    export_csv(db, first.slide, exported)
    with exported.open(encoding="utf-8", newline="") as file:
        rows = [[*row, "", ""] for row in csv.reader(file)]
    with exported.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=separator, lineterminator=line_end, quoting=quoting)  # type: ignore[arg-type]
        writer.writerows([*rows, [""] * len(rows[0])])
    again = import_labels(db, folder, exported, BOB)
    assert (numbers(again), again.without_label) == ((0, 1, 0), 2)


def test_exported_table_can_be_imported_elsewhere(db: Database, slide_folder: SlideFolder) -> None:
    folder, twin = slide_folder(3), slide_folder(3, name="twin")
    for place in (folder, twin):
        (place / "cell_0000.png").rename(place / "=1+1.png")
    first = import_labels(db, folder, table(folder, "=1+1.png,NEU", "cell_0001.png,LYM", "cell_0002.png,NC"), ADA)
    exported = folder.parent / "exported.csv"
    assert export_csv(db, first.slide, exported) == 3
    assert numbers(import_labels(db, twin, exported, BOB)) == (3, 0, 0)


def test_invalid_call_stores_nothing(db: Database, slide_folder: SlideFolder, tmp_path: Path) -> None:
    folder = slide_folder(1)
    with pytest.raises(UsageError, match="reviewer"):
        import_labels(db, folder, table(folder, "cell_0000.png,NEU"), Identity(""))
    with pytest.raises(UsageError, match="no rows"):
        import_labels(db, folder, table(folder), ADA)
    with pytest.raises(FolderError):
        import_labels(db, tmp_path / "nowhere", table(folder, "cell_0000.png,NEU"), ADA)
    outcome = import_labels(db, folder, table(folder, "cell_0000.png,XYZ"), ADA)
    with db.read() as s:
        assert classifications.acts(s, outcome.slide.id) == []


def test_exported_label_follows_its_picture_and_not_its_name(db: Database, slide_folder: SlideFolder) -> None:
    folder = slide_folder(3)
    first = import_labels(db, folder, table(folder, "cell_0000.png,NEU", "cell_0001.png,LYM", "cell_0002.png,MON"), ADA)
    exported = folder.parent / "exported.csv"
    export_csv(db, first.slide, exported)
    (folder / "cell_0000.png").rename(folder / "between.png")
    (folder / "cell_0001.png").rename(folder / "cell_0000.png")
    (folder / "between.png").rename(folder / "cell_0001.png")
    Image.new("RGB", (96, 96), "pink").save(folder / "cell_0002.png")
    again = import_labels(db, folder, exported, BOB)
    assert numbers(again) == (0, 2, 1)
    assert "not the picture with the sha256" in again.failed[0][2]
    assert labels(db, first.slide.id) == {"cell_0000.png": "LYM", "cell_0001.png": "NEU", "cell_0002.png": None}
