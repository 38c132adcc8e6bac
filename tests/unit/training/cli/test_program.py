"""Bad usage of ``wbc-train``: one plain sentence on stderr and exit status 2."""

from __future__ import annotations

import pytest

from training.cli import main


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ([], "COMMAND"),
        (["magic"], "magic"),
        (["fit"], "wbc-train fit --help"),
        (["evaluate", "m", "n", "--out", "o", "--split", "everything"], "everything"),
        (["compare", "m", "--out", "o", "--seeds", "many"], "many"),
    ],
)
def test_bad_usage_is_answered_with_one_sentence(
    words: list[str], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(words)
    assert left.value.code == 2
    told = capsys.readouterr()
    assert named in told.err
    assert len(told.err.strip().splitlines()) == 1
    assert not told.out
