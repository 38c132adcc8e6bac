"""The command line ``wbc-train``: one module per command or group of commands; ``main`` runs them."""

from training.cli.program import main

__all__ = ["main"]
