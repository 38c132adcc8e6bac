"""Row numbers as ranges, and digests by row number, compared with sets and dictionaries."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wbc_desktop.store.row_numbers import NewestDigests, RowNumbers

BATCHES = st.lists(st.sets(st.integers(1, 40), max_size=12), max_size=12)


@given(BATCHES)
def test_numbers_are_a_set(batches: list[set[int]]) -> None:
    found, wanted = RowNumbers(), set[int]()
    for some in batches:
        found.update(some)
        wanted |= some
        assert {number for number in range(-1, 43) if number in found} == wanted


def test_consecutive_numbers_are_one_range() -> None:
    found = RowNumbers()
    for first in (1, 2001, 1001):
        found.update(range(first, first + 1000))
    assert (found._firsts, found._lasts) == ([1], [3000])


@given(BATCHES)
def test_the_newest_digest_counts(batches: list[set[int]]) -> None:
    found, wanted = NewestDigests(2), dict[int, tuple[str, int]]()
    for entry, some in enumerate(batches, start=1):
        digests = {number: f"{256 * entry + number:04x}" for number in some}
        found.update(digests, entry)
        wanted |= {number: (digest, entry) for number, digest in digests.items()}
    assert {number: found.get(number) for number in found.numbers()} == dict(sorted(wanted.items()))
    assert [number in found for number in range(-1, 43)] == [number in wanted for number in range(-1, 43)]
