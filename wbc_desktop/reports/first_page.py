"""The first page of the report: identifiers, state, differential, agreement, models and digest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from reportlab.platypus.flowables import Flowable, Spacer
from reportlab.platypus.tables import Table

from wbc_desktop.domain.adaptation import adapted_sentence, is_adapted
from wbc_desktop.domain.cells import ModelVersion
from wbc_desktop.domain.devices import device_text
from wbc_desktop.domain.language import number, tr, trn
from wbc_desktop.domain.unlike import unlikeness
from wbc_desktop.reports import wording
from wbc_desktop.reports.comments import comments_section
from wbc_desktop.reports.data import Agreement, ReportData, ReportState, fields_of
from wbc_desktop.reports.differential_table import differential_tables
from wbc_desktop.reports.digest import result_digest
from wbc_desktop.reports.pages import BODY, NOTE, SMALL, SMALL_NOTE
from wbc_desktop.reports.parts import AMBER, GREEN, PLAIN, RED, State, head, pairs, section, side_by_side
from wbc_desktop.reports.performance import performance
from wbc_desktop.reports.signing import changes_section, signed_by, trail_section, version_lines
from wbc_desktop.reports.typeset.blocks import Pen, Text
from wbc_desktop.reports.typeset.layout import Style

_STATE_COLOURS = {ReportState.PRELIMINARY: AMBER, ReportState.SIGNED: GREEN, ReportState.AMENDED: RED}
_CHANGES_SHOWN = 16
_TESTS_SHOWN = 4
"""Test sets of a model on the first page; its card lists all."""
_CHANGE_COLUMNS = 4


def first_page(data: ReportData, pen: Pen, width: float) -> Iterator[Flowable]:
    """Yield the flowables of the result: usually one page, more with long texts or many classes."""
    yield _head(data, pen, width)
    yield Spacer(1, 8)
    yield _identifiers(data, pen, width)
    yield from changes_section(data, pen)
    yield from _foreign(data, pen)
    yield Spacer(1, 10)
    yield from differential_tables(data, pen, width)
    yield from comments_section(data, pen)
    yield from section(pen, tr("Preclassification against final"))
    yield from _agreement(data.agreement, pen, width)
    yield from section(pen, tr("Model"))
    yield from _models(data, pen, width)
    yield from section(pen, tr("Digest of the result (SHA-256)"))
    yield Text(pen, data.signing.digest or result_digest(data), SMALL)
    yield from trail_section(data, pen)
    yield Text(pen, tr("Made with {program_version}.", program_version=data.program_version), SMALL_NOTE, most=2)


def _head(data: ReportData, pen: Pen, width: float) -> Flowable:
    """Return the head: laboratory on the left, state in large letters on the right."""
    undecided = data.differential.undecided
    if not data.differential.total:
        standing = tr("no cells")
    elif undecided:
        standing = trn(
            "{n} cell waits for a reviewer’s decision", "{n} cells wait for a reviewer’s decision", undecided
        )
    else:
        standing = tr("every cell is decided")
    state = State(tr(data.state.value), _STATE_COLOURS[data.state], (standing, *version_lines(data)))
    return head(pen, width, data.laboratory, data.address, tr("White blood cell differential"), state)


def _identifiers(data: ReportData, pen: Pen, width: float) -> Flowable:
    """Return names and times, two pairs per row, without empty ones."""
    counted = sum(row.count for row in data.differential.rows)
    white = trn("{n} white cell", "{n} white cells", data.differential.white)
    copies = 0 if fields_of(data) else data.images - data.differential.total
    images = trn(
        "{images}, of which {n} is a copy: a cell counts once",
        "{images}, of which {n} are copies: a cell counts once",
        copies,
        images=data.images,
    )
    left = [(tr("Slide"), data.slide), (tr("Sample"), data.sample), (tr("Patient"), data.patient)]
    left += [(tr("Age, sex"), ", ".join(text.strip() for text in (data.age, data.sex) if text.strip()))]
    left += [(tr("Stain"), data.stain), (tr("Folder"), data.folder)]
    right = [
        (tr("Cells counted"), _counted(data, wording.cells(counted), white)),
        (tr("Images"), images if copies > 0 else ""),
        (tr("Not counted"), _not_counted(data)),
        (tr("Reported"), wording.moment(data.reported_at)),
        (tr("Collected"), wording.moment(data.collected_at)),
        (tr("Reviewed by"), ", ".join(data.reviewers) or tr("nobody yet")),
        *((tr("Signed by") if not place else "", line) for place, line in enumerate(signed_by(data))),
    ]
    label, wider, gap = 62.0, 72.0, 12.0  # the longer word on the right is “Ditandatangani”
    room = (width - gap) / 2 - label
    rows = zip_longest(_given(left, pen), _given(right, pen), fillvalue=("", ""))
    widths = [label, room - (wider - label), gap, wider, room]
    return Table([[*one, "", *other] for one, other in rows], colWidths=widths, style=PLAIN)


def _foreign(data: ReportData, pen: Pen) -> Iterator[Flowable]:
    """Yield the warning about a slide that looks different as a whole, above the counts, while cells are undecided."""
    if data.foreign is not None and _warned(data):
        yield Spacer(1, 8)
        colour = _STATE_COLOURS[ReportState.PRELIMINARY]
        sentence = f"{data.foreign.sentence} {_adapted(data)}".rstrip()
        yield Text(pen, sentence, Style(BODY.size, bold=True, colour=colour), most=6)


def _warned(data: ReportData) -> bool:
    """Whether the warning about a slide that looks different as a whole stands above the counts."""
    return data.foreign is not None and data.foreign.announced and data.differential.undecided > 0


def _adapted(data: ReportData) -> str:
    """Return the sentence that predictions were adapted to the slide; "" if none was."""
    guesses = [cell.preclassification for cell in data.cells]
    return adapted_sentence(sum(guess is not None and is_adapted(guess.adapted) for guess in guesses))


def _not_counted(data: ReportData) -> str:
    """Return how many cells are not counted because of the laboratory's rule; "" if none."""
    count = data.not_counted
    text = trn("{n} cell cut by the edge of its field", "{n} cells cut by the edge of their field", count)
    return text if count else ""


def _counted(data: ReportData, cells: str, white: str) -> str:
    fields = fields_of(data)
    if not fields:
        return tr("{cells}, of them {white}", cells=cells, white=white)
    return tr(
        "{cells}, of them {white} in {fields}",
        cells=cells,
        white=white,
        fields=trn("{n} field", "{n} fields", fields),
    )


def _given(pairs: Sequence[tuple[str, str]], pen: Pen) -> list[tuple[Flowable, Flowable]]:
    """Return the pairs whose text is not empty, as label and text."""
    return [
        (Text(pen, label, NOTE), Text(pen, text, BODY, most=8, name=label in (tr("Slide"), tr("Folder"))))
        for label, text in pairs
        if text.strip()
    ]


def _agreement(agreement: Agreement | None, pen: Pen, width: float) -> Iterator[Flowable]:
    if agreement is None or not agreement.n:
        yield Text(pen, tr("No cell has both a preclassification and a reviewer’s class: nothing to compare."), BODY)
        return
    kappa = (
        number(agreement.kappa, ".2f").replace("-", "−") if agreement.kappa is not None else tr("without a value here")
    )
    share = wording.percent(agreement.agreed / agreement.n)
    yield Text(
        pen,
        tr(
            "Of {cells} that a reviewer decided, {agreed} were in the class that the model had found most probable: "
            "{share} % (95 % interval {interval} %), Cohen’s kappa {kappa}.",
            cells=wording.cells(agreement.n),
            agreed=agreement.agreed,
            share=share,
            interval=wording.interval(agreement.interval),
            kappa=kappa,
        ),
        BODY,
        after=2,
    )
    if not agreement.changes:
        yield Text(pen, tr("Nothing was reclassified."), BODY)
        return
    yield _changes(agreement, pen, width)
    rest = agreement.changes[_CHANGES_SHOWN:]
    if rest:
        cells = wording.cells(sum(change.count for change in rest))
        yield Text(
            pen,
            trn("and {cells} in {n} other way", "and {cells} in {n} other ways", len(rest), cells=cells),
            SMALL_NOTE,
        )


def _changes(agreement: Agreement, pen: Pen, width: float) -> Flowable:
    """Return a table of the reclassified cells by predicted and final class, several per row."""
    rows = [(change.predicted, change.final, f"{change.count}") for change in agreement.changes[:_CHANGES_SHOWN]]
    titles = (tr("model"), tr("final"), tr("cells"))
    return side_by_side(pen, width, titles, rows, (0.27, 0.27, 0.2), _CHANGE_COLUMNS)


def _models(data: ReportData, pen: Pen, width: float) -> Iterator[Flowable]:
    if not data.models:
        yield Text(pen, tr("No cell has been preclassified by a model."), BODY)
    for model in data.models[:5]:
        yield from _model(model, pen, width)
    if len(data.models) > 5:
        yield Text(pen, tr("and {n} earlier models", n=len(data.models) - 5), SMALL_NOTE)
    if data.foreign is not None and data.foreign.announced and not data.differential.undecided:
        yield Text(pen, data.foreign.fact, BODY)
    if _adapted(data) and not _warned(data):
        yield Text(pen, _adapted(data), BODY)
    found = unlikeness(data.cells)
    if found.needs_warning:
        yield Text(pen, found.sentence, BODY)
    elif found.n:
        cells = wording.cells(found.outside)
        yield pairs(
            [(tr("Unlike"), tr("{cells} of {n} unlike what the model learned from", cells=cells, n=found.n))],
            pen,
            width,
        )
    if data.device.strip():
        devices = ", ".join(map(device_text, data.device.split(", ")))
        yield pairs([(tr("Device"), devices)], pen, width)


def _model(model: ModelVersion, pen: Pen, width: float) -> Iterator[Flowable]:
    sentences = performance(model.summary)
    rows: list[tuple[str, str]] = [
        (tr("Name"), model.name),
        ("SHA-256", model.sha256),
        (tr("Trained"), _day(model.trained_at)),
        (tr("Measured"), sentences[0] if sentences else tr("its file states no measured performance")),
        *(("", sentence) for sentence in sentences[1:_TESTS_SHOWN]),
    ]
    yield pairs([(name, text) for name, text in rows if text.strip()], pen, width)


def _day(time: str) -> str:
    """Return the date of an ISO time."""
    return time[:10] if len(time) > 10 and time[10] in "T " else time
