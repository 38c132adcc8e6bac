"""Valid command lines, and the sentences for invalid ones."""

from __future__ import annotations

import argparse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbc_desktop.cli.main import main
from wbc_desktop.cli.parser import COMMANDS, command_in, command_parser, window_parser
from wbc_desktop.domain.errors import UsageError

CALLS = {
    "classify": ["F"],
    "export": ["F", "--csv", "x.csv"],
    "report": ["F", "--pdf", "x.pdf"],
    "import-labels": ["F", "labels.csv", "--reviewer", "Ada"],
    "finetune": [],
    "models": ["list"],
    "demo": ["D"],
    "doctor": [],
    "audit": ["verify"],
    "backup": ["x.zip"],
    "restore": ["x.zip"],
    "settings": ["export", "F"],
}


def test_list_contains_every_command_of_the_parser() -> None:
    subparsers = next(a for a in command_parser()._actions if isinstance(a, argparse._SubParsersAction))
    assert tuple(subparsers.choices) == COMMANDS == tuple(CALLS)


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ([], None),
        (["slides/today"], None),
        (["./classify"], None),
        (["classify", "F"], "classify"),
        (["--data-dir", "classify"], None),
        (["--data-dir", "D", "classify", "F"], "classify"),
        (["--data-dir=D", "--database", "U", "export", "F"], "export"),
        (["--model", "demo", "F"], None),
        (["--", "classify"], None),
        (["--help"], None),
        (["F", "classify"], None),
    ],
)
def test_command_is_the_first_word_that_is_not_an_option(words: list[str], command: str | None) -> None:
    assert command_in(words) == command


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("before", [True, False])
def test_every_command_takes_the_common_options_before_and_after_its_name(command: str, before: bool) -> None:
    common = ["--data-dir", "DD", "--database", "sqlite:///x"]
    words = [*common, command, *CALLS[command]] if before else [command, *CALLS[command], *common]
    args = command_parser().parse_args([*words, "--json"])
    assert (args.command, args.data_dir, args.database, args.json) == (command, "DD", "sqlite:///x", True)


@pytest.mark.parametrize("command", COMMANDS)
def test_missing_common_options_are_not_set(command: str) -> None:
    args = command_parser().parse_args([command, *CALLS[command]])
    assert not hasattr(args, "data_dir")
    assert not hasattr(args, "database")
    assert args.json is False


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_of_each_command_go_to_stdout(
    command: str, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, option]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.startswith(f"usage: wbc-desktop {command} " if option == "--help" else "wbc-desktop ")


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    commands = out.split("COMMAND\n", 1)[1]
    assert all(f"\n    {command}" in "\n" + commands for command in COMMANDS)
    assert main(["some-folder", "-h"]) == 0
    assert capsys.readouterr().out == out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["export", "F"], "--csv"),
        (["report", "F"], "--pdf"),
        (["import-labels", "F", "x.csv"], "--reviewer"),
        (["classify"], "FOLDER"),
        (["backup"], "FILE"),
        (["restore"], "FILE"),
        (["models"], "WHAT"),
        (["models", "burn"], "burn"),
        (["models", "promote"], "NAME"),
        (["models", "export", "wbc8"], "FILE"),
        (["classify", "F", "G"], "G"),
        (["classify", "F", "--nonsense"], "--nonsense"),
        (["classify", "F", "--js"], "--js"),
        (["demo", "D", "--count", "many"], "many"),
        (["clasify", "F"], "“clasify” is not a command"),
        (["--nonsense"], "--nonsense"),
        (["--data-dir"], "--data-dir"),
        (["nowhere-at-all"], "There is no folder “nowhere-at-all” and no command of that name"),
        (["nowhere/at/all"], "There is no folder “nowhere/at/all”: check its name."),
        ([""], "is empty"),
        (["classify", ""], "is empty"),
        (["classify", "F", "--csv", ""], "is empty"),
        (["doctor", "--data-dir", " "], "is empty"),
    ],
)
def test_invalid_call_prints_one_sentence_with_status_2(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err
    assert err.endswith(".\n")
    assert err.count("\n") == 1


@pytest.mark.slow
@given(st.lists(st.text(max_size=8) | st.sampled_from([*COMMANDS, "--json", "--data-dir", "--csv", "--"]), max_size=5))
def test_any_words_are_parsed_or_refused(words: list[str]) -> None:
    parser = command_parser() if command_in(words) else window_parser()
    try:
        parser.parse_args(words)
    except UsageError as error:
        sentence = str(error)
    except SystemExit as leave:  # --help or --version
        assert leave.code == 0  # noqa: PT017
        return
    else:
        return
    assert sentence.endswith("--help.")
