"""The figures of the paper, for comparison: A. R. Dewi et al., 2026, Tables 2 to 4 (in per cent)."""

from __future__ import annotations

CLASSES = frozenset({"EOS", "LYM", "MON", "NEU"})

TRAINING = {"1": (78.86, 81.76), "2": (99.63, 99.95)}
"""Table 2: training and validation accuracy of each phase."""

REPORTS: dict[str, dict[str, tuple[float, float, float, int]]] = {
    "1": {
        "EOS": (71.0, 73.0, 72.0, 469),
        "LYM": (82.0, 97.0, 89.0, 466),
        "MON": (91.0, 89.0, 90.0, 465),
        "NEU": (84.0, 68.0, 75.0, 475),
        "macro": (82.0, 82.0, 82.0, 1875),
        "weighted": (82.0, 82.0, 82.0, 1875),
    },
    "2": {
        "EOS": (99.58, 100.0, 99.79, 471),
        "LYM": (100.0, 100.0, 100.0, 467),
        "MON": (100.0, 100.0, 100.0, 466),
        "NEU": (100.0, 99.58, 99.79, 477),
        "macro": (99.89, 99.90, 99.89, 1881),
        "weighted": (99.89, 99.89, 99.89, 1881),
    },
}
"""Tables 3 and 4: precision, recall, F1 and support (which differ from the 1,869 test images of its Table 1)."""

ACCURACY = {"1": 82.00, "2": 99.89}
"""The accuracies of Tables 3 and 4."""
