"""The settings of a person, saved as JSON in the data directory."""

from __future__ import annotations

import getpass
import json
import logging
import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal, Self

from wbc_desktop.domain.backups import MOST_DAYS, MOST_WEEKS
from wbc_desktop.domain.language import tr
from wbc_desktop.runtime.atomic import atomic_write
from wbc_desktop.runtime.nameless import Plain
from wbc_desktop.runtime.paths import DataDir

Theme = Literal["system", "light", "dark"]
PageSize = Literal["A4", "Letter"]
LanguageChoice = Literal["system", "en", "id"]

_log = logging.getLogger(__name__)


def os_user() -> str:
    """Return the name of the system's account, or "" if it is not known."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_switch(value: object) -> bool:
    return isinstance(value, bool)


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and 0 <= value <= 1


def _one_of(*choices: str) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and value in choices


def _is_number(least: int, most: int) -> Callable[[object], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _is_keys(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(name, str) and isinstance(keys, list) and all(isinstance(key, str) for key in keys)
        for name, keys in value.items()
    )


_ACCEPTED: dict[str, Callable[[object], bool]] = {
    "reviewer": _is_text,
    "laboratory": _is_text,
    "address": _is_text,
    "device": lambda value: isinstance(value, str) and bool(value.strip()),
    "auto_advance": _is_switch,
    "theme": _one_of("system", "light", "dark"),
    "heatmap_opacity": _is_share,
    "page_size": _one_of("A4", "Letter"),
    "heatmap_on": _is_switch,
    "language": _one_of("system", "en", "id"),
    "keys": _is_keys,
    "watched": _is_text,
    "watch_each": _is_switch,
    "lock_minutes": _is_number(0, 600),
    "backup_daily": _is_switch,
    "backup_folder": _is_text,
    "backup_days": _is_number(1, MOST_DAYS),
    "backup_weeks": _is_number(0, MOST_WEEKS),
}


def accepts(name: str, value: object) -> bool | None:
    """Return whether ``value`` is valid for the setting of this name; None if there is no such setting."""
    check = _ACCEPTED.get(name)
    return None if check is None else check(value)


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; ``heatmap_opacity`` is 0 to 1. Change one with ``dataclasses.replace`` and ``save``.

    ``keys`` are those that a person chose (``domain.keymap``). ``notices`` are not saved: sentences about settings that
    could not be read. ``watched`` is the watched folder ("" for none); with ``watch_each`` every folder in it is a
    slide. ``lock_minutes``: minutes without a key or a click until a reviewer has to sign in again (0: never).
    ``backup_daily``: a copy of the database is made every day in ``backup_folder`` ("": the data directory's), and the
    newest ones of so many days and weeks are kept.
    """

    reviewer: str = field(default_factory=os_user)
    laboratory: str = ""
    address: str = ""
    device: str = "auto"
    auto_advance: bool = True
    theme: Theme = "system"
    heatmap_opacity: float = 0.5
    page_size: PageSize = "A4"
    heatmap_on: bool = True
    language: LanguageChoice = "system"
    keys: Mapping[str, list[str]] = field(default_factory=dict)
    watched: str = ""
    watch_each: bool = False
    lock_minutes: int = 0
    backup_daily: bool = True
    backup_folder: str = ""
    backup_days: int = 7
    backup_weeks: int = 4
    notices: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def load(cls, data_dir: DataDir, set_aside: bool = True) -> Self:
        """Return the saved settings. A value that is not valid is replaced by its default.

        A damaged file is renamed if ``set_aside``.
        """
        file = data_dir.settings_file
        try:
            saved = json.loads(file.read_bytes())
            if not isinstance(saved, dict):
                raise ValueError("not an object")
        except FileNotFoundError:
            return cls()
        except OSError as error:
            _log.warning("settings could not be read: %s", error)
            return cls(notices=(tr("The settings could not be read. All settings have their defaults."),))
        except (ValueError, RecursionError) as error:  # also bad UTF-8 and bad JSON
            name = set_aside_damaged(file, error) if set_aside else file.name
            notice = tr("The settings file was damaged. All settings were reset; the old file is {file}.", file=name)
            return cls(notices=(notice,))
        good, bad = {}, []
        for name, accepts in _ACCEPTED.items():
            if name in saved and accepts(saved[name]):
                good[name] = saved[name]
            elif name in saved:
                bad.append(name)
                _log.warning("setting %s is not valid, the default is used", Plain(name))
        notice = tr("Some settings were not valid and were reset to defaults: {names}.", names=", ".join(bad))
        return cls(**good, notices=(notice,) if bad else ())

    def save(self, data_dir: DataDir) -> None:
        """Write the settings completely or not at all. Raises StorageError if they cannot be written."""
        with atomic_write(data_dir.settings_file, private=True) as file:
            values = {name: value for name, value in asdict(self).items() if name != "notices"}
            file.write(json.dumps(values, indent=2).encode("ascii") + b"\n")


def set_aside_damaged(file: Path, error: Exception) -> str:
    """Rename a damaged file and return its new name; its old one if it cannot be renamed."""
    for number in range(1, 100):
        aside = file.with_name(f"{file.stem}-damaged-{number}{file.suffix}")
        if not aside.exists():
            try:
                file.rename(aside)
                _log.warning("damaged %s (%s) set aside as %s", Plain(file.name), error, Plain(aside.name))
            except OSError as failure:
                _log.warning("damaged %s could not be set aside: %s", Plain(file.name), failure)
                return file.name
            return aside.name
    return file.name
