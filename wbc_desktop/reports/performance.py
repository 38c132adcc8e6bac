"""The evaluation stored in a model file as sentences: each measure with its interval and the number of cells."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from wbc_desktop.domain.language import mark, tr
from wbc_desktop.domain.model_scores import by_test_set
from wbc_desktop.reports.wording import percent

_MEASURES = (
    ("accuracy", mark("accuracy")),
    ("balanced_accuracy", mark("balanced accuracy")),
    ("macro_f1", mark("macro F1")),
)
_FEW_SHARED = 0.01
"""A smaller share of test images that the model may have seen does not change the figures visibly."""
_INTERVAL_KEYS = ("{}_ci95", "{}_ci", "{}_interval", "{}_95")


def performance(summary: Mapping[str, object]) -> list[str]:
    """Return one sentence per test set in the evaluation of a model file; none if nothing is usable.

    ``summary`` is either one evaluation (``n``, ``accuracy``, ``balanced_accuracy``, ``macro_f1``) or evaluations by
    the name of the test set. The interval of a measure is under ``<measure>_ci95`` (or ``_ci``, ``_interval``,
    ``_95``) as two fractions, or as an object with ``low`` and ``high``; a measure may itself be an object with
    ``value``, ``low`` and ``high``. Of a comparison, the candidate's side is meant (``domain/model_scores.py``). The
    file may come from elsewhere: other shapes are ignored.
    """
    own = _sentence(summary, str(summary.get("name") or summary.get("data") or ""))
    sentences = [own] if own else []
    sentences += (_sentence(part, name) for name, part in by_test_set(summary))
    return [sentence for sentence in sentences if sentence]


def _sentence(evaluation: Mapping[str, object], name: str) -> str:
    parts = []
    for key, words in _MEASURES:
        value = _number(evaluation.get(key))
        if value is None or not 0 <= value <= 1:
            continue
        bounds = _interval(evaluation, key)
        range_text = (
            tr(" (95 % interval {low} to {high} %)", low=percent(bounds[0]), high=percent(bounds[1])) if bounds else ""
        )
        parts.append(f"{tr(words)} {percent(value)} %{range_text}")
    if not parts:
        return ""
    cells = _number(evaluation.get("n"))
    on = tr(" on {cells:,.0f} cells", cells=cells) if cells is not None else ""
    start = f"{tr(name)}: " if name else ""  # "This laboratory" is the name of one without a name
    return f"{start}{', '.join(parts)}{on}{_seen(evaluation)}"


def _seen(evaluation: Mapping[str, object]) -> str:
    """Return that many test images show what the model learned, which flatters its figures; else ""."""
    leakage, rest = evaluation.get("leakage"), evaluation.get("without_shared")
    if not isinstance(leakage, Mapping):
        return ""
    shared, n = _number(leakage.get("images_in_shared_groups")) or 0, _number(evaluation.get("n")) or 0
    if leakage.get("learned_by_the_model") is False:
        return tr("; whether the model learned copies of them is not known")
    if shared <= _FEW_SHARED * n:
        return ""
    accuracy = _number(rest.get("accuracy")) if isinstance(rest, Mapping) else None
    if accuracy is None or not 0 <= accuracy <= 1:
        return tr("; {shared:,.0f} of them show an original that the model learned", shared=shared)
    return tr(
        "; {shared:,.0f} of them show an original that the model learned, without them the accuracy is {accuracy} %",
        shared=shared,
        accuracy=percent(accuracy),
    )


def _interval(evaluation: Mapping[str, object], key: str) -> tuple[float, float] | None:
    for found in (evaluation.get(key), *(evaluation.get(form.format(key)) for form in _INTERVAL_KEYS)):
        if isinstance(found, Mapping):
            low, high = _number(found.get("low")), _number(found.get("high"))
        elif isinstance(found, list | tuple) and len(found) == 2:
            low, high = _number(found[0]), _number(found[1])
        else:
            continue
        if low is not None and high is not None and 0 <= low <= high <= 1:
            return low, high
    return None


def _number(value: object) -> float | None:
    if isinstance(value, Mapping):
        value = value.get("value")
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max:
        return float(value)
    return None
