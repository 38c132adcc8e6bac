"""Shape text and break it into lines: glyphs with positions, in visual order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import uharfbuzz

from wbc_desktop.reports.typeset import bidi
from wbc_desktop.reports.typeset.clean import clean, clean_name
from wbc_desktop.reports.typeset.faces import Face, Faces

ELLIPSIS = "…"
_FEATURES = {"kern": True, "liga": True}
_NO_LINE_START = "、。，．・：；？！）］｝」』】〉》〕”’…ー々"
_BREAK_AFTER = "-_/\\.,;:+=&@"


@dataclass(frozen=True, slots=True)
class Style:
    """Size in points, weight and colour (``#RRGGBB``) of a text."""

    size: float
    bold: bool = False
    colour: str = "#1A1A1A"

    @property
    def leading(self) -> float:
        """Line distance in points, with space for scripts that stack marks."""
        return self.size * 1.38


class Glyph(NamedTuple):
    """A glyph, its text ("" if an earlier glyph has it), its advance and offset in font units."""

    id: int
    text: str
    advance: int
    x: int
    y: int


class GlyphRun(NamedTuple):
    """Glyphs of one font from left to right."""

    face: Face
    glyphs: tuple[Glyph, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line in visual order; ``width`` in ems."""

    runs: tuple[GlyphRun, ...]
    width: float
    right_to_left: bool = False


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """One paragraph: text, bidi levels, and for each character its width (ems) and whether a cluster starts there."""

    text: str
    base: int
    levels: tuple[int, ...]
    room: tuple[float, ...]
    starts: frozenset[int]
    whole: Line


class Typesetter:
    """Lays out text with the fonts of one document; caches shaped paragraphs."""

    def __init__(self, faces: Faces) -> None:
        self._faces = faces
        self._paragraph = lru_cache(maxsize=2048)(self._shape_paragraph)

    def width(self, text: str, style: Style) -> float:
        """Return the width of ``text`` on one line, in points."""
        return max((line.width for line in self.lines(text, style)), default=0.0) * style.size

    def name(self, text: str, style: Style, width: float, most: int) -> list[Line]:
        """Return the lines of the name of a file or slide, at most ``most``, cut in its middle.

        It runs from left to right as a whole, so that the suffix of a file stays at its end in any script.
        """
        return self._at_most(clean_name(text), style, width, most, name=True)

    def lines(self, text: str, style: Style, width: float = float("inf"), most: int | None = None) -> list[Line]:
        """Return ``text`` in lines of at most ``width`` points; with ``most``, longer text ends in an ellipsis.

        A single cluster wider than ``width`` exceeds it.
        """
        tidy = clean(text)
        if most is None:
            return self._break(tidy, style, width)
        return self._at_most(tidy, style, width, most)

    def _at_most(self, tidy: str, style: Style, width: float, most: int, name: bool = False) -> list[Line]:
        # Longer text cannot fit, and laying it out would take long.
        short = tidy if len(tidy) <= 4000 else _cut(tidy, 4000, name)
        lines = self._break(short, style, width, name)
        if len(lines) <= most and short is tidy:
            return lines
        fewest, kept = 0, len(short)
        best = self._break(ELLIPSIS, style, width)
        while fewest < kept:
            try_out = (fewest + kept + 1) // 2
            lines = self._break(_cut(short, try_out, name), style, width, name)
            if len(lines) <= most:
                fewest, best = try_out, lines
            else:
                kept = try_out - 1
        return best

    def _break(self, tidy: str, style: Style, width: float, name: bool = False) -> list[Line]:
        lines: list[Line] = []
        for part in tidy.rstrip("\n").split("\n"):
            paragraph = self._paragraph(part, style.bold, name)
            if paragraph.whole.width * style.size <= width:
                lines.append(paragraph.whole)
            else:
                lines.extend(self._line(paragraph, a, b, style.bold) for a, b in _spans(paragraph, width / style.size))
        return lines

    def _shape_paragraph(self, text: str, bold: bool, name: bool) -> _Paragraph:
        base = 0 if name else bidi.base_level(text)
        plain = base == 0 and bidi.is_plain(text)
        levels = (0,) * len(text) if plain else tuple(bidi.levels(text, base))
        room = [0.0] * len(text)
        starts: set[int] = set()
        for start, end, face, level in self._logical_runs(text, bold, levels):
            for cluster, advance in _advances(text[start:end], face, level):
                starts.add(start + cluster)
                room[start + cluster] += advance / face.upem
        whole = self._set(text, base, levels, 0, len(text), bold)
        return _Paragraph(text, base, levels, tuple(room), frozenset(starts), whole)

    def _line(self, paragraph: _Paragraph, start: int, end: int, bold: bool) -> Line:
        return self._set(paragraph.text, paragraph.base, paragraph.levels, start, end, bold)

    def _logical_runs(self, text: str, bold: bool, levels: tuple[int, ...]) -> Iterator[tuple[int, int, Face, int]]:
        for first, last, face in self._faces.runs(text, bold):
            start = first
            for at in range(first + 1, last + 1):
                if at == last or levels[at] != levels[start]:
                    yield start, at, face, levels[start]
                    start = at

    def _set(self, text: str, base: int, levels: tuple[int, ...], start: int, end: int, bold: bool) -> Line:
        """Return the line ``text[start:end]`` without trailing spaces."""
        while end > start and text[end - 1] == " ":
            end -= 1
        runs: list[GlyphRun] = []
        for first, last, level in bidi.visual_runs(text, levels, start, end, base):
            pieces = [
                GlyphRun(face, _shape(text[first + a : first + b], face, level))
                for a, b, face in self._faces.runs(text[first:last], bold)
            ]
            runs.extend(reversed(pieces) if level % 2 else pieces)
        width = sum(glyph.advance / run.face.upem for run in runs for glyph in run.glyphs)
        return Line(tuple(runs), width, base == 1)


def _shaped(text: str, face: Face, level: int) -> uharfbuzz.Buffer:
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if level % 2 else "ltr"
    uharfbuzz.shape(face.font, buffer, _FEATURES)
    return buffer


def _advances(text: str, face: Face, level: int) -> Iterator[tuple[int, int]]:
    """Yield cluster and advance of each glyph."""
    buffer = _shaped(text, face, level)
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        yield info.cluster, position.x_advance


def _shape(text: str, face: Face, level: int) -> tuple[Glyph, ...]:
    buffer = _shaped(text, face, level)
    infos = buffer.glyph_infos
    bounds = sorted({info.cluster for info in infos})
    ends = dict(zip(bounds, [*bounds[1:], len(text)], strict=True))
    told: set[int] = set()
    glyphs: list[Glyph] = []
    for info, at in zip(infos, buffer.glyph_positions, strict=True):
        stands_for = "" if info.cluster in told else text[info.cluster : ends[info.cluster]]
        told.add(info.cluster)
        glyphs.append(Glyph(info.codepoint, stands_for, at.x_advance, at.x_offset, at.y_offset))
    return tuple(glyphs)


def _spans(paragraph: _Paragraph, width: float) -> Iterator[tuple[int, int]]:
    """Yield start and end of each line: breaks after spaces, between ideographs, after signs, or between clusters."""
    text, room = paragraph.text, paragraph.room
    start = 0
    while start < len(text):
        used, at = 0.0, start
        soft = hard = start
        while at < len(text):
            if at in paragraph.starts and at > start:
                if _may_break(text, at):
                    soft = at
                elif text[at - 1] in _BREAK_AFTER:
                    hard = at
            if used + room[at] > width + 1e-6 and text[at] != " ":
                break
            used += room[at]
            at += 1
        if at == len(text):
            yield start, at
            return
        while at > start and at not in paragraph.starts:
            at -= 1
        # After a sign only if that fills most of the line: a long name should not leave half of it empty.
        end = soft if soft > start else hard if hard - start > (at - start) * 0.6 else at
        if end <= start:  # one cluster is wider than the line
            end = min((s for s in paragraph.starts if s > start), default=len(text))
        yield start, end
        start = end


def _may_break(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    if before == " ":
        return after not in " %"  # a percent sign stays with its number
    wide = unicodedata.east_asian_width(after) in "WF" or unicodedata.east_asian_width(before) in "WF"
    return wide and after not in _NO_LINE_START


def _cut(text: str, kept: int, middle: bool) -> str:
    """Return ``kept`` characters of ``text`` and an ellipsis."""
    if kept >= len(text):
        return text
    tail = kept // 2 if middle else 0
    head = kept - tail
    end = text[len(text) - tail :] if tail else ""
    while end and unicodedata.category(end[0])[0] == "M":
        end = end[1:]
    return text[:head].rstrip() + ELLIPSIS + end.lstrip()
