"""Reasons why a file is not a cell or a model unusable: stored in English, shown in the person's language."""

from __future__ import annotations

import re
from functools import cache

from wbc_desktop.domain.language import mark, tr

REASONS = (
    mark("is empty"),
    mark("is not an image"),
    mark("is not an image, although it is named {what}"),
    mark("is a picture of a kind that is not read ({what}): save it as PNG, TIFF or JPEG"),
    mark("is too large to be the picture of one cell"),
    mark("is too large to be the picture of one cell ({what} MB)"),
    mark("is too large to be the picture of one cell ({what} pixels)"),
    mark("is too small to show a cell ({what} pixels)"),
    mark("is damaged"),
    mark("is damaged or cut short"),
    mark("is damaged ({what})"),
    mark("its decoder crashed"),
    mark("its decoder does not end"),
    mark("has {what} channels: only grey, or red, green and blue, can be shown"),
    mark("has no picture {what}"),
    mark("holds a series or animation of {what} pictures: save each of them as a file"),
    mark("holds one value everywhere ({what}), so its brightness is not known"),
    mark("lacks a part of its pixels"),
    mark("needs the Python package {what} to be read: install it, or save the file as PNG"),
    mark("cannot be decoded now ({what})"),
    mark("its helper process does not start"),
    mark("is not on this computer: download it from the cloud, then open the folder again"),
    mark("holds values that are no numbers"),
    mark("is cut short (truncated)"),
    mark("is not a file"),
    mark("is a pipe and not a file"),
    mark("is a socket and not a file"),
    mark("is a device and not a file"),
    mark("is a link that leads back to itself"),
    mark("is a link to something that is not there"),
    mark("is a folder that {what}"),
    mark("is a folder of this slide that is not there: its pictures are missing"),
    mark("has a name that is no text: give it another name"),
    mark("needs more memory than there is"),
    mark("was changed while it was read: open the folder again"),
    mark("was changed since the folder was read: open the folder again"),
    mark("went away before it could be read"),
    mark("went away while it was read"),
    mark("may not be read (no permission)"),
    mark("cannot be read ({what})"),
    mark("gives no valid result with this model"),
)
"""The reasons, to be put after the name of the file. ``{what}`` is a detail, or another reason."""

REMARKS = (
    mark("holds {what}-bit values, as its header says: {more} is shown white"),
    mark("holds signed values: {what} is shown black"),
    mark("has {what} values that are no numbers: they are shown white"),
    mark("holds values from {what} to {more}: the lowest is shown black and the highest white"),
    mark("has three grey pages of one view: they are read as red, green and blue"),
    mark("is cut short: what follows its page {what} is missing"),
)
"""What a person must know about how a file is read, in the same form."""

MODEL_REASONS = (
    mark("is not there"),
    mark("is damaged or no model file"),
    mark("is damaged or no model file of this program"),
    mark("is damaged ({what})"),
    mark("is of the kind “{what}”, which this version of the program does not know"),
    mark("has an incomplete card ({what})"),
    mark("has a card whose values make no sense"),
    mark("holds weights that do not fit its card"),
    mark("holds weights that are not finite numbers"),
    mark("is damaged (its numbers do not fit each other)"),
    mark("is no replay file of this version of the program"),
    mark("is of a kind that this version of the program does not know"),
    mark("is damaged (its numbers make no sense)"),
    mark("does not fit its file for 8-bit numbers ({what})"),
    mark(
        "lists the class code “{what}”, but a code has two to eight letters A to Z and digits, and begins with a letter"
    ),
    mark("lists the class code {what}, which means that a cell is in no class"),
    mark("lists the class code {what} twice"),
    mark("gives the class {what} no name of one to 60 printable characters"),
)
"""Why a model file cannot be used (``training.core``), in the same form."""


def reason_text(reason: str) -> str:
    """Return a stored reason or remark in the person's language; an unknown one is returned unchanged."""
    for template in (*REASONS, *REMARKS, *MODEL_REASONS):
        found = _pattern(template).fullmatch(reason)
        if found is not None:
            return tr(template, **{name: reason_text(text) for name, text in found.groupdict().items()})
    return reason


@cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(template)), re.DOTALL)
