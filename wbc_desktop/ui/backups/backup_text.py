"""What the window says about a copy of the database."""

from __future__ import annotations

from datetime import datetime

from wbc_desktop.domain.language import tr, trn
from wbc_desktop.services.daily_backup import ListedCopy
from wbc_desktop.services.restore import missing_sentence


def time_of(at: datetime) -> str:
    """Return a time in the local time zone."""
    return f"{at.astimezone():%Y-%m-%d %H:%M}"


def details_of(listed: ListedCopy) -> str:
    """Return what is in a copy, and what speaks against restoring it, in lines."""
    copy, contents = listed.copy, listed.copy.contents
    lines = [str(copy.file)]
    if contents is not None:
        lines.append(
            ", ".join(
                (
                    trn("{n:,} slide", "{n:,} slides", contents.slides),
                    trn("{n:,} cell", "{n:,} cells", contents.cells),
                    trn("{n:,} of them decided", "{n:,} of them decided", contents.decided),
                    trn("{n:,} signed result", "{n:,} signed results", contents.signed),
                    trn("{n:,} model", "{n:,} models", contents.models),
                )
            )
        )
        if copy.program_version:
            lines.append(tr("Made by version {version}.", version=copy.program_version))
    return "\n".join([*lines, *warnings_of(listed)])


def warnings_of(listed: ListedCopy) -> list[str]:
    """Return what speaks against restoring a copy."""
    found = [listed.copy.fault] if listed.copy.fault else []
    if listed.of_another:
        found.append(tr("This is a copy of another database."))
    if listed.missing:
        found.append(missing_sentence(listed.missing))
    if listed.copy.left_out:
        found.append(tr("The files of these models are not in it: {names}.", names=", ".join(listed.copy.left_out)))
    return found
