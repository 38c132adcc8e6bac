"""Tables of labels as spreadsheets and laboratory systems write them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wbc_desktop.domain.errors import UsageError
from wbc_desktop.services.label_file import LabelRow, parse_labels, read_labels

fields = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), max_size=20)
blank = st.sampled_from(["", " ", "\t"])


@pytest.mark.slow
@given(
    rows=st.lists(st.tuples(fields, fields), max_size=8),
    separator=st.sampled_from([",", ";", "\t"]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    extra=st.lists(st.sampled_from(["id", "when", "p_NEU"]), unique=True),
    swap=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_tables_of_any_spreadsheet_are_read(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[str, str]],
    separator: str,
    line_end: str,
    quoting: int,
    extra: list[str],
    swap: bool,
    encoding: str,
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator=line_end, quoting=quoting)
    names = ["label", *extra, "path"] if swap else ["Path", *extra, " LABEL "]
    writer.writerow(names)
    for path, label in rows:
        values = {"path": path, "label": label}
        writer.writerow([values.get(name.strip().lower(), "x") for name in names])
    file = tmp_path_factory.getbasetemp() / "labels.csv"
    file.write_bytes(out.getvalue().encode(encoding))
    wanted = [
        LabelRow(number, path, label.strip())
        for number, (path, label) in enumerate(rows, start=2)
        if extra or path.strip() or label.strip()
    ]
    assert read_labels(file) == wanted


@pytest.mark.slow
@given(st.text(max_size=200))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    rows, phrase = [], None
    try:
        rows = list(parse_labels(text))
    except ValueError as error:
        phrase = str(error)
    assert phrase is None or phrase.startswith(("is ", "has "))
    assert all(row.row > 1 for row in rows)


@pytest.mark.slow
@given(st.binary(max_size=200))
def test_any_file_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "any.csv"
    file.write_bytes(data)
    sentence = None
    try:
        read_labels(file)
    except UsageError as error:
        sentence = str(error)
    assert sentence is None or ("any.csv” " in sentence and sentence.endswith("."))


@pytest.mark.slow
@given(st.lists(blank, max_size=4), st.lists(blank, max_size=4))
def test_blank_lines_are_skipped_but_counted(before: list[str], between: list[str]) -> None:
    lines = [*before, "path,label", *between, "a.png,NEU"]
    assert list(parse_labels("\n".join(lines))) == [LabelRow(len(lines), "a.png", "NEU")]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separator_line_is_used_and_counted(separator: str) -> None:
    text = f"sep={separator}\r\npath{separator}label\r\na,b.png{separator}NEU\r\n"
    rows = list(parse_labels(text.replace("a,b", "ab")))
    assert rows == [LabelRow(3, "ab.png", "NEU")]


def test_path_can_contain_a_comma_if_semicolons_separate() -> None:
    assert list(parse_labels("path;label\na, b.png;NEU\n")) == [LabelRow(2, "a, b.png", "NEU")]


def test_short_row_has_an_empty_label() -> None:
    assert list(parse_labels("path,label\na.png\n")) == [LabelRow(2, "a.png", "")]


def test_quoted_path_can_contain_a_line_break() -> None:
    assert list(parse_labels('path,label\n"a\nb.png",NEU\nc.png,LYM\n')) == [
        LabelRow(2, "a\nb.png", "NEU"),
        LabelRow(3, "c.png", "LYM"),
    ]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("file,class\na,b\n", "no column named path"),
        ("path,class\na,b\n", "no column named label"),
        ("path,label,path\na,b,c\n", "two columns named path"),
        ('path,label\n"a"b,c\n', "damaged at line 2"),
        ('path,label\n"a,c\n', "damaged"),
    ],
)
def test_invalid_table_is_refused(text: str, phrase: str) -> None:
    with pytest.raises(ValueError, match=phrase):
        list(parse_labels(text))


def test_missing_file_folder_and_other_encoding_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no file"):
        read_labels(tmp_path / "none.csv")
    with pytest.raises(UsageError, match="is a folder"):
        read_labels(tmp_path)
    (tmp_path / "latin.csv").write_bytes("path,label\nzähler.png,NEU\n".encode("latin-1"))
    with pytest.raises(UsageError, match="not UTF-8"):
        read_labels(tmp_path / "latin.csv")


@pytest.mark.slow
@given(fields.filter(str.strip))
def test_labels_are_trimmed_and_paths_are_not(text: str) -> None:
    assume('"' not in text and "," not in text and "\t" not in text and ";" not in text)
    assume(text.splitlines() == [text])
    rows = list(parse_labels(f"path,label\n{text}, {text} \n"))
    assert rows == [LabelRow(2, text, text.strip())]
