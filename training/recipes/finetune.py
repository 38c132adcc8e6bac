"""Fine-tune the active model on corrections."""

from __future__ import annotations

from collections.abc import Callable

from training.recipes.options import OptionError
from training.recipes.run_folder import Report, Run


def finetune(run: Run, report: Report, stopped: Callable[[], bool]) -> None:
    """Write ``run.candidate`` and the result (``write_result``); raise ``Stopped`` once ``stopped`` returns True."""
    raise OptionError("This version of the program cannot fine-tune yet.")
