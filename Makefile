# Innervate: `make start` coaches, `make test` proves that it does. Needs python3 with venv, and a package index.

VENV ?= .venv
PY := $(VENV)/bin/python
PROGRAM ?= programs/arms_feel_first.yaml
PYTEST ?=
BENCH ?=

.DEFAULT_GOAL := help
.PHONY: help start test coverage check format bench lock clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 10

# The locks are complete. Left to resolve, pip asks for the newest release behind an extra, which no hash covers.
$(VENV)/run.stamp: requirements.lock
	test -x $(PY) || python3 -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	touch $@

$(VENV)/dev.stamp: requirements-dev.lock
	test -x $(PY) || python3 -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	touch $@ $(VENV)/run.stamp

start: $(VENV)/run.stamp ## Set up and coach PROGRAM; without a sound device, into a file with a rehearsed athlete
	$(PY) coach.py start $(PROGRAM)

test: $(VENV)/dev.stamp check ## Set up, check the code and run every test
	$(PY) -m pytest -n 2 --dist loadgroup $(PYTEST)

coverage: $(VENV)/dev.stamp ## Run every test and list the lines and branches that none reaches (slow)
	$(PY) -m pytest -n 2 --dist loadgroup --cov --cov-report=term-missing:skip-covered $(PYTEST)

check: $(VENV)/dev.stamp ## Format, lint, types, layers, and the shipped programs and cue scripts
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy coach tests benchmarks
	$(VENV)/bin/mypy --follow-imports=silent coach.py  # else it takes the script for the package
	$(VENV)/bin/lint-imports --no-logo
	$(PY) coach.py check programs cues

format: $(VENV)/dev.stamp ## Format the code and mend what can be mended
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .

bench: $(VENV)/dev.stamp ## Measure into benchmarks/results; BENCH=--quick for a first look
	$(PY) -m benchmarks $(BENCH)

lock: $(VENV)/dev.stamp ## Pin the newest allowed versions of every package, with their hashes
	$(PY) -m pip install --quiet uv
	$(VENV)/bin/uv pip compile pyproject.toml --universal --generate-hashes --no-header --no-annotate -q -o requirements.lock
	$(VENV)/bin/uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-header --no-annotate -q -o requirements-dev.lock

clean: ## Remove what was made here, the environment included
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage
