"""The fields of a slide as typed, and the values of those used in calculations: age, sex, time, total white count."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, tzinfo

from wbc_desktop.domain.errors import UsageError
from wbc_desktop.domain.language import mark, tr
from wbc_desktop.domain.reference_ranges import OLDEST_YEARS, Sex

LONGEST = 4000
"""The largest number of characters of one field."""

_DAYS_A_YEAR = 365.25
_UNITS = {
    _DAYS_A_YEAR: ("", "y", "yr", "yrs", "year", "years", "a", "j", "jahr", "jahre", "tahun", "th", "thn"),
    _DAYS_A_YEAR / 12: ("m", "mo", "mos", "mth", "month", "months", "monat", "monate", "bulan", "bln"),
    7.0: ("w", "wk", "wks", "week", "weeks", "woche", "wochen", "minggu", "mgg"),
    1.0: ("d", "day", "days", "t", "tag", "tage", "hari", "hr"),
}
_DAYS = {name: days for days, names in _UNITS.items() for name in names}
_SEXES = {
    Sex.FEMALE: ("f", "female", "w", "woman", "girl", "weiblich", "perempuan", "wanita", "p", "♀"),
    Sex.MALE: ("m", "male", "man", "boy", "männlich", "laki-laki", "laki laki", "pria", "l", "♂"),
}
_SEX_OF = {name: sex for sex, names in _SEXES.items() for name in names}
_PART = re.compile(r"(\d+(?:[.,]\d+)?)\s*([^\W\d_]*)\.?\s*")
_OFFSET = re.compile(r"\s*(?:UTC|GMT)?\s*([+-]\d{1,2}):?(\d{2})?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SlideFields:
    """The typed fields of a slide. Each may be empty and in any script; ``corrected`` is "yes" or ""."""

    sample: str = ""
    patient: str = ""
    age: str = ""
    sex: str = ""
    stain: str = ""
    collected: str = ""
    white_count: str = ""
    corrected: str = ""
    comments: str = ""

    @classmethod
    def of(cls, values: Mapping[str, object]) -> SlideFields:
        """Return the fields from stored values by name; a missing value, or one that is not text, gives ""."""
        texts = {f.name: values.get(f.name) for f in fields(cls)}
        return cls(**{name: text for name, text in texts.items() if isinstance(text, str)})

    @property
    def years(self) -> float | None:
        """The age in years, or None if it is empty or not understood."""
        return age_in_years(self.age)

    @property
    def known_sex(self) -> Sex | None:
        """The sex, or None if it is empty or not understood."""
        return sex_of(self.sex)

    @property
    def total_white(self) -> float | None:
        """The total white count in 10^9 per litre, as typed, or None."""
        try:
            return white_count(self.white_count)
        except UsageError:
            return None

    @property
    def correct_for_erythroblasts(self) -> bool:
        """Whether the typed count includes erythroblasts and must be corrected."""
        return self.corrected == "yes"

    @property
    def collected_at(self) -> datetime | None:
        """The time of collection in the typed time zone, or None."""
        try:
            return collection_time(self.collected)
        except UsageError:
            return None


def age_in_years(text: str) -> float | None:
    """Return the years of a typed age: ``45``, ``3 months``, ``1 y 6 m``, ``2 minggu``; None if not understood."""
    plain = _plain(text)
    if not plain:
        return None
    days, at = 0.0, 0
    for found in _PART.finditer(plain):
        if found.start() != at or found[2] not in _DAYS:
            return None
        days += float(found[1].replace(",", ".")) * _DAYS[found[2]]
        at = found.end()
    years = days / _DAYS_A_YEAR
    return years if at == len(plain) and years <= OLDEST_YEARS else None


def sex_of(text: str) -> Sex | None:
    """Return the typed sex, or None if not understood."""
    return _SEX_OF.get(_plain(text))


def white_count(text: str) -> float | None:
    """Return the total white count in 10^9 per litre, typed with a point or a comma; None if empty.

    Raises :class:`UsageError` if it is not a possible count.
    """
    plain = _plain(text)
    if not plain:
        return None
    if not re.fullmatch(r"\d{1,4}([.,]\d{1,4})?", plain):
        raise UsageError(tr("The total white count must be a number of 10⁹ cells a litre, such as 7.4."))
    value = float(plain.replace(",", "."))
    if not (math.isfinite(value) and 0 < value <= 2000):
        raise UsageError(tr("The total white count must be over 0 and at most 2000 × 10⁹ cells a litre: check it."))
    return value


def corrected_white_count(typed: float, erythroblasts: float) -> float:
    """Return the count without erythroblasts: ``typed`` x 100 / (100 + erythroblasts per 100 white cells).

    Erythroblasts have nuclei, so counters that lyse red cells count them as white cells. This is the customary
    correction (CLSI H20-A2; Dacie and Lewis Practical Haematology, chapter 3).
    """
    return typed * 100 / (100 + erythroblasts)


def collection_time(text: str, local: tzinfo | None = None) -> datetime | None:
    """Return the aware time of a text like ``2026-11-23 08:30 +01:00``; None if empty.

    Without a zone it is in ``local`` (None: the computer's zone at that time). Raises :class:`UsageError` if the text
    is not a time.
    """
    plain = unicodedata.normalize("NFKC", text).strip().replace("−", "-")
    if not plain:
        return None
    try:
        if ":" not in plain:
            raise ValueError("a day without a time")
        if plain[-1:] in "zZ":
            plain = plain[:-1] + "+00:00"
        elif plain.upper().endswith(("UTC", "GMT")):
            plain = plain[:-3].rstrip() + "+00:00"
        else:
            plain = _OFFSET.sub(lambda found: f"{int(found[1]):+03d}:{found[2] or '00'}", plain)
        when = datetime.fromisoformat(plain)
        if when.tzinfo is None:
            when = when.astimezone() if local is None else when.replace(tzinfo=local)
        when.astimezone()  # fails for times outside the calendar
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(
            tr(
                "The time of collection must be like 2026-11-23 08:30, with the zone behind it where it is "
                "another one (2026-11-23 08:30 +07:00)."
            )
        ) from error
    return when


def checked(values: SlideFields) -> SlideFields:
    """Return ``values`` ready to be stored: trimmed, the time with its zone. Raises :class:`UsageError`."""
    cleaned = {f.name: _clean(getattr(values, f.name)) for f in fields(SlideFields)}
    long = next((name for name, text in cleaned.items() if len(text) > LONGEST), None)
    if long is not None:
        raise UsageError(
            tr(
                "The text of “{field}” is too long: at most {longest} characters.",
                field=tr(NAMES[long]),
                longest=LONGEST,
            )
        )
    white_count(cleaned["white_count"])
    when = collection_time(cleaned["collected"])
    if when is not None:
        cleaned["collected"] = when.isoformat(sep=" ", timespec="minutes" if not when.second else "seconds")
    cleaned["corrected"] = "yes" if cleaned["corrected"] == "yes" and cleaned["white_count"] else ""
    return SlideFields(**cleaned)


NAMES = {
    "sample": mark("Sample"),
    "patient": mark("Patient"),
    "age": mark("Age"),
    "sex": mark("Sex"),
    "stain": mark("Stain"),
    "collected": mark("Collected"),
    "white_count": mark("Total white count"),
    "corrected": mark("Corrected for erythroblasts"),
    "comments": mark("Comments"),
}
"""The shown names of the fields."""


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold()


def _clean(text: str) -> str:
    """Return ``text`` without lone surrogates and control characters other than new lines."""
    kept = (c for c in text.replace("\r\n", "\n") if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs"))
    return "".join(kept).strip()
