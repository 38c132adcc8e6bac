"""Output of the commands: results on stdout, messages on stderr, a progress bar only on a terminal."""

from __future__ import annotations

import io
import json
import re
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")

ReportProgress = Callable[[int, int | None], None]
"""Called with (done, total); the total is None if not known yet."""


def prepare_streams() -> None:
    """Make names in any script, and names that are not valid text, printable on any terminal."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def print_json(result: Mapping[str, object]) -> None:
    """Print one JSON object on stdout, in ASCII, so that it does not depend on the terminal's encoding."""
    print(json.dumps(result, indent=2))


def print_message(message: str) -> None:
    """Print a message on stderr."""
    print(message, file=sys.stderr, flush=True)


def one_line(text: str) -> str:
    """Return ``text`` on one line and without control characters, which names can contain and terminals obey."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", " ".join(text.splitlines()))


@contextmanager
def progress_bar(title: str, unit: str) -> Iterator[ReportProgress]:
    """Show a progress bar on stderr while the work runs; nothing if stderr is not a terminal."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from tqdm import tqdm

    with tqdm(desc=title, unit=f" {unit}", file=sys.stderr, leave=False, dynamic_ncols=True) as bar:

        def report_progress(done: int, total: int | None) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield report_progress


class Bars:
    """Progress bars for the steps of a work, one after the other; any thread may report."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stack = ExitStack()
        self._title = ""

    def __enter__(self) -> Bars:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def show(self, title: str, unit: str, done: int, total: int | None) -> None:
        """Show the step and how much of it is done."""
        with self._lock:
            if title != self._title:
                self._stack.close()
                self._title = title
                self._report = self._stack.enter_context(progress_bar(title, unit))
            self._report(done, total)
