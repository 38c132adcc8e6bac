"""A freshly installed Debian or Ubuntu in a folder, in which a package is installed and used without a network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Self

USER, USER_ID = "tech", 1000
HOME = f"/home/{USER}"
DISPLAY = ":99"
ENVIRONMENT = {
    "HOME": HOME,
    "USER": USER,
    "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/games",
    "LANG": "C.UTF-8",
    "DISPLAY": DISPLAY,
    "XDG_RUNTIME_DIR": "/tmp/runtime-tech",
}


CHROOT = shutil.which("chroot", path="/usr/sbin:/usr/bin:/sbin:/bin") or "chroot"


class CheckError(Exception):
    """A check failed; the text says which."""


def host(*words: object, **options: object) -> str:
    """Run a program of this machine and return its output. Raises CheckError."""
    command = [str(word) for word in words]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload]
    except FileNotFoundError:
        raise CheckError(f"{command[0]} is not installed: run apt-get install {command[0]}.") from None
    if done.returncode:
        raise CheckError(
            f"“{' '.join(command)}” ended with {done.returncode}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
        )
    return str(done.stdout)


def sources() -> tuple[str, str, list[str]]:
    """Return suite and mirror of this machine's system, and the lines of its package sources. Raises CheckError."""
    form = "$(REPO_URI) $(RELEASE) $(COMPONENT) $(ORIGIN)"
    found = [
        line.split() for line in host("apt-get", "indextargets", "--format", form, "Created-By: Packages").splitlines()
    ]
    ours = [words for words in found if len(words) == 4 and words[3] in ("Debian", "Ubuntu")]
    if not ours:
        raise CheckError("apt knows no package source of Debian or Ubuntu: run apt-get update.")
    mirror, suite = ours[0][0], ours[0][1]
    signed = next(
        (path for path in sorted(Path("/usr/share/keyrings").glob(f"{ours[0][3].lower()}-archive-keyring*"))), None
    )
    option = f"[signed-by={signed}] " if signed else ""
    return suite, mirror, [f"deb {option}{uri} {release} {part}" for uri, release, part, _ in ours]


class CleanRoot:
    """The root folder. Its commands have no network, except those of :meth:`install`."""

    def __init__(self, folder: Path, keep: bool = False) -> None:
        self.folder, self._keep = folder, keep
        self._stack = ExitStack()
        self._network: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Install the base system and attach what the kernel provides."""
        try:
            self._begin()
        except BaseException:
            self._stack.close()
            raise
        return self

    def _begin(self) -> None:
        if os.geteuid() != 0:
            raise CheckError("A clean root needs root rights: start this with sudo.")
        suite, mirror, lines = sources()
        if not (self._keep and (self.folder / "var/lib/dpkg/status").exists()):
            self._remove()
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            host("debootstrap", "--variant=minbase", suite, self.folder, mirror)
        (self.folder / "etc/apt/sources.list").write_text("\n".join([*lines, ""]), encoding="utf-8")
        for part in (
            "etc/apt/apt.conf.d",
            "etc/apt/auth.conf.d",
            "usr/share/keyrings",
            "etc/ssl/certs",
        ):
            if Path("/", part).is_dir():
                shutil.copytree(Path("/", part), self.folder / part, dirs_exist_ok=True)
        for name in ("resolv.conf", "hosts"):
            shutil.copy(Path("/etc", name), self.folder / "etc" / name)
        for kind, place in (("proc", "proc"), ("sysfs", "sys")):
            self._mount("-t", kind, kind, self.folder / place)
        self._mount("--bind", "/dev", self.folder / "dev")
        shutil.rmtree(self.home, ignore_errors=True)
        host(CHROOT, self.folder, "sh", "-c", f"id {USER} >&2 || useradd --uid {USER_ID} {USER}")
        for folder in (HOME, ENVIRONMENT["XDG_RUNTIME_DIR"]):
            host(CHROOT, self.folder, "install", "-d", "-m", "700", "-o", USER, "-g", USER, folder)
        network = subprocess.Popen(["unshare", "--net", "sleep", "infinity"])
        self._network = network
        self._stack.callback(network.wait)
        self._stack.callback(network.kill)

    def __exit__(self, *_: object) -> None:
        self._stack.close()
        if not self._keep:
            self._remove()

    def _remove(self) -> None:
        """Remove the folder, but nothing that is still mounted in it."""
        host("rm", "-rf", "--one-file-system", self.folder)

    def _mount(self, *words: object) -> None:
        host("mount", *words)
        self._stack.callback(lambda: host("umount", "--lazy", words[-1]))

    def install(self, *packages: str) -> str:
        """Install Debian packages with what they depend on, and nothing that they only recommend."""
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        host(CHROOT, self.folder, "apt-get", "update", "-qq", env=environment)
        words = ("apt-get", "install", "-y", "-qq", "--no-install-recommends")
        return host(CHROOT, self.folder, *words, *packages, env=environment)

    def as_root(self, *words: object) -> str:
        """Run a command as root without a network and return its output. Raises CheckError."""
        return host(*self._outside(), CHROOT, self.folder, *words)

    def command(self, *words: object) -> list[str]:
        """Return the command that runs ``words`` as a person without rights and without a network."""
        user = (CHROOT, f"--userspec={USER_ID}:{USER_ID}", str(self.folder))
        return [*self._outside(), *user, *map(str, words)]

    def run(self, *words: object, environment: Mapping[str, str] | None = None) -> str:
        """Run a program as the person and return its output. Raises CheckError."""
        return host(*self.command(*words), env={**ENVIRONMENT, **(environment or {})}, cwd=self.folder)

    def start(self, *words: object, log: str) -> subprocess.Popen[bytes]:
        """Start a program as the person; its output goes to a file of her home. It is killed at the end."""
        with (self.home / log).open("wb") as file:
            process = subprocess.Popen(self.command(*words), env=ENVIRONMENT, stdout=file, stderr=file, cwd=self.folder)
        self._stack.callback(process.wait)
        self._stack.callback(process.kill)
        return process

    @property
    def home(self) -> Path:
        """The home of the person, as this machine sees it."""
        return self.folder / HOME.lstrip("/")

    def _outside(self) -> list[str]:
        if self._network is None:
            raise CheckError("The clean root is not entered.")
        return ["nsenter", f"--net=/proc/{self._network.pid}/ns/net"]


def say(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True, file=sys.stdout)
