"""The evaluations in a model file, by test set: also those of a candidate that was compared with the active model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def by_test_set(evaluation: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """Return name and evaluation of each test set.

    The file comes from outside: other shapes are left out. Of a comparison (``home``, a list, and ``laboratory``) the
    part of the candidate is returned, with the number of cells as ``n``.
    """
    found: list[tuple[str, Mapping[str, Any]]] = []
    for name, part in evaluation.items():
        compared = [one for one in (part if isinstance(part, list) else [part]) if _is_comparison(one)]
        found += ((str(one.get("name") or name), {"n": one.get("n"), **one["candidate"]}) for one in compared)
        if not compared and isinstance(part, Mapping):
            found.append((str(part.get("name") or name), part))
    return found


def balanced_accuracies(evaluation: Mapping[str, Any]) -> list[tuple[str, float]]:
    """Return name and balanced accuracy (0 to 1) of each test set that has one."""
    found = ((name, _share(part.get("balanced_accuracy"))) for name, part in by_test_set(evaluation))
    return [(name, share) for name, share in found if share is not None]


def counts(training_data: Mapping[str, Any], key: str) -> dict[str, int]:
    """Return the numbers of cells by class under ``key`` of a card's training data; {} if there are none."""
    found = training_data.get(key)
    if not isinstance(found, Mapping):
        return {}
    return {str(code): n for code, n in found.items() if isinstance(n, int) and not isinstance(n, bool) and n >= 0}


def thresholds(training_data: Mapping[str, Any]) -> dict[str, float]:
    """Return the Unidentified threshold of each laboratory from whose corrections a model learned."""
    found = training_data.get("branches")
    if not isinstance(found, Mapping):
        return {}
    shares = {str(name): _share(about.get("threshold")) for name, about in found.items() if isinstance(about, Mapping)}
    return {name: share for name, share in shares.items() if share is not None}


def _is_comparison(part: object) -> bool:
    return isinstance(part, Mapping) and isinstance(part.get("candidate"), Mapping)


def _share(value: Any) -> float | None:
    share = value.get("value") if isinstance(value, Mapping) else value
    if isinstance(share, int | float) and not isinstance(share, bool) and 0 <= share <= 1:
        return float(share)
    return None
