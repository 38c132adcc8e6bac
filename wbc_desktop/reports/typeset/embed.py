"""Put shaped glyphs into a PDF: one embedded subset per font, with the text of every glyph for searching.

reportlab's TrueType fonts address glyphs by character, so ligatures and joined letters are lost when text is searched
or copied. Here each (glyph, text) pair has its own code in a composite font (Identity-H).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import Any

import uharfbuzz
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from wbc_desktop.reports.typeset.faces import Face
from wbc_desktop.reports.typeset.layout import Glyph, Line

_LAST_CODE = 0xFFFF
_KEPT_TABLES = {"glyf", "loca", "head", "hhea", "hmtx", "maxp", "cvt ", "fpgm", "prep"}


class EmbeddedFont:
    """The part of a font that a document uses. reportlab calls addObjects when it writes the document."""

    def __init__(self, face: Face, resource: str) -> None:
        self.face = face
        self.resource = resource
        self._codes: dict[tuple[int, str], int] = {}

    def code(self, glyph: Glyph) -> int:
        """Return the two-byte code of a glyph with its text (beyond 65,535 pairs: of the glyph alone, else the box)."""
        key = (glyph.id, glyph.text)
        code = self._codes.get(key)
        if code is None:
            if len(self._codes) >= _LAST_CODE:
                return next((c for (known, _), c in self._codes.items() if known == glyph.id), 0)
            code = self._codes[key] = len(self._codes) + 1
        return code

    def advance(self, glyph: int) -> float:
        """Return the width of a glyph in thousandths of an em."""
        return round(float(self.face.font.get_glyph_h_advance(glyph)) * 1000 / self.face.upem, 3)

    def addObjects(self, document: Any) -> None:
        """Called by reportlab once all pages are drawn."""
        data, places = self._subset()
        name = pdfdoc.PDFName(f"{self._tag()}+{self.face.name}")
        file = _stream(data, document, Length1=len(data))
        to_glyph = bytearray(2 * (len(self._codes) + 1))
        for (glyph, _), code in self._codes.items():
            struct.pack_into(">H", to_glyph, 2 * code, places.get(glyph, 0))
        widths = [self.advance(glyph) for glyph, _ in self._codes]
        descendant = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("CIDFontType2"),
                "BaseFont": name,
                "CIDSystemInfo": pdfdoc.PDFDictionary(
                    {"Registry": pdfdoc.PDFString("Adobe"), "Ordering": pdfdoc.PDFString("Identity"), "Supplement": 0}
                ),
                "FontDescriptor": document.Reference(self._descriptor(name, document.Reference(file))),
                "DW": 0,
                "W": pdfdoc.PDFArray([1, pdfdoc.PDFArray(widths)]),
                "CIDToGIDMap": document.Reference(_stream(bytes(to_glyph), document)),
            }
        )
        font = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("Type0"),
                "BaseFont": name,
                "Encoding": pdfdoc.PDFName("Identity-H"),
                "DescendantFonts": pdfdoc.PDFArray([document.Reference(descendant)]),
                "ToUnicode": document.Reference(_stream(self._meanings(), document)),
            }
        )
        document.idToObject["BasicFonts"].dict[self.resource] = document.Reference(font)

    def _subset(self) -> tuple[bytes, dict[int, int]]:
        """Return the font file with only the used glyphs, and the new number of each old glyph."""
        wanted = uharfbuzz.SubsetInput()
        wanted.glyph_set.update({glyph for glyph, _ in self._codes} | {0})
        wanted.flags = uharfbuzz.SubsetFlags.NO_LAYOUT_CLOSURE | uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
        dropped = set(self.face.data.table_tags) - _KEPT_TABLES
        wanted.drop_table_tag_set.update({int.from_bytes(tag.encode("latin-1"), "big") for tag in dropped})
        plan = uharfbuzz.SubsetPlan(self.face.data, wanted)
        return bytes(plan.execute().blob.data), dict(plan.old_to_new_glyph_mapping)

    def _descriptor(self, name: Any, file: Any) -> Any:
        head = bytes(self.face.data.reference_table("head").data)
        scale = 1000 / self.face.upem
        above, below = self.face.extents
        return pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("FontDescriptor"),
                "FontName": name,
                "Flags": 4,
                "FontBBox": pdfdoc.PDFArray([round(v * scale) for v in struct.unpack(">4h", head[36:44])]),
                "ItalicAngle": 0,
                "Ascent": round(above * 1000),
                "Descent": round(below * 1000),
                "CapHeight": round(above * 700),
                "StemV": 80,
                "FontFile2": file,
            }
        )

    def _tag(self) -> str:
        """Return six letters that identify this subset, as the PDF standard requires."""
        number = int(self.resource.removeprefix("F"))
        return "".join(chr(65 + number // 26**place % 26) for place in range(5, -1, -1))

    def _meanings(self) -> bytes:
        """Return the ToUnicode map: the text of each code."""
        entries = [f"<{code:04X}> <{text.encode('utf-16-be').hex()}>" for (_, text), code in self._codes.items()]
        blocks = [entries[at : at + 100] for at in range(0, len(entries), 100)]
        body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
        return (
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
            "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
            f"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n{body}\n"
            "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
        ).encode("ascii")


class Ink:
    """Draws lines on the canvas of one document and holds its embedded fonts."""

    def __init__(self) -> None:
        self._fonts: dict[str, EmbeddedFont] = {}

    def draw(self, canvas: Canvas, line: Line, x: float, y: float, size: float, colour: str) -> None:
        """Draw ``line`` with its left end at ``x`` and its base line at ``y`` (points)."""
        if not line.runs:
            return
        red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        parts = [f"{red:.3f} {green:.3f} {blue:.3f} rg BT 1 0 0 1 {x:.3f} {y:.3f} Tm"]
        for run in line.runs:
            font = self._font(run.face, canvas)
            parts.append(f"/{font.resource} {size:g} Tf")
            parts.extend(_show(font, run.glyphs, size))
        canvas.addLiteral("q " + " ".join([*parts, "ET Q"]))

    def _font(self, face: Face, canvas: Canvas) -> EmbeddedFont:
        font = self._fonts.get(face.name)
        if font is None:
            font = self._fonts[face.name] = EmbeddedFont(face, f"F{len(self._fonts) + 1}")
            canvas._doc.delayedFonts.append(font)
        return font


def _show(font: EmbeddedFont, glyphs: Iterable[Glyph], size: float) -> Iterable[str]:
    """Yield the PDF operators that show ``glyphs``; vertical offsets use the text rise."""
    scale = 1000 / font.face.upem
    rise, pieces, codes, owed = 0, [], "", 0.0
    for glyph in glyphs:
        before = owed - glyph.x * scale
        if glyph.y != rise or abs(before) > 0.01:
            if codes:
                pieces.append(f"<{codes}>")
                codes = ""
            if glyph.y != rise:
                if pieces:
                    yield f"[{' '.join(pieces)}] TJ"
                    pieces = []
                rise = glyph.y
                yield f"{rise * scale * size / 1000:.3f} Ts"
            if abs(before) > 0.01:
                pieces.append(f"{before:.2f}")
        codes += f"{font.code(glyph):04X}"
        # The PDF advances by the glyph's width; the difference is added before the next glyph.
        owed = font.advance(glyph.id) - (glyph.advance - glyph.x) * scale
    if codes:
        pieces.append(f"<{codes}>")
    if abs(owed) > 0.01:
        pieces.append(f"{owed:.2f}")
    if pieces:
        yield f"[{' '.join(pieces)}] TJ"
    if rise:
        yield "0 Ts"


def _stream(content: bytes, document: Any, **entries: int) -> Any:
    stream = pdfdoc.PDFStream(pdfdoc.PDFDictionary(dict(entries)), content)
    if document.compression:
        stream.filters = [pdfdoc.PDFZCompress]
    return stream
