"""The differential in the report: counts, shares with exact intervals, ranges with flags, absolute counts, bars."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportlab.platypus.flowables import Flowable, Spacer
from reportlab.platypus.tables import Table

from wbc_desktop.domain.differential_findings import Finding, Findings, Side
from wbc_desktop.domain.language import mark, number, tr
from wbc_desktop.domain.reference_ranges import RangeSet
from wbc_desktop.domain.slide_fields import SlideFields
from wbc_desktop.reports import wording
from wbc_desktop.reports.chart import Axis, Bar, scale_end
from wbc_desktop.reports.data import ReportData
from wbc_desktop.reports.differential_table_text import absolute_text, band_text, ranges_text, total_text
from wbc_desktop.reports.pages import BODY, FAINT, NOTE, SMALL_NOTE, STRONG
from wbc_desktop.reports.typeset.blocks import Align, Pen, Text
from wbc_desktop.reports.typeset.layout import Style

_STYLE = [
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 8),
    ("TOPPADDING", (0, 0), (-1, -1), 1.8),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 1.8),
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ("LINEBELOW", (0, 0), (-1, 0), 0.5, FAINT),
    ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
]

ABOUT_FLAGS = mark(
    "“low” and “high”: outside the reference range. “not settled”: the 95 % interval crosses a "
    "limit of the range, so that the count does not decide it."
)


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns of the tables in addition to class, count, share and interval."""

    ranged: bool
    absolute: bool

    def widths(self, width: float) -> list[float]:
        """Return the widths of the columns in points; the chart gets the rest."""
        name = 0.19 if self.ranged else 0.23
        parts = [name, 0.075, 0.085, 0.135]
        if self.ranged:
            parts += [0.105, 0.188]
        if self.absolute:
            parts += [0.085]
        return [width * part for part in (*parts, 1 - sum(parts))]


def differential_tables(data: ReportData, pen: Pen, width: float) -> Iterator[Flowable]:
    """Yield the tables of white cells, other cells and uncounted cells, with notes on the flags."""
    found = data.findings or _plain(data)
    white = [one for one in found.rows if one.row.cell_class.white]
    others = [one for one in found.rows if not one.row.cell_class.white]
    columns = _Columns(any(one.band is not None for one in found.rows), found.total is not None)
    yield _white(found, white, columns, pen, width)
    if not found.differential.white:
        yield Text(pen, tr("No white cells were counted, so there are no percentages."), NOTE)
    if others:
        yield Spacer(1, 6)
        yield _others(others, columns, pen, width)
    notes = _notes(found, columns)
    if notes:
        yield Spacer(1, 4)
        yield from (Text(pen, note, SMALL_NOTE, most=4) for note in notes)
    yield Spacer(1, 8)
    yield _aside(data, pen, width)


def _plain(data: ReportData) -> Findings:
    """Return findings without reference ranges: only the intervals."""
    rows = tuple(Finding(row, data.intervals.get(row.cell_class.code)) for row in data.differential.rows)
    return Findings(data.differential, rows, RangeSet(0, (), ""), SlideFields())


def _notes(found: Findings, columns: _Columns) -> list[str]:
    notes = []
    if columns.ranged:
        used = ranges_text(found)
        if found.ranges.changed_at is not None:
            when = wording.moment(found.ranges.changed_at)
            entered = tr("The set was entered by {name} on {when}.", name=found.ranges.changed_by, when=when)
            used = f"{used} {entered}"
        notes.append(f"{used} {tr(found.ranges.source)}".strip())
    if any(one.flag not in ("", Side.WITHIN.value) for one in found.rows):
        notes.append(tr(ABOUT_FLAGS))
    if columns.absolute:
        absolute = tr("Absolute counts are the shares of it, in 10⁹ cells a litre.")
        notes.append(f"{total_text(found)} {absolute}")
    return notes


def _white(found: Findings, rows: Sequence[Finding], columns: _Columns, pen: Pen, width: float) -> Flowable:
    shares = [one.row.share for one in rows if one.row.share is not None]
    highs = [one.interval[1] for one in rows if one.interval is not None]
    end = scale_end(max([*shares, *highs], default=1.0))
    counted = found.differential.white
    head: list[object] = [*_head(pen, tr("White cells"), "%", columns), Axis(pen, end)]
    body: list[list[object]] = []
    for one in rows:
        c, share = one.row.cell_class, one.row.share
        bounds = one.interval if share is not None else None
        band = None if one.band is None else (one.band.low, one.band.high)
        cells = _cells(pen, c.title, one, wording.percent(share), wording.interval(bounds), columns)
        body.append([*cells, Bar(pen, c.code, c.colour, share, bounds, end, band)])
    total: list[object] = [
        Text(pen, tr("All white cells"), STRONG),
        *_right(pen, STRONG, f"{counted}", number(100, ".1f") if counted else wording.MISSING),
        "",
        *(["", ""] if columns.ranged else []),
        *(_right(pen, STRONG, absolute_text(found.total) if counted else "") if columns.absolute else []),
        "",
    ]
    return Table([head, *body, total], colWidths=columns.widths(width), style=_STYLE, repeatRows=1)


def _others(rows: Sequence[Finding], columns: _Columns, pen: Pen, width: float) -> Flowable:
    head: list[object] = [*_head(pen, tr("Others per 100 white cells"), "/100", columns), ""]
    body: list[list[object]] = []
    for one in rows:
        c = one.row.cell_class
        share = wording.per_hundred(one.row.share)
        body.append([*_cells(pen, f"{c.title} ({c.code})", one, share, _ratio(one), columns), ""])
    return Table([head, *body], colWidths=columns.widths(width), style=_STYLE, repeatRows=1)


def _head(pen: Pen, name: str, share: str, columns: _Columns) -> list[object]:
    return [
        Text(pen, name, SMALL_NOTE),
        *_right(pen, SMALL_NOTE, tr("Count"), share, tr("95 % interval")),
        *(_right(pen, SMALL_NOTE, tr("Reference"), tr("Flag")) if columns.ranged else []),
        *(_right(pen, SMALL_NOTE, "10⁹/L") if columns.absolute else []),
    ]


def _cells(pen: Pen, name: str, one: Finding, share: str, interval: str, columns: _Columns) -> list[object]:
    cells: list[object] = [
        Text(pen, name, BODY, most=2),
        *_right(pen, BODY, f"{one.row.count}"),
        *_right(pen, STRONG, share),
        *_right(pen, BODY, interval),
    ]
    if columns.ranged:
        outside = one.side is not None and one.side is not Side.WITHIN
        within = one.flag == Side.WITHIN.value
        cells += _right(pen, BODY, band_text(one.band) or wording.MISSING)
        flag = one.flag_text if one.row.share is not None else ""
        cells.append(Text(pen, flag, STRONG if outside else NOTE if within else BODY, align="right", most=2))
    if columns.absolute:
        cells += _right(pen, BODY, absolute_text(one.absolute) or wording.MISSING)
    return cells


def _ratio(one: Finding) -> str:
    """Return the interval of a non-white class; MISSING if it has no cell."""
    if one.interval is None or not one.row.count:
        return wording.MISSING
    low, high = (wording.per_hundred(end) for end in one.interval)
    return tr("{low} to {high}", low=low, high=high)


def _aside(data: ReportData, pen: Pen, width: float) -> Flowable:
    """Return the counts that are in no percentage, also those that are 0."""
    counted = data.differential
    figures = (
        (tr("Unidentified"), counted.unidentified),
        (tr("Not classed"), counted.not_classed),
        (tr("Not yet preclassified"), counted.unclassified),
        (tr("Still to be decided"), counted.undecided),
        (tr("Cells of the slide"), counted.total),
    )
    style = [*_STYLE[:5], ("BOTTOMPADDING", (0, 0), (-1, -1), 0), ("TOPPADDING", (0, 0), (-1, -1), 0)]
    names = [Text(pen, name, SMALL_NOTE) for name, _ in figures]
    numbers = [Text(pen, f"{count}", STRONG) for _, count in figures]
    return Table([names, numbers], colWidths=[width / len(figures)] * len(figures), style=style)


def _right(pen: Pen, style: Style, *texts: str) -> list[Flowable]:
    align: Align = "right"
    return [Text(pen, text, style, align=align) for text in texts]
