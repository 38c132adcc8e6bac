"""The work of ``wbc-train``: fit, evaluate, compare, calibrate, publish, export."""
