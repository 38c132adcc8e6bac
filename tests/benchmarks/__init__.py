"""Measures the budgets of the design on this machine: a real window works on a generated slide of many cells.

``make bench`` runs it. Each part that needs its own process (a start, a window whose memory is measured, the network)
is a module that runs with ``-m`` and prints one JSON object.
"""
