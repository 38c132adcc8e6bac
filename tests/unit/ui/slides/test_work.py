"""What the status bar says after a slide was classified."""

from __future__ import annotations

import pytest

from wbc_desktop.services.classify import ClassifyOutcome
from wbc_desktop.ui.slides.work import summary


@pytest.mark.parametrize(
    ("classified", "unchanged", "seconds", "text"),
    [
        (1, 0, 0.4, "Ready: 1 image classified"),
        (1, 39, 26.0, "Ready: 1 image classified in 26 s"),
        (9, 0, 3.0, "Ready: 9 images classified in 3 s"),
        (40, 0, 8.0, "Ready: 40 images classified in 8 s, 5.0 images/s"),
        (40, 0, 0.2, "Ready: 40 images classified"),
        (0, 1, 0.0, "Ready: 1 image, nothing new"),
        (0, 1200, 3.0, "Ready: 1,200 images, nothing new"),
    ],
)
def test_summary_says_time_and_rate_only_if_they_mean_something(
    classified: int, unchanged: int, seconds: float, text: str
) -> None:
    assert summary(ClassifyOutcome(classified, unchanged, [], seconds)) == text


def test_summary_without_a_model_says_so() -> None:
    assert summary(None) == "Ready for review; not classified"


@pytest.mark.parametrize(
    ("outcome", "text"),
    [
        (ClassifyOutcome(0, 5, [], 0.0, 1), "Ready: 5 images, nothing new; 1 field without white cells"),
        (ClassifyOutcome(0, 0, [], 0.0, 3), "Ready: 3 fields without white cells"),
        (ClassifyOutcome(4, 0, [], 0.2, 2), "Ready: 4 images classified; 2 fields without white cells"),
    ],
)
def test_fields_without_cells_are_named_as_such(outcome: ClassifyOutcome, text: str) -> None:
    assert summary(outcome) == text
