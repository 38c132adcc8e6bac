"""Class codes: the same in training and in the window."""

from __future__ import annotations

import pytest

from training.core.classes import WBC8, code_of_folder, name_of
from wbc_desktop.domain.classes import STANDARD_CLASSES


def test_training_and_window_name_the_classes_alike() -> None:
    assert [tuple(c) for c in WBC8] == [(c.code, c.name) for c in STANDARD_CLASSES]


@pytest.mark.parametrize(
    ("folder", "code"),
    [("NEUTROPHIL", "NEU"), ("ig", "IG"), ("platelet", "PLT"), ("Lymphocytes", "LYM"), ("immature_granulocyte", "IG")],
)
def test_folders_of_data_sets_name_classes(folder: str, code: str) -> None:
    assert code_of_folder(folder) == code


def test_other_folders_name_none() -> None:
    assert code_of_folder("images") is None
    assert code_of_folder("") is None
    assert name_of("XYZ") == "XYZ"
    assert name_of("BAS") == "Basophil"
