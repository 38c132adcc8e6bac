"""Shared by the commands: the refusal error, common options, and a progress counter."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable


class Refused(Exception):
    """Nothing can be done; the text is the reason as one plain sentence."""


def add_json_option(command: argparse.ArgumentParser) -> None:
    """Add ``--json`` to a command."""
    command.add_argument("--json", action="store_true", help="print one JSON object on stdout")


def add_device_option(command: argparse.ArgumentParser) -> None:
    """Add ``--device`` to a command."""
    command.add_argument("--device", default="auto", metavar="auto|cpu|cuda|cuda:N|mps")


def progress(what: str, total: int) -> Callable[[int], None] | None:
    """Return a function that shows the progress on a terminal; None if stderr is no terminal."""
    if not sys.stderr.isatty():
        return None

    def show(done: int) -> None:
        if done % 50 == 0 or done == total:
            print(f"\r{what}: {done}{f' of {total}' if total else ''} ", end="", file=sys.stderr, flush=True)

    return show
