# Everything here is done by installer/develop.py, which runs on Windows too (python installer\develop.py run).
PYTHON ?= python3
ARGS ?=

.PHONY: help run setup setup-system train test quick bench lint types imports check format clean

help:
	@$(PYTHON) installer/develop.py --help

run setup setup-system lint types imports check:
	@$(PYTHON) installer/develop.py $@

train test quick bench:
	@$(PYTHON) installer/develop.py $@ $(ARGS)

format: setup
	@.venv/bin/ruff check --fix . ; .venv/bin/ruff format .

clean:
	rm -rf demo build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
