"""Class codes and names: the same in training and in the window, and found under every name in use."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from xml.etree import ElementTree

import pytest

from training.core.class_names import code_of_class, code_of_folder, code_of_name
from training.core.classes import NO_CLASSES, WBC8, name_of
from wbc_desktop.domain.classes import NOT_CLASSED_CLASS, STANDARD_CLASSES, UNIDENTIFIED_CLASS


def test_training_and_window_use_the_same_class_names() -> None:
    assert [tuple(c) for c in WBC8] == [(c.code, c.name) for c in STANDARD_CLASSES]
    assert {UNIDENTIFIED_CLASS.code, NOT_CLASSED_CLASS.code} == NO_CLASSES


@pytest.mark.slow
def test_class_names_are_known_in_every_language_of_the_program(repository: Path) -> None:
    files = list((repository / "resources" / "translations").glob("wbc_*.ts"))
    assert files
    for cell_class in (*STANDARD_CLASSES, UNIDENTIFIED_CLASS, NOT_CLASSED_CLASS):
        assert code_of_name(cell_class.code) == code_of_name(cell_class.name) == cell_class.code
        for file in files:
            translated = {
                m.findtext("source"): m.findtext("translation") for m in ElementTree.parse(file).iter("message")
            }
            assert code_of_name(translated[cell_class.name] or "") == cell_class.code, (file.name, cell_class.name)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("NEUTROPHIL", "NEU"),
        ("  neutrophils ", "NEU"),
        ("Neutrophile", "NEU"),
        ("Neutrófilo", "NEU"),
        (unicodedata.normalize("NFD", "éosinophile"), "EOS"),
        ("Eosinofil", "EOS"),
        ("Granulocytus eosinophilus", "EOS"),
        ("Basophile", "BAS"),
        ("Lymphozyten", "LYM"),
        ("limfosit", "LYM"),
        ("mono", "MON"),
        ("NRBC", "ERB"),
        ("Normoblast", "ERB"),
        ("immature-granulocyte", "IG"),
        ("ImmatureGranulocyte", "IG"),
        ("promyelocytes", "IG"),
        ("band", "NEU"),
        ("Blutplättchen", "PLT"),
        ("keping darah", "PLT"),
        ("smudge cell", "NC"),
    ],
)
def test_names_and_short_forms_mean_a_class(text: str, code: str) -> None:
    assert code_of_name(text) == code


@pytest.mark.parametrize("text", ["", " ", "blast", "cell", "neu tro phil", "NEU LYM", "eosinophil basophil", "7", "s"])
def test_other_text_means_no_class(text: str) -> None:
    assert code_of_name(text) is code_of_folder(text) is None


def test_stage_is_a_class_of_its_own_in_a_manifest() -> None:
    """A laboratory may train bands or myelocytes as classes of their own."""
    assert code_of_name("band") == "NEU"
    assert code_of_class("band") is code_of_class("myelocyte") is None
    assert code_of_class("neutrophils") == "NEU"


@pytest.mark.parametrize(
    ("folder", "code"),
    [
        ("NEUTROPHIL", "NEU"),
        ("ig", "IG"),
        ("immature_granulocyte", "IG"),
        ("03_eosinophil", "EOS"),
        ("3 - EOS", "EOS"),
        ("01.Basophile", "BAS"),
        ("images", None),
        ("03", None),
        ("unidentified", None),
        ("artefacts", None),
    ],
)
def test_folder_name_may_begin_with_a_number(folder: str, code: str | None) -> None:
    assert code_of_folder(folder) == code


def test_unknown_code_is_its_own_name() -> None:
    assert name_of("XYZ") == "XYZ"
    assert name_of("BAS") == "Basophil"
