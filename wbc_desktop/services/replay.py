"""Which flags of signed slides would change if another model had counted their undecided cells. Nothing is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from wbc_desktop.domain.cells import Cell, RefusedFile, Slide
from wbc_desktop.domain.classes import NOT_CLASSED, UNIDENTIFIED, CellClass
from wbc_desktop.domain.differential import Differential, differential_from_counts
from wbc_desktop.domain.differential_findings import Finding, Findings, findings
from wbc_desktop.domain.regions import PictureSource
from wbc_desktop.inference.results import CellInput, CellRefused, CellResult
from wbc_desktop.services.changes import Cancel, Progress, raise_if_cancelled
from wbc_desktop.services.classify import EngineLike
from wbc_desktop.services.intervals import interval_of, settling_of
from wbc_desktop.services.pictures import FilesByContent
from wbc_desktop.services.signed_reports import signed_data
from wbc_desktop.store import cells, signatures, slides
from wbc_desktop.store.engine import Database


@dataclass(frozen=True, slots=True)
class FlagChange:
    """The flag of a class as signed, and as it would be (:attr:`Finding.flag`); with the shares of the class.

    ``crosses``: the share would be on another side of a limit. Otherwise only the interval crosses one, or no more.
    """

    cell_class: CellClass
    before: str
    after: str
    share_before: float | None
    share_after: float | None
    crosses: bool


@dataclass(frozen=True, slots=True)
class SlideReplay:
    """What the model would change on a signed slide. ``cells``: undecided cells that it classified.

    ``unread``: files that could not be read; their cells keep the class with which they were signed.
    """

    slide: Slide
    version: int
    cells: int
    flags: tuple[FlagChange, ...]
    unread: tuple[RefusedFile, ...]


@dataclass(frozen=True, slots=True)
class ReplayOutcome:
    """``signed``: number of signed slides. ``slides``: those with undecided cells, which alone can change."""

    signed: int
    slides: tuple[SlideReplay, ...]

    @property
    def changed(self) -> list[SlideReplay]:
        """The slides with changed flags; those on which a share crosses a limit come first."""
        found = [one for one in self.slides if one.flags]
        return sorted(found, key=lambda one: not any(flag.crosses for flag in one.flags))


def replay(
    db: Database,
    engine: EngineLike,
    *,
    cancel: Cancel,
    progress: Progress,
    found: Callable[[SlideReplay], None] = lambda one: None,
) -> ReplayOutcome:
    """Classify the undecided cells of all signed slides with ``engine``, and compare the flags with the signed ones.

    Decided cells keep their class. Ranges, details and the rule for cut cells are those of the signed version.
    ``progress`` counts cells; ``found`` is called after each slide. Raises Cancelled, and the engine's errors.
    """
    with db.read() as s:
        signed = signatures.locked_slides(s)
        undecided = {slide_id: count for slide_id in signed if (count := cells.unreviewed_count(s, slide_id))}
    total, done, replayed = sum(undecided.values()), 0, []
    progress(0, total)
    for slide_id, count in undecided.items():
        start = done

        def of_slide(finished: int, start: int = start) -> None:
            progress(start + finished, total)

        one = _replay_slide(db, engine, slide_id, cancel, of_slide)
        done += count
        progress(done, total)
        if one is not None:
            replayed.append(one)
            found(one)
    return ReplayOutcome(len(signed), tuple(replayed))


def _replay_slide(
    db: Database, engine: EngineLike, slide_id: int, cancel: Cancel, progress: Callable[[int], None]
) -> SlideReplay | None:
    raise_if_cancelled(cancel)
    with db.read() as s:
        slide = slides.get(s, slide_id)
    data = signed_data(db, slide, datetime.now(UTC))
    if data is None or data.findings is None:  # amended meanwhile, or signed before there were flags
        return None
    undecided = [cell for cell in data.cells if cell.label is None and not (data.not_counted and cell.is_cut)]
    with db.read() as s:
        now = {cell.id: cell for cell in cells.get_many(s, [cell.id for cell in undecided])}
    results = _classified(engine, slide, now, cancel, progress)
    counts = _counts(data.differential)
    unread: dict[str, RefusedFile] = {}
    for cell in undecided:
        result = results[cell.id]
        if isinstance(result, CellRefused):
            path = now[cell.id].path or cell.path
            unread.setdefault(path, RefusedFile(path, result.reason))
        else:
            counts[cell.current] -= 1
            counts[UNIDENTIFIED if result.unidentified else result.predicted] += 1
    classes = [row.cell_class for row in data.differential.rows]
    counted = differential_from_counts(counts, data.differential.undecided, classes)
    after = findings(counted, data.findings.ranges, data.findings.fields, interval_of, settling_of)
    classified = sum(isinstance(result, CellResult) for result in results.values())
    flags = tuple(_changes(data.findings, after))
    return SlideReplay(slide, data.signing.version, classified, flags, tuple(unread.values()))


def _classified(
    engine: EngineLike, slide: Slide, undecided: Mapping[int, Cell], cancel: Cancel, progress: Callable[[int], None]
) -> dict[int, CellResult | CellRefused]:
    """Return the result of each cell. A file that was renamed since is found by its content."""
    folder, files = Path(slide.folder), FilesByContent((slide.folder, *slide.others))
    inputs = {cell.id: CellInput.of(cell, folder) for cell in undecided.values()}
    results: dict[int, CellResult | CellRefused] = {}
    for result in _run(engine, inputs, cancel):
        results[result.cell_id] = result
        progress(len(results))
    retries = {}
    for cell_id, result in results.items():
        if isinstance(result, CellRefused) and not result.lasting:
            path = files.path_of(undecided[cell_id].sha256)
            if path is not None:
                retries[cell_id] = replace(inputs[cell_id], source=_at(inputs[cell_id].source, path))
    results |= {result.cell_id: result for result in _run(engine, retries, cancel)}
    return results


def _run(engine: EngineLike, inputs: Mapping[int, CellInput], cancel: Cancel) -> Iterator[CellResult | CellRefused]:
    results = engine.classify(iter(inputs.values()), cancel)
    try:
        yield from results
    finally:
        if isinstance(results, Generator):
            results.close()  # ends its threads
    raise_if_cancelled(cancel)


def _at(source: PictureSource, path: str) -> PictureSource:
    return replace(source, file=Path(path))


def _counts(signed: Differential) -> Counter[str | None]:
    """Return the number of cells by class from which the differential was computed."""
    counts: Counter[str | None] = Counter({row.cell_class.code: row.count for row in signed.rows})
    counts.update({UNIDENTIFIED: signed.unidentified, NOT_CLASSED: signed.not_classed, None: signed.unclassified})
    return counts


def _changes(before: Findings, after: Findings) -> Iterator[FlagChange]:
    """Yield the classes whose flags differ. A class with which no cell was signed had no flag."""
    signed: dict[str, Finding] = before.by_code
    for now in after.rows:
        then = signed.get(now.row.cell_class.code)
        flag = "" if then is None else then.flag
        if flag != now.flag:
            share = None if then is None else then.row.share
            side = None if then is None else then.side
            yield FlagChange(now.row.cell_class, flag, now.flag, share, now.row.share, side is not now.side)
