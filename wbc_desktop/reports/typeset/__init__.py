"""Text of any script in a PDF: which way it runs, which font has it, how it is shaped, broken and embedded.

text -> ``clean`` -> ``bidi`` (direction of each character) -> ``faces`` (a font that has it) -> ``layout`` (shaped
lines) -> ``embed`` (glyphs in the PDF) -> ``blocks`` (flowables). reportlab's own paragraphs are not used: they read
markup, which names and comments must never be taken for, and need a package for right-to-left text.
"""
