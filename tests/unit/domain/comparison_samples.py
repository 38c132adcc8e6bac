"""Made-up results of training runs, as ``result.json`` holds them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from wbc_desktop.domain.comparison_result import TrainingResult, parse_result

CODES = ("NEU", "LYM", "MON", "EOS", "BAS", "IG", "ERB", "PLT")
REASONS = (
    "Passed: in the 96 held-out cells of Our laboratory (3 slides) balanced accuracy changed from 50.0 % to 75.0 % "
    "(+25.0 points, 95 % interval +12.0 to +38.0).",
    "Passed: on PBC (800 cells) no class is worse beyond noise (8 classes; the lowest p is that of MON, p = 0.500 with "
    "Holm's correction).",
)


def a_range(value: float, reach: float = 0.1, lowest: float = 0.0) -> dict[str, float]:
    return {"value": value, "low": max(lowest, value - reach), "high": min(1.0, value + reach)}


def a_side(codes: Sequence[str], n: int, accuracy: float) -> dict[str, Any]:
    """Return the figures of a model that takes its wrong cells for the next class; ``n`` cells of each class."""
    right = round(n * accuracy)
    confusion = [[0] * len(codes) for _ in codes]
    for k in range(len(codes)):
        confusion[k][k] += right
        confusion[k][(k + 1) % len(codes)] += n - right
    return {
        "accuracy": a_range(accuracy, 0.05),
        "balanced_accuracy": a_range(accuracy, 0.06),
        "ece": round(0.3 - 0.25 * accuracy, 4),
        "unidentified": round(1 - accuracy, 4),
        "error_named": 0.02,
        "confusion": confusion,
    }


def a_comparison(
    name: str = "Our laboratory",
    codes: Sequence[str] = CODES,
    n: int = 12,
    before: float = 0.5,
    after: float = 0.75,
    groups: int = 3,
) -> dict[str, Any]:
    """Return a comparison of ``n`` cells of each class."""
    better = round(n * after) - round(n * before)
    changed = {"better": max(better, 0), "worse": max(-better, 0), "p": 0.25}
    return {
        "name": name,
        "n": n * len(codes),
        "groups": groups,
        "classes": list(codes),
        "active": a_side(codes, n, before),
        "candidate": a_side(codes, n, after),
        "difference": {
            "accuracy": a_range(after - before, 0.08, -1),
            "balanced_accuracy": a_range(after - before, 0.09, -1),
        },
        "mcnemar": {**changed, "better": changed["better"] * len(codes), "worse": changed["worse"] * len(codes)},
        "per_class": {
            code: {"n": n, "active": a_range(before), "candidate": a_range(after), **changed} for code in codes
        },
        "changed": [
            {"true": code, "active": codes[(k + 1) % len(codes)], "candidate": code, "n": abs(better)}
            for k, code in enumerate(codes)
            if better
        ],
    }


def a_result(**other: Any) -> dict[str, Any]:
    """Return the content of a result as JSON values, with other fields as given."""
    return {
        "version": 1,
        "strength": "quick",
        "device": "cpu",
        "seconds": 41.5,
        "active": {"name": "wbc8", "sha256": "0123456789abcdef" * 4},
        "candidate": {"name": "wbc8 our stain", "file": "candidate.safetensors", "sha256": "fedcba9876543210" * 4},
        "corrections": {"NEU": 40, "LYM": 30, "BAS": 1},
        "laboratory_name": "Our laboratory",
        "refused": [{"path": "slide/a.png", "cell": 1, "reason": "is missing"}],
        "home": [a_comparison("PBC", n=100, before=0.97, after=0.97, groups=800)],
        "laboratory": a_comparison(),
        "gate": {"passed": True, "reasons": list(REASONS)},
        **other,
    }


def parsed(**other: Any) -> TrainingResult:
    """Return the same, read by the program."""
    return parse_result(json.dumps(a_result(**other)).encode())
