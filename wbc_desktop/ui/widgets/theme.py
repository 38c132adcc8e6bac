"""The light and the dark theme: colours, palette and style sheet, and following the system."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication

from wbc_desktop.runtime.resources import resource

GRID = 8
"""All distances are multiples (or halves) of this many logical pixels."""

LARGE = 1.35
"""Text size of titles, as a multiple of the normal size."""


@dataclass(frozen=True, slots=True)
class Tones:
    """The colours of a theme, as ``#RRGGBB``, without the class colours, which are the same in every theme."""

    window: str
    panel: str
    raised: str
    text: str
    muted: str
    faint: str
    line: str
    hover: str
    soft: str
    handle: str
    accent: str
    accent_hover: str
    on_accent: str
    info_ground: str
    warning_ground: str
    error_ground: str


LIGHT = Tones(
    window="#FFFFFF",
    panel="#F6F6F9",
    raised="#FFFFFF",
    text="#1C1D24",
    muted="#5F6170",
    faint="#A3A5B1",
    line="#E1E2E9",
    hover="#EDEDF3",
    soft="#E4E1F7",
    handle="#C6C8D2",
    accent="#5B50C0",
    accent_hover="#4C41AE",
    on_accent="#FFFFFF",
    info_ground="#ECEAFA",
    warning_ground="#FFF1D6",
    error_ground="#FCE4E4",
)

DARK = Tones(
    window="#17181D",
    panel="#1D1E24",
    raised="#26272F",
    text="#E9E9EE",
    muted="#A2A4B2",
    faint="#62646F",
    line="#33343E",
    hover="#282A33",
    soft="#37335C",
    handle="#4A4C58",
    accent="#A79DFF",
    accent_hover="#BBB3FF",
    on_accent="#17143A",
    info_ground="#2A2748",
    warning_ground="#3F3116",
    error_ground="#472426",
)


def palette_of(tones: Tones) -> QPalette:
    """Return a palette for the Fusion style, which colours the parts that the style sheet does not."""
    colour = {name: QColor(value) for name, value in asdict(tones).items()}
    palette = QPalette()
    role = QPalette.ColorRole
    for where, name in (
        (role.Window, "window"),
        (role.WindowText, "text"),
        (role.Base, "window"),
        (role.AlternateBase, "panel"),
        (role.ToolTipBase, "raised"),
        (role.ToolTipText, "text"),
        (role.Text, "text"),
        (role.PlaceholderText, "muted"),
        (role.Button, "raised"),
        (role.ButtonText, "text"),
        (role.BrightText, "on_accent"),
        (role.Link, "accent"),
        (role.LinkVisited, "accent"),
        (role.Highlight, "accent"),
        (role.HighlightedText, "on_accent"),
        (role.Accent, "accent"),
        (role.Light, "raised"),
        (role.Midlight, "hover"),
        (role.Mid, "line"),
        (role.Dark, "handle"),
        (role.Shadow, "faint"),
    ):
        palette.setColor(where, colour[name])
    for where in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, colour["faint"])
    return palette


def style_sheet(tones: Tones) -> str:
    """Return the style sheet of ``resources/styles`` with its ``@names`` replaced by colours and files."""
    text = resource("styles", "window.qss").read_text(encoding="utf-8")
    chevron = resource("icons", "chevron-dark.svg" if tones is DARK else "chevron-light.svg")
    tick = resource("icons", "tick-dark.svg" if tones is DARK else "tick-light.svg")
    upwards = resource("icons", "chevron-up-dark.svg" if tones is DARK else "chevron-up-light.svg")
    images = {"chevron": chevron, "upwards": upwards, "tick": tick}
    words = {**asdict(tones), **{name: file.as_posix() for name, file in images.items()}}
    for name, value in sorted(words.items(), key=lambda n: -len(n[0])):
        text = text.replace("@" + name, value)
    return text


def is_dark(palette: QPalette) -> bool:
    """Return whether a palette is dark, for colours that do not come from the palette."""
    return palette.color(QPalette.ColorRole.Window).lightness() < 128


def large(font: QFont) -> QFont:
    """Return the font for titles: larger and bolder."""
    bigger = QFont(font)
    bigger.setPointSizeF(font.pointSizeF() * LARGE)
    bigger.setWeight(QFont.Weight.DemiBold)
    return bigger


def strong(font: QFont) -> QFont:
    """Return the font for emphasis: bolder."""
    bolder = QFont(font)
    bolder.setWeight(QFont.Weight.DemiBold)
    return bolder


@contextmanager
def garbage_collection_paused() -> Iterator[None]:
    """Pause Python's garbage collection.

    When the style changes, Qt notifies all widgets from a list of bare pointers. If a widget handles this in Python,
    the collection may start and delete a widget that is still on the list, and the process crashes.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class Theme(QObject):
    """Applies the light, the dark or the system's theme to the application.

    Signals: ``changed()``: the colours changed.
    """

    changed = Signal()

    def __init__(self, app: QApplication, wanted: str = "system") -> None:
        super().__init__(app)
        self._app = app
        self._wanted = wanted
        self._tones: Tones | None = None
        with garbage_collection_paused():
            app.setStyle("Fusion")
            _ensure_font(app)
        app.styleHints().colorSchemeChanged.connect(self._apply)
        self.set(wanted)

    @property
    def tones(self) -> Tones:
        """The colours in use."""
        return self._tones if self._tones is not None else LIGHT

    def set(self, wanted: str) -> None:
        """Use the theme ``system``, ``light`` or ``dark``."""
        self._wanted = wanted
        schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        with garbage_collection_paused():
            self._app.styleHints().setColorScheme(schemes.get(wanted, Qt.ColorScheme.Unknown))
        self._apply()

    def remove(self) -> None:
        """Remove palette and style sheet from the application."""
        self._app.styleHints().colorSchemeChanged.disconnect(self._apply)
        with garbage_collection_paused():
            self._app.setStyleSheet("")
            self._app.setPalette(QPalette())
        self._tones = None

    def _apply(self) -> None:
        system_is_dark = self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark
        tones = DARK if self._wanted == "dark" or (self._wanted != "light" and system_is_dark) else LIGHT
        if tones is self._tones:
            return
        self._tones = tones
        with garbage_collection_paused():
            self._app.setPalette(palette_of(tones))
            self._app.setStyleSheet(style_sheet(tones))
        self.changed.emit()


def _ensure_font(app: QApplication) -> None:
    """Use the fonts of the report on a machine without fonts."""
    if QFontMetrics(app.font()).inFont("W"):  # a family name may be an alias of fontconfig without a font
        return
    folder: Path = resource("fonts")
    for file in folder.glob("*.ttf"):
        QFontDatabase.addApplicationFont(str(file))
    app.setFont(QFont("Noto Sans", 10))
