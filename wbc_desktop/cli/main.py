"""``wbc-desktop``: finds out what is asked for, does it, and turns every fault into a sentence and an exit status.

Nothing that takes time is imported before a command runs: each module beside this one imports its services inside
its functions.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from wbc_desktop.cli import audit, classify, demo, doctor, exports, labels, window
from wbc_desktop.cli.interrupt import INTERRUPTED, Interrupt, interruptible
from wbc_desktop.cli.output import one_line, prepare_streams, print_message
from wbc_desktop.cli.parser import PROGRAM, command_in, command_parser, window_parser
from wbc_desktop.cli.place import Place, place_of
from wbc_desktop.domain.errors import Cancelled, UsageError, WbcError

NOTHING_DONE = 2
"""The exit status when nothing could be done."""

Command = Callable[[argparse.Namespace, Place, Interrupt], int]

_COMMANDS: dict[str, Command] = {
    "classify": classify.run,
    "export": exports.run_export,
    "report": exports.run_report,
    "import-labels": labels.run,
    "demo": demo.run,
    "doctor": doctor.run,
    "audit": audit.run,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line (``argv``, else the process's) asks for; gives back the exit status, never raises."""
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
    except SystemExit as leave:  # argparse leaves so after --help and --version
        return leave.code if isinstance(leave.code, int) else 0
    except WbcError as error:
        print_message(one_line(str(error)))
        return NOTHING_DONE
    except (Cancelled, KeyboardInterrupt):
        print_message("Interrupted; what was finished is kept.")
        return INTERRUPTED
    except BrokenPipeError:  # whoever read our output has gone, as “head” does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOTHING_DONE
    except Exception as error:
        print_message(one_line(_unexpected(error, place)))
        return NOTHING_DONE


def _parsed(words: Sequence[str]) -> argparse.Namespace | None:
    """The arguments; None when the help of the whole program was asked for, and given."""
    if command_in(words) is not None:
        return command_parser().parse_args(words)
    args = window_parser().parse_args(words)
    if args.help:
        command_parser().print_help()
        return None
    if len(args.folder) > 1:
        raise UsageError(f"“{args.folder[0]}” is no command, and the window opens one folder: see {PROGRAM} --help.")
    args.command, args.folder = None, next(iter(args.folder), None)
    return args


def _run(args: argparse.Namespace, place: Place) -> int:
    if args.command is None:
        return window.run(args, place)
    with interruptible() as interrupt:
        return _COMMANDS[args.command](args, place, interrupt)


def _unexpected(error: Exception, place: Place | None) -> str:
    """The sentence about an error that nobody foresaw; its traceback goes into the log."""
    if isinstance(error, MemoryError):
        return "There is not enough memory: close other programs and try again; what was finished is kept."
    if place is None:
        return f"The program met an error that it did not expect ({type(error).__name__}: {error})."
    return place.report_crash(error)
