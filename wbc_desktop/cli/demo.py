"""``demo``: draw synthetic smear images, of single cells or of fields, to try the program."""

from __future__ import annotations

import argparse
from pathlib import Path

from wbc_desktop.cli.interrupt import Interrupt
from wbc_desktop.cli.output import print_json, progress_bar
from wbc_desktop.cli.place import Place
from wbc_desktop.domain.regions import PictureKind


def run(args: argparse.Namespace, _place: Place, interrupt: Interrupt) -> int:
    """Draw the images; the database does not change."""
    from wbc_desktop.services.demo import draw_demo

    folder, pictures = Path(args.folder), PictureKind.FIELDS if args.fields else PictureKind.CELLS
    with progress_bar("Drawing", "images") as report_progress:
        demo = draw_demo(folder, args.count, args.seed, pictures, cancel=interrupt, progress=report_progress)
    if demo.images < args.count:
        interrupt.check()
    if args.json:
        print_json(
            {
                "folder": str(demo.folder.absolute()),
                "images": demo.images,
                "pictures": pictures.value,
                "drawn": demo.drawn,
                "counts": demo.counts,
                "seed": demo.seed,
            }
        )
        return 0
    cells = f" with {sum(demo.counts.values()):,} cells" if args.fields else ""
    print(f"{demo.folder}: {demo.images:,} images{cells} of {len(demo.counts)} classes, {demo.drawn:,} drawn now")
    return 0
