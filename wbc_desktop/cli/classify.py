"""``classify``: classify a folder without the window."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from wbc_desktop.cli.interrupt import Interrupt
from wbc_desktop.cli.output import Bars, one_line, print_json, print_message
from wbc_desktop.cli.place import Place
from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.classes import NOT_CLASSED, UNIDENTIFIED
from wbc_desktop.domain.depths import all_bits
from wbc_desktop.domain.differential import Differential
from wbc_desktop.domain.errors import UsageError
from wbc_desktop.domain.foreign import SlideLikeness
from wbc_desktop.domain.regions import PictureKind

if TYPE_CHECKING:
    from wbc_desktop.inference.cluster import ClusterClient
    from wbc_desktop.inference.engine import Engine
    from wbc_desktop.inference.spread import Spread
    from wbc_desktop.services.stages import StageProgress, StagesOutcome
    from wbc_desktop.store.engine import Database


def run(args: argparse.Namespace, place: Place, interrupt: Interrupt) -> int:
    """Scan, classify, and export if asked. Return 1 if files were refused, else 0."""
    from wbc_desktop.inference.cards import read_model_card
    from wbc_desktop.services.differentials import slide_differential
    from wbc_desktop.services.foreign import slide_likeness
    from wbc_desktop.services.models import model_path
    from wbc_desktop.services.slides import open_slide

    started = time.monotonic()
    csv, pdf = _targets(args)
    with _cluster(args.cluster) as client, place.database() as db:
        model = model_path(db, args.model)
        read_model_card(model)  # a wrong file is reported before the long work
        slide = open_slide(db, Path(args.folder))
        _report_signed(db, slide)
        engine, steps = _read_and_classify(db, slide, lambda: _load(model, args.device, client), args, interrupt)
        seconds = time.monotonic() - started
        for sentence in steps.scanned.remark_sentences():
            print_message(one_line(sentence))
        for refused in steps.refused:
            print_message(f"Refused: {one_line(refused.path)} {refused.reason}.")
        _write(db, slide, csv, pdf, place, interrupt)
        counted, likeness = slide_differential(db, slide.id), slide_likeness(db, slide.id)
    if args.json:
        result = _result(slide, steps, engine, counted, seconds)
        print_json({**result, "unlike": unlike_of(likeness)})
    else:
        print(_summary(slide, steps, engine, counted))
    if likeness.why:
        print_message(likeness.why)
    return 1 if steps.refused else 0


def _report_signed(db: Database, slide: Slide) -> None:
    """Tell the person that a signed slide does not change; this is not an error."""
    from wbc_desktop.store import guard

    with db.read() as s:
        if guard.is_signed(s, slide.id):
            print_message("This slide is signed, so nothing is classified. Amend it to change it.")


def _targets(args: argparse.Namespace) -> tuple[Path | None, Path | None]:
    """Check and return the files to write, before the long work."""
    from wbc_desktop.services.exports import check_target

    csv, pdf = (Path(name) if name else None for name in (args.csv, args.pdf))
    for target in (csv, pdf):
        if target is not None:
            check_target(target)
    if csv is not None and pdf is not None and csv.resolve() == pdf.resolve():
        raise UsageError("--csv and --pdf name the same file: name two.")
    return csv, pdf


def _cluster(address: str | None) -> AbstractContextManager[ClusterClient | None]:
    if address is None:
        return nullcontext()
    from wbc_desktop.inference.cluster import checked_address, connected

    return connected(checked_address(address))


def _load(model: Path, device: str, client: ClusterClient | None) -> Engine | Spread:
    if client is None:
        from wbc_desktop.inference.engine import load_engine

        return load_engine(model, device)
    from wbc_desktop.inference.spread import Spread

    return Spread(client, model, device)


def _read_and_classify(
    db: Database,
    slide: Slide,
    load_model: Callable[[], Engine | Spread],
    args: argparse.Namespace,
    interrupt: Interrupt,
) -> tuple[Engine | Spread, StagesOutcome]:
    from wbc_desktop.services.stages import Listener, read_and_classify

    loaded: list[Engine | Spread] = []

    def load() -> Engine | Spread:
        loaded.append(load_model())
        interrupt.check()
        return loaded[-1]

    kind = None if args.pictures == "auto" else PictureKind(args.pictures)
    with Bars() as bars:
        listener = Listener(lambda progress: _show(bars, progress))
        steps = read_and_classify(db, slide, load, listener, pictures=kind, force=args.force, cancel=interrupt)
    engine = loaded[-1] if loaded else load()
    if engine.notice:
        print_message(engine.notice)
    return engine, steps


def _show(bars: Bars, progress: StageProgress) -> None:
    from wbc_desktop.services.scan import ScanProgress
    from wbc_desktop.services.stages import SearchProgress

    if isinstance(progress, ScanProgress):
        bars.show("Scanning", "images", progress.found + progress.refused, None)
    elif isinstance(progress, SearchProgress):
        bars.show("Finding cells", "fields", progress.done, progress.total)
    else:
        bars.show("Classifying", "cells", progress.done, progress.total)


def _write(db: Database, slide: Slide, csv: Path | None, pdf: Path | None, place: Place, interrupt: Interrupt) -> None:
    from wbc_desktop.services.exports import export_csv

    if csv is not None:
        interrupt.check()
        export_csv(db, slide, csv)
    if pdf is not None:
        interrupt.check()
        from wbc_desktop.runtime.settings import Settings
        from wbc_desktop.services.report import write_report

        write_report(db, slide, pdf, Settings.load(place.data_dir))


def counts_of(counted: Differential) -> dict[str, int]:
    """Return the number of cells by class; Unidentified and Not classed only if there are any."""
    counts = {row.cell_class.code: row.count for row in counted.rows}
    if counted.unidentified:
        counts[UNIDENTIFIED] = counted.unidentified
    if counted.not_classed:
        counts[NOT_CLASSED] = counted.not_classed
    return counts


def unlike_of(found: SlideLikeness) -> dict[str, object] | None:
    """Return the value of ``unlike`` in ``--json``; None if the model cannot tell."""
    if not found.unlike.n:
        return None
    counts = {"cells": found.unlike.outside, "of": found.unlike.n}
    return {**counts, "announced": bool(found.why), "why": found.why, "adapted": found.adapted}


def _result(
    slide: Slide, steps: StagesOutcome, engine: Engine | Spread, counted: Differential, seconds: float
) -> dict[str, object]:
    """Return the object of ``--json``."""
    found, fields, outcome = steps.scanned, steps.fields, steps.classified
    assert outcome is not None  # the model is loaded, or an error was raised
    searched_before = max(outcome.without_cells - fields.without_cells, 0)
    return {
        "folder": slide.folder,
        "images": outcome.classified + outcome.unchanged + outcome.without_cells,
        "classified": outcome.classified,
        "unchanged": outcome.unchanged + searched_before,
        "without_cells": outcome.without_cells,
        "cells": counted.total,
        "pictures": fields.pictures.value,
        "failed": [{"path": f.path, "reason": f.reason} for f in steps.refused],
        "bits": all_bits(found.bits),
        "remarks": [{"path": path, "remark": remark} for remark, paths in found.remarks.items() for path in paths],
        "counts": counts_of(counted),
        "unidentified": counted.unidentified,
        "model": engine.card.name,
        "model_sha256": engine.sha256,
        "device": engine.device,
        "engine": engine.name,
        "seconds": round(seconds, 3),
        "images_per_second": round(outcome.classified / outcome.seconds, 2) if outcome.seconds else 0.0,
    }


def _summary(slide: Slide, steps: StagesOutcome, engine: Engine | Spread, counted: Differential) -> str:
    """Return the result as text for a person."""
    fields, outcome = steps.fields, steps.classified
    assert outcome is not None
    in_fields = fields.pictures is PictureKind.FIELDS
    without = f"{outcome.without_cells:,} without white cells, " if in_fields else ""
    lines = [
        f"{slide.folder}",
        f"{outcome.classified:,} classified by {engine.card.name} on {engine.device}, "
        f"{outcome.unchanged:,} classified before, {without}{len(steps.refused):,} refused.",
    ]
    images = outcome.classified + outcome.unchanged + outcome.without_cells
    if in_fields:
        lines.append(f"The pictures are fields: {images:,} fields show {counted.total:,} white cells:")
    elif counted.total != images:
        lines.append(f"{images:,} images show {counted.total:,} different cells; each is counted once:")
    for code, count in counts_of(counted).items():
        if count:
            lines.append(f"  {code:<5}{count:>7,}")
    return "\n".join(lines)
