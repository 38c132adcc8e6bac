"""``wbc-train evaluate`` and ``calibrate``: measure a model, and calibrate its confidence."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from training.cli.shared import Refused, add_device_option, add_json_option

_STAINS = ("reinhard", "reinhard-set", "grey-world", "grey-world-set")
_SHOWN = ("model", "model_sha256", "n", "accuracy", "balanced_accuracy", "macro_f1", "ece", "aurc")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to the parser."""
    evaluate = commands.add_parser("evaluate", help="evaluate a model on one part of a manifest")
    evaluate.add_argument("model", type=Path, metavar="MODEL")
    evaluate.add_argument("manifest", type=Path, metavar="MANIFEST")
    evaluate.add_argument("--split", choices=("train", "val", "test"), default="test")
    evaluate.add_argument("--out", type=Path, required=True, metavar="DIR")
    _more(evaluate)
    add_device_option(evaluate)
    add_json_option(evaluate)
    evaluate.set_defaults(run=_evaluate)

    calibrate = commands.add_parser("calibrate", help="set a model's temperature and Unidentified threshold")
    calibrate.add_argument("model", type=Path, metavar="MODEL")
    calibrate.add_argument("manifests", type=Path, nargs="+", metavar="MANIFEST")
    calibrate.add_argument("--split", choices=("train", "val", "test"), default="val")
    calibrate.add_argument(
        "--error",
        type=float,
        default=0.02,
        metavar="SHARE",
        help="highest error among the classified cells, by its upper 95 %% limit (default 0.02)",
    )
    calibrate.add_argument(
        "--observed",
        action="store_true",
        help="use the observed error instead of its upper 95 %% limit: for images of few originals",
    )
    calibrate.add_argument("--out", type=Path, required=True, metavar="FILE", help="the new .safetensors file")
    add_device_option(calibrate)
    add_json_option(calibrate)
    calibrate.set_defaults(run=_calibrate)


def _more(evaluate: argparse.ArgumentParser) -> None:
    """Add the options for further parts of the evaluation."""
    more = evaluate.add_argument_group("further parts of the evaluation")
    beside = "(default: the file beside the model, if there is one)"
    more.add_argument("--history", type=Path, metavar="FILE", help=f"the run's history.csv, for its curves {beside}")
    more.add_argument("--phase1", type=Path, metavar="MODEL", help=f"the model after phase 1 {beside}")
    more.add_argument(
        "--plain", type=Path, metavar="MODEL", help="another network, to compare its heatmaps with this one's"
    )
    more.add_argument(
        "--learned",
        type=Path,
        action="append",
        default=[],
        metavar="MANIFEST",
        help="a manifest on which the model was trained and tuned (default: MANIFEST itself), to search for copies of"
        " its training and, for tests, validation images; the result is cached beside MANIFEST; may be repeated",
    )
    more.add_argument(
        "--heat-cells",
        type=int,
        default=400,
        metavar="N",
        help="cells on which to measure the heatmaps (default 400; 0: none)",
    )
    more.add_argument(
        "--explanation-cells",
        type=int,
        default=0,
        metavar="N",
        help="cells on which to compare the methods of explanation: heat on the white cell, deletion and insertion,"
        " agreement over changed copies, cost (default 0: none; about 200 forward passes a cell)",
    )
    more.add_argument(
        "--shared-classes", action="store_true", help="leave out images of classes that the model does not have"
    )
    more.add_argument(
        "--flips", type=int, choices=(2, 4, 8), default=0, help="evaluate the mean over mirrored copies, too"
    )
    more.add_argument(
        "--normalise-stain",
        choices=_STAINS,
        action="append",
        default=[],
        help="evaluate with the colours of the training images, too; may be repeated",
    )
    more.add_argument(
        "--test-time-norm",
        type=float,
        action="append",
        default=[],
        metavar="SHARE",
        help="evaluate with this share (0 to 1) of batch norm statistics from the test images, too; may be repeated",
    )


def _evaluate(arguments: argparse.Namespace) -> dict[str, Any]:
    if any(not 0 < share <= 1 for share in arguments.test_time_norm):
        raise Refused("--test-time-norm takes a share above 0 and up to 1.")
    from training.recipes.evaluate import EvaluationOptions, evaluate

    asked = EvaluationOptions(
        arguments.history,
        arguments.phase1,
        arguments.plain,
        tuple(arguments.learned),
        arguments.flips,
        tuple(arguments.normalise_stain),
        tuple(arguments.test_time_norm),
        arguments.shared_classes,
        arguments.heat_cells,
        arguments.explanation_cells,
    )
    result = evaluate(
        arguments.model, arguments.manifest, arguments.split, arguments.out, arguments.device, _counter(), asked
    )
    for name in result["beside_the_model"]:
        print(f"Taken from the folder of the model: {name}.", file=sys.stderr)
    if arguments.json:
        return result
    shown = {name: result[name] for name in _SHOWN}
    shown["leakage"] = result["leakage"]["sentence"]
    return {**shown, "report": str(arguments.out / "report.pdf")}


def _calibrate(arguments: argparse.Namespace) -> dict[str, Any]:
    if not 0 < arguments.error < 1:
        raise Refused("--error takes a share between 0 and 1, like 0.02.")
    from training.recipes.calibrate import calibrate

    counter = _counter()
    found = calibrate(
        arguments.model,
        arguments.manifests,
        arguments.out,
        arguments.split,
        arguments.error,
        arguments.device,
        (lambda done, total: counter("classifying", done, total)) if counter else None,
        not arguments.observed,
    )
    if not found["threshold"]["reached"]:
        print(
            f"No threshold keeps the upper limit of the error under {arguments.error:.1%} on {found['n']} images of"
            f" {found['groups']} groups: the one with the lowest limit ({found['threshold']['bound']:.1%}) is used."
            " --observed uses the observed error instead of its limit.",
            file=sys.stderr,
        )
    return found


def _counter() -> Any:
    """Return a function that shows task and progress on a terminal; None if stderr is no terminal."""
    if not sys.stderr.isatty():
        return None

    def show(what: str, done: int, total: int) -> None:
        print(f"\r\033[K{what}: {done} of {total} ", end="" if done < total else "\n", file=sys.stderr, flush=True)

    return show
