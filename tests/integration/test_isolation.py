"""Fonts, locale, time zone and scaling of the machine do not influence the tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

REPORT_SETTINGS = """
import json, os, time
from isolation import dress, isolate
isolate()
from PySide6.QtCore import QLocale
from PySide6.QtGui import QFontDatabase, QFontMetrics
from PySide6.QtWidgets import QApplication
app = QApplication([])
dress(app)
print(json.dumps({
    "font": [app.font().family(), QFontMetrics(app.font()).horizontalAdvance("Differential 12.5 %")],
    "unknown font": QFontMetrics("No such font").horizontalAdvance("Differential 12.5 %"),
    "families": sorted(QFontDatabase.families()),
    "style": app.style().objectName(),
    "ratio": app.devicePixelRatio(),
    "locale": QLocale.system().name(),
    "noon": time.strftime("%H:%M", time.localtime(12 * 3600)),
}))
"""

FOREIGN = {
    "LANG": "de_DE.UTF-8",
    "LC_NUMERIC": "de_DE.UTF-8",
    "TZ": "EST5EDT",
    "QT_SCALE_FACTOR": "2",
    "QT_FONT_DPI": "144",
    "QT_STYLE_OVERRIDE": "Windows",
    "XDG_CURRENT_DESKTOP": "KDE",
}


def settings_seen(repository: Path, environment: dict[str, str]) -> dict[str, object]:
    searched = os.pathsep.join([str(repository), str(repository / "tests")])
    done = subprocess.run(
        [sys.executable, "-c", REPORT_SETTINGS],
        env={**environment, "PYTHONPATH": searched},
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no fontconfig, and their fonts stay visible")
def test_results_are_equal_on_another_machine(repository: Path, tmp_path: Path) -> None:
    bare = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    here = settings_seen(repository, bare)
    assert here["font"][0] == "Noto Sans"  # type: ignore[index]
    assert {"DejaVu Sans", "Noto Sans"} <= set(here["families"])  # type: ignore[call-overload]
    assert not {"DejaVu Serif", "Nimbus Sans"} & set(here["families"])  # type: ignore[call-overload]
    assert (here["style"], here["ratio"], here["noon"]) == ("fusion", 1.0, "19:00")
    no_fonts = tmp_path / "none.conf"
    no_fonts.write_text("<fontconfig/>", encoding="utf-8")
    assert settings_seen(repository, {**bare, **FOREIGN, "FONTCONFIG_FILE": str(no_fonts)}) == here


BARE = """
from PySide6.QtGui import QFontInfo, QFontMetrics
from PySide6.QtWidgets import QApplication
from wbc_desktop.ui.widgets.theme import Theme
app = QApplication([])
assert not QFontMetrics(app.font()).inFont("W")
theme = Theme(app)
print(QFontInfo(app.font()).family())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have their own fonts")
def test_the_program_shows_text_on_a_machine_without_fonts(
    child_environment: dict[str, str], repository: Path, tmp_path: Path
) -> None:
    no_fonts = tmp_path / "none.conf"
    no_fonts.write_text("<fontconfig/>", encoding="utf-8")
    environment = {**child_environment, "FONTCONFIG_FILE": str(no_fonts)}
    command = [sys.executable, "-c", BARE]
    done = subprocess.run(command, env=environment, cwd=repository, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "Noto Sans"
