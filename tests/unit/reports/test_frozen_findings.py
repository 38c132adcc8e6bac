"""A report with its findings is the same after it was stored as text and read again."""

from __future__ import annotations

import json
from dataclasses import replace

from unit.reports.samples import NOW, THEN, judged, mixed_cells, report

from wbc_desktop.domain.frozen import freeze, thaw
from wbc_desktop.domain.reference_ranges import RangeBand, RangeSet, Sex
from wbc_desktop.reports.data import ReportData
from wbc_desktop.reports.digest import result_digest

OURS = RangeSet(3, (RangeBand("NEU", 10, None, Sex.FEMALE, 18, 50), RangeBand("LYM", 20.5, 45)), "Ours", "M.", THEN)


def test_findings_are_thawed_unchanged() -> None:
    cells = mixed_cells(40)
    found = judged(cells, OURS, white_count="7,4", corrected="yes", sex="f", age="44", comments="Ä\n王")
    data = report(cells, findings=found, white_count="7,4", collected_at=NOW)
    kept = json.loads(json.dumps(freeze(data)))
    again = thaw(ReportData, kept, read_picture=data.read_picture, read_maps=data.read_maps)
    assert again.findings == found
    assert result_digest(again) == result_digest(data)


def test_older_report_without_ranges_is_thawed() -> None:
    data = report(mixed_cells(5))
    kept = freeze(data)
    for name in ("findings", "age", "sex", "stain", "white_count"):
        del kept[name]
    again = thaw(ReportData, kept, read_picture=data.read_picture, read_maps=data.read_maps)
    assert again == replace(data, findings=None)
