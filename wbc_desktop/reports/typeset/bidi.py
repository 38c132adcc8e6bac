"""The direction of each character of a line: the Unicode bidirectional algorithm (UAX #9) without explicit codes.

``clean`` replaces explicit codes (overrides, embeddings, isolates) by escapes, because they can disguise file names.
The remaining rules are P2, W1 to W7, N0 to N2, I1, I2, L1 and L2.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby

_PAIRS = dict(zip("([{⟨⟪⟦〈《「『【〔〖（［｛｢", ")]}⟩⟫⟧〉》」』】〕〗）］｝｣", strict=True))
_CLOSING = {close: opening for opening, close in _PAIRS.items()}
_STRONG_RIGHT = ("R", "AL", "AN")


def is_plain(text: str) -> bool:
    """Return whether all of ``text`` runs from left to right."""
    return text.isascii() or not any(unicodedata.bidirectional(c) in _STRONG_RIGHT for c in text)


def base_level(text: str) -> int:
    """Return the paragraph level: 1 if its first letter with a direction is right to left, else 0."""
    for c in text:
        kind = unicodedata.bidirectional(c)
        if kind in ("L", "R", "AL"):
            return 0 if kind == "L" else 1
    return 0


def levels(text: str, base: int) -> list[int]:
    """Return the embedding level of each character of a paragraph; odd levels run from right to left."""
    original = [unicodedata.bidirectional(c) or _default(c) for c in text]
    kinds = _weak(original, "R" if base else "L")
    _brackets(text, kinds, base)
    _neutral(kinds, base)
    result = [_implicit(kind, base) for kind in kinds]
    for at, kind in enumerate(original):
        if kind in ("B", "S"):
            _reset(original, result, at + 1, base)
    return result


def visual_runs(text: str, level: Sequence[int], start: int, end: int, base: int) -> list[tuple[int, int, int]]:
    """Return the runs (start, end, level) of the line ``text[start:end]`` from left to right."""
    line = list(level[start:end])
    kinds = [unicodedata.bidirectional(c) for c in text[start:end]]
    _reset(kinds, line, len(line), base)
    runs: list[tuple[int, int, int]] = []
    at = start
    for value, group in groupby(line):
        length = sum(1 for _ in group)
        runs.append((at, at + length, value))
        at += length
    for turn in range(max(line, default=0), 0, -1):
        runs = list(_turned(runs, turn))
    return runs


def _turned(runs: list[tuple[int, int, int]], turn: int) -> Iterator[tuple[int, int, int]]:
    """L2: every sequence of runs at ``turn`` or higher, reversed."""
    for high, group in groupby(runs, key=lambda run: run[2] >= turn):
        sequence = list(group)
        yield from reversed(sequence) if high else sequence


def _default(character: str) -> str:
    """Return the bidi class of a character unknown to this Python, by its block as in the standard."""
    code = ord(character)
    if 0x0590 <= code <= 0x08FF or 0xFB1D <= code <= 0xFDFF or 0xFE70 <= code <= 0xFEFF or 0x10800 <= code <= 0x10FFF:
        return "R"
    return "L"


def _reset(kinds: Sequence[str], line: list[int], end: int, base: int) -> None:
    """L1: separators, and white space before them or at a line's end, get the paragraph level."""
    at = end - 1
    while at >= 0 and kinds[at] in ("WS", "S", "B", "BN"):
        line[at] = base
        at -= 1


def _weak(original: Sequence[str], outside: str) -> list[str]:
    """Rules W1 to W7."""
    kinds: list[str] = []
    strong = outside
    for kind in original:  # W1 to W3 (a joiner counts as a mark)
        new = (kinds[-1] if kinds else outside) if kind in ("NSM", "BN") else kind
        if new in ("L", "R", "AL"):
            strong = new
        kinds.append("AN" if new == "EN" and strong == "AL" else new)
    # An Arabic letter keeps its class until W2 has examined the digits after it.
    kinds = ["R" if kind == "AL" else kind for kind in kinds]
    for at in range(1, len(kinds) - 1):  # W4
        before, kind, after = kinds[at - 1 : at + 2]
        if (kind == "CS" and before == after and before in ("EN", "AN")) or (kind == "ES" and before == after == "EN"):
            kinds[at] = before
    _terminators(kinds)
    strong = outside
    for at, kind in enumerate(kinds):  # W6, W7
        if kind in ("ES", "ET", "CS"):
            kinds[at] = "ON"
        elif kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[at] = "L"
    return kinds


def _terminators(kinds: list[str]) -> None:
    """W5: signs such as % and $ get the class of the adjacent European number."""
    at = 0
    for kind, group in groupby(list(kinds)):
        length = sum(1 for _ in group)
        beside = (kinds[at - 1] if at else "", kinds[at + length] if at + length < len(kinds) else "")
        if kind == "ET" and "EN" in beside:
            kinds[at : at + length] = ["EN"] * length
        at += length


def _direction(kind: str) -> str:
    """Return L, R or ""; numbers count as R."""
    return "R" if kind in ("R", "EN", "AN") else "L" if kind == "L" else ""


def _brackets(text: str, kinds: list[str], base: int) -> None:
    """N0: a pair of brackets gets the paragraph direction if it occurs inside, else that around and inside."""
    along = "R" if base else "L"
    for opening, closing in _bracket_pairs(text, kinds):
        inside = {_direction(kind) for kind in kinds[opening + 1 : closing]}
        if along in inside:
            new = along
        elif inside & {"L", "R"}:
            before = next((d for k in reversed(kinds[:opening]) if (d := _direction(k))), along)
            new = before if before != along else along
        else:
            continue
        kinds[opening] = kinds[closing] = new
        for at in (opening, closing):
            for mark in range(at + 1, len(kinds)):
                if unicodedata.bidirectional(text[mark]) not in ("NSM", "BN"):
                    break
                kinds[mark] = new


def _bracket_pairs(text: str, kinds: Sequence[str]) -> list[tuple[int, int]]:
    stack: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for at, c in enumerate(text):
        if kinds[at] != "ON":
            continue
        if c in _PAIRS:
            if len(stack) == 63:  # the standard's own bound
                break
            stack.append((c, at))
        elif c in _CLOSING:
            for depth in range(len(stack) - 1, -1, -1):
                if stack[depth][0] == _CLOSING[c]:
                    pairs.append((stack[depth][1], at))
                    del stack[depth:]
                    break
    return sorted(pairs)


def _neutral(kinds: list[str], base: int) -> None:
    """N1 and N2: neutral characters get the direction of both sides, or that of the paragraph."""
    along = "R" if base else "L"
    at = 0
    for neutral, group in groupby(list(kinds), key=lambda kind: not _direction(kind)):
        length = sum(1 for _ in group)
        if neutral:
            before = _direction(kinds[at - 1]) if at else along
            after = _direction(kinds[at + length]) if at + length < len(kinds) else along
            kinds[at : at + length] = [before if before == after else along] * length
        at += length


def _implicit(kind: str, base: int) -> int:
    """I1 and I2."""
    if base:
        return 1 if kind == "R" else 2
    return {"L": 0, "R": 1}.get(kind, 2)
