"""``demo``: draw synthetic smear images to try the program."""

from __future__ import annotations

import argparse
from pathlib import Path

from wbc_desktop.cli.interrupt import Interrupt
from wbc_desktop.cli.output import print_json, progress_bar
from wbc_desktop.cli.place import Place


def run(args: argparse.Namespace, _place: Place, interrupt: Interrupt) -> int:
    """Draw the images; the database does not change."""
    from wbc_desktop.services.demo import draw_demo

    with progress_bar("Drawing", "images") as report_progress:
        demo = draw_demo(Path(args.folder), args.count, args.seed, cancel=interrupt, progress=report_progress)
    if demo.images < args.count:
        interrupt.check()
    if args.json:
        folder = str(demo.folder.absolute())
        print_json(
            {"folder": folder, "images": demo.images, "drawn": demo.drawn, "counts": demo.counts, "seed": demo.seed}
        )
    else:
        print(f"{demo.folder}: {demo.images:,} images of {len(demo.counts)} classes, {demo.drawn:,} drawn now")
    return 0
