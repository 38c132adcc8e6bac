"""Check the bundles on Linux as a person meets them: ``sudo installer/check-bundle``.

Builds both makes (or takes those of dist/ with --built). Installs the .deb of the review make in a freshly installed
system without Python, starts it from its desktop entry under Xvfb, opens a folder, waits until it is classified,
corrects a cell and exports the report, all with keys. Then installs the full make over it and fine-tunes a model.
Removes it, and looks whether the data are still there. Nothing has a network, and strace shows that nothing asked for
one. At last it prints sizes and start times. Screenshots are in build/bundle/screenshots.

Needs root rights, and the packages binutils, debootstrap, dpkg, util-linux, and for the start times xvfb and xdotool.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import start_times
from bundle import BUILD, DIST, ROOT, project_version, size_of
from bundle import main as build_bundle
from clean_root import DISPLAY, HOME, CheckError, CleanRoot, host, say
from frozen.contents import MAKES
from packages import APPSTREAM_ID, DESKTOP_ID, debian_architecture, package_name

TOOLS = (
    "xvfb",
    "openbox",
    "xdotool",
    "scrot",
    "strace",
    "libglib2.0-bin",
    "desktop-file-utils",
    "appstream",
    "pcmanfm",
)
ENTRY = f"/usr/share/applications/{DESKTOP_ID}.desktop"
DATA = ".local/share/WBC Desktop"
DRIVERS = {"libcuda.so.1"}
"""Libraries that come with the driver of a GPU; without one they are not loaded."""

PATIENCE_S, SETTLE_S = 300.0, 15.0
SCREENSHOTS = BUILD / "screenshots"


def wait_for(what: str, found: Callable[[], object]) -> None:
    """Wait until ``found`` is true. Raises CheckError after some minutes."""
    until = time.monotonic() + PATIENCE_S
    while not found():
        if time.monotonic() > until:
            raise CheckError(f"This did not happen: {what}.")
        time.sleep(1)


def check_install(root: CleanRoot, make: str) -> None:
    """Install the package of a make and check it without any other program."""
    package, name = deb_of(make), f"{package_name(make)}.deb"
    shutil.copy(package, root.folder / "tmp" / name)
    root.install(f"/tmp/{name}")
    (root.folder / "tmp" / name).unlink()
    said = root.run("wbc-desktop", "--version").strip()
    if project_version() not in said:
        raise CheckError(f"The version is “{said}”, not {project_version()}.")
    doctor = json.loads(root.run("wbc-desktop", "doctor", "--json"))
    if not doctor["healthy"] or doctor["qt"]["missing"]:
        raise CheckError(f"doctor found {doctor['findings']} and misses {doctor['qt']['missing']}.")
    lacking = missing_libraries(root)
    if lacking:
        raise CheckError(f"Libraries of the bundle need what no package brings: {lacking}.")
    say(f"ok: {package.name} is installed, doctor finds no fault, no library is missing")


def missing_libraries(root: CleanRoot) -> list[str]:
    """Return the libraries that the loader does not find for some file of the bundle."""
    script = 'find /usr/lib/wbc-desktop -type f -name "*.so*" -exec ldd {} + 2>/dev/null | grep "not found" || true'
    bundled = {path.name for path in (root.folder / "usr/lib/wbc-desktop").rglob("*.so*")}
    found = {line.split()[0] for line in root.as_root("sh", "-c", script).splitlines() if line.strip()}
    return sorted(found - bundled - DRIVERS)  # the program loads its own libraries before those that need them


def check_desktop(root: CleanRoot) -> None:
    """Check the desktop entry and the metadata with their tools, and that folders still open in the file manager."""
    root.run("desktop-file-validate", ENTRY)
    root.run("appstreamcli", "validate", "--no-net", f"/usr/share/metainfo/{APPSTREAM_ID}.metainfo.xml")
    asked = root.run("gio", "mime", "inode/directory")
    if ENTRY.rpartition("/")[2] not in asked:
        raise CheckError(f"Folders are not offered to the program: {asked}")
    default = asked.splitlines()[0]
    if DESKTOP_ID in default:
        raise CheckError(f"The program has become the default for folders: {default}")
    say(f"ok: desktop entry and metadata are valid; {default.strip()}")


class Window:
    """The window in the clean root, driven by keys."""

    def __init__(self, root: CleanRoot) -> None:
        self.root = root

    def open(self, *words: str, trace: str) -> None:
        """Start the program as the menu or the file manager does; wait for its window."""
        traced = ("strace", "-f", "--seccomp-bpf", "-qq", "-e", "trace=%network", "-o", f"{HOME}/{trace}")
        self.process = self.root.start(*traced, "gio", "launch", ENTRY, *words, log="window.log")
        wait_for("the window opens", lambda: self.windows("WBC Desktop"))
        wait_for("the database is there", (self.root.home / DATA / "wbc.sqlite3").exists)
        time.sleep(SETTLE_S)

    def windows(self, title: str) -> list[str]:
        """Return the visible windows with a title that matches."""
        try:
            return self.root.run("xdotool", "search", "--onlyvisible", "--name", title).split()
        except CheckError:
            return []

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.root.run("xdotool", "key", "--clearmodifiers", key)
            time.sleep(1)

    def type(self, text: str) -> None:
        """Type a text."""
        self.root.run("xdotool", "type", "--delay", "30", text)
        time.sleep(1)

    def shoot(self, name: str) -> None:
        """Take a screenshot for a person to look at."""
        self.root.run("scrot", "--overwrite", f"{HOME}/shot.png")
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        shutil.copy(self.root.home / "shot.png", SCREENSHOTS / f"{name}.png")

    def close(self) -> None:
        """Close the window with its key and wait until the program has ended; the frame of the start has no keys."""
        wait_for("the program ends", self._ended)

    def _ended(self) -> bool:
        if self.windows("WBC Desktop"):
            self.press("ctrl+q")
        return self.process.poll() is not None


def rows(root: CleanRoot, slide: str) -> list[dict[str, str]]:
    """Return the stored results of a slide, a row for each cell."""
    import csv

    root.run("wbc-desktop", "export", f"{HOME}/{slide}", "--csv", f"{HOME}/now.csv")
    with (root.home / "now.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def check_window(root: CleanRoot) -> None:
    """Open a folder in the window, wait for the classes, correct a cell and write the report."""
    root.start("Xvfb", DISPLAY, "-screen", "0", "1600x1000x24", "-nolisten", "tcp", log="xvfb.log")
    wait_for("Xvfb starts", lambda: (root.folder / "tmp/.X11-unix" / f"X{DISPLAY[1:]}").exists())
    root.start("openbox", log="openbox.log")
    window = Window(root)
    window.open(trace="menu.trace")
    window.shoot("1-menu")
    window.close()
    say("ok: the window opens from the menu and closes")
    window.open(f"{HOME}/slide 1", trace="folder.trace")
    wait_for("the folder is classified", lambda: all(row["predicted"] for row in rows_or_none(root, "slide 1")))
    window.shoot("2-classified")
    window.press("m")
    if window.windows("reviewer|Reviewer"):
        window.type("Ada")
        window.press("Return")
    wait_for("a cell is corrected", lambda: [row for row in rows(root, "slide 1") if row["reviewer"]])
    corrected = [row for row in rows(root, "slide 1") if row["reviewer"]]
    window.shoot("3-corrected")
    count, first = len(rows(root, "slide 1")), corrected[0]
    say(f"ok: {count} cells classified, {first['predicted']} corrected to {first['label']}")
    window.press("ctrl+p")
    window.shoot("4-report-dialog")
    window.press("ctrl+a")
    window.type(f"{HOME}/report.pdf")
    window.press("Return")
    report = root.home / "report.pdf"
    wait_for("the report is written", lambda: report.exists() and report.read_bytes()[-1024:].find(b"%%EOF") >= 0)
    time.sleep(2)
    window.shoot("5-report")
    window.close()
    root.run("wbc-desktop", "audit", "verify")
    say(f"ok: the report has {report.stat().st_size / 1000:,.0f} kB, and the audit trail is sound")


def rows_or_none(root: CleanRoot, slide: str) -> list[dict[str, str]]:
    """Return the stored results, or one empty row while the slide is not stored yet."""
    try:
        return rows(root, slide) or [{"predicted": ""}]
    except CheckError:
        return [{"predicted": ""}]


def check_formats(root: CleanRoot) -> None:
    """Classify pictures in all file formats, which need the codecs of the bundle and its child processes."""
    target = root.home / "formats"
    host(python_of("review"), ROOT / "installer" / "frozen" / "sample_formats.py", target)
    result = json.loads(root.run("wbc-desktop", "classify", f"{HOME}/formats", "--pictures", "cells", "--json"))
    count = len([path for path in target.iterdir() if path.is_file()])
    if result["failed"] or result["cells"] != count:
        raise CheckError(f"Of {count} pictures {result['cells']} were read; refused: {result['failed']}")
    say(f"ok: {count} formats and compressions are read")


def check_finetune(root: CleanRoot) -> None:
    """Correct several slides by tables of labels, and fine-tune a model on them in the bundle's own process."""
    for slide in ("slide 1", "slide 2", "slide 3"):
        folder = root.home / slide
        lines = [f"{path.relative_to(folder)},{path.parent.name}" for path in sorted(folder.rglob("*.*"))]
        (root.home / "labels.csv").write_text("\n".join(["path,label", *lines, ""]), encoding="utf-8")
        root.run("wbc-desktop", "classify", f"{HOME}/{slide}")
        root.run("wbc-desktop", "import-labels", f"{HOME}/{slide}", f"{HOME}/labels.csv", "--reviewer", "Ada")
    began = time.monotonic()
    words = ("wbc-desktop", "finetune", "--strength", "quick", "--reviewer", "Ada", "--device", "cpu", "--json")
    traced = ("strace", "-f", "--seccomp-bpf", "-qq", "-e", "trace=%network", "-o", f"{HOME}/finetune.trace")
    result = json.loads(root.run(*traced, *words))
    listed = root.run("wbc-desktop", "models", "list")
    if result["candidate"]["name"] not in listed:
        raise CheckError(f"The candidate is not in the list of models: {listed}")
    root.run("wbc-train", "--help")
    say(
        f"ok: fine-tuned on {sum(result['corrections'].values())} corrections in {time.monotonic() - began:.0f} s; "
        f"gate passed: {result['gate']['passed']}"
    )


def check_network(root: CleanRoot) -> None:
    """Check that no process has asked for a connection but to sockets of this machine's own files."""
    asked = re.compile(r"(socket|connect|sendto|sendmsg)\(.*AF_INET6?")
    calls = 0
    for trace in sorted(root.home.glob("*.trace")):
        lines = trace.read_text(encoding="utf-8", errors="replace").splitlines()
        found = [line for line in lines if asked.search(line)]
        if found:
            raise CheckError(f"{trace.name}: a process asked for the network: {found[:5]}")
        calls += len(lines)
    if not calls:
        raise CheckError("strace has seen nothing.")
    say(f"ok: no connection was tried ({calls} calls traced, none for IPv4 or IPv6), and there was no network")


def check_removal(root: CleanRoot, make: str) -> None:
    """Remove the package and check that its files are gone and the person's data are as before."""
    name = package_name(make)
    listed = [Path(line) for line in root.as_root("dpkg", "-L", name).splitlines()]
    files = [path for path in listed if not (root.folder / path.relative_to("/")).is_dir()]
    data = {path: path.read_bytes() for path in sorted((root.home / DATA).rglob("*.sqlite3"))}
    root.as_root("apt-get", "purge", "-y", "-qq", name)
    left = [path for path in [*files, Path("/usr/lib/wbc-desktop")] if (root.folder / path.relative_to("/")).exists()]
    if left:
        raise CheckError(f"These are left behind: {left[:10]}")
    if not data or any(path.read_bytes() != content for path, content in data.items()):
        raise CheckError("The data of the person have changed.")
    say(f"ok: {name} is removed, {len(files)} files are gone, and the data are as before")


def draw_slides(root: CleanRoot, cells: Path | None) -> None:
    """Put three slides of single cells into the home, in folders by class: drawn ones, or shares of ``cells``."""
    for number in (1, 2, 3):
        target = root.home / f"slide {number}"
        if cells is None:
            root.run("wbc-desktop", "demo", f"{HOME}/slide {number}", "--count", "48", "--seed", number)
            continue
        for folder in sorted(path for path in cells.iterdir() if path.is_dir()):
            (target / folder.name).mkdir(parents=True)
            for picture in sorted(folder.iterdir())[6 * (number - 1) : 6 * number]:
                shutil.copy(picture, target / folder.name)
    root.as_root("chown", "-R", "tech:tech", HOME)


def deb_of(make: str) -> Path:
    """Return the path of the package of a make."""
    return DIST / f"{package_name(make)}_{project_version()}_{debian_architecture()}.deb"


def python_of(make: str) -> Path:
    """Return the Python with which a make was built."""
    return BUILD / make / "venv" / "bin" / "python"


def print_sizes() -> None:
    """Print the sizes of everything that was built."""
    for make in MAKES:
        for path in (
            DIST / make / "wbc-desktop",
            deb_of(make),
            *DIST.glob(f"wbc-desktop-{make}-{project_version()}-*.tar.gz"),
        ):
            if path.exists():
                say(f"size: {size_of(path) / 1e6:7,.0f} MB  {path.relative_to(ROOT)}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run all checks; return 0 if they pass, else 1."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("--built", action="store_true", help="take the bundles that are in dist/")
    parser.add_argument("--cells", type=Path, metavar="DIR", help="real cells in folders by class (drawn ones)")
    parser.add_argument("--keep", action="store_true", help="keep the clean system, and take it the next time")
    parser.add_argument("--make", choices=MAKES, action="append", help="check only this make (both)")
    asked = parser.parse_args(arguments)
    makes = asked.make or list(MAKES)
    try:
        for make in makes if not asked.built else []:
            if build_bundle(["--make", make]) != 0:
                return 1
        with CleanRoot(BUILD / "root", asked.keep) as root:
            check_install(root, makes[0])
            root.install(*TOOLS)
            check_desktop(root)
            draw_slides(root, asked.cells)
            check_window(root)
            check_formats(root)
            if "full" in makes:
                if makes[0] != "full":
                    check_install(root, "full")
                check_finetune(root)
            check_network(root)
            check_removal(root, makes[-1])
        print_sizes()
        for line in start_times.compared(DIST / makes[0] / "wbc-desktop" / "wbc-desktop"):
            say(line)
    except CheckError as error:
        say(f"FAILED: {error}")
        return 1
    say("All checks passed.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
