"""Keeps the translations in step with the code: finds every sentence, renews the .ts files and compiles them with Qt.

python installer/translations.py          renew resources/translations/*.ts from the code, compile them to .qm
python installer/translations.py --check  change nothing; say what is not translated (exit code 1 if anything is)

Qt's own lupdate finds `tr("…")` too, but neither the singular and plural of `trn("…", "…", n)` nor a constant that is
marked where it stands and translated where it is shown; what it would write, this writes.
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
"""Which places of a call hold sentences. A place that is no literal there is a constant, which was marked elsewhere."""

KEYWORDS = {"Command": ("text", "about")}


@dataclass
class Message:
    """One sentence: its key, its singular where it counts something, and the files that say it."""

    source: str
    one: str = ""
    files: set[str] = field(default_factory=set)


def messages(root: Path = ROOT) -> dict[str, Message]:
    """Every sentence of the program, by its key."""
    found: dict[str, Message] = {}
    for path in sorted((root / "wbc_desktop").rglob("*.py")):
        name = path.relative_to(root).as_posix()
        for source, one in sentences(ast.parse(path.read_text(encoding="utf-8"))):
            message = found.setdefault(source, Message(source))
            message.one = message.one or one
            message.files.add(name)
    return found


def sentences(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """The keys of a module, each with its singular or ""."""
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
    """The finished translations of a .ts file, by key."""
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
    """Write a .ts file of exactly these sentences; one without a translation is marked as unfinished."""
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
    """Make the .qm file that Qt loads. Raises CalledProcessError with what lrelease said."""
    command = [Path(sys.executable).with_name("pyside6-lrelease"), "-silent", file, "-qm", target]
    subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True)


def placeholders(text: str) -> list[str]:
    """The names in the braces of a sentence, with how each is written, in alphabetical order."""
    parts = Formatter().parse(text)
    return sorted(f"{name}!{how or ''}:{spec}" for _, name, spec, how in parts if name is not None)


def faults(found: dict[str, Message], done: dict[str, str]) -> list[str]:
    """What is wrong with the translations, one line for each sentence that has something."""
    said = [
        f"not translated: {source!r} ({', '.join(sorted(m.files))})"
        for source, m in found.items()
        if source not in done
    ]
    for source in found.keys() & done.keys():
        wanted, there = placeholders(source), placeholders(done[source])
        if set(wanted) - {"n!:", "n!:,"} - set(there) or set(there) - set(wanted):
            said.append(f"other braces than in English: {source!r}: {done[source]!r}")
        if source.strip() == source and done[source].strip() != done[source]:
            said.append(f"a blank at an end: {done[source]!r}")
        if "& " not in source and source.count("&") != done[source].count("&"):
            said.append(f"a key of the menu is lost or new: {source!r}: {done[source]!r}")
    said += [f"not in the code any more: {source!r}" for source in done.keys() - found.keys()]
    return sorted(said)


def main(arguments: Sequence[str] | None = None) -> int:
    """Renew or check every language; 1 when a translation is missing or wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="change nothing, say what is missing")
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
