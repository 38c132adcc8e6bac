"""Sentences name the current key of a command, or the command if it has no key."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from wbc_desktop.domain import key_names
from wbc_desktop.domain.errors import UsageError
from wbc_desktop.domain.keymap import Keymap
from wbc_desktop.domain.reviewers import reviewer_name


@pytest.fixture(autouse=True)
def as_it_came() -> Iterator[None]:
    key_names.use_keymap(Keymap())
    yield
    key_names.use_keymap(Keymap())


def test_a_sentence_names_the_key_that_a_person_chose() -> None:
    with pytest.raises(UsageError, match=r"Sign in as a reviewer \(Ctrl\+L\)"):
        reviewer_name(" ")
    key_names.use_keymap(Keymap({"reviewer": ("F6",)}))
    with pytest.raises(UsageError, match=r"Sign in as a reviewer \(F6\)"):
        reviewer_name(" ")


def test_a_command_without_a_key_is_named_as_the_menu_does() -> None:
    key_names.use_keymap(Keymap({"reviewer": (), "rescan": ("F8",)}))
    assert key_names.key_or_name("reviewer") == "“Switch reviewer”"
    assert key_names.key_of("reviewer") == ""
    assert key_names.key_or_name("rescan") == "F8"


def test_keys_are_written_as_the_platform_does() -> None:
    key_names.use_keymap(Keymap(), lambda key: key.replace("Ctrl+", "⌘"))
    assert key_names.key_of("open") == "⌘O"
    assert key_names.fixed_key("Ctrl+C") == "⌘C"
