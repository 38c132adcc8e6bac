"""House rules that no other tool checks: docstrings, sizes, paths, imports of ``--help``, modules of the contracts."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "installer"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROGRAM = sorted([*ROOT.glob("wbc_desktop/**/*.py"), *ROOT.glob("training/**/*.py")])
HARD_LIMIT = 350  # lines; the aim is 300
HEAVY = {"torch", "torchvision", "lightning_fabric", "pytorch_grad_cam", "PySide6", "matplotlib"}
COMMANDS = [
    ("wbc_desktop",),
    *(
        ("wbc_desktop", name)
        for name in ("classify", "export", "report", "import-labels", "demo", "doctor", "finetune", "backup", "restore")
    ),
    ("wbc_desktop", "audit"),
    *(("wbc_desktop", "settings", name) for name in ("export", "import")),
    *(("wbc_desktop", "models", name) for name in ("list", "promote", "import", "replay")),
    ("training",),
    *(("training", name) for name in ("prepare", "leakage", "fit", "evaluate", "calibrate", "compare")),
    *(("training", name) for name in ("publish", "export", "finetune")),
]


def relative(path: Path) -> str:
    """Return the path relative to the repository, with ``/``."""
    return path.relative_to(ROOT).as_posix()


@cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a module; several rules look at the same one."""
    return ast.parse(path.read_text(encoding="utf-8"))


def everything_tracked() -> list[Path]:
    """Return the files that git tracks, or all files of an unpacked source archive."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]
    return [path for path in ROOT.rglob("*") if path.is_file() and ".venv" not in path.parts]


def test_every_module_begins_with_a_docstring() -> None:
    modules = [*PROGRAM, *ROOT.glob("installer/*.py"), *ROOT.glob("tests/**/*.py")]
    silent = [relative(path) for path in modules if not path.read_text(encoding="utf-8").startswith('"""')]
    assert silent == []


def test_no_module_is_too_long() -> None:
    sizes = {relative(path): len(path.read_text(encoding="utf-8").splitlines()) for path in PROGRAM}
    assert {name: lines for name, lines in sizes.items() if lines > HARD_LIMIT} == {}


@pytest.mark.slow
def test_no_path_of_one_machine_is_tracked() -> None:
    places = "|".join(("work", "farm", "root", "home/[a-z]+", "Users/[A-Za-z]+"))
    wanted = re.compile(rf"(?:^|[\s\"'`(=:])/(?:{places})/".encode(), re.MULTILINE)
    text = [path for path in everything_tracked() if b"\0" not in path.read_bytes()[:4096]]
    assert [relative(path) for path in text if wanted.search(path.read_bytes())] == []


def test_no_picture_goes_through_qts_readers() -> None:
    """In other threads they can wait for ever for the window's thread (see wbc_desktop/jobs/decode.py)."""
    found = re.compile(r"QImageReader|QImageWriter|QImage\.fromData|\.loadFromData|QPixmap\(\s*str|QMovie")
    used = [relative(path) for path in PROGRAM if found.search(path.read_text(encoding="utf-8"))]
    assert used == []


def named_keys(text: str, keys: set[str]) -> list[str]:
    """Return the keys that a sentence names: ``Ctrl+L``, ``F5``; single characters only as in ``(H)`` or ``0: fit``."""
    held = re.findall(r"\b(?:Ctrl|Alt|Shift|Meta)\+\S", text)
    words = [key for key in keys if len(key) > 1 and re.search(rf"(?<!macro )(?<![\w+]){re.escape(key)}(?!\w)", text)]
    letters = [key for key in keys if len(key) == 1 and key.isalpha() and re.search(rf"\({key}\)|\b{key}: ", text)]
    signs = [key for key in keys if len(key) == 1 and re.search(rf"(?<!\S){re.escape(key)}: ", text)]
    return [*held, *words, *{*letters, *signs}]


@pytest.mark.slow
def test_no_sentence_names_a_key_that_can_be_changed() -> None:
    """A person may have changed the key: a sentence uses ``{key}`` (wbc_desktop/domain/key_names.py)."""
    from wbc_desktop.domain.commands import COMMANDS

    keys = {key for command in COMMANDS for key in command.keys}
    assert named_keys("Look again (F5).", keys) == ["F5"]
    assert named_keys("Show it  (H)", keys) == ["H"]
    rooms = [path for path in PROGRAM if path.parts[len(ROOT.parts)] == "wbc_desktop"]
    tables = {"wbc_desktop/domain/commands.py", "wbc_desktop/domain/keymap.py"}
    found = []
    for path in rooms:
        tree = parsed(path)
        docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
                alone = node.value in keys  # a name of a key, not a sentence
                if not alone and relative(path) not in tables and named_keys(node.value, keys):
                    found.append((relative(path), node.value))
    abouts = [command.about for command in COMMANDS if named_keys(command.about, keys)]
    assert (found, abouts) == ([], [])


def test_the_domain_needs_the_standard_library_only() -> None:
    foreign = set()
    for path in ROOT.glob("wbc_desktop/domain/*.py"):
        for node in ast.walk(parsed(path)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            foreign |= {n for n in names if n.split(".")[0] not in sys.stdlib_module_names}
    assert {name for name in foreign if not name.startswith("wbc_desktop.domain")} == set()


def imported_by(*arguments: str, environment: dict[str, str]) -> set[str]:
    """Return the top-level names of the modules that a Python child process imports; the process must succeed."""
    command = [sys.executable, "-X", "importtime", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr[-2000:]
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rsplit("|", 1)[1].strip().split(".")[0] for line in lines}


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_imports_neither_torch_nor_qt(command: tuple[str, ...], child_environment: dict[str, str]) -> None:
    imported = imported_by("-m", *command, "--help", environment=child_environment)
    assert command[0] in imported
    assert imported & HEAVY == set()


WINDOW = """
from pathlib import Path
from wbc_desktop import app
from wbc_desktop.runtime.paths import resolve_data_dir
from wbc_desktop.store.engine import open_database
data_dir = resolve_data_dir(None)
data_dir.create()
application = app.make_application()
database = open_database(data_dir.database_url)
window = app.build(database, data_dir)
window.show()
window.repaint()
app.dispose(window)
database.close()
"""


@pytest.mark.slow
def test_the_window_is_on_the_screen_before_torch_is_imported(
    child_environment: dict[str, str], data_dir_path: Path
) -> None:
    environment = {**child_environment, "WBC_DATA_DIR": str(data_dir_path), "QT_QPA_PLATFORM": "offscreen"}
    imported = imported_by("-c", WINDOW, environment=environment)
    assert "PySide6" in imported
    assert imported & (HEAVY - {"PySide6"}) == set()


@pytest.mark.slow
@pytest.mark.parametrize("module", ["wbc_desktop", "training"])
def test_version_is_the_projects(module: str, child_environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", module, "--version"]
    done = subprocess.run(command, cwd=ROOT, env=child_environment, capture_output=True, text=True, check=True)
    assert PROJECT["project"]["version"] in done.stdout
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {PROJECT['project']['version']}" in changelog


def test_only_the_project_file_states_the_version() -> None:
    """Everything else reads it there, or in the metadata that are made from it."""
    from release_notes import project_version

    version = PROJECT["project"]["version"]
    assert project_version() == importlib.metadata.version("wbc-desktop") == version
    modules = [*PROGRAM, *ROOT.glob("installer/**/*.py"), *ROOT.glob(".github/**/*.yml")]
    assert [relative(path) for path in modules if f'"{version}"' in path.read_text(encoding="utf-8")] == []


def rooms(package: str) -> set[str]:
    """Return the modules and packages directly inside a package."""
    found = {p.stem for p in (ROOT / package).glob("*.py")} | {p.parent.name for p in ROOT.glob(f"{package}/*/*.py")}
    return {f"{package}.{name}" for name in found if not name.startswith("__")}


@pytest.mark.parametrize(
    ("words", "free"),
    [
        ("torch is imported", {"inference"}),
        ("Dask is imported", {"inference"}),
        ("Qt is imported", {"jobs", "item_models", "ui", "app"}),
        ("only door to training.core", {"inference"}),
    ],
)
def test_contracts_name_every_package(words: str, free: set[str]) -> None:
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    (contract,) = [c for c in contracts if words in c["name"]]
    assert set(contract["source_modules"]) == rooms("wbc_desktop") - {f"wbc_desktop.{name}" for name in free}


def imports_of(*packages: str) -> set[str]:
    """Return the top-level names of all modules that the packages import."""
    found = set()
    for path in (path for package in packages for path in ROOT.glob(f"{package}/**/*.py")):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                found.add((node.module or "").split(".")[0])
    return found


def distribution(name: str) -> str:
    """Return the normalised name of a distribution."""
    return name.lower().replace("_", "-")


@pytest.mark.slow
def test_the_program_imports_each_of_its_dependencies() -> None:
    installed = importlib.metadata.packages_distributions()
    used = {distribution(d) for name in imports_of("wbc_desktop", "training") for d in installed.get(name, [])}
    named = {distribution(Requirement(text).name) for text in PROJECT["project"]["dependencies"]}
    assert named - used == set()


@pytest.mark.slow
def test_training_requirements_match_the_project() -> None:
    """requirements-training.txt has only dependencies of the project, and everything that training imports."""
    lines = (ROOT / "requirements-training.txt").read_text(encoding="utf-8").splitlines()
    training = {str(Requirement(line)) for line in lines if line and not line.startswith("#")}
    extras = PROJECT["project"]["optional-dependencies"]
    assert training <= {str(Requirement(text)) for text in [*PROJECT["project"]["dependencies"], *extras["training"]]}
    packages = importlib.metadata.packages_distributions()
    optional = [*extras["onnx"], *extras["teacher"]]  # the commands that need them name missing packages
    named = {distribution(Requirement(text).name) for text in [*training, *optional]}
    foreign = imports_of("training") - set(sys.stdlib_module_names) - {"training", "__future__"}
    missing = {m for m in foreign if not named & {distribution(d) for d in packages.get(m, [m])}}
    assert missing == set()


def test_only_the_opencv_without_windows_is_installed() -> None:
    """The other distribution contains Qt plugins, which PySide6 loads and then crashes."""
    installed = {d.metadata["Name"].lower() for d in importlib.metadata.distributions()}
    assert installed & {"opencv-python", "opencv-contrib-python"} == set()
    import cv2

    assert not (Path(cv2.__file__).parent / "qt").exists()


def test_the_architecture_lists_what_the_audit_trail_does_not_cover() -> None:
    from wbc_desktop.store.audit_check import NOT_COVERED

    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    section = text.partition("**What the trail does not cover**")[2].partition("\n- **")[0]
    assert dict(re.findall(r"^  \| `(\w+\.\w+)` \| (.+) \|$", section, re.MULTILINE)) == NOT_COVERED


def test_model_files_and_the_laboratory_have_one_rule_for_classes() -> None:
    """The domain and training do not import each other, so both have the constants."""
    from training.core import classes
    from wbc_desktop.domain import classes_rules
    from wbc_desktop.domain.classes import NOT_CLASSED_CLASS, UNIDENTIFIED_CLASS

    assert classes.CODE == classes_rules.CODE
    assert classes.LONGEST_NAME == classes_rules.LONGEST_NAME
    assert {NOT_CLASSED_CLASS.code, UNIDENTIFIED_CLASS.code} == classes.NO_CLASSES


def test_only_some_modules_create_files() -> None:
    """The data directory is private, so wbc_desktop/runtime creates its files; the demo writes to a chosen folder."""
    makes = re.compile(r"\.mkdir\(|makedirs\(|write_text\(|write_bytes\(|(?<!\w)open\([^)]*[\"'][wax]b?\+?[\"']")
    free = {"wbc_desktop/runtime/private.py", "wbc_desktop/runtime/atomic.py", "wbc_desktop/services/demo.py"}
    rooms = [path for path in PROGRAM if path.parts[len(ROOT.parts)] == "wbc_desktop" and "bench" not in path.parts]
    found = {relative(path) for path in rooms if makes.search(path.read_text(encoding="utf-8"))}
    assert found == free


def log_calls(path: Path) -> list[ast.Call]:
    """Return the calls of a module that write to its log."""
    calls = [node for node in ast.walk(parsed(path)) if isinstance(node, ast.Call)]
    methods = {"debug", "info", "warning", "error", "exception", "critical"}
    found = []
    for call in calls:
        if isinstance(call.func, ast.Attribute) and call.func.attr in methods:
            owner = call.func.value
            if (isinstance(owner, ast.Name) and owner.id in ("log", "_log")) or "getLogger" in ast.unparse(owner):
                found.append(call)
    return found


@pytest.mark.slow
def test_messages_of_the_log_are_constants() -> None:
    """Only arguments go through the filter that keeps data of patients out (wbc_desktop/runtime/nameless.py)."""
    rooms = [path for path in PROGRAM if path.parts[len(ROOT.parts)] == "wbc_desktop"]
    calls = [(relative(path), call) for path in rooms for call in log_calls(path)]
    assert len(calls) > 30
    wrong = [(name, call.lineno) for name, call in calls if not isinstance(call.args[0], ast.Constant)]
    assert wrong == []


def test_the_licence_text_is_whole() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text


def calls_of(name: str) -> set[str]:
    """Return the modules of the program that call ``name``."""
    found = set()
    for path in PROGRAM:
        calls = [node for node in ast.walk(parsed(path)) if isinstance(node, ast.Call)]
        if any(isinstance(call.func, ast.Name) and call.func.id == name for call in calls):
            found.add(relative(path))
    return found


@pytest.mark.slow
def test_only_the_guard_names_a_person_for_the_audit_trail() -> None:
    """An entry needs an ``Actor`` (checked by mypy), and only the guard creates one, after checking the identity."""
    assert calls_of("Actor") == {"wbc_desktop/domain/audit.py", "wbc_desktop/store/guard.py"}


@pytest.mark.slow
def test_identities_come_from_an_account_or_from_where_a_name_is_typed() -> None:
    """A service that created an identity could act for a person who is not signed in."""
    accounts = {"wbc_desktop/domain/reviewers.py"}
    assert calls_of("Identity") == accounts | {"wbc_desktop/ui/widgets/preferences.py", "wbc_desktop/cli/sign_in.py"}


@pytest.mark.slow
def test_no_service_takes_a_person_as_text() -> None:
    """An act takes an ``Identity``; the exceptions only read the data of a name."""
    reads = {"own_unfinished_read"}
    found = set()
    for path in ROOT.glob("wbc_desktop/services/*.py"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef):
                persons = {"reviewer", "who", "by", "manager", "author", "signer"}
                texts = [a.arg for a in node.args.args if a.annotation and "str" in ast.unparse(a.annotation)]
                found |= {node.name} if persons & set(texts) else set()
    assert found == reads
