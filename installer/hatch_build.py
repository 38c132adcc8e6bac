"""Puts resources/ into a wheel as wbc_desktop/_resources; an editable install uses the source tree's."""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ResourcesHook(BuildHookInterface):  # type: ignore[type-arg]
    """Not a plain ``force-include``, which hatchling also copies into editable installs, where it gets outdated."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the resources to a wheel; ``version`` is "standard" for a wheel, "editable" for an editable install."""
        if version == "standard":
            build_data["force_include"]["resources"] = "wbc_desktop/_resources"
