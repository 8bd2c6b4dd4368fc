.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links
SUDO := $(shell test "$$(id -u)" = 0 || echo sudo)

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-12s %s\n", $$1, $$2}'

setup: .venv/.dev ## Create .venv with every development tool

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'groupz needs Python 3.11 or newer: try make PYTHON=python3.11'; exit 1; }
	@echo 'Setting up .venv: this takes a minute, once.'
	@$(PYTHON) -m venv --clear .venv || { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq python3-venv && $(PYTHON) -m venv --clear .venv; }

.venv/.platform: .venv/bin/python requirements/platform.txt pyproject.toml
	@$(BIN)/pip install --quiet --require-hashes --requirement requirements/platform.txt
	@$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: .venv/.platform requirements/dev.txt
	@$(BIN)/pip install --quiet --require-hashes --requirement requirements/dev.txt
	@touch $@

.venv/.debian: requirements/debian.txt | .venv/bin/python
	@missing=$$(xargs -n 1 -a requirements/debian.txt sh -c 'dpkg -s "$$0" >/dev/null 2>&1 || echo "$$0"'); \
	if [ -n "$$missing" ]; then \
	  $(SUDO) apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	fi
	@touch $@

serve: .venv/.platform ## Set up, migrate, load the demo programme once, and serve
	@$(BIN)/groupz db upgrade
	@$(BIN)/groupz demo --once
	@$(BIN)/groupz serve

fmt: setup ## Format and fix what can be fixed
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .
	$(BIN)/djlint --quiet --reformat src/groupz_platform/templates

lint: setup ## Style, types, architecture, templates
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint --quiet --check --lint src/groupz_platform/templates

test: setup .venv/.debian ## Every test, with branch coverage
	rm -f .coverage .coverage.*
	$(BIN)/coverage run -m pytest -n auto $(ARGS)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report $(if $(ARGS),--fail-under=0)

bench: setup ## Every speed as a ratio; ARGS="--only shield --json FILE"
	@PYTHONPATH=tests $(BIN)/python -m bench $(ARGS)

bench-detection: setup ## What the shield refuses of a corpus; CORPUS=FILE
	@PYTHONPATH=tests $(BIN)/python -m bench.detection $(CORPUS) $(ARGS)

soak: setup ## Races, crashes and outages in their long form; ARGS="--only kills"
	@PYTHONPATH=tests nice -n 10 $(BIN)/python -m soak $(ARGS)

fuzz: setup ## Requests that nobody thought of, until one breaks the inspection; ARGS="-max_total_time=600"
	@$(BIN)/pip install --quiet --require-hashes --only-binary atheris --requirement requirements/fuzz.txt
	@PYTHONPATH=tests nice -n 10 $(BIN)/python -m fuzz $(ARGS)

screenshots: setup .venv/.debian ## Pictures of the pages, to judge and for the README
	@PYTHONPATH=tests $(BIN)/python -m pages.screenshots

lock: setup ## Lock the requirements anew, with hashes
	$(LOCK) $(ARGS) --extra platform --extra postgres --extra signatures --extra valkey pyproject.toml requirements/build.in --output-file requirements/platform.txt
	$(LOCK) $(ARGS) --group dev --constraint requirements/platform.txt --output-file requirements/dev.txt
	$(LOCK) $(ARGS) --group fuzz --output-file requirements/fuzz.txt

check: lint test ## What CI runs

.PHONY: help setup serve fmt lint test bench bench-detection soak fuzz screenshots lock check
