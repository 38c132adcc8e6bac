"""What all parsers of the command line share: errors in one sentence, and the common options."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any, NoReturn

from wbc_desktop.domain.errors import UsageError

PROGRAM = "wbc-desktop"

Commands = Any
"""The result of ``add_subparsers``, for which argparse has no public type."""


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one plain sentence."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        options.setdefault("allow_abbrev", False)
        super().__init__(*args, **options)

    def error(self, message: str) -> NoReturn:
        """Raise :class:`UsageError` instead of printing the usage and exiting."""
        raise UsageError(f"{message[:1].upper()}{message[1:].rstrip('.')}: see {self.prog} --help.")


class ShowVersion(argparse.Action):
    """Print the version, which is looked up only for this option."""

    def __init__(self, option_strings: Sequence[str], dest: str, **_: Any) -> None:
        super().__init__(option_strings, argparse.SUPPRESS, nargs=0, help="show the version and exit")

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> NoReturn:
        """Print the version and exit."""
        from wbc_desktop.runtime.version import version

        print(f"{PROGRAM} {version()}")
        raise SystemExit(0)


def not_empty(text: str) -> str:
    """Return the name of a file or folder. An empty name (of an unset variable) would mean the current folder."""
    if not text.strip():
        raise argparse.ArgumentTypeError("the name of a file or folder is empty")
    return text


def add_common(parser: argparse.ArgumentParser) -> None:
    """Add the options that every command takes, also before its name."""
    parser.add_argument(
        "--data-dir",
        type=not_empty,
        metavar="DIR",
        default=argparse.SUPPRESS,
        help="directory of the database and logs",
    )
    parser.add_argument(
        "--database",
        metavar="URL",
        default=argparse.SUPPRESS,
        help="another database: sqlite:///FILE, or postgresql://USER@SERVER/DATABASE for several benches",
    )
    parser.add_argument("--version", action=ShowVersion)


def add_reviewer(parser: argparse.ArgumentParser) -> None:
    """Add the options for the person who acts (``sign_in.person``)."""
    parser.add_argument("--reviewer", metavar="NAME", help="who does it")
    parser.add_argument(
        "--password-stdin", action="store_true", help="read the password of NAME from the first line of the input"
    )


def add_command(commands: Commands, name: str, summary: str, description: str = "", epilogue: str = "") -> Parser:
    """Add a command with the common options and ``--json``, and return its parser."""
    parser: Parser = commands.add_parser(
        name, help=summary, description=description or f"{summary[:1].upper()}{summary[1:]}.", epilog=epilogue
    )
    parser.add_argument("--json", action="store_true", help="print only one JSON object on stdout")
    add_common(parser)
    return parser
