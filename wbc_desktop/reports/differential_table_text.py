"""A differential as plain text and as CSV, and phrases about one class."""

from __future__ import annotations

import csv
import io

from wbc_desktop.domain.differential_findings import Finding, Findings, Interval
from wbc_desktop.domain.language import number, tr, trn
from wbc_desktop.domain.reference_ranges import RangeBand
from wbc_desktop.reports import wording
from wbc_desktop.reports.table import defuse

COLUMNS = (
    "class",
    "name",
    "white",
    "count",
    "percent",
    "percent_low95",
    "percent_high95",
    "range_low",
    "range_high",
    "flag",
    "more_to_settle",
    "absolute_1e9_per_l",
)
"""The columns of the CSV. ``percent`` is cells per 100 white cells where ``white`` is ``no``."""


def band_text(band: RangeBand | None) -> str:
    """Return ``40–80``, ``at most 2`` or ``at least 1``; "" without a range."""
    if band is None:
        return ""
    low, high = (None if end is None else number(end, "g") for end in (band.low, band.high))
    if low is not None and high is not None:
        return f"{low}–{high}"
    return tr("at most {high}", high=high) if low is None else tr("at least {low}", low=low)


def open_questions(found: Findings) -> str:
    """Return one sentence on how many more cells would settle open percentages; "" if none is open."""
    known = [f for f in found.open if f.settling is not None and (f.settling.more is not None or f.settling.over)]
    never = [f.row.cell_class.code for f in found.open if f not in known]
    parts = []
    if known:
        known.sort(key=lambda f: f.settling.more if f.settling and f.settling.more is not None else 10**9)
        told = ", ".join(f"{f.row.cell_class.code} {_settling_count(f)}" for f in known)
        parts.append(tr("More white cells needed to settle the flag, if the shares stay the same: {told}.", told=told))
    if never:
        parts.append(
            trn(
                "{codes} is on a limit and cannot be settled by counting.",
                "{codes} are on a limit and cannot be settled by counting.",
                len(never),
                codes=", ".join(never),
            )
        )
    return " ".join(parts)


def _settling_count(finding: Finding) -> str:
    settling = finding.settling
    assert settling is not None
    return number(settling.more) if settling.more is not None else tr("over {n:,}", n=settling.over or 0)


def ranges_text(found: Findings, *, brief: bool = False) -> str:
    """Return which reference ranges were used, and for which age and sex."""
    fields = found.fields
    if brief and found.ranges.number == 0 and not fields.age.strip():
        return tr("Ranges: defaults for adults (no age given); check against your laboratory’s own.")
    name = found.ranges.name
    used = tr("Ranges: {name}", name=name) if brief else tr("Reference ranges: {name}", name=name)
    if brief and found.ranges.number == 0:
        used += tr(" (check against your laboratory’s own)")
    if fields.age.strip() and fields.years is None:
        used += tr("; the age “{age}” is not understood, adults assumed", age=fields.age.strip())
    elif fields.years is None:
        used += tr("; no age given, adults assumed")
    if fields.known_sex is None and any(band.sex is not None for band in found.ranges.bands):
        used += tr("; no sex given, ranges for everybody")
    return used + "."


def total_text(found: Findings) -> str:
    """Return the source of absolute counts; "" without a total white count."""
    if found.typed is None or found.total is None:
        return ""
    if not found.corrected:
        return tr("Total white count {typed:g} × 10⁹/L as typed.", typed=found.typed)
    return tr(
        "Total white count {total:.2f} × 10⁹/L: {typed:g} as typed, corrected for "
        "{erythroblasts:.1f} erythroblasts per 100 white cells.",
        total=found.total,
        typed=found.typed,
        erythroblasts=found.erythroblasts,
    )


def absolute_text(value: float | None) -> str:
    """Return an absolute count with about three significant digits."""
    if value is None:
        return ""
    return number(value, ".1f" if value >= 100 else ".2f")


def as_text(found: Findings, title: str = "") -> str:
    """Return a table with tabs between the columns, for a document or a message."""
    lines = [title] if title else []
    lines.append(
        "\t".join((tr("Class"), tr("Count"), "%", tr("95 % interval"), tr("Reference %"), tr("Flag"), "10⁹/L")).rstrip()
    )
    for one in found.rows:
        c = one.row.cell_class
        share = (
            wording.percent(one.row.share)
            if c.white
            else tr("{count} per 100", count=wording.per_hundred(one.row.share))
        )
        cells = (
            f"{c.title} ({c.code})",
            f"{one.row.count}",
            share,
            _bounds(one.interval),
            band_text(one.band),
            one.flag_text,
            absolute_text(one.absolute),
        )
        lines.append("\t".join(cells).rstrip())
    counted = found.differential
    lines.append(
        tr(
            "{white} white cells; Unidentified {unidentified}, Not classed {not_classed}, still to be "
            "decided {undecided}.",
            white=counted.white,
            unidentified=counted.unidentified,
            not_classed=counted.not_classed,
            undecided=counted.undecided,
        )
    )
    lines += [text for text in (ranges_text(found, brief=True), total_text(found), open_questions(found)) if text]
    return "\n".join(lines) + "\n"


def as_csv(found: Findings) -> str:
    """Return CSV with one row per class and :data:`COLUMNS`; numbers have a decimal point in any locale."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for one in found.rows:
        c, band = one.row.cell_class, one.band
        low, high = one.interval or (None, None)
        fields = (
            c.code,
            c.name,
            "yes" if c.white else "no",
            str(one.row.count),
            _number(one.row.share, 100),
            _number(low, 100),
            _number(high, 100),
            _number(band.low if band else None),
            _number(band.high if band else None),
            one.flag,
            "" if one.settling is None or one.settling.more is None else str(one.settling.more),
            _number(one.absolute),
        )
        writer.writerow([defuse(field) for field in fields])
    return out.getvalue()


def _bounds(interval: Interval | None) -> str:
    if interval is None:
        return wording.MISSING
    return f"{wording.per_hundred(interval[0])}–{wording.per_hundred(interval[1])}"


def _number(value: float | None, times: float = 1) -> str:
    return "" if value is None else f"{value * times:.6g}"
