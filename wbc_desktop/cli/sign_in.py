"""The person who acts on the command line: a name, and with accounts a password."""

from __future__ import annotations

import argparse
import getpass
import sys
from typing import TYPE_CHECKING

from wbc_desktop.domain.errors import UsageError
from wbc_desktop.domain.reviewers import Identity

if TYPE_CHECKING:
    from wbc_desktop.cli.place import Place
    from wbc_desktop.store.engine import Database


def identity(db: Database, name: str, password_stdin: bool) -> Identity:
    """Return the reviewer; if there are accounts, after sign-in. Raises WrongPassword and UsageError."""
    from wbc_desktop.services import accounts

    if not accounts.in_use(db):
        return Identity(name)
    return accounts.sign_in(db, name, _password(name, password_stdin))


def person(args: argparse.Namespace, place: Place, db: Database) -> Identity:
    """Return the same for ``--reviewer`` and ``--password-stdin``; without a name it is the one in the settings."""
    from wbc_desktop.runtime.settings import Settings

    return identity(db, args.reviewer or Settings.load(place.data_dir).reviewer, args.password_stdin)


def _password(name: str, from_stdin: bool) -> str:
    """Return the password from the first line of stdin (``--password-stdin``) or from the terminal, without echo."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise UsageError(
            f"Reviewers have accounts here, so the password of “{name}” is needed: run this in a terminal, "
            "or write the password to the first line of the input and use --password-stdin."
        )
    return getpass.getpass(f"Password of {name}: ")
