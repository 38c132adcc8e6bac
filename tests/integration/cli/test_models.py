"""``models`` on real model files: import, promote, classify again, replay, roll back, export."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from training.core.model_file import file_sha256, load_model, save_model
from wbc_desktop.cli.main import main
from wbc_desktop.domain.reviewers import Identity, Role
from wbc_desktop.domain.signing import SigningRules
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services import accounts, signing
from wbc_desktop.services.exports import stored_slide
from wbc_desktop.store import cells
from wbc_desktop.store.engine import open_database

NAME = "<b>bold</b> & \x1b[31m=cmd|x"
Run = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def run(data_dir_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """``run("list")`` runs ``models list --json`` and returns exit status, JSON (None: nothing printed) and stderr."""

    def call(*words: object, command: str = "models") -> tuple[int, Any, str]:
        capsys.readouterr()
        status = main([command, *map(str, words), "--json"])
        out, err = capsys.readouterr()
        return status, json.loads(out) if out else None, err

    return call


@pytest.fixture(scope="module")
def candidate(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model file that names every cell MON, with a card of a candidate that failed its gate."""
    model, card = load_model(tiny_model)
    last = [layer for layer in model.modules() if getattr(layer, "out_features", 0) == len(card.classes)][-1]
    last.weight.data.zero_()
    last.bias.data.zero_()
    last.bias.data[card.codes.index("MON")] = 9.0
    gate = {"passed": False, "reasons": ["Basophils are named worse."]}
    changed = replace(card, name=NAME, parent_sha256=file_sha256(tiny_model), evaluation={"gate": gate})
    path = tmp_path_factory.mktemp("candidate") / "x.safetensors"
    save_model(model, changed, path)
    return path


def test_candidate_from_import_to_rollback(
    run: Run,
    candidate: Path,
    tiny_model: Path,
    slide_folder: Callable[..., Path],
    tmp_path: Path,
    data_dir_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = slide_folder(4)
    assert run(folder, "--model", tiny_model, "--device", "cpu", command="classify")[1]["classified"] == 4
    table = tmp_path / "labels.csv"
    table.write_text("path,label\ncell_0000.png,NEU\n", "utf-8")
    assert run(folder, table, "--reviewer", "Ada", command="import-labels")[0] == 0

    status, imported, err = run("import", candidate)
    assert (status, imported["imported"], err) == (0, True, "")
    status, refused, err = run("promote", NAME)
    assert (status, refused) == (2, None)
    assert "Basophils are named worse." in err
    assert len(err.strip().splitlines()) == 1
    status, promoted, err = run("promote", NAME, "--force", "--reason", "no basophils here", "--reviewer", "Ada")
    assert (status, promoted["changed"], err) == (0, True, "")
    assert promoted["before"]["name"] == "tiny-random"

    status, again, _ = run(folder, "--device", "cpu", command="classify")
    assert (status, again["model_sha256"], again["classified"], again["unchanged"]) == (0, imported["sha256"], 3, 1)
    _, listed, _ = run("list")
    found = {model["name"]: model for model in listed["models"]}
    assert found[NAME]["active"] is True
    assert found[NAME]["gate"] == {"passed": False, "reasons": ["Basophils are named worse."]}
    assert found[NAME]["descent"] == [{"name": "tiny-random", "sha256": file_sha256(tiny_model)}]
    assert found["wbc8"]["registered"] is False
    capsys.readouterr()
    assert main(["models", "list"]) == 0
    assert "\x1b" not in capsys.readouterr().out

    target = tmp_path / "out.safetensors"
    status, exported, _ = run("export", NAME, target)
    assert status == 0
    assert file_sha256(target) == imported["sha256"]
    assert json.loads(Path(exported["passport"]).read_text("utf-8"))["name"] == NAME
    status, back, _ = run("rollback", "--reason", "worse")
    assert (status, back["active"]["name"], back["before"]["name"]) == (0, "tiny-random", NAME)
    assert run(folder, "--device", "cpu", command="classify")[1]["classified"] == 3
    assert run("verify", command="audit")[1]["sound"] is True
    db = open_database(DataDir(data_dir_path).database_url)
    slide = stored_slide(db, folder)
    with db.read() as s:
        decided = cells.get_many(s, cells.ids(s, slide.id))[0]
    db.close()
    assert decided.preclassification is not None
    assert decided.preclassification.predicted == decided.compared_prediction, "what the reviewer saw"


def test_replay_of_a_signed_slide(
    run: Run, candidate: Path, tiny_model: Path, slide_folder: Callable[..., Path], data_dir_path: Path
) -> None:
    folder = slide_folder(4)
    run(folder, "--model", tiny_model, "--device", "cpu", command="classify")
    run("import", candidate)
    db = open_database(DataDir(data_dir_path).database_url)
    accounts.change_rules(db, Identity("Ada"), SigningRules(undecided_allowed=True))
    slide = stored_slide(db, folder)
    signing.sign(db, slide, Identity("Ada"), "", "approved", Settings(reviewer="Ada"))
    db.close()
    (folder / "cell_0003.png").unlink()
    status, outcome, err = run("replay", NAME, "--device", "cpu")
    assert (status, outcome["signed"], outcome["recounted"]) == (1, 1, 3)
    assert [file["path"] for file in outcome["failed"]] == ["cell_0003.png"]
    assert "cell_0003.png" in err
    (changed,) = outcome["changed"]
    assert changed["folder"] == str(folder)
    assert {flag["class"]: flag["share_after"] for flag in changed["flags"]}["MON"] == 0.75
    assert main(["models", "replay", NAME, "--device", "cpu"]) == 1
    assert run("verify", command="audit")[1]["sound"] is True


@pytest.mark.parametrize("content", ["pickle", "weights that do not fit", "damaged"])
def test_unsound_files_are_refused(content: str, run: Run, tiny_model: Path, tmp_path: Path) -> None:
    import torch

    file = tmp_path / "x.safetensors"
    if content == "pickle":
        torch.save({"state_dict": {"weight": torch.zeros(2)}}, file)
    elif content == "damaged":
        file.write_bytes(tiny_model.read_bytes()[:-1000])
    else:
        model, card = load_model(tiny_model)
        save_model(model, replace(card, classes=card.classes[:3]), file)
    status, found, err = run("import", file)
    assert (status, found) == (2, None)
    assert "The model file" in err
    assert len(err.strip().splitlines()) == 1
    _, listed, _ = run("list")
    assert list(Path(listed["folder"]).iterdir()) == []
    assert not any(model["registered"] for model in listed["models"])


def test_promotion_needs_the_password_of_a_manager(
    run: Run, data_dir_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data_dir = DataDir(data_dir_path)
    data_dir.create()
    db = open_database(data_dir.database_url)
    boss = accounts.add(db, Identity("root"), "Dr. Sri", Role.MANAGER, "correct horse").identity
    accounts.add(db, boss, "Tom", Role.TECHNICIAN, "battery staple")
    db.close()

    def attempt(name: str, password: str, *words: str) -> tuple[int, Any, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{password}\n"))
        return run(*words, "--reviewer", name, "--password-stdin")

    for name, password, sentence in (
        ("Tom", "battery staple", "Only a manager changes"),
        ("Dr. Sri", "wrong", "not the password"),
        ("Nobody", "", "no active reviewer"),
    ):
        for words in (("promote", "paper4"), ("rollback",)):
            status, found, err = attempt(name, password, *words)
            assert (status, found) == (2, None)
            assert sentence in err
    assert {model["name"] for model in run("list")[1]["models"] if model["active"]} == {"wbc8"}
    assert attempt("dr. sri", "correct horse", "promote", "paper4")[1]["active"]["name"] == "paper4"
    assert attempt("dr. sri", "correct horse", "rollback")[1]["active"]["name"] == "wbc8"
