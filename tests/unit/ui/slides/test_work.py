"""What the status bar says after the folder of a slide was read and classified."""

from __future__ import annotations

import pytest

from wbc_desktop.services.classify import ClassifyOutcome
from wbc_desktop.ui.slides.work import done_text


@pytest.mark.parametrize(
    ("outcome", "text"),
    [
        (None, "Ready for review; not classified"),
        (ClassifyOutcome(0, 5, [], 0.0), "Ready: 5 images, nothing new"),
        (ClassifyOutcome(0, 5, [], 0.0, 1), "Ready: 5 images, nothing new; 1 field without white cells"),
        (ClassifyOutcome(0, 0, [], 0.0, 3), "Ready: 3 fields without white cells"),
        (
            ClassifyOutcome(4, 0, [], 2.0, 2),
            "Ready: 4 images classified in 2 s, 2.0 images/s; 2 fields without white cells",
        ),
    ],
)
def test_fields_without_cells_are_named_as_such(outcome: ClassifyOutcome | None, text: str) -> None:
    assert done_text(outcome) == text
