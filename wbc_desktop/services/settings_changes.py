"""What an import of settings would change, as text for a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from wbc_desktop.domain.classes import CellClass
from wbc_desktop.domain.keymap import BY_NAME, Keymap, plain_text
from wbc_desktop.domain.language import mark, number, tr
from wbc_desktop.domain.reference_ranges import RangeBand
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services import ranges
from wbc_desktop.services.classes import class_list
from wbc_desktop.services.settings_file import SettingsFile
from wbc_desktop.store import counting

NAMES = {
    "laboratory": mark("Laboratory"),
    "address": mark("Address"),
    "auto_advance": mark("Advance automatically"),
    "theme": mark("Theme"),
    "heatmap_opacity": mark("Opacity of the heatmap"),
    "page_size": mark("Paper"),
    "heatmap_on": mark("Heatmap"),
    "language": mark("Language"),
    "lock_minutes": mark("Minutes until locking"),
    "backup_daily": mark("Daily backup"),
    "backup_days": mark("Days of backups that are kept"),
    "backup_weeks": mark("Weeks of backups that are kept"),
}
"""The settings that a file can hold, without the keys."""

_VALUES = {
    "system": mark("as the system"),
    "light": mark("light"),
    "dark": mark("dark"),
    "en": "English",
    "id": "Bahasa Indonesia",
}
"""Values of settings that are chosen from a list."""

_NONE = "–"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that an import changes."""

    name: str
    before: str
    after: str


def differences(file: SettingsFile, settings: Settings, s: Session) -> list[Difference]:
    """Return what importing ``file`` would change; nothing if all is as in the file."""
    return [
        *_settings(file, settings),
        *_keys(file, settings),
        *_classes(file, class_list(s)),
        *_ranges(file, s),
        *_counting(file, s),
    ]


def _settings(file: SettingsFile, settings: Settings) -> Iterable[Difference]:
    for name, text in NAMES.items():
        before = getattr(settings, name)
        after = file.settings.get(name, before)
        if after != before:
            yield Difference(tr(text), *(_value(one, name in ("theme", "language")) for one in (before, after)))


def _keys(file: SettingsFile, settings: Settings) -> Iterable[Difference]:
    if "keys" not in file.settings:
        return
    before, after = Keymap.read(settings.keys)[0], Keymap.read(_mapping(file.settings["keys"]))[0]
    for name in {**before.changed, **after.changed}:
        if before.keys(name) != after.keys(name):
            shown = plain_text(BY_NAME[name]) if name in BY_NAME else name.rpartition(" ")[2]
            yield Difference(
                tr("Key of {name}", name=shown),
                ", ".join(before.keys(name)) or _NONE,
                ", ".join(after.keys(name)) or _NONE,
            )


def _classes(file: SettingsFile, every: Iterable[CellClass]) -> Iterable[Difference]:
    known = {c.code: c for c in every}
    for after in file.classes:
        before = known.get(after.code)
        if after != before:
            yield Difference(
                tr("Class {code}", code=after.code), _NONE if before is None else _about(before), _about(after)
            )


def _ranges(file: SettingsFile, s: Session) -> Iterable[Difference]:
    in_force = ranges.ranges_in_force(s)
    if file.ranges is None or (file.ranges, file.source) == (in_force.bands, in_force.source):
        return
    gone = [_band(band) for band in in_force.bands if band not in file.ranges]
    come = [_band(band) for band in file.ranges if band not in in_force.bands]
    if file.source != in_force.source:
        gone.append(tr(in_force.source) if in_force.number == 0 else in_force.source)
        come.append(file.source)
    yield Difference(tr("Reference ranges"), "; ".join(gone) or _NONE, "; ".join(come) or _NONE)


def _counting(file: SettingsFile, s: Session) -> Iterable[Difference]:
    before = counting.cut_cells_counted(s)
    if file.cut_cells is not None and file.cut_cells != before:
        yield Difference(tr("Count cells at the edge of a field"), _value(before), _value(file.cut_cells))


def _value(value: object, of_list: bool = False) -> str:
    if of_list:
        return tr(_VALUES.get(str(value), str(value)))
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if isinstance(value, int | float):
        return number(value, "g")
    return str(value).replace("\n", ", ") or _NONE


def _about(c: CellClass) -> str:
    kind = tr("white cell") if c.white else tr("per 100 white cells")
    return ", ".join(filter(None, (c.name, kind, c.colour, c.key, "" if c.active else tr("retired"))))


def _band(band: RangeBand) -> str:
    limits = "–".join("" if end is None else number(end, "g") for end in (band.low, band.high))
    ages = f"{number(band.from_years, 'g')}–{'' if band.to_years is None else number(band.to_years, 'g')}"
    sex = "" if band.sex is None else f", {tr(band.sex.value)}"
    return tr("{code} {limits} (age {ages}{sex})", code=band.code, limits=limits, ages=ages, sex=sex)


def _mapping(value: object) -> Mapping[str, list[str]]:
    return value if isinstance(value, dict) else {}
