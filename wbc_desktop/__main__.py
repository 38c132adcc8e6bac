"""``python -m wbc_desktop`` is the same as ``wbc-desktop``."""

from __future__ import annotations

import sys

from wbc_desktop.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
