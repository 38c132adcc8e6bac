"""Puts resources/ into a wheel as wbc_desktop/_resources; an editable install goes on using the source tree's."""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ResourcesHook(BuildHookInterface):  # type: ignore[type-arg]
    """hatchling would copy a plain ``force-include`` into editable installs too, where it grows stale."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """``version`` is "standard" for a wheel to hand on and "editable" for a developer's."""
        if version == "standard":
            build_data["force_include"]["resources"] = "wbc_desktop/_resources"
