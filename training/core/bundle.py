"""A program that is bundled with its own Python: recognise it, and start its modules in child processes."""

from __future__ import annotations

import sys


def is_bundled() -> bool:
    """Return whether this is a bundle of PyInstaller, in which ``sys.executable`` is the program and not Python."""
    return bool(getattr(sys, "frozen", False))


def module_command(module: str) -> list[str]:
    """Return the command that runs a module as a program; ``installer/frozen/program.py`` understands it in a bundle.

    The current folder is not searched for modules.
    """
    return [sys.executable, *([] if is_bundled() else ["-P"]), "-m", module]
