"""The bundled fonts: opened when first needed; each run of characters gets a font that has them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import uharfbuzz

MAIN = "NotoSans-Regular.ttf"
BOLD = "NotoSans-Bold.ttf"

FALLBACKS = (
    "NotoSansArabic-Regular.ttf",
    "NotoSansHebrew-Regular.ttf",
    "NotoSansDevanagari-Regular.ttf",
    "NotoSansThai-Regular.ttf",
    "NotoSansBengali-Regular.ttf",
    "NotoSansTamil-Regular.ttf",
    "NotoSansTelugu-Regular.ttf",
    "NotoSansGujarati-Regular.ttf",
    "NotoSansGurmukhi-Regular.ttf",
    "NotoSansKannada-Regular.ttf",
    "NotoSansMalayalam-Regular.ttf",
    "NotoSansOriya-Regular.ttf",
    "NotoSansSinhala-Regular.ttf",
    "NotoSansGeorgian-Regular.ttf",
    "NotoSansArmenian-Regular.ttf",
    "NotoSansEthiopic-Regular.ttf",
    "NotoSansKhmer-Regular.ttf",
    "NotoSansLao-Regular.ttf",
    "NotoSansMyanmar-Regular.ttf",
    "NotoSansThaana-Regular.ttf",
    "NanumGothicCoding.ttf",
    "DroidSansFallbackFull.ttf",
)
"""Fallback fonts in the order of preference."""

_JOINERS = "\u200c\u200d"


class Face:
    """One font file: its coverage, measures and shaping font. Units are font units (``upem`` per em)."""

    def __init__(self, path: Path) -> None:
        self.name = path.stem
        self.data = uharfbuzz.Face(uharfbuzz.Blob(path.read_bytes()))
        self.font = uharfbuzz.Font(self.data)
        self.upem: int = self.data.upem

    def has(self, character: str) -> bool:
        """Whether the font has a glyph for ``character``."""
        return self.font.get_nominal_glyph(ord(character)) is not None

    @cached_property
    def extents(self) -> tuple[float, float]:
        """Ascent and descent in ems (descent is negative)."""
        measured = self.font.get_font_extents("ltr")
        return measured.ascender / self.upem, measured.descender / self.upem


class Faces:
    """The fonts of one document. ``folder`` holds the files named above; missing fallbacks are skipped."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, Face | None] = {}
        self._found: dict[tuple[str, bool], Face] = {}

    def face_of(self, character: str, bold: bool) -> Face:
        """Return a font that has ``character``; the main font (which draws a box) if none has."""
        key = (character, bold)
        face = self._found.get(key)
        if face is None:
            face = next((f for f in self._candidates(bold) if f.has(character)), self.main(bold))
            self._found[key] = face
        return face

    def main(self, bold: bool) -> Face:
        """Return the main font. Raises ``OSError`` when it is not installed."""
        name = BOLD if bold else MAIN
        face = self._open.get(name)
        if face is None:
            face = self._open[name] = Face(self._folder / name)
        return face

    def runs(self, text: str, bold: bool) -> list[tuple[int, int, Face]]:
        """Split ``text`` into (start, end, font). Marks and joiners stay with the character before them if possible."""
        main = self.main(bold)
        if text.isascii():
            return [(0, len(text), main)] if text else []
        faces: list[Face] = []
        for c in text:
            stays = faces and (c in _JOINERS or (unicodedata.category(c)[0] == "M" and faces[-1].has(c)))
            faces.append(faces[-1] if stays else self.face_of(c, bold))
        runs: list[tuple[int, int, Face]] = []
        start = 0
        for at in range(1, len(faces) + 1):
            if at == len(faces) or faces[at] is not faces[start]:
                runs.append((start, at, faces[start]))
                start = at
        return runs

    def _candidates(self, bold: bool) -> Iterator[Face]:
        yield self.main(bold)
        for name in FALLBACKS:
            if name not in self._open:
                path = self._folder / name
                self._open[name] = Face(path) if path.is_file() else None
            face = self._open[name]
            if face is not None:
                yield face
