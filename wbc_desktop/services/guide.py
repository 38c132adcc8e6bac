"""The guide: Markdown pages in the language of the window, with the keys in use and the figures of the models.

A page lies in ``resources/help/<language>/<name>.md``, so it can be read without the program, too. There, keys are the
defaults, written as code (``Ctrl+O`` in backticks), and the tables are empty or those of the defaults.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from wbc_desktop.domain.classes import STANDARD_CLASSES, CellClass
from wbc_desktop.domain.errors import ModelError
from wbc_desktop.domain.keymap import BY_NAME, Keymap, class_keys, plain_text
from wbc_desktop.domain.language import current_language, mark, tr
from wbc_desktop.inference.cards import read_model_card
from wbc_desktop.reports.performance import performance
from wbc_desktop.runtime.resources import bundled_models, resource

FIRST_PAGE, KEYS_PAGE, LIMITS_PAGE = "index", "keys", "limits"
LANGUAGES = ("en", "id")

_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
_ENTRY = re.compile(r"^- \[(?P<title>[^\]]+)\]\((?P<name>[a-z-]+)\.md\)|^## (?P<section>.+)$", re.MULTILINE)
_CODE = re.compile(r"`([^`\n]+)`")
_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")
_FIXED = (
    (mark("arrows, Page up, Page down, Home, End"), mark("Move in the gallery")),
    (
        mark("Shift or Ctrl with click or arrows"),
        mark("Select several cells: a decision then applies to all of them"),
    ),
    (mark("Return"), mark("Press the button that has the focus")),
)
"""Keys that cannot be changed, and what they do."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the contents: its title, and name and title of each page."""

    title: str
    pages: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class KeysInUse:
    """The keys that the guide names: of the offered classes and of the commands, as the platform writes them."""

    classes: Sequence[tuple[CellClass, str]]
    keymap: Keymap
    written: Callable[[str], str] = str

    def of(self, key: str) -> str:
        """Return the key that replaces a default key: the first of its command, or the menu text; "" for no key."""
        name = next((name for name, command in BY_NAME.items() if key in command.keys), "")
        if name:
            keys = self.keymap.keys(name)
            return f"`{self.written(keys[0])}`" if keys else f"“{escaped(plain_text(BY_NAME[name]))}”"
        code = next((code for code, letter in class_keys(STANDARD_CLASSES).items() if letter == key), "")
        return next((f"`{letter}`" for shown, letter in self.classes if shown.code == code and letter), "")


def page_file(name: str) -> Path:
    """Return the file of a page in the language of the window."""
    code = current_language().code
    return resource("help", code if code in LANGUAGES else LANGUAGES[0], f"{name}.md")


def contents() -> list[Section]:
    """Return the contents, in the order of the first page."""
    sections: list[Section] = []
    for entry in _ENTRY.finditer(page_file(FIRST_PAGE).read_text(encoding="utf-8")):
        if entry["section"]:
            sections.append(Section(entry["section"], ()))
        else:
            last = sections[-1]
            sections[-1] = Section(last.title, (*last.pages, (entry["name"], entry["title"])))
    return sections


def title_of(text: str) -> str:
    """Return the title of a page."""
    found = _TITLE.search(text)
    return found[1] if found else ""


def pages_with(words: str, keys: KeysInUse) -> set[str]:
    """Return the names of the pages that contain every one of the words, also as parts of longer words."""
    wanted = words.casefold().split()
    names = [name for section in contents() for name, _ in section.pages]
    texts = {name: filled(page_file(name).read_text(encoding="utf-8"), keys).casefold() for name in names}
    return {name for name, text in texts.items() if all(word in text for word in wanted)}


def filled(text: str, keys: KeysInUse) -> str:
    """Return a page with the keys in use, their table, and the figures of the models."""
    text = _CODE.sub(lambda code: keys.of(code[1]) or code[0], text)
    text = replaced(text, "keys", lambda: key_table(keys))
    return replaced(text, "models", model_figures)


def replaced(text: str, name: str, block: Callable[[], str]) -> str:
    """Return the text with what lies between ``<!-- name -->`` and ``<!-- /name -->`` replaced by a block."""
    before, begin, rest = text.partition(f"<!-- {name} -->\n")
    _, end, after = rest.partition(f"<!-- /{name} -->")
    return f"{before}{begin}\n{block()}\n{end}{after}" if begin and end else text


def key_table(keys: KeysInUse) -> str:
    """Return all keys as Markdown tables: the classes, then the commands in the order of the menus."""
    groups: dict[str, list[tuple[str, str]]] = {}
    classes = [
        (f"`{keys.written(key)}`", tr("Classify as {name} ({code})", name=shown.title, code=shown.code))
        for shown, key in keys.classes
        if key
    ]
    groups[tr("Classes")] = classes
    for command in BY_NAME.values():
        own = [key for key in keys.keymap.keys(command.name) if key != "=" and not key.endswith("+=")]
        if own:
            shown = tr(" or ").join(f"`{keys.written(key)}`" for key in own)
            title = tr(command.menu).replace("&", "") if command.menu else tr("Move in the gallery")
            groups.setdefault(title, []).append((shown, tr(command.about) or plain_text(command)))
    groups[tr("Keys that cannot be changed")] = [(tr(key), tr(about)) for key, about in _FIXED]
    head = f"| {tr('Key')} | {tr('What it does')} |\n|---|---|\n"
    parts = []
    for title, rows in groups.items():
        lines = "\n".join(f"| {key} | {escaped(about)} |" for key, about in rows)
        parts.append(f"## {escaped(title)}\n\n{head}{lines}\n")
    return "\n".join(parts)


def model_figures() -> str:
    """Return the measured performance of the models that come with the program, from their files, as Markdown."""
    parts = []
    for file in bundled_models():
        try:
            card = read_model_card(file)
            lines = performance(card.evaluation) or [tr("This model has no evaluation.")]
        except ModelError as error:
            lines = [str(error)]
        rows = "\n".join(f"- {escaped(line)}" for line in lines)
        parts.append(f"### {escaped(file.stem)}\n\n{rows}\n")
    return "\n".join(parts)


def escaped(text: str) -> str:
    """Return a text that Markdown shows as it is."""
    return _SPECIAL.sub(r"\\\1", text)
