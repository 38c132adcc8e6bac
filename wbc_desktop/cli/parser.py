"""The command line: which commands there are and what they take. Imports nothing that takes time."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any, NoReturn

from wbc_desktop.domain.errors import UsageError

PROGRAM = "wbc-desktop"

DESCRIPTION = """\
WBC Desktop preclassifies images of white blood cells, lets a person review them, and reports the
differential. Without a command it opens its window, on FOLDER if one is given. A folder named like
a command is opened as ./classify.
"""

EPILOGUE = """\
Results go to stdout, messages to stderr. Exit status: 0 all done; 1 done, but some inputs were
refused, each named with its reason; 2 nothing could be done, for the reason said; 130 interrupted,
what was finished is kept.

State (database, models, logs) lies in one data directory: --data-dir, else WBC_DATA_DIR, else the
user data folder of the platform. The database is its wbc.sqlite3; --database, else
WBC_DATABASE_URL, names another SQLAlchemy URL.

For research use only. Not for use in diagnostic procedures.
"""

CLASSIFY = """\
Scans FOLDER with its subfolders for images of cells, preclassifies each that this model has not
seen yet, or of which another model has spoken since, and stores the results. A second run over an
unchanged folder classifies nothing again.
Images are only ever read.
"""

CLASSIFY_KEYS = """\
--json prints one object with:
  folder         the folder, absolute
  images         image files that were classified, now or before
  classified     image files preclassified by this run
  unchanged      image files that this model had preclassified before, the last to do so
  cells          different cells among the images (files of one content are one cell)
  failed         [{"path", "reason"}], each file that was refused; path is relative to the folder
  counts         {CLASS: n}, the cells shown by the class in which they stand now: the reviewer's,
                 else the model's. Cells of which the model was not sure are counted under UNI, cells
                 that a reviewer took out of the count under NC; both only where there are any. The
                 counts add up to cells.
  unidentified   how many cells stand as Unidentified: counts["UNI"], or 0
  unlike         {"cells", "of", "announced"}: how many cells are unlike what the model learned from, of
                 how many; and whether that is said of the slide as a whole. null where the model
                 cannot tell
  model, model_sha256, device, engine
                 what classified, and the device really used
  seconds        the whole run
  images_per_second
                 of this run's classifying, without scanning and loading the model; 0 if none

Exit status 2 when there was nothing to look at (no such folder, or nothing in it); 1 when files
were refused, also when all of them were.
"""

IMPORT_LABELS = """\
Stores labels from another system as the reviewer's classifications, in one act that can be undone.
CSV has a header with the columns path and label, in any order; other columns are ignored, and comma,
semicolon or tab separate. A table that export wrote can be imported as it is: rows without a label are
passed over. path is relative to FOLDER; letter case, leading folders and Windows separators do not
matter where exactly one picture fits. label is a class code, a name in English, Indonesian and other
languages, or a common short form. FOLDER need not have been opened before, and no model is needed.
Exit status 1 when rows were refused, each named with its number.

Where reviewers have accounts, NAME must be one of them, and NAME's password is asked for on the
terminal, or read from the first line of the input with --password-stdin. Without it, or with a
wrong one, nothing is imported (exit status 2).
"""

DEMO = """\
Draws synthetic smear images into one folder per class under DIR, to try the program without data.
The same seed draws the same images. DIR has to be new, empty, or a demo drawn before.
"""


AUDIT = """\
verify checks the audit trail: that its entries follow one another unbroken, that every row that they
speak of is as it was (decisions, preclassifications, models, signatures, amendments, reviewers,
settings), that no such row came past it, and that cells are counted as was said of them.

Exit status 0 when all is sound; 1 when something was touched: the first broken entry is named on
stderr and under broken in the JSON (entry is null for what stands beside the trail). An end that was
cut off together with its rows can be told only with a hash written down before: --head takes the
one that a signed report prints.
"""


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one plain sentence."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        options.setdefault("allow_abbrev", False)
        super().__init__(*args, **options)

    def error(self, message: str) -> NoReturn:
        """Raise :class:`UsageError` instead of printing the usage and leaving."""
        raise UsageError(f"{message[:1].upper()}{message[1:].rstrip('.')}: see {self.prog} --help.")


class ShowVersion(argparse.Action):
    """Print the version; it is looked up only when asked for."""

    def __init__(self, option_strings: Sequence[str], dest: str, **_: Any) -> None:
        super().__init__(option_strings, argparse.SUPPRESS, nargs=0, help="show the version and leave")

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> NoReturn:
        """Print and leave."""
        from wbc_desktop.services.version import version

        print(f"{PROGRAM} {version()}")
        raise SystemExit(0)


def not_empty(text: str) -> str:
    """The name of a file or folder. An empty one (of a variable that was not set) would mean the current folder."""
    if not text.strip():
        raise argparse.ArgumentTypeError("an empty name is no name of a file or folder")
    return text


def command_parser() -> Parser:
    """The parser of all commands; ``args.command`` names the one that was given."""
    usage = f"{PROGRAM} [FOLDER] [--model NAME-or-FILE]\n       {PROGRAM} COMMAND …"
    parser = Parser(PROGRAM, description=DESCRIPTION, epilog=EPILOGUE, usage=usage)
    _add_common(parser)
    commands = parser.add_subparsers(
        dest="command",
        metavar="COMMAND",
        title="commands (COMMAND --help says more)",
        prog=PROGRAM,
        parser_class=Parser,
    )
    _add_classify(commands)
    _add_export(commands)
    _add_report(commands)
    _add_import_labels(commands)
    _add_demo(commands)
    _add_doctor(commands)
    _add_audit(commands)
    return parser


def window_parser() -> Parser:
    """The parser of the call without a command, which opens the window. Its help is that of the whole program."""
    parser = Parser(PROGRAM, add_help=False)
    parser.add_argument("folder", type=not_empty, nargs="*", metavar="FOLDER")
    parser.add_argument("--model", metavar="NAME-or-FILE")
    parser.add_argument("-h", "--help", action="store_true")
    _add_common(parser)
    return parser


def command_in(argv: Sequence[str]) -> str | None:
    """The command that ``argv`` names: its first word that is neither an option nor an option's value."""
    words = iter(argv)
    for word in words:
        if word == "--":
            return None
        if word in ("--data-dir", "--database", "--model"):
            next(words, None)
        elif not word.startswith("-"):
            return word if word in COMMANDS else None
    return None


COMMANDS = ("classify", "export", "report", "import-labels", "demo", "doctor", "audit")

_Commands = Any  # argparse does not name the type of what add_subparsers gives


def _add_common(parser: argparse.ArgumentParser) -> None:
    """What every command takes, also before its name."""
    parser.add_argument(
        "--data-dir",
        type=not_empty,
        metavar="DIR",
        default=argparse.SUPPRESS,
        help="where the database and logs lie",
    )
    parser.add_argument(
        "--database",
        metavar="URL",
        default=argparse.SUPPRESS,
        help="another database",
    )
    parser.add_argument("--version", action=ShowVersion)


def _add(commands: _Commands, name: str, summary: str, description: str = "", epilogue: str = "") -> Parser:
    parser: Parser = commands.add_parser(
        name, help=summary, description=description or f"{summary[:1].upper()}{summary[1:]}.", epilog=epilogue
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object on stdout and nothing else there")
    _add_common(parser)
    return parser


def _add_classify(commands: _Commands) -> None:
    parser = _add(commands, "classify", "preclassify a folder of cell images", CLASSIFY, CLASSIFY_KEYS)
    parser.add_argument("folder", type=not_empty, metavar="FOLDER")
    parser.add_argument("--model", metavar="NAME-or-FILE", help="a registered model or a model file (the active one)")
    parser.add_argument("--device", default="auto", metavar="DEVICE", help="auto, cpu, cuda, cuda:N or mps (auto)")
    parser.add_argument("--force", action="store_true", help="classify also what this model has seen before")
    parser.add_argument("--csv", type=not_empty, metavar="FILE", help="then write one row an image to FILE")
    parser.add_argument("--pdf", type=not_empty, metavar="FILE", help="then write the report to FILE")


def _add_export(commands: _Commands) -> None:
    parser = _add(commands, "export", "write what is stored of a folder as a CSV")
    parser.add_argument("folder", type=not_empty, metavar="FOLDER")
    parser.add_argument("--csv", type=not_empty, metavar="FILE", required=True, help="where to write one row an image")


def _add_report(commands: _Commands) -> None:
    parser = _add(commands, "report", "write the report of what is stored of a folder as a PDF")
    parser.add_argument("folder", type=not_empty, metavar="FOLDER")
    parser.add_argument("--pdf", type=not_empty, metavar="FILE", required=True, help="where to write the report")


def _add_import_labels(commands: _Commands) -> None:
    parser = _add(commands, "import-labels", "take over labels from another system", IMPORT_LABELS)
    parser.add_argument("folder", type=not_empty, metavar="FOLDER")
    parser.add_argument("table", type=not_empty, metavar="CSV")
    parser.add_argument("--reviewer", metavar="NAME", required=True, help="whose classifications they are")
    parser.add_argument(
        "--password-stdin", action="store_true", help="read the password of NAME from the first line of the input"
    )


def _add_demo(commands: _Commands) -> None:
    parser = _add(commands, "demo", "draw synthetic smear images to try the program with", DEMO)
    parser.add_argument("folder", type=not_empty, metavar="DIR")
    parser.add_argument("--count", type=int, default=40, metavar="N", help="how many images in all (40)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="another seed draws others (1)")


def _add_doctor(commands: _Commands) -> None:
    description = "Says what could keep the program from working here. Exit status 0 when nothing was found, else 1."
    parser = _add(commands, "doctor", "look for what could keep the program from working here", description)
    parser.add_argument("--device", default="auto", metavar="DEVICE", help="the device to try (auto)")


def _add_audit(commands: _Commands) -> None:
    parser = _add(commands, "audit", "check the audit trail", AUDIT)
    parser.add_argument("what", choices=("verify",), metavar="verify", help="check all of it")
    parser.add_argument("--head", metavar="HASH", help="a hash that the trail must hold, as a signed report prints it")
