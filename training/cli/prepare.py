"""``wbc-train prepare``: from a zip or a folder to a manifest."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.cli.shared import Refused, progress, takes_json

if TYPE_CHECKING:
    from training.data.prepare import Found, Plan


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Give the parser the command."""
    prepare = commands.add_parser("prepare", help="read a zip or a folder and write a manifest")
    prepare.add_argument("source", type=Path, metavar="SRC", help="a .zip or a folder with one folder a class")
    prepare.add_argument("--out", type=Path, required=True, metavar="DIR")
    prepare.add_argument(
        "--protocol",
        choices=("paper", "folders", "source"),
        default="folders",
        help="paper: all images shuffled, 70/15/15 a class (copies of one original on all sides);"
        " folders: TRAIN and TEST as given, validation cut from TRAIN without sharing a source (default);"
        " source: all images again, 70/15/15 a class, but each source (the original that augmented copies were made of,"
        " found from the content) on one side, with DIR/sources.csv and DIR/sources.json beside the manifest",
    )
    prepare.add_argument("--seed", type=int, default=0)
    takes_json(prepare)
    prepare.set_defaults(run=_prepare)


def _prepare(arguments: argparse.Namespace) -> dict[str, Any]:
    from training.data.manifest import write_manifest
    from training.data.prepare import find, plan, unpack

    source: Path = arguments.source
    if not source.exists():
        raise Refused(f"There is no file or folder {source}.")
    arguments.out.mkdir(parents=True, exist_ok=True)
    refused: list[tuple[Path, str]] = []
    found = find(source if source.is_dir() else unpack(source, arguments.out), refused)
    done = plan(found, arguments.protocol, arguments.seed, progress("looking for common sources", len(found)))
    samples = sorted(done.samples.values(), key=lambda s: s.path)
    manifest = arguments.out / "manifest.csv"
    write_manifest(samples, manifest)
    totals = Counter(s.label for s in samples)
    sides = Counter(s.split for s in samples)
    return {
        "manifest": str(manifest),
        "protocol": arguments.protocol,
        "found": len(found) + len(refused),
        "images": len(samples),
        "left_out": len(found) + len(refused) - len(samples),
        "classes": dict(sorted(totals.items())),
        "splits": {side: sides[side] for side in ("train", "val", "test")},
        **(_sources(found, done, arguments.out, arguments.seed) if done.sources is not None else {}),
        "failed": [{"path": str(path), "reason": reason} for path, reason in (*refused, *done.failed)],
    }


def _sources(found: Sequence[Found], done: Plan, out: Path, seed: int) -> dict[str, Any]:
    """How sure the sources are, written beside the manifest and told in a sentence."""
    from training.data.certainty import certainty, sentence, write_sources

    assert done.sources is not None
    known = certainty(done.sources, [f.path for f in found], seed)
    write_sources(done.sources, done.samples, known, out)
    return {"sources": known, "certainty": sentence(known)}
