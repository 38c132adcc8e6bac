"""The command line of training: prepare, fit, evaluate, publish. Heavy imports wait until a command needs them."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any


class Refused(Exception):
    """Nothing could be done, for this one plain reason."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; see ``--help``. Returns 0, 2 (nothing could be done, with a sentence) or 130 (interrupted)."""
    arguments = _parser().parse_args(argv)
    signal.signal(signal.SIGTERM, _interrupt)  # cancel is terminate: the same as Ctrl-C
    try:
        result: dict[str, Any] = arguments.run(arguments)
    except KeyboardInterrupt:
        print("Interrupted; what was finished is kept (fit goes on from there with --resume).", file=sys.stderr)
        return 130
    except Exception as error:
        if not _is_expected(error):
            if os.environ.get("WBC_DEBUG"):
                raise
            print(
                f"This failed unexpectedly ({type(error).__name__}: {error}); WBC_DEBUG=1 shows where.", file=sys.stderr
            )
            return 2
        print(_sentence(error), file=sys.stderr)
        return 2
    if arguments.json:
        print(json.dumps(result))
    else:
        print("\n".join(f"{key}: {value}" for key, value in result.items() if not isinstance(value, list)))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="wbc-train", description="Prepare data, train and judge cell classifiers.")
    parser.add_argument("--version", action="version", version=f"wbc-train {_version()}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    prepare = commands.add_parser("prepare", help="read a zip or a folder and write a manifest")
    prepare.add_argument("source", type=Path, metavar="SRC", help="a .zip or a folder with one folder a class")
    prepare.add_argument("--out", type=Path, required=True, metavar="DIR")
    prepare.add_argument(
        "--protocol",
        choices=("paper", "folders"),
        default="folders",
        help="paper: all images shuffled, 70/15/15 a class (copies of one original on all sides);"
        " folders: TRAIN and TEST as given, validation cut from TRAIN without sharing a source (default)",
    )
    prepare.add_argument("--seed", type=int, default=0)
    prepare.set_defaults(run=_prepare)

    fit = commands.add_parser("fit", help="train a model on one or more manifests")
    fit.add_argument("manifests", type=Path, nargs="+", metavar="MANIFEST")
    fit.add_argument("--out", type=Path, required=True, metavar="RUN")
    fit.add_argument("--recipe", default="scratch", help="scratch, scratch-cpu or smoke (default: scratch)")
    fit.add_argument("--init", default="random", metavar="imagenet|random|MODEL", help="where weights come from")
    fit.add_argument("--resume", action="store_true", help="go on from the last checkpoint in RUN")
    fit.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="change an option of the recipe")
    fit.set_defaults(run=_fit)

    evaluate = commands.add_parser("evaluate", help="judge a model on one part of a manifest")
    evaluate.add_argument("model", type=Path, metavar="MODEL")
    evaluate.add_argument("manifest", type=Path, metavar="MANIFEST")
    evaluate.add_argument("--split", choices=("train", "val", "test"), default="test")
    evaluate.add_argument("--out", type=Path, required=True, metavar="DIR")
    evaluate.set_defaults(run=_evaluate)

    publish = commands.add_parser("publish", help="write a model with its evaluations, and its card, ready to ship")
    publish.add_argument("model", type=Path, metavar="MODEL")
    publish.add_argument("--name", required=True, help="the name that the program shows")
    publish.add_argument(
        "--evaluation", action="append", default=[], metavar="TITLE=FILE", help="an evaluation.json of this model"
    )
    publish.add_argument("--notes", type=Path, metavar="FILE", help="Markdown to add to the card")
    publish.add_argument("--out", type=Path, required=True, metavar="FILE", help="a .safetensors file")
    publish.set_defaults(run=_publish)

    for command in (fit, evaluate):
        command.add_argument("--device", default="auto", metavar="auto|cpu|cuda|cuda:N|mps")
    for command in (prepare, fit, evaluate, publish):
        command.add_argument("--json", action="store_true", help="print one JSON object on stdout")
    return parser


def _prepare(arguments: argparse.Namespace) -> dict[str, Any]:
    from training.data.manifest import write_manifest
    from training.data.prepare import find, split, unpack

    source: Path = arguments.source
    if not source.exists():
        raise Refused(f"There is no file or folder {source}.")
    arguments.out.mkdir(parents=True, exist_ok=True)
    found = find(source if source.is_dir() else unpack(source, arguments.out))
    samples = split(found, arguments.protocol, arguments.seed, _progress("looking for common sources", len(found)))
    manifest = arguments.out / "manifest.csv"
    write_manifest(samples, manifest)
    totals = Counter(s.label for s in samples)
    sides = Counter(s.split for s in samples)
    return {
        "manifest": str(manifest),
        "protocol": arguments.protocol,
        "found": len(found),
        "images": len(samples),
        "left_out": len(found) - len(samples),
        "classes": dict(sorted(totals.items())),
        "splits": {side: sides[side] for side in ("train", "val", "test")},
    }


def _fit(arguments: argparse.Namespace) -> dict[str, Any]:
    from training.recipes.options import options_for

    options = options_for(arguments.recipe, arguments.set)
    from training.recipes.fit import fit

    done = fit(
        arguments.manifests, arguments.out, options, arguments.init, arguments.device, arguments.resume, arguments.json
    )
    return {"model": str(done.model), "sha256": done.sha256, "epochs": done.epochs, "val_loss": done.val_loss}


def _evaluate(arguments: argparse.Namespace) -> dict[str, Any]:
    from training.recipes.evaluate import evaluate

    show = _progress("classifying", 0)
    return evaluate(
        arguments.model,
        arguments.manifest,
        arguments.split,
        arguments.out,
        arguments.device,
        (lambda done, total: show(done)) if show else None,
    )


def _publish(arguments: argparse.Namespace) -> dict[str, Any]:
    from training.recipes.publish import publish

    named = [text.partition("=") for text in arguments.evaluation]
    if not all(title and file for title, _, file in named):
        raise Refused("Write each --evaluation as TITLE=FILE.")
    notes = arguments.notes.read_text(encoding="utf-8") if arguments.notes else ""
    found = {title: Path(file) for title, _, file in named}
    return publish(arguments.model, found, arguments.out, arguments.name, notes)


def _progress(what: str, total: int) -> Any:
    """A counter on a terminal; None elsewhere."""
    if not sys.stderr.isatty():
        return None

    def show(done: int) -> None:
        if done % 50 == 0 or done == total:
            print(f"\r{what}: {done}{f' of {total}' if total else ''} ", end="", file=sys.stderr, flush=True)

    return show


def _is_expected(error: Exception) -> bool:
    """Whether the error's text is a sentence for people (ours), or a fault of the machine that is one."""
    ours = {"Refused", "ManifestError", "OptionError", "ModelFileError", "ImageError"}
    return type(error).__name__ in ours or isinstance(error, OSError)


def _sentence(error: Exception) -> str:
    if type(error).__name__ == "ModelFileError":
        return f"The model file {error}."
    if type(error).__name__ == "ImageError":
        return f"An image of the manifest {error}."
    return str(error)


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _version() -> str:
    try:
        return version("wbc-desktop")
    except PackageNotFoundError:
        return "unknown (run from a source tree)"
