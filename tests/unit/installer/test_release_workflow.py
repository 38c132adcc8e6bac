"""The release workflow: it parses, calls only what exists, pins its actions, and asks for few rights."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

PINNED = re.compile(r"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
SYSTEMS = {"ubuntu", "windows", "macos"}


@pytest.fixture(scope="module")
def text(repository: Path) -> str:
    return (repository / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def workflow(text: str) -> dict[str, Any]:
    found = yaml.safe_load(text)
    assert isinstance(found, dict)
    return found


def steps(workflow: dict[str, Any], job: str) -> list[dict[str, Any]]:
    return list(workflow["jobs"][job]["steps"])


def runs(workflow: dict[str, Any], job: str) -> str:
    return "\n".join(step.get("run", "") for step in steps(workflow, job))


def test_a_tag_starts_it(workflow: dict[Any, Any]) -> None:
    assert workflow[True]["push"] == {"tags": ["v*"]}  # YAML reads the key “on” as a Boolean


def test_jobs_wait_for_each_other(workflow: dict[str, Any]) -> None:
    jobs = workflow["jobs"]
    assert set(jobs) == {"notes", "test", "build", "release"}
    assert set(jobs["build"]["needs"]) == {"notes", "test"}
    assert set(jobs["release"]["needs"]) == {"notes", "build"}
    assert jobs["release"]["if"] == "github.ref_type == 'tag'"


def test_it_tests_and_builds_on_three_systems(workflow: dict[str, Any]) -> None:
    for job in ("test", "build"):
        systems = {name.partition("-")[0] for name in workflow["jobs"][job]["strategy"]["matrix"]["os"]}
        assert systems == SYSTEMS
    assert workflow["jobs"]["build"]["strategy"]["matrix"]["make"] == ["review", "full"]
    assert ".ci/run" in runs(workflow, "test")


def test_every_action_is_pinned_to_a_commit(text: str) -> None:
    used = [line.strip().removeprefix("- ") for line in text.splitlines() if "uses:" in line]
    assert len(used) > 5
    assert [line for line in used if not PINNED.search(line)] == []


def test_only_the_release_may_write(workflow: dict[str, Any]) -> None:
    assert workflow["permissions"] == {"contents": "read"}
    rights = {name: job["permissions"] for name, job in workflow["jobs"].items() if "permissions" in job}
    assert rights == {"release": {"contents": "write"}}
    for job in workflow["jobs"]:
        for step in steps(workflow, job):
            if "checkout" in step.get("uses", ""):
                assert step["with"] == {"persist-credentials": False}


def test_texts_from_outside_are_not_part_of_a_script(workflow: dict[str, Any]) -> None:
    for job in workflow["jobs"]:
        assert "github." not in runs(workflow, job)


def test_every_script_that_it_calls_exists(workflow: dict[str, Any], repository: Path) -> None:
    called = {workflow["env"]["BUNDLE"]}
    for job in workflow["jobs"]:
        called |= set(re.findall(r"(?:installer|\.ci)/[\w./-]+", runs(workflow, job)))
    assert {".ci/run", "installer/develop.py", "installer/release_notes.py", "installer/file_list.py"} < called
    assert {name for name in called if not (repository / name).is_file()} == set()


def test_what_is_built_is_released(workflow: dict[str, Any]) -> None:
    uploaded = [step["with"]["name"] for step in steps(workflow, "build") if "upload-artifact" in step.get("uses", "")]
    loaded = [step["with"] for step in steps(workflow, "release") if "download-artifact" in step.get("uses", "")]
    assert all(name.startswith("bundle-") for name in uploaded)
    assert {"name": "notes"} in loaded
    assert any(one.get("pattern") == "bundle-*" for one in loaded)
    assert "cyclonedx-py environment" in runs(workflow, "build")
    publish = runs(workflow, "release")
    assert publish.index("file_list.py files") < publish.index("gh release create")
    assert "--notes-file notes.md" in publish
