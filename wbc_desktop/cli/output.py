"""What the commands print: results on stdout, messages on stderr, a progress bar on a terminal only."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

ReportProgress = Callable[[int, int | None], None]
"""Told (done, total); the total may not be known yet."""


def prepare_streams() -> None:
    """Let names in any script, and names that are no text at all, be printed whatever the terminal can show."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def print_json(result: Mapping[str, object]) -> None:
    """Print one JSON object on stdout; in ASCII, so that no terminal can spoil it."""
    print(json.dumps(result, indent=2))


def print_message(message: str) -> None:
    """Print a message for the person on stderr."""
    print(message, file=sys.stderr, flush=True)


def one_line(text: str) -> str:
    """``text`` on one line: a file name may hold a line break."""
    return " ".join(text.splitlines())


@contextmanager
def progress_bar(title: str, unit: str) -> Iterator[ReportProgress]:
    """A bar on stderr that goes when it is done; nothing at all where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from tqdm import tqdm

    with tqdm(desc=title, unit=f" {unit}", file=sys.stderr, leave=False, dynamic_ncols=True) as bar:

        def tell(done: int, total: int | None) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield tell
