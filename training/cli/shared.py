"""What the commands share: a refusal, options that several take, and a counter on a terminal."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable


class Refused(Exception):
    """Nothing could be done, for this one plain reason."""


def takes_json(command: argparse.ArgumentParser) -> None:
    """Give a command ``--json``."""
    command.add_argument("--json", action="store_true", help="print one JSON object on stdout")


def takes_device(command: argparse.ArgumentParser) -> None:
    """Give a command ``--device``."""
    command.add_argument("--device", default="auto", metavar="auto|cpu|cuda|cuda:N|mps")


def progress(what: str, total: int) -> Callable[[int], None] | None:
    """A counter on a terminal; None elsewhere."""
    if not sys.stderr.isatty():
        return None

    def show(done: int) -> None:
        if done % 50 == 0 or done == total:
            print(f"\r{what}: {done}{f' of {total}' if total else ''} ", end="", file=sys.stderr, flush=True)

    return show
