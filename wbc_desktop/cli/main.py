"""``wbc-desktop``: parse the command line, run the command, and turn every error into a sentence and an exit status.

For a quick start, each command's module imports its services inside its functions.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from wbc_desktop.cli import audit, backup, classify, demo, doctor, exports, finetune, labels, models, settings, window
from wbc_desktop.cli.interrupt import INTERRUPTED, Interrupt, interruptible
from wbc_desktop.cli.output import one_line, prepare_streams, print_message
from wbc_desktop.cli.parser import command_in, command_parser, window_parser
from wbc_desktop.cli.parser_parts import PROGRAM
from wbc_desktop.cli.place import Place, place_of
from wbc_desktop.domain.errors import Cancelled, UsageError, WbcError

FAILED = 2
"""The exit status if the command failed."""

Command = Callable[[argparse.Namespace, Place, Interrupt], int]

_COMMANDS: dict[str, Command] = {
    "classify": classify.run,
    "export": exports.run_export,
    "report": exports.run_report,
    "import-labels": labels.run,
    "finetune": finetune.run,
    "models": models.run,
    "demo": demo.run,
    "doctor": doctor.run,
    "audit": audit.run,
    "backup": backup.run_backup,
    "restore": backup.run_restore,
    "settings": settings.run,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line (``argv``, else that of the process) and return the exit status; never raises."""
    words = list(sys.argv[1:] if argv is None else argv)
    prepare_streams()
    place: Place | None = None
    try:
        args = _parsed(words)
        if args is None:
            return 0
        place = place_of(args)
        status = _run(args, place)
        sys.stdout.flush()
        return status
    except SystemExit as leave:  # raised by argparse after --help and --version
        return leave.code if isinstance(leave.code, int) else 0
    except WbcError as error:
        print_message(one_line(str(error)))
        return FAILED
    except (Cancelled, KeyboardInterrupt):
        print_message("Interrupted; finished results are kept.")
        return INTERRUPTED
    except BrokenPipeError:  # the reader of the output, for instance “head”, has ended
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as error:
        print_message(one_line(_unexpected(error, place)))
        return FAILED


def _parsed(words: Sequence[str]) -> argparse.Namespace | None:
    """Return the arguments; None after printing the help of the whole program."""
    if command_in(words) is not None:
        return command_parser().parse_args(words)
    args = window_parser().parse_args(words)
    if args.help:
        command_parser().print_help()
        return None
    if len(args.folder) > 1:
        raise UsageError(f"“{args.folder[0]}” is not a command, and the window opens one folder: see {PROGRAM} --help.")
    args.command, args.folder = None, next(iter(args.folder), None)
    return args


def _run(args: argparse.Namespace, place: Place) -> int:
    if args.command is None:
        return window.run(args, place)
    with interruptible() as interrupt:
        return _COMMANDS[args.command](args, place, interrupt)


def _unexpected(error: Exception, place: Place | None) -> str:
    """Return a sentence about an unexpected error; its traceback goes into a crash report."""
    if isinstance(error, MemoryError):
        return "There is not enough memory: close other programs and try again. Finished results are kept."
    if place is None:
        return f"An unexpected error occurred ({type(error).__name__}: {error})."
    return place.report_crash(error)
