"""The tables of one test set in the report of a comparison: classes, figures, and the confusions that changed."""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.platypus.flowables import Flowable, KeepTogether, Spacer
from reportlab.platypus.tables import Table

from wbc_desktop.domain.classes import cell_class
from wbc_desktop.domain.comparison_result import Changed, Comparison, Range
from wbc_desktop.domain.language import number, tr, trn
from wbc_desktop.reports import wording
from wbc_desktop.reports.chart import Axis, Forest
from wbc_desktop.reports.pages import BODY, FAINT, INK, NOTE, SMALL, SMALL_NOTE, STRONG
from wbc_desktop.reports.parts import section, side_by_side
from wbc_desktop.reports.typeset.blocks import Pen, Text
from wbc_desktop.reports.typeset.layout import Style

_STYLE = [
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 6),
    ("TOPPADDING", (0, 0), (-1, -1), 1.4),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 1.4),
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
    ("LEFTPADDING", (-1, 0), (-1, -1), 6),
]
_COLUMNS = (0.07, 0.19, 0.06, 0.065, 0.115, 0.065, 0.115, 0.055, 0.055, 0.075, 0.135)
"""Shares of the width: code, class, cells, recall and interval of both models, right, wrong, p, chart."""
_CONFUSIONS_SHOWN = 24
_CONFUSION_COLUMNS = 3


def comparison_tables(found: Comparison, title: str, groups: str, pen: Pen, width: float) -> Iterator[Flowable]:
    """Yield the comparison on one test set; ``groups`` says of how many groups its cells are."""
    cells = trn("{n:,} cell", "{n:,} cells", found.n)
    about = Text(pen, tr("{cells} of {groups}", cells=cells, groups=groups), NOTE, after=3)
    yield KeepTogether([*section(pen, title), about, _classes(found, pen, width)])
    yield Spacer(1, 4)
    yield Text(pen, _difference(found), BODY, after=4)
    yield _figures(found, pen, width)
    yield Spacer(1, 4)
    yield from _confusions(found, pen, width)


def _classes(found: Comparison, pen: Pen, width: float) -> Flowable:
    rows = []
    for one in found.per_class:
        known = cell_class(one.code)
        cells = _row(pen, known.title, one.n, one.active, one.candidate, one.changed, BODY)
        chart = _chart(known.colour, one.active, one.candidate)
        rows.append([Text(pen, one.code, SMALL, most=2), *cells, chart])
    old, new = found.active, found.candidate
    mean = tr("Mean of the classes (balanced accuracy)")
    for name, before, after, changed in (
        (tr("All cells (accuracy)"), old.accuracy, new.accuracy, found.changed),
        (mean, old.balanced_accuracy, new.balanced_accuracy, None),
    ):
        cells = _row(pen, name, found.n, before, after, changed, STRONG)
        rows.append([cells[0], "", *cells[1:], _chart(INK, before, after)])
    style = [
        *_STYLE,
        *(("SPAN", (left, 0), (left + 1, 0)) for left in (3, 5, 7)),
        *(("SPAN", (0, row), (1, row)) for row in (1, -2, -1)),
        ("LINEBELOW", (0, 1), (-1, 1), 0.5, FAINT),
        ("LINEABOVE", (0, -2), (-1, -2), 0.5, FAINT),
    ]
    return Table([*_heads(pen), *rows], colWidths=[width * part for part in _COLUMNS], style=style, repeatRows=2)


def _heads(pen: Pen) -> list[list[object]]:
    """Return the two rows of headings."""

    def right(text: str) -> Flowable:
        return Text(pen, text, SMALL_NOTE, align="right")

    became = right(tr("Cells that became"))
    above = ["", "", "", right(tr("Active model")), "", right(tr("Candidate")), "", became, "", "", ""]
    recall = [right("%"), right(tr("95 % interval"))]
    names = [Text(pen, tr("Recall of the class"), SMALL_NOTE), "", right(tr("Cells")), *recall, *recall]
    axis = Axis(pen, 1.0, codes=False)
    return [above, [*names, right(tr("right")), right(tr("wrong")), right("p"), axis]]


def _row(pen: Pen, name: str, n: int, old: Range, new: Range, changed: Changed | None, style: Style) -> list[object]:
    """Return a row without its chart; without ``changed`` the last cells are empty."""
    counts = ("", "", "") if changed is None else (number(changed.better), number(changed.worse), _p(changed.p))

    def right(text: str, look: Style) -> Flowable:
        return Text(pen, text, look, align="right")

    return [
        Text(pen, name, style, most=3),
        right(number(n), BODY),
        *(cell for one in (old, new) for cell in (right(wording.percent(one.value), STRONG), right(_ends(one), SMALL))),
        *(right(text, BODY) for text in counts),
    ]


def _chart(colour: str, old: Range, new: Range) -> Flowable:
    return Forest(colour, (old.value, (old.low, old.high)), (new.value, (new.low, new.high)))


def _difference(found: Comparison) -> str:
    accuracy, balanced = (
        tr("{value} (95 % interval {low} to {high})", value=_points(r.value), low=_points(r.low), high=_points(r.high))
        for r in (found.accuracy, found.balanced_accuracy)
    )
    return tr(
        "Candidate minus active model, in points: accuracy {accuracy}, balanced accuracy {balanced}.",
        accuracy=accuracy,
        balanced=balanced,
    )


def _figures(found: Comparison, pen: Pen, width: float) -> Flowable:
    """Return the table of calibration, Unidentified cells and errors among the others."""
    models = (found.active, found.candidate)

    def right(texts: list[str], style: Style) -> list[object]:
        return [Text(pen, text, style, align="right") for text in texts]

    rows = [
        ["", *right([tr("Active model"), tr("Candidate")], SMALL_NOTE)],
        [Text(pen, tr("Calibration error (ECE)"), BODY), *right([number(m.ece, ".3f") for m in models], BODY)],
        [Text(pen, tr("Unidentified, %"), BODY), *right([wording.percent(m.unidentified) for m in models], BODY)],
        [
            Text(pen, tr("Wrong among the others, %"), BODY),
            *right([wording.percent(m.error_named) for m in models], BODY),
        ],
    ]
    widths = [width * 0.35, width * 0.15, width * 0.15]
    return Table(rows, colWidths=widths, style=[*_STYLE, ("NOSPLIT", (0, 0), (-1, -1))], hAlign="LEFT")


def _confusions(found: Comparison, pen: Pen, width: float) -> Iterator[Flowable]:
    if not found.confusions:
        yield Text(pen, tr("Both models name every cell the same."), BODY)
        return
    heading = Text(pen, tr("Confusions that changed"), NOTE, after=2)
    heading.keepWithNext = 1
    yield heading
    titles = (tr("true class"), tr("active model"), tr("candidate"), tr("cells"))
    shown = found.confusions[:_CONFUSIONS_SHOWN]
    rows = [(one.true, one.active, one.candidate, number(one.n)) for one in shown]
    yield side_by_side(pen, width, titles, rows, (0.24, 0.28, 0.24, 0.14), _CONFUSION_COLUMNS)
    rest = found.confusions[_CONFUSIONS_SHOWN:]
    if rest:
        yield Text(pen, wording.other_confusions(rest), SMALL_NOTE)


def _ends(one: Range) -> str:
    return wording.interval((one.low, one.high))


def _points(share: float) -> str:
    """Return a difference of shares in points with its sign."""
    return number(share * 100, "+.1f").replace("-", "−")


def _p(p: float) -> str:
    return "<" + number(0.001, ".3f") if p < 0.001 else number(p, ".3f")
