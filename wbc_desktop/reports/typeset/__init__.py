"""Text of any script in a PDF: direction, font, shaping, line breaks and embedding.

text -> ``clean`` -> ``bidi`` (direction of each character) -> ``faces`` (a font that has it) -> ``layout`` (shaped
lines) -> ``embed`` (glyphs in the PDF) -> ``blocks`` (flowables). ARCHITECTURE.md says why
reportlab's own paragraphs are not used.
"""
