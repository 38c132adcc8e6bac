"""Make the tests independent of the machine: data directory, fonts, style, locale and time zone.

Child processes inherit the environment. It must be set before Qt is imported.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

ROOT = Path(__file__).resolve().parent.parent
FONT_FOLDERS = (ROOT / "resources" / "fonts", ROOT / "tests" / "data" / "fonts")
NARROW_FONT, WIDE_FONT = "Noto Sans", "DejaVu Sans"
FONT_SIZE = 9  # points, as the system fonts of Windows and of Qt without a desktop
TIME_ZONE = "WIB-7"  # UTC+7 all year: a test that confuses local time with UTC fails

# Variables with choices of the machine or the person, which are removed.
PERSONAL = (
    "LANG",
    "LC_",
    "QT_",
    "FONTCONFIG_",
    "KDE_",
    "GTK_",
    "DESKTOP_SESSION",
    "XDG_CURRENT_DESKTOP",
    "WBC_D",
    "PG",
)
KEPT = ("QT_QPA_PLATFORM", "QT_DEBUG_PLUGINS", "QT_LOGGING_RULES")

FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
{folders}
  <cachedir>{cache}</cachedir>
  <match target="pattern"><edit name="family" mode="append_last"><string>{family}</string></edit></match>
</fontconfig>
"""


def isolate() -> None:
    """Set the environment of this process and its children, with a temporary folder that is deleted at the end."""
    home = Path(tempfile.mkdtemp(prefix="wbc-tests-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    folders = "\n".join(f"  <dir>{folder}</dir>" for folder in FONT_FOLDERS)
    conf = home / "fonts.conf"
    conf.write_text(FONTS_CONF.format(folders=folders, cache=home / "fonts", family=NARROW_FONT), encoding="utf-8")
    for name in [n for n in os.environ if n.startswith(PERSONAL) and n not in KEPT]:
        del os.environ[name]
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ |= {
        "WBC_DATA_DIR": str(home / "data"),
        "FONTCONFIG_FILE": str(conf),
        "QT_FONT_DPI": "96",
        "LC_ALL": "C.UTF-8",
        "TZ": TIME_ZONE,
    }
    if hasattr(time, "tzset"):
        time.tzset()


def dress(app: QApplication, family: str = NARROW_FONT) -> None:
    """Give the application the tests' style and one of their fonts, on every system."""
    from PySide6.QtGui import QFont, QFontDatabase

    if family not in QFontDatabase.families():  # a system without fontconfig
        for folder in FONT_FOLDERS:
            for file in folder.glob("*.ttf"):
                QFontDatabase.addApplicationFont(str(file))
    app.setStyle("Fusion")
    app.setFont(QFont(family, FONT_SIZE))
