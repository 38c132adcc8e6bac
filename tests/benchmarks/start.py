"""``python -m benchmarks.start DATA``: starts the window as the program does and prints when it is first painted.

Prints one JSON object: the time (``time.time``) of the first paint of the window's frame and the processor time used
until then, the same for the window with all its parts, and whether torch was imported by then.
"""

from __future__ import annotations

import json
import sys
import time
from typing import ClassVar

from wbc_desktop import app
from wbc_desktop.runtime.paths import resolve_data_dir
from wbc_desktop.ui.shell.screen import why_no_window


def main() -> int:
    """Start, print, and close."""
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QMainWindow, QWidget

    class FirstPaint(QObject):
        """Event filter that waits for the first paint of the frame and of the window in it."""

        found: ClassVar[dict[str, object]] = {}
        told = False

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() != QEvent.Type.Paint or self.told or not isinstance(watched, QWidget):
                return False
            if not self.found:
                self.found.update(painted=time.time(), processor=time.process_time())
            if isinstance(watched.window(), QMainWindow):
                self.told = True
                self.found.update(filled=time.time(), filled_processor=time.process_time())
                print(json.dumps({**self.found, "torch": "torch" in sys.modules}), flush=True)
                QTimer.singleShot(0, watched.window().close)
            return False

    if why_no_window() is not None:
        import os

        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = app.make_application()
    first = FirstPaint(application)
    application.installEventFilter(first)
    data_dir = resolve_data_dir(sys.argv[1])
    return app.run(None, data_dir, data_dir.database_url, None)


if __name__ == "__main__":
    raise SystemExit(main())
