"""Measures the budgets of the design on this machine: a real window works on a generated slide of many cells.

Nothing imports this package but the command ``bench``, by its name. Each part that needs a process of its own (a start,
a window whose memory counts) is a module that is run with ``-m`` and prints one JSON object.
"""
