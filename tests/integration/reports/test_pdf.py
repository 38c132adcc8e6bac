"""The report as a PDF, read back: the text, fonts and pictures of each page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from integration.reports.drawing import drawn, pages
from pypdf import PdfReader
from unit.reports.samples import CODES, MODEL, NOW, THEN, cell, judged, mixed_cells, picture, report

from wbc_desktop.domain.cells import Cell, RefusedFile
from wbc_desktop.domain.classes import cell_class
from wbc_desktop.domain.comments import CellComment
from wbc_desktop.domain.errors import StorageError
from wbc_desktop.domain.foreign import Foreignness
from wbc_desktop.domain.heat_maps import HeatMaps
from wbc_desktop.domain.reference_ranges import RangeBand, RangeSet
from wbc_desktop.reports.data import Picture, ReportState
from wbc_desktop.reports.digest import result_digest
from wbc_desktop.reports.pages import RESEARCH_USE
from wbc_desktop.reports.pdf import write_pdf


def pictures(reader: PdfReader) -> list[Any]:
    return [image for page in reader.pages for image in page.images]


USUAL = report(mixed_cells(30), refused=(RefusedFile("broken.png", "is truncated"),))


@pytest.fixture(scope="module")
def usual() -> PdfReader:
    return drawn(USUAL)


def test_first_page_has_the_result(usual: PdfReader) -> None:
    first = pages(usual)[0]
    for text in (
        "PRELIMINARY",
        "Central Laboratory",
        "1 Example Street",
        "Slide 42",
        "S-1123",
        "P-77",
        "2026-11-23 07:05 UTC+01:00",
        "Some smudge cells.",
        "A. Reviewer",
        "Cohen’s kappa",
        "wbc8-starter",
        MODEL.sha256,
        "2026-11-20",
        "accuracy 92.3 % (95 % interval 90.4 to 94.0 %) on 900 cells",
        "Device CPU",
        "WBC Desktop 0.1.0",
        result_digest(USUAL),
    ):
        assert text in first


def test_the_result_fits_the_first_page(usual: PdfReader) -> None:
    assert "Digest of the result" in pages(usual)[0]
    assert pages(usual)[1].startswith("Cells by class")


def test_the_table_has_counts_shares_and_intervals() -> None:
    cells = [cell(n, "NEU") for n in range(1, 4)] + [cell(4, "LYM"), cell(5, "ERB"), cell(6, "EOS", unidentified=True)]
    first = pages(drawn(report(cells)))[0]
    assert "Neutrophil 3 75.0 65.0 to 85.0 NEU" in first
    assert "Lymphocyte 1 25.0 15.0 to 35.0 LYM" in first
    assert "Monocyte 0 0.0 0.0 to 10.0 MON" in first
    assert "All white cells 4 100.0" in first
    assert "Erythroblast (ERB) 1 25.0" in first
    assert re.search(
        r"Unidentified Not classed Not yet preclassified Still to be decided Cells of the slide 1 0 0 6 6", first
    )
    assert "6 cells wait for a reviewer’s decision" in first


def test_slide_that_looks_different_is_announced_above_the_counts() -> None:
    foreign = Foreignness("m", 30, 31.0, 27.0, 9.0, True)
    first = pages(drawn(report([cell(1, "NEU"), cell(2, "LYM", "LYM")], foreign=foreign)))[0]
    assert foreign.sentence in first
    assert first.index(foreign.sentence) < first.index("Neutrophil")
    decided = pages(drawn(report([cell(1, "NEU", "NEU")], foreign=foreign)))[0]
    assert foreign.sentence not in decided
    assert foreign.fact in decided  # beside the model
    home = pages(drawn(report([cell(1, "NEU")], foreign=replace(foreign, announced=False))))[0]
    assert "look different" not in home


def test_reference_ranges_only_where_they_are_known() -> None:
    cells = [cell(n, "NEU") for n in range(1, 4)] + [cell(4, "LYM")]
    assert "Reference" not in pages(drawn(report(cells)))[0]
    ours = RangeSet(3, (RangeBand("NEU", 10, 60), RangeBand("LYM", 20, 45)), "Our own", "M. Manager", THEN)
    found = judged(cells, ours, white_count="8", corrected="yes")
    first = pages(drawn(report(cells, findings=found)))[0]
    assert "Neutrophil 3 75.0 65.0 to 85.0 10–60 high 6.00 NEU" in first
    assert "Lymphocyte 1 25.0 15.0 to 35.0 20–45 not settled 2.00 LYM" in first
    assert "set 3 of the laboratory" in first
    assert "entered by M. Manager on 2026-11-22 09:30 UTC. Our own" in first
    assert "not settled”: the 95 % interval crosses a limit" in first
    assert "8.00 × 10⁹/L: 8 as typed, corrected for 0.0 erythroblasts" in first


def test_without_white_cells_there_are_no_percentages() -> None:
    first = pages(drawn(report([cell(1, "PLT"), cell(2, "NEU", "NC")])))[0]
    assert "No white cells were counted" in first
    assert "Neutrophil 0 – – NEU" in first
    assert "Platelet (PLT) 1 –" in first
    assert not re.search(r"\d\.\d (to|NEU)", first.partition("Preclassification")[0])


def test_a_slide_without_cells_and_without_any_text() -> None:
    nothing = report(
        [],
        laboratory="",
        address="",
        sample="",
        patient="",
        comments="",
        reviewers=(),
        agreement=None,
        models=(),
        device="",
    )
    (only,) = pages(drawn(nothing))
    for label in ("Sample", "Patient", "Comments", "Collected", "Device"):
        assert label not in only
    assert "nobody yet" in only
    assert "No cell has been preclassified" in only


def test_every_cell_decided_and_signed() -> None:
    first = pages(drawn(report([cell(1, "NEU", "NEU")], state=ReportState.SIGNED)))[0]
    assert "SIGNED" in first
    assert "PRELIMINARY" not in first
    assert "every cell is decided" in first


def test_agreement_and_reclassified_cells() -> None:
    cells = [cell(1, "NEU", "NEU"), cell(2, "NEU", "NEU"), cell(3, "LYM", "MON"), cell(4, "EOS", "NC"), cell(5, "NEU")]
    first = pages(drawn(report(cells)))[0]
    assert "Of 4 cells that a reviewer decided, 2 were in the class" in first
    assert "50.0 % (95 % interval 40.0 to 60.0 %)" in first
    assert "LYM MON 1" in first
    assert "EOS NC 1" in first


def test_nothing_decided_nothing_compared() -> None:
    assert "nothing to compare" in pages(drawn(report([cell(1, "NEU")])))[0]


def test_copies_of_a_cell_are_mentioned_and_counted_once() -> None:
    cells = mixed_cells(5)
    assert "7, of which 2 are copies: a cell counts once" in pages(drawn(report(cells, images=7)))[0]
    assert "copies" not in pages(drawn(report(cells, images=5)))[0]


def test_every_page_has_its_foot(usual: PdfReader) -> None:
    texts = pages(usual)
    for number, text in enumerate(texts, 1):
        assert f"Page {number} of {len(texts)}" in text
        assert RESEARCH_USE in text
        assert "Slide 42" in text


def test_every_cell_has_its_picture_and_its_heatmap() -> None:
    cells = mixed_cells(30)
    found = pictures(drawn(report(cells)))
    assert len(found) == 60
    assert {image.image.size for image in found} == {(120, 90)}
    assert len({image.data for image in found}) > 40


def test_the_gallery_names_class_confidence_state_and_file() -> None:
    cells = [cell(1, "NEU", "EOS", path="sub/one.png", confidence=0.61), cell(2, "NEU", unidentified=True)]
    gallery = pages(drawn(report(cells)))[1]
    assert "EOS Eosinophil (1 cell) EOS reclassified model NEU 61 % sub/one.png" in gallery
    assert "UNI Unidentified (1 cell) UNI not reviewed model NEU 90 % cell_0002.png" in gallery
    assert "not a proof" in gallery
    assert gallery.index("EOS Eosinophil") < gallery.index("UNI Unidentified")


def test_large_pictures_are_put_in_small() -> None:
    def large(shown: Cell) -> Picture:
        return np.full((600, 1200, 3), 200, np.uint8)

    sizes = {image.image.size for image in pictures(drawn(report(mixed_cells(2), read_picture=large)))}
    assert sizes == {(160, 80)}


def test_missing_or_damaged_files_leave_a_frame() -> None:
    def read(shown: Cell) -> Picture:
        if shown.id == 1:
            raise FileNotFoundError(shown.path)
        if shown.id == 2:
            raise ValueError("damaged")
        if shown.id == 3:
            return np.zeros((5, 5), np.uint8)
        return picture(shown)

    reader = drawn(report([cell(n) for n in range(1, 5)], read_picture=read))
    assert "file missing" in pages(reader)[1]
    assert pages(reader)[1].count("not readable") == 2
    assert len(pictures(reader)) == 2


def test_cells_without_heatmap_are_marked() -> None:
    damaged = HeatMaps(7, 7, dict.fromkeys(CODES, (0.5,) * 40), ())
    reader = drawn(report([cell(1), cell(2), cell(3, None)], read_maps=lambda ids: {2: damaged}))
    assert pages(reader)[1].count("no heatmap") == 3
    assert len(pictures(reader)) == 3
    assert "Not yet preclassified (1 cell)" in pages(reader)[1]


def test_maps_are_asked_for_some_at_a_time_and_pictures_once() -> None:
    asked: list[int] = []
    seen: list[int] = []

    def read_maps(ids: Sequence[int]) -> dict[int, HeatMaps]:
        asked.extend(ids)
        assert len(ids) <= 64
        return {}

    def read(shown: Cell) -> Picture:
        seen.append(shown.id)
        return picture(shown)

    drawn(report(mixed_cells(150), read_maps=read_maps, read_picture=read))
    assert sorted(asked) == sorted(seen) == list(range(1, 151))


def test_refused_files_come_last_with_their_reasons(usual: PdfReader) -> None:
    assert "Files that cannot be used (1)" in pages(usual)[-1]
    assert "broken.png is truncated" in pages(usual)[-1]


def test_many_refused_files_flow_over_pages() -> None:
    files = tuple(RefusedFile(f"bad_{n}.png", "is truncated") for n in range(200))
    text = " ".join(pages(drawn(report([], refused=files))))
    assert all(file.path in text for file in files)


def test_all_fonts_are_embedded_and_searchable(usual: PdfReader) -> None:
    names = set()
    for page in usual.pages:
        for font in page["/Resources"]["/Font"].values():
            font = font.get_object()
            (descendant,) = font["/DescendantFonts"]
            descriptor = descendant.get_object()["/FontDescriptor"].get_object()
            assert len(descriptor["/FontFile2"].get_object().get_data()) > 500
            assert "/ToUnicode" in font
            names.add(str(font["/BaseFont"]).partition("+")[2])
    assert names == {"NotoSans-Regular", "NotoSans-Bold"}


@pytest.mark.parametrize(("name", "size"), [("A4", (595.3, 841.9)), ("Letter", (612, 792)), ("", (595.3, 841.9))])
def test_page_sizes(name: str, size: tuple[float, float]) -> None:
    box = drawn(report([cell(1)], page_size=name)).pages[0].mediabox
    assert (float(box.width), float(box.height)) == pytest.approx(size, abs=0.1)


def test_the_same_data_gives_the_same_bytes(tmp_path: Path) -> None:
    data = report(mixed_cells(20), laboratory="مختبر 血液 प्रयोगशाला")
    one, two, later = (tmp_path / name for name in ("one.pdf", "two.pdf", "later.pdf"))
    write_pdf(data, one)
    write_pdf(data, two)
    write_pdf(replace(data, reported_at=NOW + timedelta(days=1)), later)
    assert one.read_bytes() == two.read_bytes()
    assert one.read_bytes() != later.read_bytes()
    metadata = PdfReader(one).metadata
    assert metadata is not None
    assert metadata.creation_date == NOW


def test_a_failure_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    target.write_bytes(b"old")

    def broken(ids: Sequence[int]) -> dict[int, HeatMaps]:
        raise StorageError("The database is gone.")

    with pytest.raises(StorageError):
        write_pdf(report([cell(1)], read_maps=broken), target)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_missing_folder_is_reported(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        write_pdf(report([]), tmp_path / "none" / "report.pdf")


def test_cell_comments_are_on_the_first_page_and_more_follow_the_cells() -> None:
    remarks = tuple(
        CellComment(c.path, c.sha256, f"remark number {n} of نورا", "B. Reviewer", THEN)
        for n, c in enumerate(USUAL.cells[:8])
    )
    found = pages(drawn(replace(USUAL, comments="", cell_comments=remarks)))
    assert "Comments" in found[0]
    assert (
        f"{USUAL.cells[0].path}, {cell_class(USUAL.cells[0].current or '').name} – B. Reviewer, 2026-11-22" in found[0]
    )
    assert all(f"remark number {n} of" in found[0] for n in range(5))
    assert "and 3 more on cells" in found[0]
    rest = " ".join(found[1:])
    assert "Further comments on cells (3)" in rest
    assert all(f"remark number {n} of" in rest for n in range(5, 8))
