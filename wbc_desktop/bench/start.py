"""``python -m wbc_desktop.bench.start``: starts the window as the program does and tells when it was first painted.

Prints one JSON object: the clock (``time.time``) at the first paint, the processor time used until then, and whether
torch was imported. Whoever started the process knows when that was.
"""

from __future__ import annotations

import json
import sys
import time

from wbc_desktop import app
from wbc_desktop.runtime.paths import resolve_data_dir
from wbc_desktop.ui.screen import why_no_window


def main() -> int:
    """Start, tell, and close."""
    from PySide6.QtCore import QCoreApplication, QEvent, QObject
    from PySide6.QtWidgets import QWidget

    class FirstPaint(QObject):
        """Told of every event: the first paint of a window is what is waited for."""

        told = False

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and not self.told and isinstance(watched, QWidget):
                self.told = True
                found = {"painted": time.time(), "processor": time.process_time(), "torch": "torch" in sys.modules}
                print(json.dumps(found), flush=True)
                QCoreApplication.postEvent(watched.window(), QEvent(QEvent.Type.Close))
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
