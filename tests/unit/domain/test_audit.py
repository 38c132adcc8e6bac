"""The chain of the audit trail: the hashed bytes, and the detection of every change of any entry."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbc_desktop.domain.audit import (
    FIRST_PREVIOUS_HASH,
    AuditEntry,
    Broken,
    canonical,
    cells_by_class,
    check_link,
    entry_hash,
    expand_spans,
    spans,
    time_text,
)

texts = st.text(max_size=12)


def chain_of(words: list[tuple[str, str, str]]) -> list[AuditEntry]:
    """Return a valid chain with entries of these (who, after, why)."""
    chain: list[AuditEntry] = []
    for number, (who, after, why) in enumerate(words, 1):
        previous = chain[-1].hash if chain else FIRST_PREVIOUS_HASH
        entry = AuditEntry(number, "t", who, "confirm", "act", number, 1, "", after, why, "c" * 64, previous)
        chain.append(replace(entry, hash=entry_hash(entry)))
    return chain


def check_chain(chain: Sequence[AuditEntry]) -> Broken | None:
    """Return the first fault of the chain."""
    found = (check_link(before, entry) for before, entry in zip([None, *chain], chain, strict=False))
    return next(filter(None, found), None)


chains = st.lists(st.tuples(texts, texts, texts), min_size=1, max_size=6).map(chain_of)


def test_the_hash_is_that_of_the_documented_json() -> None:
    (entry,) = chain_of([("Ädá", '{"NEU":[[1,1]]}', "")])
    wanted = {
        "format": "wbc-audit-1",
        **{f.name: getattr(entry, f.name) for f in fields(entry) if f.name != "hash"},
    }
    text = json.dumps(wanted, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    assert canonical(entry) == text.encode("ascii")
    assert entry.hash == hashlib.sha256(text.encode("ascii")).hexdigest()
    assert entry.previous == "0" * 64


@pytest.mark.slow
@given(chains)
def test_unchanged_chain_is_valid(chain: list[AuditEntry]) -> None:
    assert check_chain(chain) is None


@pytest.mark.slow
@given(chains, st.data())
def test_any_changed_field_of_any_entry_is_found_there(chain: list[AuditEntry], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(chain) - 1))
    name = data.draw(st.sampled_from([f.name for f in fields(AuditEntry)]))
    now = getattr(chain[place], name)
    other = data.draw((st.integers(-5, 50) if name in ("id", "subject_id", "slide_id") else texts).filter(now.__ne__))
    broken = check_chain([*chain[:place], replace(chain[place], **{name: other}), *chain[place + 1 :]])
    assert broken is not None
    assert broken.entry == chain[place].id


@pytest.mark.slow
@given(chains, st.data())
def test_removed_entry_is_found(chain: list[AuditEntry], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(chain) - 1))
    broken = check_chain([*chain[:place], *chain[place + 1 :]])
    if place == len(chain) - 1:
        assert broken is None  # a shorter chain: only a hash written down before can tell
    else:
        assert broken is not None
        assert broken.entry == place + 1


@pytest.mark.slow
@given(chains.filter(lambda chain: len(chain) > 1), st.data())
def test_a_swapped_pair_is_found_at_the_first_of_the_two(chain: list[AuditEntry], data: st.DataObject) -> None:
    one, two = sorted(data.draw(st.sets(st.integers(0, len(chain) - 1), min_size=2, max_size=2)))
    swapped = list(chain)
    swapped[one], swapped[two] = replace(chain[two], id=one + 1), replace(chain[one], id=two + 1)
    broken = check_chain(swapped)
    assert broken is not None
    assert broken.entry == one + 1


@pytest.mark.slow
@given(chains, st.data())
def test_rehashed_change_breaks_the_next_link(chain: list[AuditEntry], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(chain) - 1))
    forged = replace(chain[place], who=chain[place].who + "x")
    forged = replace(forged, hash=entry_hash(forged))
    broken = check_chain([*chain[:place], forged, *chain[place + 1 :]])
    if place == len(chain) - 1:
        assert broken is None
    else:
        assert broken is not None
        assert broken.entry == place + 2


@pytest.mark.slow
@given(st.sets(st.integers(-50, 50)))
def test_expanded_ranges_are_the_numbers(numbers: set[int]) -> None:
    ranges = spans(numbers)
    assert list(expand_spans(ranges)) == sorted(numbers)
    assert all(one[1] + 1 < two[0] for one, two in pairwise(ranges))


def test_cells_by_class() -> None:
    assert cells_by_class([(3, "NEU"), (1, "NEU"), (2, "NEU"), (9, None)]) == {"NEU": [[1, 3]], "": [[9, 9]]}


def test_times_are_in_utc_with_microseconds() -> None:
    jakarta = timezone(timedelta(hours=7))
    assert time_text(datetime(2026, 3, 4, 5, 6, 7, 8, jakarta)) == "2026-03-03T22:06:07.000008Z"
    assert time_text(datetime(2026, 3, 4, tzinfo=UTC)) == "2026-03-04T00:00:00.000000Z"
    with pytest.raises(ValueError, match="without a zone"):
        time_text(datetime(2026, 3, 4))
