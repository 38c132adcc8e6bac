"""The command line of training, one module a group of commands; ``main`` runs them."""

from training.cli.program import main

__all__ = ["main"]
