"""How numbers are said in the window: counts, shares, intervals, durations, rates and times."""

from __future__ import annotations

from datetime import datetime

from wbc_desktop.domain.language import number, tr, trn


def cells_text(count: int) -> str:
    """``1 cell``, ``2 cells``."""
    return trn("{n:,} cell", "{n:,} cells", count)


def percent(share: float | None, digits: int = 1) -> str:
    """A share (0 to 1) as a percentage; a dash where there is none."""
    return "–" if share is None else number(share * 100, f".{digits}f") + " %"


def interval_text(low: float, high: float) -> str:
    """An interval of shares in whole tenths of a percent."""
    return number(low * 100, ".1f") + "–" + number(high * 100, ".1f")


def duration(seconds: float) -> str:
    """A rough length of time as a person says it."""
    whole = max(0, round(seconds))
    if whole < 60:
        return tr("{seconds} s", seconds=whole)
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return (
            tr("{minutes} min {rest:02d} s", minutes=minutes, rest=rest)
            if minutes < 10
            else tr("{minutes} min", minutes=minutes)
        )
    hours, minutes = divmod(minutes, 60)
    return tr("{hours} h {minutes:02d} min", hours=hours, minutes=minutes)


def rate(images_per_second: float) -> str:
    """Images a second, with a decimal where it matters."""
    digits = 1 if images_per_second < 10 else 0
    return tr("{rate} images/s", rate=number(images_per_second, f".{digits}f"))


def moment(when: datetime, now: datetime | None = None) -> str:
    """A stored time in the reader's own zone: the clock today, else the date and the clock."""
    local = when.astimezone()
    today = (now or datetime.now().astimezone()).astimezone().date()
    return f"{local:%H:%M}" if local.date() == today else f"{local:%Y-%m-%d %H:%M}"


def device_text(device: str) -> str:
    """A device name as the status bar says it."""
    if device.startswith("cuda"):
        which = device.partition(":")[2]
        return "GPU" if which in ("", "0") else f"GPU {which}"
    return {"cpu": "CPU", "mps": "GPU (Apple)"}.get(device, device)
