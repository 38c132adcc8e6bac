"""``models``: the registry of models."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from wbc_desktop.cli.interrupt import Interrupt
from wbc_desktop.cli.output import one_line, print_json, print_message, progress_bar
from wbc_desktop.cli.place import Place
from wbc_desktop.cli.sign_in import person
from wbc_desktop.domain.model_scores import balanced_accuracies

if TYPE_CHECKING:
    from wbc_desktop.domain.gate import Gate
    from wbc_desktop.services.registry import ListedModel, Promotion
    from wbc_desktop.services.replay import ReplayOutcome, SlideReplay
    from wbc_desktop.store.engine import Database


def run(args: argparse.Namespace, place: Place, interrupt: Interrupt) -> int:
    """Run the command ``args.what`` of ``models``. Return 1 if pictures could not be read, else 0."""
    with place.database() as db:
        return _COMMANDS[args.what](args, place, db, interrupt)


def _list(args: argparse.Namespace, place: Place, db: Database, _interrupt: Interrupt) -> int:
    from wbc_desktop.services.registry import list_models

    folder = place.data_dir.models
    every = list_models(db, folder)
    if args.json:
        print_json({"folder": str(folder), "models": [_described(one, every) for one in every]})
    for one in [] if args.json else every:
        print("\n".join(_lines(one, every)))
    return 0


def _promote(args: argparse.Namespace, place: Place, db: Database, _interrupt: Interrupt) -> int:
    from wbc_desktop.services.registry import promote

    who = person(args, place, db)
    _print_promotion(args, promote(db, place.data_dir.models, args.name, who, reason=args.reason, force=args.force))
    return 0


def _roll_back(args: argparse.Namespace, place: Place, db: Database, _interrupt: Interrupt) -> int:
    from wbc_desktop.services.registry import roll_back

    _print_promotion(args, roll_back(db, person(args, place, db), reason=args.reason))
    return 0


def _import(args: argparse.Namespace, place: Place, db: Database, _interrupt: Interrupt) -> int:
    from wbc_desktop.services.model_files import import_model

    model, new = import_model(db, place.data_dir.models, Path(args.file))
    if args.json:
        print_json({"name": model.name, "sha256": model.sha256, "file": str(model.path), "imported": new})
    else:
        how = "imported" if new else "here already"
        print(f"{one_line(model.name)} {model.sha256[:12]} {how}: {model.path}")
    return 0


def _export(args: argparse.Namespace, place: Place, db: Database, _interrupt: Interrupt) -> int:
    from wbc_desktop.services.model_files import export_model

    target = Path(args.file).absolute()
    model, passport = export_model(db, place.data_dir.models, args.name, target)
    if args.json:
        print_json({"name": model.name, "sha256": model.sha256, "file": str(target), "passport": str(passport)})
    else:
        print(f"{one_line(model.name)} {model.sha256[:12]}: {target}, passport {passport}")
    return 0


def _replay(args: argparse.Namespace, place: Place, db: Database, interrupt: Interrupt) -> int:
    from wbc_desktop.inference.engine import load_engine
    from wbc_desktop.services.classes import use_classes
    from wbc_desktop.services.registry import checked_card, find_model
    from wbc_desktop.services.replay import replay

    started = time.monotonic()
    use_classes(db)
    model = find_model(db, place.data_dir.models, args.name)
    checked_card(model)
    engine = load_engine(model.path, args.device)
    interrupt.check()
    with progress_bar("Classifying", "cells") as report_progress:
        outcome = replay(db, engine, cancel=interrupt, progress=report_progress)
    failed = [(one.slide.folder, file) for one in outcome.slides for file in one.unread]
    for folder, file in failed:
        print_message(f"Refused: {one_line(folder)}: {one_line(file.path)} {file.reason}.")
    recounted = sum(one.cells for one in outcome.slides)
    if args.json:
        print_json(
            {
                "model": model.name,
                "model_sha256": model.sha256,
                "device": engine.device,
                "signed": outcome.signed,
                "recounted": recounted,
                "changed": [_changed(one) for one in outcome.changed],
                "failed": [{"folder": folder, "path": f.path, "reason": f.reason} for folder, f in failed],
                "seconds": round(time.monotonic() - started, 3),
            }
        )
    else:
        print("\n".join(_replay_lines(model.name, outcome, recounted)))
    return 1 if failed else 0


_COMMANDS: dict[str, Callable[[argparse.Namespace, Place, Database, Interrupt], int]] = {
    "list": _list,
    "promote": _promote,
    "rollback": _roll_back,
    "import": _import,
    "export": _export,
    "replay": _replay,
}


def _print_promotion(args: argparse.Namespace, promotion: Promotion) -> None:
    model, before = promotion.model, promotion.before
    if promotion.remark:
        print_message(one_line(promotion.remark))
    if args.json:
        print_json(
            {
                "active": {"name": model.name, "sha256": model.sha256},
                "before": None if before is None else {"name": before.name, "sha256": before.sha256},
                "changed": promotion.changed,
            }
        )
    elif promotion.changed:
        print(
            f"{one_line(model.name)} is the active model now. Unreviewed cells are classified again when their folder "
            "is classified or opened the next time."
        )
    else:
        print(f"{one_line(model.name)} is the active model already.")


def _described(model: ListedModel, every: list[ListedModel]) -> dict[str, object]:
    from wbc_desktop.services.model_files import readable_data
    from wbc_desktop.services.registry import descent

    at = model.registered_at
    return {
        "name": model.name,
        "sha256": model.sha256,
        "file": str(model.path),
        "registered": model.id is not None,
        "active": model.active,
        "candidate": model.is_candidate,
        "fault": model.fault or None,
        "classes": dict(model.classes),
        "threshold": model.threshold,
        "architecture": model.architecture,
        "trained_at": model.trained_at,
        "registered_at": None if at is None else at.isoformat(),
        "program_version": model.program_version,
        "descent": [{"name": name or None, "sha256": sha256} for name, sha256 in descent(model, every)],
        "training_data": readable_data(model),
        "evaluation": {key: value for key, value in model.evaluation.items() if key != "gate"},
        "gate": _gate(model.gate),
    }


def _gate(gate: Gate | None) -> dict[str, object] | None:
    return None if gate is None else {"passed": gate.passed, "reasons": list(gate.reasons)}


def _lines(model: ListedModel, every: list[ListedModel]) -> list[str]:
    """Return the lines of a model for a person: name, state and time, then descent, figures, gate and fault."""
    from wbc_desktop.services.registry import descent

    state = "active" if model.active else "candidate" if model.is_candidate else ""
    head = f"{'*' if model.active else ' '} {one_line(model.name):<24} {model.sha256[:12]}  {state:<14} "
    lines = [f"{head} {one_line(model.trained_at)}".rstrip()]
    line = [one_line(name) or sha256[:12] for name, sha256 in descent(model, every)]
    if line:
        lines.append(f"    trained from {', from '.join(line)}")
    for name, accuracy in balanced_accuracies(model.evaluation):
        lines.append(f"    {accuracy:.3f} balanced accuracy, {one_line(name)}")
    if model.gate is not None:
        passed = "found better than the active model" if model.gate.passed else "not found better"
        lines.append(f"    {passed}: {one_line(' '.join(model.gate.reasons))}".rstrip(": "))
    if model.fault:
        lines.append(f"    {one_line(model.fault)}")
    return lines


def _changed(one: SlideReplay) -> dict[str, object]:
    flags = [
        {
            "class": flag.cell_class.code,
            "before": flag.before,
            "after": flag.after,
            "share_before": flag.share_before,
            "share_after": flag.share_after,
            "crosses": flag.crosses,
        }
        for flag in one.flags
    ]
    return {"folder": one.slide.folder, "name": one.slide.name, "version": one.version, "flags": flags}


def _replay_lines(name: str, outcome: ReplayOutcome, recounted: int) -> list[str]:
    changed = outcome.changed
    lines = [
        f"{outcome.signed:,} signed slides; {one_line(name)} classified their {recounted:,} undecided cells. "
        f"Flags would change on {len(changed):,} slides. Nothing was stored."
    ]
    for one in changed:
        lines.append(f"{one_line(one.slide.folder)}, version {one.version}")
        for flag in one.flags:
            shares = [f"{100 * (share or 0):.1f} %" for share in (flag.share_before, flag.share_after)]
            lines.append(
                f"  {flag.cell_class.code:<5} {flag.before or 'no flag'} → {flag.after or 'no flag'} "
                f"({' → '.join(shares)})"
            )
    return lines
