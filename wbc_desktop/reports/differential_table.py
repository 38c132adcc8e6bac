"""The differential on paper: counts, shares with exact intervals, ranges where they are known, and bars."""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.platypus.flowables import Flowable, Spacer
from reportlab.platypus.tables import Table

from wbc_desktop.domain.differential import DifferentialRow
from wbc_desktop.reports import wording
from wbc_desktop.reports.chart import Axis, Bar, scale_end
from wbc_desktop.reports.data import ReportData
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


def differential_tables(data: ReportData, pen: Pen, width: float) -> Iterator[Flowable]:
    """The white cells, the other cells beside them, and what was not counted."""
    rows = data.differential.rows
    yield _white(data, [row for row in rows if row.cell_class.white], pen, width)
    if not data.differential.white:
        yield Text(pen, "No white cells were counted, so there are no percentages.", NOTE)
    others = [row for row in rows if not row.cell_class.white]
    if others:
        yield Spacer(1, 6)
        yield _others(others, pen, width)
    yield Spacer(1, 8)
    yield _aside(data, pen, width)


def _white(data: ReportData, rows: list[DifferentialRow], pen: Pen, width: float) -> Flowable:
    ranged = any(row.cell_class.code in data.ranges for row in rows)
    shares = [row.share for row in rows if row.share is not None]
    highs = [data.intervals[row.cell_class.code][1] for row in rows if row.cell_class.code in data.intervals]
    end = scale_end(max([*shares, *highs], default=1.0))
    head: list[Flowable] = [
        Text(pen, "White cells", SMALL_NOTE),
        *_right(pen, SMALL_NOTE, "Count", "%", "95 % interval"),
        *(_right(pen, SMALL_NOTE, "Reference %") if ranged else []),
        Axis(pen, end),
    ]
    body = [_white_row(data, row, pen, end, ranged) for row in rows]
    total: list[object] = [
        Text(pen, "All white cells", STRONG),
        *_right(pen, STRONG, f"{data.differential.white}", "100.0" if data.differential.white else wording.MISSING),
        *([""] * (3 if ranged else 2)),
    ]
    widths = [0.25, 0.08, 0.08, 0.16, 0.16, 0.27] if ranged else [0.27, 0.09, 0.09, 0.17, 0.38]
    return Table([head, *body, total], colWidths=[width * w for w in widths], style=_STYLE, repeatRows=1)


def _white_row(data: ReportData, row: DifferentialRow, pen: Pen, end: float, ranged: bool) -> list[Flowable]:
    shown = row.cell_class
    bounds = data.intervals.get(shown.code) if row.share is not None else None
    return [
        Text(pen, shown.name, BODY, most=2),
        *_right(pen, BODY, f"{row.count}"),
        *_right(pen, STRONG, wording.percent(row.share)),
        *_right(pen, BODY, wording.interval(bounds)),
        *(_right(pen, BODY, _reference(data, row)) if ranged else []),
        Bar(pen, shown.code, shown.colour, row.share, bounds, end),
    ]


def _reference(data: ReportData, row: DifferentialRow) -> str:
    """The range and, where the share lies outside, on which side."""
    known = data.ranges.get(row.cell_class.code)
    if known is None:
        return wording.MISSING
    low, high = known
    flag = ""
    if row.share is not None:
        flag = "  low" if row.share * 100 < low else "  high" if row.share * 100 > high else ""
    return f"{low:.1f} to {high:.1f}{flag}"


def _others(rows: list[DifferentialRow], pen: Pen, width: float) -> Flowable:
    head: list[object] = [
        Text(pen, "Other cells", SMALL_NOTE),
        *_right(pen, SMALL_NOTE, "Count", "per 100 white cells"),
        "",
    ]
    body = [
        [
            Text(pen, f"{row.cell_class.name} ({row.cell_class.code})", BODY, most=2),
            *_right(pen, BODY, f"{row.count}"),
            *_right(pen, STRONG, wording.per_hundred(row.share)),
            "",
        ]
        for row in rows
    ]
    widths = [width * w for w in (0.27, 0.09, 0.26, 0.38)]
    return Table([head, *body], colWidths=widths, style=_STYLE, repeatRows=1)


def _aside(data: ReportData, pen: Pen, width: float) -> Flowable:
    """What is not in the percentages, each stated also when it is none."""
    counted = data.differential
    figures = (
        ("Unidentified", counted.unidentified),
        ("Not classed", counted.not_classed),
        ("Not yet preclassified", counted.unclassified),
        ("Still to be decided", counted.undecided),
        ("Cells of the slide", counted.total),
    )
    style = [*_STYLE[:5], ("BOTTOMPADDING", (0, 0), (-1, -1), 0), ("TOPPADDING", (0, 0), (-1, -1), 0)]
    names = [Text(pen, name, SMALL_NOTE) for name, _ in figures]
    numbers = [Text(pen, f"{number}", STRONG) for _, number in figures]
    return Table([names, numbers], colWidths=[width / len(figures)] * len(figures), style=style)


def _right(pen: Pen, style: Style, *texts: str) -> list[Flowable]:
    align: Align = "right"
    return [Text(pen, text, style, align=align) for text in texts]
