"""Reviewers: accounts, roles, identities, and the wait after wrong passwords."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from wbc_desktop.domain.errors import UsageError
from wbc_desktop.domain.key_names import key_or_name
from wbc_desktop.domain.language import mark, tr

LONGEST_NAME = 200
"""The largest number of characters of a name, which is shown in lists and on the report."""

LEAST_PASSWORD = 8
MOST_PASSWORD = 256
"""Longer passwords are refused, because hashing them would keep the computer busy."""

ONLY_MANAGERS = mark(
    "Only a manager changes reviewers, rules, models, classes and reference ranges: ask one, or sign in as one."
)

FREE_TRIES = 2
LONGEST_WAIT = timedelta(minutes=15)


class Role(StrEnum):
    """The role of a reviewer in the laboratory."""

    TECHNICIAN = mark("technician")
    PATHOLOGIST = mark("pathologist")
    MANAGER = mark("manager")


@dataclass(frozen=True, slots=True)
class Account:
    """A local account. It is never deleted, because the history refers to it; ``active`` False: nobody can sign in.

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
    """The number of wrong passwords in a row for an account, and the time of the last."""

    wrong: int = 0
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """The person who acts: an account as it was at sign-in or, without accounts, a typed name (the rest is None).

    Every act of a person has one, and the store checks it (``store/guard.py``): it is valid for one ``version`` of the
    account.
    """

    name: str
    role: Role | None = None
    account_id: int | None = None
    version: int | None = None

    @property
    def may_manage(self) -> bool:
        """Whether the person may change accounts and rules: managers, and everybody if there are no accounts."""
        return self.role in (None, Role.MANAGER)


NOBODY = Identity("")
"""The identity if there are accounts and nobody is signed in."""


def wait_after(wrong: int) -> timedelta:
    """Return the wait after this number of wrong passwords in a row: none after two, then 2 s, doubled each time.

    It is at most 15 minutes, so that nobody is locked out permanently. A new password, set by a manager, ends it.
    """
    if wrong <= FREE_TRIES:
        return timedelta(0)
    return min(LONGEST_WAIT, timedelta(seconds=2 ** min(wrong - FREE_TRIES, 20)))


def wait_left(tries: Tries, now: datetime) -> timedelta:
    """Return the time from ``now`` until the next password is accepted for checking; zero if at once.

    Setting the clock back does not lengthen the wait.
    """
    if tries.last is None:
        return timedelta(0)
    wait = wait_after(tries.wrong)
    return min(wait, max(timedelta(0), tries.last + wait - now))


def reviewer_name(text: str) -> str:
    """Return the name as it is stored, with single spaces. Raises UsageError if it is empty or too long."""
    name = " ".join(text.split())
    if not name:
        raise UsageError(
            tr(
                "Sign in as a reviewer ({key}), or enter a name in the settings.",
                key=key_or_name("reviewer"),
            )
        )
    if len(name) > LONGEST_NAME:
        raise UsageError(tr("The reviewer’s name has more than {most} characters: shorten it.", most=LONGEST_NAME))
    return name


def folded(name: str) -> str:
    """Return a name for comparison: names that differ only in case or spaces are equal."""
    return " ".join(name.split()).casefold()


def password_fault(password: str, name: str) -> str | None:
    """Return why the password is not acceptable, as the end of a sentence; None if it is."""
    if len(password) < LEAST_PASSWORD:
        return tr("it needs at least {least_password} characters", least_password=LEAST_PASSWORD)
    if len(password) > MOST_PASSWORD:
        return tr("it may have at most {most_password} characters", most_password=MOST_PASSWORD)
    if folded(password) == folded(name):
        return tr("it is the reviewer’s name")
    if len(set(password)) < 3:
        return tr("it is one character repeated")
    return None
