"""The CSV: columns and order as promised, read back unchanged, harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unit.reports.samples import cell

from wbc_desktop.domain.cells import Cell, ImageRow
from wbc_desktop.domain.errors import StorageError
from wbc_desktop.domain.regions import Box
from wbc_desktop.reports.table import defuse, number, utc, write_csv, write_rows

HEADER = ["path", "sha256", "predicted", "confidence", "label", "status", "reviewer", "reviewed_at", "model"]


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def written(rows: list[ImageRow], classes: list[str]) -> list[list[str]]:
    out = io.StringIO(newline="")
    write_rows(rows, classes, out)
    return list(csv.reader(io.StringIO(out.getvalue(), newline="")))


def row(**fields: object) -> ImageRow:
    shown = cell()
    return replace(ImageRow(shown.path, shown.sha256, shown, "starter", None), **fields)


def test_columns_and_their_order(tmp_path: Path) -> None:
    decided = cell(2, "LYM", "MON", confidence=0.75)
    rows = [row(), ImageRow(decided.path, decided.sha256, decided, "starter", None)]
    target = tmp_path / "out.csv"

    write_csv(rows, ["MON", "LYM"], target)

    header, first, second = read(target)
    assert header == [*HEADER, "p_MON", "p_LYM", "unlike", "counted_as", "cell", "box"]
    assert dict(zip(header, first, strict=True)) == {
        "path": "cell_0001.png",
        "sha256": cell().sha256,
        "predicted": "NEU",
        "confidence": "0.900000",
        "label": "",
        "status": "unreviewed",
        "reviewer": "",
        "reviewed_at": "",
        "model": "starter",
        "p_MON": "0.014286",
        "p_LYM": "0.014286",
        "unlike": "",
        "counted_as": "NEU",
        "cell": "1",
        "box": "",
    }
    assert second[2:9] == [
        "LYM",
        "0.750000",
        "MON",
        "reclassified",
        "A. Reviewer",
        "2026-11-22T09:30:15+00:00",
        "starter",
    ]
    assert second[9:] == ["0.035714", "0.750000", "", "MON", "1", ""]


def test_the_predicted_class_is_the_most_probable_one_also_when_the_model_was_not_sure() -> None:
    unsure = cell(1, "EOS", None, confidence=0.3, unidentified=True)
    assert written([row(cell=unsure)], [])[1][2:6] == ["EOS", "0.300000", "", "unreviewed"]


def test_a_confirmed_cell() -> None:
    assert written([row(cell=cell(1, "EOS", "EOS"))], [])[1][4:6] == ["EOS", "confirmed"]


def test_a_refused_file_is_unreadable_and_otherwise_empty() -> None:
    fields = written([ImageRow("broken.png", "", None, None, "is truncated")], ["NEU"])[1]
    assert fields == ["broken.png", "", "", "", "", "unreadable", "", "", "", "", "", "", "", ""]


def test_a_cell_that_became_unreadable_shows_no_class() -> None:
    fields = written([row(reason="is truncated")], ["NEU"])[1]
    assert fields[2:9] == ["", "", "", "unreadable", "", "", "starter"]


def test_a_cell_without_preclassification() -> None:
    fields = written([row(cell=cell(1, None), model=None)], ["NEU"])[1]
    assert fields[2:] == ["", "", "", "unreviewed", "", "", "", "", "", "", "1", ""]


def test_a_class_that_the_model_does_not_know_is_left_empty() -> None:
    assert written([row()], ["BLA"])[1][-5] == ""


def test_a_cell_that_was_decided_before_any_preclassification() -> None:
    assert written([row(cell=cell(1, None, "NEU"), model=None)], [])[1][2:6] == ["", "", "NEU", "decided"]


@pytest.mark.parametrize(
    ("one", "counted"),
    [
        (cell(1, "EOS", None), "EOS"),
        (cell(1, "EOS", None, unidentified=True), "UNI"),
        (cell(1, "EOS", "UNI"), "UNI"),
        (cell(1, "EOS", "NC"), "NC"),
        (cell(1, "EOS", "LYM"), "LYM"),
        (cell(1, None, None), ""),
    ],
)
def test_the_class_under_which_the_differential_counts_the_row(one: Cell, counted: str) -> None:
    assert written([row(cell=one)], [])[1][-3] == counted
    assert written([row(cell=one, reason="is damaged")], [])[1][-3] == ""


def test_the_copies_of_one_content_are_counted_once_as_in_the_differential() -> None:
    rows = [row(path="a.png"), row(path="b.png"), ImageRow("c.png", "x", cell(2, "LYM"), "starter", None)]
    assert [fields[-3] for fields in written(rows, [])[1:]] == ["NEU", "", "LYM"]


def test_unlike_score_follows_the_classes() -> None:
    strange = cell(1, "EOS", None)
    assert strange.preclassification is not None
    strange = replace(strange, preclassification=replace(strange.preclassification, unlike=1.25))
    assert written([row(cell=strange)], ["EOS"])[1][-4] == "1.250000"


def test_region_is_named_by_its_number_and_box() -> None:
    region = replace(cell(1, "EOS"), number=3, picture_id=7, box=Box(10, 20, 30, 40))
    assert written([row(cell=region)], [])[1][-2:] == ["3", "10 20 30 40"]


def test_page_of_a_file_is_named_by_its_number() -> None:
    assert written([row(cell=replace(cell(1, "EOS"), picture_id=7, page=4))], [])[1][-2:] == ["5", ""]


def test_field_without_cells_has_no_state() -> None:
    fields = written([ImageRow("empty.png", "ab", None, None, None)], ["NEU"])[1]
    assert fields == ["empty.png", "ab", *[""] * (len(HEADER) + 3)]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_spreadsheet_formulas_are_defused(start: str) -> None:
    text = start + "1+1"
    assert defuse(text) == "'" + text
    assert written([row(path=text)], [])[1][0] == "'" + text


def test_a_reviewer_is_defused_too() -> None:
    assert written([row(cell=cell(1, "NEU", "LYM", reviewer="=cmd|' /C calc'!A0"))], [])[1][6].startswith("'=")


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@pytest.mark.slow
@given(st.lists(st.tuples(texts, texts, texts), max_size=5))
def test_written_rows_are_read_back(values: list[tuple[str, str, str]]) -> None:
    rows = [row(path=path, model=model, cell=cell(1, "NEU", "LYM", reviewer=name)) for path, model, name in values]
    back = written(rows, ["NEU"])[1:]
    assert [(fields[0], fields[8], fields[6]) for fields in back] == [
        (defuse(path), defuse(model), defuse(name)) for path, model, name in values
    ]
    assert all(len(fields) == len(HEADER) + 5 for fields in back)


@given(st.floats(0, 1))
def test_numbers_have_six_decimals_and_a_point(value: float) -> None:
    assert number(value).partition(".")[1:][0] == "."
    assert len(number(value).partition(".")[2]) == 6
    assert abs(float(number(value)) - value) <= 5e-7


def test_times_are_in_utc() -> None:
    there = datetime(2026, 1, 1, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    assert utc(there) == "2025-12-31T23:30:00+00:00"
    assert datetime.fromisoformat(utc(there)) == there.astimezone(UTC)


def test_a_name_that_is_not_valid_text_is_written_with_its_bytes(tmp_path: Path) -> None:
    name = b"na\xffme.png".decode("utf-8", "surrogateescape")
    target = tmp_path / "out.csv"
    write_csv([row(path=name)], [], target)
    assert read(target)[1][0] == "na\\udcffme.png"


def test_any_script_is_utf_8_without_a_mark_at_the_start(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    write_csv([row(path="مختبر/血液.png")], [], target)
    assert target.read_bytes().startswith(b"path,")
    assert read(target)[1][0] == "مختبر/血液.png"


def test_a_failure_in_the_middle_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")
    broken = replace(row(), cell=replace(cell(), classification="no classification"))  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        write_csv([row(), broken], [], target)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_missing_folder_is_reported(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        write_csv([], [], tmp_path / "none" / "out.csv")
