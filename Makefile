# Everything that people and machines do with this tree. `make` alone lists it.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.ready
# Where it is set, every process would compile the whole program anew: most of the time of a short command.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help setup run test check docs format coverage mutants golden sample lock wheelhouse audit clean

help: ## List what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 12

$(STAMP): requirements/development.txt requirements/data.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "matcher needs Python 3.11 or newer")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/development.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/data.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

setup: $(STAMP) ## Make .venv with hash-checked packages and matcher itself

run: $(STAMP) ## Run the nightly pipeline on sample_data/ and say what to open
	$(BIN)/matcher run pipelines/nightly.yaml --workspace workspace

check: $(STAMP) ## Style, security, types, import contracts, YAML
	$(BIN)/ruff format --check src tests docs
	$(BIN)/ruff check src tests docs
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive src docs
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/yamllint --strict schemas pipelines tests/cases .yamllint.yaml
	$(BIN)/matcher check pipelines/nightly.yaml --files

test: check ## All checks and all tests
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

coverage: $(STAMP) ## Run all tests and tell which branches of the program none of them takes
	@mkdir -p build/coverage
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n auto --dist loadfile --no-loadscope-reorder
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

mutants: $(STAMP) ## Change the program in small ways and tell which changes no test notices
	$(BIN)/python -m tests.reliability.mutation

docs: $(STAMP) ## Build the documentation site into build/site; it opens from a folder
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet
	@echo build/site/index.html

format: $(STAMP) ## Rewrite the sources in the one format
	$(BIN)/ruff format src tests docs
	$(BIN)/ruff check --fix src tests docs

golden: $(STAMP) ## Rewrite the golden files for review
	REWRITE_GOLDEN=1 $(BIN)/python -m pytest tests/evaluate -k golden

sample: $(STAMP) ## Make sample_data/ again (the same bytes)
	$(BIN)/matcher synth sample_data --persons 5000 --seed 20251130 --as-of 2025-11-30 --force \
		--settings src/matcher/synth/sample_settings.yaml

lock: $(STAMP) ## Pin all packages anew, with hashes and without addresses
	sh requirements/lock.sh

wheelhouse: docs ## Build one archive for machines without internet (PLATFORM=x86_64 or aarch64)
	PYTHON=$(BIN)/python deploy/wheelhouse.sh $(PLATFORM)

audit: ## Ask a public register of vulnerabilities about each pinned package (needs the internet)
	$(PYTHON) -m venv build/audit
	build/audit/bin/python -m pip install --quiet --disable-pip-version-check 'pip-audit>=2.10,<3'
	build/audit/bin/pip-audit --strict --disable-pip --require-hashes --requirement requirements/run.txt

clean: ## Remove what was made, but not workspaces of your own
	rm -rf .venv workspace build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
