"""The reasons of the gate, which the training writes in English (``training/recipes/gate.py``), in other languages."""

from __future__ import annotations

import re
from functools import cache

from wbc_desktop.domain.language import current_language, local_signs, mark, tr

UNREADABLE = mark("The result of the comparison cannot be read.")

REASONS = (
    UNREADABLE,
    mark(
        "Not passed: no corrected cells of the laboratory were held out, so that nothing shows whether the candidate "
        "is better there. Sign or finish a second slide and train again."
    ),
    mark(
        "Not passed: none of the corrected cells that were held out could be compared, so that nothing shows whether "
        "the candidate is better there. The list of cells that could not be used says why: restore their pictures, or "
        "sign or finish another slide, and train again."
    ),
    mark(
        "Not passed: there is no test set of a laboratory that the active model knows, so that nothing shows whether "
        "the candidate became worse there."
    ),
    mark("Note: all held-out cells are of one slide, so the result may differ on other slides."),
    mark("Passed: {what}."),
    mark("Not passed: {what}."),
    mark("{where} balanced accuracy {change}, but it must lie above 0"),
    mark(
        "{where} balanced accuracy {change}, and {better} cells became right and {worse} wrong (one-sided McNemar "
        "test, {p}): not worse beyond noise"
    ),
    mark(
        "{where} balanced accuracy {change}, and {better} cells became right and {worse} wrong (one-sided McNemar "
        "test, {p}): worse beyond noise"
    ),
    mark("{where} balanced accuracy {change}"),
    mark("changed from {before} to {after} ({points} points, 95 % interval {low} to {high})"),
    mark("{where} {better} cells became right and {worse} wrong (McNemar's exact test, {p})"),
    mark(
        "{where} {better} cells became right and {worse} wrong (McNemar's exact test, {p}), but p must be under "
        "{limit} in favour of the candidate"
    ),
    mark(
        "{where} the recall of {code} fell from {before} to {after}, and {better} cells became right and {worse} wrong "
        "({p} with Holm's correction): worse beyond noise"
    ),
    mark(
        "{where} no class is worse beyond noise ({n} classes; the lowest p is that of {code}, {p} with Holm's "
        "correction)"
    ),
    mark(
        "{where} the calibration error (ECE) is {ece} ({before} for the active model, and at most {margin} more is "
        "allowed); {open} of the cells stay Unidentified ({open_before} before), and {wrong} of the others are named "
        "wrongly ({wrong_before} before)"
    ),
    mark("in the {n} held-out cells of {name} ({groups} slides)"),
    mark("on {name} ({n} cells)"),
    mark("This laboratory"),
    mark("none"),
)
"""The sentences and their parts. A part in braces is a number, a name, or one of the others; counts are plural."""

_ONE = re.compile(r"\b1 (cell|slide|class)\b")
_NUMBER = re.compile(r"(p [=<] )?[+-]?[\d.,]+( %)?")


def gate_reason(reason: str) -> str:
    """Return a stored reason in the person's language; an unknown one, and any in English, is returned unchanged."""
    if current_language().code == "en":
        return reason
    return _told(_ONE.sub(lambda one: f"1 {'classes' if one[1] == 'class' else one[1] + 's'}", reason))


def _told(text: str) -> str:
    for template in REASONS:
        found = _pattern(template).fullmatch(text)
        if found is not None:
            return tr(template, **{name: _told(part) for name, part in found.groupdict().items()})
    return local_signs(text) if _NUMBER.fullmatch(text) else text


@cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(template)))
