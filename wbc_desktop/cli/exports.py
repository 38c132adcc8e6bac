"""``export`` and ``report``: write the stored results of a folder to a file."""

from __future__ import annotations

import argparse
from pathlib import Path

from wbc_desktop.cli.interrupt import Interrupt
from wbc_desktop.cli.output import print_json, print_message
from wbc_desktop.cli.place import Place


def run_export(args: argparse.Namespace, place: Place, interrupt: Interrupt) -> int:
    """Write the CSV and return 0."""
    from wbc_desktop.services.contents import changed_files
    from wbc_desktop.services.exports import cell_comments, check_target, export_csv, stored_slide

    path = Path(args.csv)
    check_target(path)
    with place.database() as db:
        slide = stored_slide(db, Path(args.folder))
        interrupt.check()
        rows = export_csv(db, slide, path)
        remarks = [
            {"path": c.path, "sha256": c.sha256, "comment": c.text, "reviewer": c.reviewer, "at": c.at.isoformat()}
            for c in cell_comments(db, slide)
        ]
        changed = changed_files(db, slide)
    _report_changed_files(changed)
    if args.json:
        more = {"comments": remarks, "changed": changed}
        more = {name: found for name, found in more.items() if found}
        print_json({"folder": slide.folder, "csv": str(path.absolute()), "rows": rows, **more})
    else:
        print(f"{path}: {rows:,} images of {slide.folder}")
    return 0


def run_report(args: argparse.Namespace, place: Place, interrupt: Interrupt) -> int:
    """Write the PDF and return 0."""
    from wbc_desktop.runtime.settings import Settings
    from wbc_desktop.services.contents import changed_files
    from wbc_desktop.services.exports import check_target, stored_slide
    from wbc_desktop.services.report import write_report

    path = Path(args.pdf)
    check_target(path)
    with place.database() as db:
        slide = stored_slide(db, Path(args.folder))
        interrupt.check()
        cells = write_report(db, slide, path, Settings.load(place.data_dir))
        changed = changed_files(db, slide)
    _report_changed_files(changed)
    if args.json:
        more = {"changed": changed} if changed else {}
        print_json({"folder": slide.folder, "pdf": str(path.absolute()), "cells": cells, **more})
    else:
        print(f"{path}: {cells:,} cells of {slide.folder}")
    return 0


def _report_changed_files(paths: list[str]) -> None:
    from wbc_desktop.services.contents import changed_files_sentence

    if paths:
        print_message(changed_files_sentence(paths))
