"""Shared by the commands: the refusal error, sentences for errors, common options, and a progress counter."""

from __future__ import annotations

import argparse
import errno
import sys
from collections.abc import Callable


class Refused(Exception):
    """Nothing can be done; the text is the reason as one plain sentence."""


_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_PACKAGES = {
    "torch": "torch torchvision",
    "torchvision": "torchvision",
    "lightning_fabric": "lightning-fabric",
    "matplotlib": "matplotlib",
}
"""Modules that a program which only classifies does without -> the packages to install."""


def sentence_of(error: Exception) -> str | None:
    """Return the sentence of an expected error: one of our own, or of the operating system. None for all others."""
    kind, text = type(error).__name__, str(error)
    if kind in ("Refused", "ManifestError", "OptionError"):
        return text
    if kind == "ModelFileError":
        return f"The model file {text}."
    if kind == "ImageError":
        return f"An image of the manifest {text}."
    if kind == "OutOfMemoryError":  # torch's, of a GPU
        return "The device has not enough memory: close other programs that use it, or give --device cpu."
    if isinstance(error, ModuleNotFoundError) and (package := _PACKAGES.get(error.name or "")):
        names, command = ", ".join(package.split()), f"{sys.executable} -m pip install {package}"
        return f"This needs {names}, not installed here: install it with “{command}”."
    if isinstance(error, MemoryError):
        return "There is not enough memory: close other programs and try again."
    if isinstance(error, OSError):
        return "The disk is full: make room and try again." if error.errno in _FULL else text
    return None


def unexpected_sentence(error: Exception) -> str:
    """Return a sentence for any other error."""
    return f"This failed unexpectedly ({type(error).__name__}: {error})."


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
