"""The name that stands beside what a person does."""

from __future__ import annotations

from wbc_desktop.domain.errors import UsageError
from wbc_desktop.domain.keys_said import key_or_name
from wbc_desktop.domain.language import tr

LONGEST = 200
"""Characters of a name: it stands beside each decision, in lists and on the report."""


def reviewer_name(text: str) -> str:
    """The reviewer as stored: without spaces around it. Raises :class:`UsageError` for no name and an endless one."""
    name = " ".join(text.split())
    if not name:
        raise UsageError(
            tr(
                "Say who reviews: come in as a reviewer ({key}), or give a name in the settings.",
                key=key_or_name("reviewer"),
            )
        )
    if len(name) > LONGEST:
        raise UsageError(tr("The reviewer’s name has more than {most} characters: shorten it.", most=LONGEST))
    return name
