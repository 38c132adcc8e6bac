"""Each key does one thing, whatever a person assigns and whatever is stored."""

from __future__ import annotations

from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbc_desktop.domain.classes import STANDARD_CLASSES, CellClass, cell_class
from wbc_desktop.domain.keymap import BY_NAME, Keymap, KeyRefused, class_keys, class_name, normal_key, why_reserved

codes = st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZÄ0123456789_", min_size=1, max_size=5)
names = st.sampled_from([*BY_NAME, *(class_name(c.code) for c in STANDARD_CLASSES), "of a later version"])
some_keys = st.sampled_from(
    ["K", "U", "Space", "Ctrl+Z", "7", "N", "Shift+F5", "ctrl+k", "F", "", "Left", "Hyper+K", "+"]
)


def test_the_standard_classes_have_the_keys_of_the_design() -> None:
    assert "".join(class_keys(STANDARD_CLASSES).values()) == "NLMEBIRP"


def test_the_keys_of_the_design() -> None:
    wanted = {
        **{"UNI": "U", "NC": "X", "confirm": "Space", "heat": "H", "undo": "Ctrl+Z", "redo": "Ctrl+Shift+Z"},
        **{"full_screen": "F", "open": "Ctrl+O", "pdf": "Ctrl+P", "help": "F1"},
    }
    assert {name: Keymap().keys(name)[0] for name in wanted} == wanted


def test_default_keys_are_valid_and_unique() -> None:
    every = [key for command in BY_NAME.values() for key in command.keys]
    assert len(every) == len(set(every))
    assert all(normal_key(key) == key and not why_reserved(key) for key in every)
    assert Keymap.read({}) == (Keymap(), [])


@pytest.mark.slow
@given(st.lists(codes, unique=True, max_size=30))
def test_no_class_has_a_key_twice_or_that_of_a_command(extra: list[str]) -> None:
    classes = [*STANDARD_CLASSES, *(CellClass(code, code, True, "#777777", "") for code in extra)]
    classes = list({c.code: c for c in classes}.values())
    keys = class_keys(classes)
    given_keys = [key for key in keys.values() if key]
    assert len(set(given_keys)) == len(given_keys)
    assert not Keymap().letters & set(given_keys)
    assert set(keys) == {c.code for c in classes}


def test_a_class_that_only_a_model_knows_gets_a_letter_of_its_code() -> None:
    assert class_keys([*STANDARD_CLASSES, cell_class("BLA", "Blast")])["BLA"] == "A"


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        *(("shift+ctrl+z", "Ctrl+Shift+Z"), ("n", "N"), ("space", "Space"), ("Ctrl++", "Ctrl++"), ("+", "+")),
        *(("Shift+?", "?"), ("alt+F4", "Alt+F4"), ("", None), ("Ctrl+", None), ("F36", None)),
        *(("Ctrl+Ctrl+A", None), ("NN", None), ("\n", None), ("Hyper+A", None)),
    ],
)
def test_a_key_is_written_in_one_way(typed: str, key: str | None) -> None:
    assert normal_key(typed) == key


@pytest.mark.slow
@given(st.text(max_size=12))
def test_any_text_is_a_key_or_none(text: str) -> None:
    key = normal_key(text)
    assert key is None or normal_key(key) == key
    why_reserved(key or "A")


@pytest.mark.parametrize("key", ["Left", "Shift+PgDown", "Return", "Tab", "Alt+F"])
def test_reserved_keys_are_refused(key: str) -> None:
    with pytest.raises(KeyRefused, match="choose another"):
        Keymap().assign("confirm", key, STANDARD_CLASSES)


def test_a_key_that_another_command_or_class_has_is_refused_by_its_name() -> None:
    with pytest.raises(KeyRefused, match=r"Space is the key of “Confirm”"):
        Keymap().assign("heat", "space", STANDARD_CLASSES)
    with pytest.raises(KeyRefused, match=r"N is the key of “Neutrophil”"):
        Keymap().assign("heat", "N", STANDARD_CLASSES)
    with pytest.raises(KeyRefused, match=r"U is the key of “Unidentified”"):
        Keymap().assign(class_name("NEU"), "U", STANDARD_CLASSES)
    with pytest.raises(KeyRefused, match="one letter A to Z or one digit"):
        Keymap().assign(class_name("NEU"), "Ctrl+N", STANDARD_CLASSES)


def test_reset_to_a_taken_key_is_refused() -> None:
    moved = Keymap().assign("confirm", "K", STANDARD_CLASSES).assign("next", "Space", STANDARD_CLASSES)
    with pytest.raises(KeyRefused, match=r"“Next cell to review”"):
        moved.reset("confirm", STANDARD_CLASSES)
    assert moved.reset("next", STANDARD_CLASSES).reset("confirm", STANDARD_CLASSES) == Keymap()


def test_the_same_key_again_and_the_programs_key_change_nothing() -> None:
    assert Keymap().assign("confirm", "Space", STANDARD_CLASSES) == Keymap()
    assert Keymap().assign("redo", "", STANDARD_CLASSES).keys("redo") == ()


def test_a_class_whose_letter_a_command_took_gets_another() -> None:
    blast = CellClass("BLA", "Blast", True, "#777777", "K")
    keymap = Keymap().assign("confirm", "K", STANDARD_CLASSES)
    assert class_keys([*STANDARD_CLASSES, blast], keymap)["BLA"] == "A"
    assert class_keys([*STANDARD_CLASSES, blast])["BLA"] == "K"


def test_chosen_keys_have_priority_and_may_be_empty() -> None:
    keymap = Keymap().assign(class_name("NEU"), "7", STANDARD_CLASSES)
    keymap = keymap.assign(class_name("LYM"), "", STANDARD_CLASSES)
    keys = class_keys(STANDARD_CLASSES, keymap)
    assert (keys["NEU"], keys["LYM"]) == ("7", "")


def test_former_names_of_commands_are_understood() -> None:
    keymap, bad = Keymap.read({"again": ["F7"], "waiting": ["Ctrl+J"], "all": ["no key"]})
    assert keymap.changed == {"rescan": ("F7",), "only_unreviewed": ("Ctrl+J",)}
    assert bad == ["show_all"]
    assert set(keymap.stored()) == {"rescan", "only_unreviewed"}


def test_every_former_name_stands_for_a_command() -> None:
    former = ["again", "all", "fields", "full", "second", "take_out", "waiting"]
    assert not set(former) & set(BY_NAME)
    keys = {name: [f"F{20 + number}"] for number, name in enumerate(former)}
    assert list(Keymap.read(keys)[0].changed.values()) == [tuple(key) for key in keys.values()]


@pytest.mark.slow
@given(st.dictionaries(names, st.lists(some_keys, max_size=3), max_size=12))
def test_whatever_is_stored_no_key_does_two_things(saved: dict[str, list[str]]) -> None:
    keymap, bad = Keymap.read(saved)
    every = [key for name in BY_NAME for key in keymap.keys(name)]
    every += [key for key in class_keys(STANDARD_CLASSES, keymap).values() if key]
    assert sorted(every) == sorted(set(every))
    assert set(bad) <= set(saved)
    assert not set(bad) & set(keymap.changed)
    assert Keymap.read(keymap.stored()) == (keymap, [])


@pytest.mark.slow
@given(st.lists(st.tuples(names.filter(lambda n: "version" not in n), some_keys | st.just("reset")), max_size=12))
def test_whatever_is_chosen_no_key_does_two_things(chosen: list[tuple[str, str]]) -> None:
    keymaps = [Keymap()]
    for name, key in chosen:
        now = keymaps[-1]
        with suppress(KeyRefused):
            keymaps.append(
                now.reset(name, STANDARD_CLASSES) if key == "reset" else now.assign(name, key, STANDARD_CLASSES)
            )
    for _, keymap in pairwise(keymaps):
        assert Keymap.read(keymap.stored()) == (keymap, [])
