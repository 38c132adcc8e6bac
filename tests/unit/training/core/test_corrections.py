"""The file of corrections comes back as it was written, whatever a path or a name holds."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.core.corrections import COLUMNS, Correction, from_csv, to_csv

ONE = Correction("/a.png", "NEU", "train", "slide 1", "lab", "ab" * 32, 0, (), None, None, 7, "0" * 16, True)

names = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
awkward = st.sampled_from(["/a,b.png", '/"a".png', "/a\nb.png", "/a\r\n.png", "/ä中.png", " ", "/a\r", "'", '"', ","])
raw = st.binary(min_size=1).filter(lambda b: b"\0" not in b).map(os.fsdecode)
paths = awkward | names | raw
rectangles = st.none() | st.tuples(*[st.integers(0, 9999)] * 2, *[st.integers(1, 9999)] * 2)
corrections = st.builds(
    Correction,
    path=paths,
    label=st.sampled_from(["NEU", "LYM"]),
    split=st.sampled_from(["train", "test"]),
    group=names,
    laboratory=awkward | names | st.just(""),
    sha256=st.just("ab" * 32),
    page=st.integers(0, 99),
    bits=st.lists(st.from_regex(r"([0-9a-f]{6}:)?1[0-6]", fullmatch=True), max_size=3).map(tuple),
    crop=rectangles,
    box=rectangles,
    cell=st.integers(1, 2**40),
    digest=st.just("0" * 16),
    confirmed=st.booleans(),
    number=st.integers(0, 99),
)


@given(st.lists(corrections, max_size=5))
def test_corrections_come_back_as_they_were(some: list[Correction]) -> None:
    assert from_csv(to_csv(some)) == some


def test_file_begins_with_the_columns_of_a_manifest() -> None:
    first, second = to_csv([ONE]).decode().splitlines()
    assert first == "path,label,split,group,laboratory,sha256,page,bits,crop,box,cell,digest,state,number"
    assert second == f"/a.png,NEU,train,slide 1,lab,{'ab' * 32},0,,,,7,{'0' * 16},confirmed,0"


def test_file_of_an_earlier_version_has_no_numbers_of_cells() -> None:
    written = to_csv([replace(ONE, number=3)])
    assert from_csv(written.replace(b",number", b"").replace(b",3", b"")) == [ONE]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b",box,", b",frame,", "line 1: there is no column box"),
        (b",7,", b",seven,", "line 2: invalid literal"),
        (b",confirmed", b",sure", "line 2: the state is neither"),
        (b",,,,7", b",,1 2 3,,7", "line 2: not enough values"),
        (b",,,,7", b",,1 2 0 3,,7", "line 2: not a rectangle"),
        (b",,,,7,0000000000000000,confirmed", b"", "line 2: the state is neither"),
    ],
)
def test_damaged_file_is_refused_with_the_line(old: bytes, new: bytes, message: str) -> None:
    content = to_csv([ONE])
    assert content.count(old) == 1
    with pytest.raises(ValueError, match=message):
        from_csv(content.replace(old, new))


def test_file_without_anything_is_refused() -> None:
    with pytest.raises(ValueError, match="no column"):
        from_csv(b"")
    assert from_csv(to_csv([])) == []
    assert replace(ONE, confirmed=False) in from_csv(to_csv([replace(ONE, confirmed=False)]))
    assert len(COLUMNS) == len(set(COLUMNS))


def test_header_that_no_csv_has_is_refused() -> None:
    with pytest.raises(ValueError, match="line 1: field larger"):
        from_csv(b"a" * 200_000 + b",b\n")
