"""A PostgreSQL server for the tests, in a temporary folder and reached by a Unix socket in it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NOBODY = 65534
OPTIONS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c timezone=Asia/Jakarta"
"""No data has to survive a power cut here. A test that confuses the time of the server with UTC fails."""
ICU_SINCE = 15
STOP = ("-D", "data", "-w", "-m", "immediate", "stop")
WATCH = f'exec 3<&0; (cat <&3; "$0" {" ".join(STOP)}; rm -rf "$PWD") >/dev/null 2>&1 &'
"""Ends the server when the pipe at its input closes: so it ends also when the tests are killed."""


@contextmanager
def running(programs: Path) -> Iterator[str]:
    """Run a server and yield the URL of its databases, with ``{}`` for the name; ``programs`` is their folder.

    The server is no child of this process, because the leak guard looks at the children after each test. It refuses
    to run as root, and then runs as another user. Its databases sort text by language, as those of most servers do.
    """
    folder = Path(tempfile.mkdtemp(prefix="wbc-postgresql-"))
    settings: dict[str, Any] = {"cwd": folder}
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
        settings |= {"user": NOBODY, "group": NOBODY, "extra_groups": []}

    def call(program: str, *arguments: str) -> str:
        command = [programs / program, *arguments]
        done = subprocess.run(command, **settings, capture_output=True, text=True, errors="replace", check=False)
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr or done.stdout}")
        return done.stdout

    version = re.search(r"\d+", call("initdb", "--version"))
    by_language = version is not None and int(version[0]) >= ICU_SINCE
    read_end, write_end = os.pipe()
    try:
        icu = ["--locale-provider=icu", "--icu-locale=en"] if by_language else []
        call("initdb", "-D", "data", "-A", "trust", "-U", "wbc", "-E", "UTF8", "--no-sync", *icu)
        options = f"{OPTIONS} -c unix_socket_directories={folder}"
        call("pg_ctl", "-D", "data", "-w", "-l", "log", "-o", options, "start")
        watch = ["sh", "-c", WATCH, programs / "pg_ctl"]
        subprocess.run(watch, **settings, stdin=read_end, start_new_session=True, check=True)
        try:
            yield f"postgresql+psycopg://wbc@/{{}}?host={folder}"
        finally:
            call("pg_ctl", *STOP)
    finally:
        os.close(read_end)
        os.close(write_end)
        shutil.rmtree(folder, ignore_errors=True)
