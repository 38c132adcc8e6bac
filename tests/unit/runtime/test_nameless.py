"""What logs and crash reports say about values and errors: never a text that a person typed or a name of a file."""

from __future__ import annotations

import errno
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.errors import FolderError
from wbc_desktop.runtime.nameless import Plain, code_file, error_line, shown, token, traceback_text

NAME = "Siti Rahayu"


def raised(fail: Callable[[], object]) -> BaseException:
    with pytest.raises(Exception) as caught:  # noqa: PT011, the kind is what the tests look at
        fail()
    return caught.value


def test_texts_and_paths_are_tokens() -> None:
    assert shown(NAME) == token("text", NAME)
    assert shown(NAME) == shown(NAME)
    assert shown(NAME) != shown(NAME + "a")
    assert str(shown(Path(f"/data/{NAME}/cell.PNG"))).endswith(">.png")
    assert str(shown(Path("/data/Siti.Rahayu"))).endswith(">")


def test_numbers_and_texts_of_the_program_stay() -> None:
    assert [shown(value) for value in (7, 0.5, True, None)] == [7, 0.5, True, None]
    assert shown(Plain("cuda:0")) == "cuda:0"
    assert shown(EntryKind.CLASS) == "class"


@given(st.text(min_size=3), st.sampled_from([str, Path, lambda text: [text], lambda text: {text: text}, ValueError]))
def test_no_value_is_shown(text: str, kind: Callable[[str], object]) -> None:
    hidden = f"\N{LATIN SMALL LETTER THORN}{text}"
    assert hidden not in f"{shown(kind(hidden))}"
    assert "\N{LATIN SMALL LETTER THORN}" not in f"{shown(kind(hidden))!r}"


@pytest.mark.parametrize(
    ("fail", "part"),
    [
        (lambda: Path(f"/nowhere/{NAME}").read_bytes(), f"FileNotFoundError [{errno.errorcode[errno.ENOENT]}]"),
        (lambda: {}[NAME], "KeyError"),
        (lambda: int(NAME), "ValueError"),
        (lambda: sqlite3.connect(":memory:").execute(f"SELECT '{NAME}"), "OperationalError [SQLITE_ERROR]"),
        (lambda: NAME.secret_attribute, "AttributeError (str object has no attribute secret_attribute)"),  # type: ignore[attr-defined]
        (lambda: getattr(object(), NAME), "AttributeError (object object has no attribute …)"),
        (lambda: len(NAME, NAME), "TypeError (len takes exactly one argument 2 given)"),  # type: ignore[call-arg]
        (lambda: json.loads(f'{{"{NAME}": '), "JSONDecodeError"),
    ],
)
def test_errors_tell_their_kind_and_place_without_values(fail: Callable[[], object], part: str) -> None:
    error = raised(fail)
    for text in (error_line(error), traceback_text(error)):
        assert part in text
        assert "Siti" not in text
        assert "Rahayu" not in text
    assert "tests/unit/runtime/test_nameless.py:" in traceback_text(error)


def test_a_chain_of_errors_is_told_from_its_cause() -> None:
    def fail() -> None:
        try:
            raise PermissionError(errno.EACCES, "no", f"/data/{NAME}")
        except OSError as error:
            raise FolderError(f"The folder {NAME} cannot be read.") from error

    error = raised(fail)
    line = error_line(error)
    assert line.index("FolderError") < line.index("PermissionError [EACCES]")
    text = traceback_text(error)
    assert text.index("PermissionError [EACCES]") < text.index("led to the next error") < text.rindex("FolderError")
    assert 'raise FolderError(f"The folder {NAME}' in text  # a line of the code, not its values


def test_files_of_code_have_no_folder_of_a_person() -> None:
    import numpy

    assert code_file(error_line.__code__.co_filename) == "wbc_desktop/runtime/nameless.py"
    assert code_file(numpy.__file__) == "numpy/__init__.py"
    assert code_file(json.__file__) == "json/__init__.py"
    assert code_file(f"/home/{NAME}/module.py") == "module.py"
