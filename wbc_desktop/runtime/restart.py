"""Start the program's window again in place of this process."""

from __future__ import annotations

import os
import subprocess
import sys

from wbc_desktop.runtime.paths import ENVIRONMENT_VARIABLE, DataDir

DATABASE_VARIABLE = "WBC_DATABASE_URL"


def window_command(model: str | None) -> list[str]:
    """Return the command that opens the window on the last slide; ``model`` is as on the command line."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "wbc_desktop"]
    return [*program, *(["--model", model] if model is not None else [])]


def window_environment(data_dir: DataDir, database_url: str) -> dict[str, str]:
    """Return the environment of the new process. The address of the database may hold a password, so it is in here."""
    # PyInstaller's program would otherwise take the new process for a part of this one.
    of_bundle = {"PYINSTALLER_RESET_ENVIRONMENT": "1"} if getattr(sys, "frozen", False) else {}
    return {**os.environ, ENVIRONMENT_VARIABLE: str(data_dir.root), DATABASE_VARIABLE: database_url, **of_bundle}


def restart_window(data_dir: DataDir, database_url: str, model: str | None) -> None:
    """Open the window again. On POSIX the new program replaces this process, so this function does not return."""
    command, environment = window_command(model), window_environment(data_dir, database_url)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    if os.name == "posix":
        os.execve(command[0], command, environment)
    else:
        subprocess.Popen(command, env=environment)
