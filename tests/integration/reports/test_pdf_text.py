"""Text in the report: any script, markup and length."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from integration.reports.drawing import drawn, pages
from unit.reports.samples import MODEL, cell, report

from wbc_desktop.domain.cells import RefusedFile
from wbc_desktop.domain.classes import STANDARD_CLASSES, CellClass
from wbc_desktop.domain.differential import differential

any_text = st.text(st.characters(exclude_categories=[]), max_size=80)

EXOTIC = "<b>x</b> &amp; & \"'<font size=99> %s {0} \\n"


def test_markup_is_printed_as_it_was_typed() -> None:
    data = report(
        [cell(1, path=EXOTIC)],
        slide=EXOTIC,
        laboratory=EXOTIC,
        address=EXOTIC,
        sample=EXOTIC,
        patient=EXOTIC,
        comments=EXOTIC,
        reviewers=(EXOTIC,),
        refused=(RefusedFile(EXOTIC, EXOTIC),),
        models=(replace(MODEL, name=EXOTIC),),
    )
    reader = drawn(data)
    first, gallery = pages(reader)
    assert first.replace(" ", "").count(EXOTIC.replace(" ", "")) >= 7
    assert gallery.replace(" ", "").count(EXOTIC.replace(" ", "")) >= 2
    assert reader.metadata is not None
    assert EXOTIC in (reader.metadata.title or "")


@pytest.mark.parametrize(
    "name",
    ["Ελληνικά", "Жизнь", "Nguyễn Thị Phương", "血液学实验室", "ひらがな", "서울대학교", "ห้องปฏิบัติการ", "மருத்துவமனை"],
)
def test_names_in_any_script_can_be_searched(name: str) -> None:
    first = pages(drawn(report([], laboratory=name, slide=name)))[0]
    assert first.count(name) >= 2


def test_names_from_right_to_left_are_there() -> None:
    first = pages(drawn(report([], patient="שלום", sample="مختبر")))[0]
    # Readers differ in how they give back the order of a line; the letters are all there.
    assert "שלום" in first or "םולש" in first
    assert "مختبر" in first or "ربتخم" in first


@settings(max_examples=25)
@given(any_text, any_text, any_text, any_text)
def test_any_text_anywhere_gives_a_report(one: str, two: str, three: str, four: str) -> None:
    data = report(
        [cell(1, "NEU", "LYM", path=one or "x", reviewer=two)],
        slide=one,
        laboratory=two,
        address=three,
        sample=four,
        patient=one,
        folder=two,
        comments=three * 3,
        reviewers=(four,),
        device=two,
        refused=(RefusedFile(three, four),),
        models=(replace(MODEL, name=one, trained_at=two, sha256=three),),
    )
    assert "Page 1 of" in pages(drawn(data))[0]


def test_long_names_and_comments_flow() -> None:
    comments = "\n".join(f"Remark number {n} about this slide." for n in range(150))
    long = "n" * 300
    data = report([cell(1, path=long)], slide=long, laboratory=long, patient=long, comments=comments)
    texts = pages(drawn(data))
    assert len(texts) > 3
    whole = " ".join(texts)
    assert all(f"Remark number {n} about" in whole for n in range(150))


def test_a_model_with_many_classes_flows() -> None:
    classes = [
        CellClass(f"C{n}", f"A class with the long name number {n}", n % 3 > 0, "#777777", "") for n in range(90)
    ]
    cells = [cell(n + 1, f"C{n}") for n in range(90)]
    counted = differential(cells, [*STANDARD_CLASSES, *classes])
    whole = " ".join(pages(drawn(report(cells, differential=counted))))
    # Classes that only a model knows count as white cells unless the differential says otherwise.
    assert all(f"C{n}" in whole for n in range(90))
