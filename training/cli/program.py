"""``wbc-train``: parse the command line, run the command, print the result. Heavy modules are imported by commands."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any, NoReturn

from training.cli import (
    average,
    compare,
    evaluate,
    export,
    finetune,
    fit,
    int8,
    leakage,
    prepare,
    publish,
    replay,
    unlike,
)
from training.cli.shared import sentence_of, unexpected_sentence

COMMANDS = (prepare, leakage, fit, finetune, evaluate, unlike, replay, int8, average, compare, publish, export)
"""In the order of ``--help``; each module has ``add``, which adds its commands to the parser."""


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one plain sentence; the parsers of commands are of this class, too."""

    def error(self, message: str) -> NoReturn:
        """Print ``message`` to stderr and exit with 2."""
        self.exit(2, f"{message[:1].upper()}{message[1:].rstrip('.')}: see {self.prog} --help.\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; see ``--help``.

    Returns 0, 1 (some inputs were refused, each named), 2 (nothing could be done: one sentence) or 130 (interrupted).
    """
    arguments = _parser().parse_args(argv)
    signal.signal(signal.SIGTERM, _interrupt)  # cancelling terminates the process: the same as Ctrl-C
    try:
        result: dict[str, Any] | None = arguments.run(arguments)
    except KeyboardInterrupt:
        print(
            "Interrupted. Finished work is kept; fit, finetune and compare continue from it with --resume.",
            file=sys.stderr,
        )
        return 130
    except Exception as error:
        sentence = sentence_of(error)
        if sentence is None and os.environ.get("WBC_DEBUG"):
            raise
        print(sentence or f"{unexpected_sentence(error)} WBC_DEBUG=1 shows where.", file=sys.stderr)
        return 2
    if result is None:  # one of several processes; the first one prints
        return 0
    if arguments.json:
        print(json.dumps(result))
    else:
        print("\n".join(f"{key}: {value}" for key, value in result.items() if not isinstance(value, list)))
    for refused in result.get("failed", []):
        print(f"{_place(refused)}: {refused['reason']}", file=sys.stderr)
    return 1 if result.get("failed") else 0


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="wbc-train", description="Prepare data, train and evaluate cell classifiers.")
    parser.add_argument("--version", action="version", version=f"wbc-train {_version()}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for module in COMMANDS:
        module.add(commands)
    return parser


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _version() -> str:
    try:
        return version("wbc-desktop")
    except PackageNotFoundError:
        return "unknown (run from a source tree)"


def _place(refused: Mapping[str, Any]) -> str:
    """Return the path of a refused input, and its page and cell where they are known and tell more."""
    page, number = refused.get("page"), refused.get("number")
    return str(refused["path"]) + (f", page {page + 1}" if page else "") + (f", cell {number}" if number else "")
