"""``wbc-desktop`` whose training process is the stand-in; takes the words of ``wbc-desktop``."""

from __future__ import annotations

import sys

from unit.services import stand_in_training

from wbc_desktop.cli.main import main
from wbc_desktop.services import training_process

training_process.training_command = lambda: stand_in_training.COMMAND
sys.exit(main())
