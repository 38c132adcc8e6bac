"""The comparison of a candidate with the active model as a PDF: the gate, then each test set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from reportlab.platypus.flowables import Flowable, Spacer

from wbc_desktop.domain.classes import class_order
from wbc_desktop.domain.comparison_result import TrainingResult
from wbc_desktop.domain.language import mark, number, tr, trn
from wbc_desktop.domain.runs import STRENGTHS
from wbc_desktop.reports import wording
from wbc_desktop.reports.comparison_tables import comparison_tables
from wbc_desktop.reports.document import About, draw
from wbc_desktop.reports.pages import BODY, SMALL_NOTE, STRONG
from wbc_desktop.reports.parts import GREEN, RED, State, head, pairs, section
from wbc_desktop.reports.typeset.blocks import Pen, Text
from wbc_desktop.runtime.atomic import atomic_write

NO_LABORATORY = mark(
    "No held-out cells were compared, so that nothing shows whether the candidate is better in this laboratory. The "
    "reasons above say what to do."
)
NO_HOME = mark(
    "There is no test set of a laboratory that the active model knows, so that nothing shows whether the candidate "
    "became worse there."
)
_NOTES = (
    mark(
        "Both models classify the same cells, which neither was trained on. Predicted is the most probable class, also "
        "where the cell stays Unidentified because the model is not sure."
    ),
    mark(
        "“Right” are cells that only the candidate names rightly, “wrong” are those that only the active model names "
        "rightly. p is that of McNemar’s exact test, two-sided, without correction for the number of classes; the gate "
        "asks for each class only whether it became worse, with Holm’s correction."
    ),
    mark(
        "The 95 % intervals come from 2,000 bootstrap samples of slides and of cells; the wider one is given. Chart: "
        "the recall of the active model (hollow) and of the candidate (filled) with their intervals."
    ),
)


@dataclass(frozen=True, slots=True)
class ComparisonData:
    """The content of the report; nothing here reads a file. ``started_at``: None if it is not known."""

    result: TrainingResult
    reported_at: datetime
    program_version: str
    started_at: datetime | None = None
    address: str = ""
    page_size: str = "A4"


def write_comparison_pdf(data: ComparisonData, path: Path) -> None:
    """Write the report to ``path``, completely or not at all. Raises :class:`StorageError` if that fails."""
    with atomic_write(path) as file:
        draw_comparison(data, file)


def draw_comparison(data: ComparisonData, file: BinaryIO) -> None:
    """Write the report to an open binary file. The same ``data`` gives the same bytes."""

    def story(pen: Pen, width: float) -> Iterator[Flowable]:
        yield from _first(data, pen, width)
        yield from _sets(data.result, pen, width)
        yield from section(pen, tr("Notes"))
        yield from (Text(pen, tr(note), SMALL_NOTE, after=2) for note in _NOTES)
        yield Text(pen, tr("Made with {program_version}.", program_version=data.program_version), SMALL_NOTE, most=2)

    about = About(
        title=tr("Comparison of the candidate {name}", name=data.result.candidate.name),
        subject=_title(),
        author=data.result.laboratory_name,
        program=data.program_version,
        foot=tr("Candidate {name}", name=data.result.candidate.name),
        created=data.reported_at,
        page_size=data.page_size,
    )
    draw(story, about, file)


def _title() -> str:
    return tr("Comparison of a candidate with the active model")


def _first(data: ComparisonData, pen: Pen, width: float) -> Iterator[Flowable]:
    result = data.result
    passed = result.gate.passed
    state = State(
        tr("PASSED") if passed else tr("NOT PASSED"),
        GREEN if passed else RED,
        (tr("gate of the candidate"),),
    )
    yield head(pen, width, result.laboratory_name, data.address, _title(), state)
    yield Spacer(1, 8)
    yield pairs(_facts(data), pen, width, label=88)
    yield from section(pen, tr("Gate"))
    if not result.gate.reasons:
        yield Text(pen, tr("No reason is given."), BODY)
    for reasons, look in ((result.gate.failures, STRONG), (result.gate.others, BODY)):
        yield from (Text(pen, reason, look, after=2) for reason in reasons)


def _facts(data: ComparisonData) -> list[tuple[str, str]]:
    """Return names and values of the models and the run, without empty ones."""
    result = data.result
    learned = sorted(result.corrections.items(), key=lambda item: class_order(item[0]))
    counts = ", ".join(f"{code} {number(n)}" for code, n in learned)
    total = trn("{n:,} cell", "{n:,} cells", sum(result.corrections.values()))
    duration = tr("{seconds} seconds on {device}", seconds=number(result.seconds, ",.0f"), device=result.device)
    refused = trn(
        "{n:,} cell whose picture could not be used",
        "{n:,} cells whose pictures could not be used",
        len(result.refused),
    )
    rows = [
        (tr("Candidate"), result.candidate.name),
        ("SHA-256", result.candidate.sha256),
        (tr("Active model"), result.active.name),
        ("SHA-256", result.active.sha256),
        (tr("Learned from"), f"{total}: {counts}" if counts else total),
        (tr("Left out"), refused if result.refused else ""),
        (tr("Training"), f"{tr(STRENGTHS[result.strength])}, {duration}"),
        (tr("Started"), wording.moment(data.started_at)),
        (tr("Reported"), wording.moment(data.reported_at)),
    ]
    return [(name, value) for name, value in rows if value.strip()]


def _sets(result: TrainingResult, pen: Pen, width: float) -> Iterator[Flowable]:
    """Yield the comparison of each test set, the laboratory's first."""
    if result.laboratory is None:
        yield from section(pen, tr("Held-out cells of the laboratory"))
        yield Text(pen, tr(NO_LABORATORY), BODY)
    else:
        where = trn("{n:,} slide", "{n:,} slides", result.laboratory.groups)
        title = tr("Held-out cells of {laboratory}", laboratory=result.laboratory.title)
        yield from comparison_tables(result.laboratory, title, where, pen, width)
    if not result.home:
        yield from section(pen, tr("Test sets of known laboratories"))
        yield Text(pen, tr(NO_HOME), BODY)
    for one in result.home:
        where = trn("{n:,} group of common origin", "{n:,} groups of common origin", one.groups)
        title = tr("Test set of a known laboratory: {name}", name=one.title)
        yield from comparison_tables(one, title, where, pen, width)
