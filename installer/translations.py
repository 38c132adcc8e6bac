"""Updates the translations from the code: finds every sentence, updates the .ts files and compiles them with Qt.

python installer/translations.py          update resources/translations/*.ts from the code, compile them to .qm
python installer/translations.py --check  change nothing; list missing translations (exit code 1 if there are any)

Qt's lupdate finds `tr("…")`, but neither the singular and plural of `trn("…", "…", n)` nor constants in `mark("…")`.
This tool writes the same file format.
"""

from __future__ import annotations

import argparse
import ast
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from string import Formatter

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "translations"
CONTEXT = "wbc"
LITERALS = {"tr": (0,), "trn": (0, 1), "mark": (0,), "Command": (1, 2, 4)}
"""The positions of sentences in a call. An argument that is not a literal is a constant with ``mark``."""

KEYWORDS = {"Command": ("text", "about")}


@dataclass
class Message:
    """One sentence: its key, its singular if it counts something, and the files that contain it."""

    source: str
    one: str = ""
    files: set[str] = field(default_factory=set)


def messages(root: Path = ROOT) -> dict[str, Message]:
    """Return every sentence of the program, by its key."""
    found: dict[str, Message] = {}
    for path in sorted((root / "wbc_desktop").rglob("*.py")):
        name = path.relative_to(root).as_posix()
        for source, one in sentences(ast.parse(path.read_text(encoding="utf-8"))):
            message = found.setdefault(source, Message(source))
            message.one = message.one or one
            message.files.add(name)
    return found


def sentences(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield the keys of a module, each with its singular or ""."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in LITERALS:
            continue
        name = node.func.id
        texts = [_text(node.args[place]) for place in LITERALS[name] if place < len(node.args)]
        texts += [_text(k.value) for k in node.keywords if k.arg in KEYWORDS.get(name, ())]
        if name == "trn":
            if texts[1]:
                yield texts[1], texts[0]
        else:
            yield from ((text, "") for text in texts if text)


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def read_translations(file: Path, context: str = CONTEXT) -> dict[str, str]:
    """Return the finished translations of a .ts file, by key."""
    if not file.exists():
        return {}
    done = {}
    for part in ET.parse(file).getroot().iter("context"):
        if part.findtext("name") != context:
            continue
        for message in part.iter("message"):
            translation = message.find("translation")
            if translation is None or translation.get("type") in ("unfinished", "vanished", "obsolete"):
                continue
            text = translation.findtext("numerusform") if message.get("numerus") else translation.text
            if text:
                done[message.findtext("source") or ""] = text
    return done


def write_translations(file: Path, found: Iterable[Message], done: dict[str, str]) -> None:
    """Write a .ts file of exactly these sentences; a missing translation is marked as unfinished."""
    code = file.stem.rpartition("_")[2]
    root = ET.Element("TS", version="2.1", language=code, sourcelanguage="en")
    context = ET.SubElement(root, "context")
    ET.SubElement(context, "name").text = CONTEXT
    for message in sorted(found, key=lambda one: one.source):
        entry = ET.SubElement(context, "message")
        for name in sorted(message.files):
            ET.SubElement(entry, "location", filename=f"../../{name}")
        ET.SubElement(entry, "source").text = message.source
        if message.one:
            entry.set("numerus", "yes")
            ET.SubElement(entry, "extracomment").text = f"Of one: {message.one}"
        translation = ET.SubElement(entry, "translation")
        text = done.get(message.source, "")
        if not text:
            translation.set("type", "unfinished")
        (ET.SubElement(translation, "numerusform") if message.one else translation).text = text
    ET.indent(root, "    ")
    body = ET.tostring(root, encoding="unicode", short_empty_elements=False)
    file.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', encoding="utf-8")


def compile_translations(file: Path, target: Path) -> None:
    """Write the .qm file that Qt loads. Raises CalledProcessError with the output of lrelease."""
    command = [Path(sys.executable).with_name("pyside6-lrelease"), "-silent", file, "-qm", target]
    subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True)


def placeholders(text: str) -> list[str]:
    """Return the placeholders of a sentence with their conversions and formats, in alphabetical order."""
    parts = Formatter().parse(text)
    return sorted(f"{name}!{how or ''}:{spec}" for _, name, spec, how in parts if name is not None)


def faults(found: dict[str, Message], done: dict[str, str]) -> list[str]:
    """Return the faults of the translations, one line each, in alphabetical order."""
    lines = [
        f"not translated: {source!r} ({', '.join(sorted(m.files))})"
        for source, m in found.items()
        if source not in done
    ]
    for source in found.keys() & done.keys():
        wanted, there = placeholders(source), placeholders(done[source])
        if set(wanted) - {"n!:", "n!:,"} - set(there) or set(there) - set(wanted):
            lines.append(f"other placeholders than in English: {source!r}: {done[source]!r}")
        if source.strip() == source and done[source].strip() != done[source]:
            lines.append(f"a space at the beginning or end: {done[source]!r}")
        if "& " not in source and source.count("&") != done[source].count("&"):
            lines.append(f"the letter of a menu (&) is missing or new: {source!r}: {done[source]!r}")
    lines += [f"not in the code any more: {source!r}" for source in done.keys() - found.keys()]
    return sorted(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Update or check every language; return 1 when a translation is missing or wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="change nothing, list what is missing")
    asked = parser.parse_args(arguments)
    found, worst = messages(), 0
    for file in sorted(FOLDER.glob("wbc_*.ts")):
        done = read_translations(file)
        wrong = faults(found, done)
        print(f"{file.name}: {len(found)} sentences, {len(wrong)} faults", *wrong, sep="\n  ")
        worst = max(worst, bool(wrong))
        if not asked.check:
            write_translations(file, found.values(), done)
    if not asked.check:
        for file in sorted(FOLDER.glob("*.ts")):
            compile_translations(file, file.with_suffix(".qm"))
    return worst


if __name__ == "__main__":
    sys.exit(main())
