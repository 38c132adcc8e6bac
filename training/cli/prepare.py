"""``wbc-train prepare``: write the manifest of a zip or a folder."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.cli.shared import Refused, add_json_option, progress

if TYPE_CHECKING:
    from training.data.class_folders import Found
    from training.data.prepare import Plan

_ABOUT = (
    "Write a manifest of the images in SRC that lie in folders named for a class: its code, its name in English,"
    " Indonesian and other languages, or a common short form; a number in front is ignored. Every image, or folder of"
    " images, that is left out is named on stderr, and the exit status is 1. Two folders of the archive of Blood Cell"
    " Images (TEST_SIMPLE beside TRAIN or TEST, dataset-master/JPEGImages) belong to no protocol: a note names them,"
    " and the exit status stays 0."
)


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    prepare = commands.add_parser("prepare", help="read a zip or a folder and write a manifest", description=_ABOUT)
    prepare.add_argument("source", type=Path, metavar="SRC", help="a .zip or a folder with one folder per class")
    prepare.add_argument("--out", type=Path, required=True, metavar="DIR")
    prepare.add_argument(
        "--protocol",
        choices=("paper", "folders", "source", "slides"),
        default="folders",
        help="paper: all images shuffled, 70/15/15 of each class (copies of one original on all sides);"
        " folders: TRAIN and TEST as given, validation cut from TRAIN without sharing a source (default);"
        " source: all images again, 70/15/15 of each class, but each source (the original of augmented copies, found by"
        " content) on one side, with DIR/sources.csv and DIR/sources.json beside the manifest;"
        " slides: whole slides, 70/15/15 of each class; a file's name begins with the slide and “_” (as in Raabin-WBC)",
    )
    prepare.add_argument("--seed", type=int, default=0)
    add_json_option(prepare)
    prepare.set_defaults(run=_prepare)


def _prepare(arguments: argparse.Namespace) -> dict[str, Any]:
    from training.data.class_folders import find
    from training.data.manifest import write_manifest
    from training.data.prepare import plan, without_contradictions

    source: Path = arguments.source
    if not source.exists():
        raise Refused(f"There is no file or folder {source}.")
    arguments.out.mkdir(parents=True, exist_ok=True)
    data = find(source, arguments.out)
    found, contradicting = without_contradictions(data.found)
    done = plan(found, arguments.protocol, arguments.seed, progress("searching common sources", len(found)))
    samples = sorted(done.samples.values(), key=lambda s: s.path)
    manifest = arguments.out / "manifest.csv"
    write_manifest(samples, manifest)
    totals = Counter(s.label for s in samples)
    sides = Counter(s.split for s in samples)
    for folder, reason in data.passed_over:
        print(f"Note: {folder} {reason}.", file=sys.stderr)
    images = len(data.found) + data.left_out
    failed = (*data.refused, *contradicting, *done.failed)
    return {
        "manifest": str(manifest),
        "protocol": arguments.protocol,
        "found": images,
        "images": len(samples),
        "left_out": images - len(samples),
        "folders": data.folders,
        "classes": dict(sorted(totals.items())),
        "splits": {side: sides[side] for side in ("train", "val", "test")},
        **(_sources(found, done, arguments.out, arguments.seed) if done.sources is not None else {}),
        "passed_over": [{"path": str(path), "reason": reason} for path, reason in data.passed_over],
        "failed": [{"path": str(path), "reason": reason} for path, reason in failed],
    }


def _sources(found: Sequence[Found], done: Plan, out: Path, seed: int) -> dict[str, Any]:
    """Write the evidence for the sources beside the manifest; return it with a sentence."""
    from training.data.certainty import certainty, sentence, write_sources

    assert done.sources is not None
    known = certainty(done.sources, [f.path for f in found], seed)
    write_sources(done.sources, done.samples, known, out)
    return {"sources": known, "certainty": sentence(known)}
