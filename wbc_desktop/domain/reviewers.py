"""Reviewers: their roles, what each may do, and how long to wait after wrong passwords."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from wbc_desktop.domain.errors import UsageError
from wbc_desktop.domain.key_names import key_or_name
from wbc_desktop.domain.language import mark, tr

LONGEST_NAME = 200
"""Characters of a name: it stands beside each decision, in lists and on the report."""

LEAST_PASSWORD = 8
MOST_PASSWORD = 256
"""Longer ones are refused, so that nobody can keep the machine busy with hashing."""

ONLY_MANAGERS = mark(
    "Only a manager changes reviewers, rules, classes and reference ranges: ask one, or sign in as one."
)

FREE_TRIES = 2
LONGEST_WAIT = timedelta(minutes=15)


class Role(StrEnum):
    """What a reviewer is in the laboratory."""

    TECHNICIAN = mark("technician")
    PATHOLOGIST = mark("pathologist")
    MANAGER = mark("manager")


@dataclass(frozen=True, slots=True)
class Account:
    """A local account as it is now. It is never deleted, for history names it; ``active`` False: not to be used.

    Each change of role, password or ``active`` gives it a new ``version``, a number that no account had before.
    """

    id: int
    name: str
    role: Role
    active: bool
    password: str
    created_at: datetime
    changed_at: datetime
    version: int = 0

    @property
    def identity(self) -> Identity:
        """The identity of a person who has just signed in to this account."""
        return Identity(self.name, self.role, self.id, self.version)


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong passwords in a row for an account, and when the last of them was tried."""

    wrong: int = 0
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """The person who acts: an account as it was at sign-in or, without accounts, a typed name (the rest is None).

    Every act of a person carries one, and the store checks it (``store/guard.py``): it holds for one ``version`` of the
    account.
    """

    name: str
    role: Role | None = None
    account_id: int | None = None
    version: int | None = None

    @property
    def may_manage(self) -> bool:
        """Whether accounts and rules may be changed: by managers, and by anyone until there is a manager."""
        return self.role in (None, Role.MANAGER)


NOBODY = Identity("")
"""Nobody is signed in, where there are accounts."""


def wait_after(wrong: int) -> timedelta:
    """How long no password is tried after so many wrong ones in a row: nothing for the first two, then 2 s, doubled.

    It never grows beyond 15 minutes and nobody is locked out for good: a prank must not close a laboratory. A manager
    clears it by setting a new password.
    """
    if wrong <= FREE_TRIES:
        return timedelta(0)
    return min(LONGEST_WAIT, timedelta(seconds=2 ** min(wrong - FREE_TRIES, 20)))


def wait_left(tries: Tries, now: datetime) -> timedelta:
    """How long from ``now`` until a password is tried again; zero when it is tried at once.

    A clock that was put back does not lengthen the wait beyond what it was.
    """
    if tries.last is None:
        return timedelta(0)
    wait = wait_after(tries.wrong)
    return min(wait, max(timedelta(0), tries.last + wait - now))


def reviewer_name(text: str) -> str:
    """Return the name as it is stored, without spaces around it. Raises UsageError for an empty or endless name."""
    name = " ".join(text.split())
    if not name:
        raise UsageError(
            tr(
                "Say who reviews: come in as a reviewer ({key}), or give a name in the settings.",
                key=key_or_name("reviewer"),
            )
        )
    if len(name) > LONGEST_NAME:
        raise UsageError(tr("The reviewer’s name has more than {most} characters: shorten it.", most=LONGEST_NAME))
    return name


def folded(name: str) -> str:
    """A name as it is compared: names that differ in case or spaces only are the same."""
    return " ".join(name.split()).casefold()


def password_fault(password: str, name: str) -> str | None:
    """Why this is no possible password, as the end of a sentence; None when it is one."""
    if len(password) < LEAST_PASSWORD:
        return tr("it needs at least {least_password} characters", least_password=LEAST_PASSWORD)
    if len(password) > MOST_PASSWORD:
        return tr("it may have at most {most_password} characters", most_password=MOST_PASSWORD)
    if folded(password) == folded(name):
        return tr("it is the reviewer’s name")
    if len(set(password)) < 3:
        return tr("it is one character repeated")
    return None
