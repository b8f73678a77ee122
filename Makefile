.DEFAULT_GOAL := help
VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# Former generations of the SDKs, each in an environment of its own.
GENERATIONS := tests/instrumentation/sdks/generations
LOCKS := previous oldest
FORMER := $(VENV)/generations
PYTEST := PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -q
COMPILE := uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11

help: ## Say what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(STAMP): requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $(STAMP)

install: $(STAMP) ## Set up the virtual environment from the lock

demo: $(STAMP) ## Run the whole stack on 30 days of simulated traffic (DEMO_ONCE=1: finish by itself)
	$(BIN)/centspan demo $(if $(DEMO_ONCE),--once)

$(FORMER)/.installed: $(LOCKS:%=$(GENERATIONS)/%.txt) | $(STAMP)
	$(BIN)/python $(GENERATIONS)/environments.py
	@touch $@

collector: ## Build the OpenTelemetry Collector of collector/otelcol (needs Go; once for each manifest)
	$(PYTHON) collector/otelcol/build.py

test: $(STAMP) $(FORMER)/.installed ## Run every test
	@$(PYTHON) collector/otelcol/build.py --optional
	@$(PYTEST) -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder || { \
	  [ $$? -eq 1 ] && echo 'What failed is tried once more, alone: what passes now depends on a busy machine; mend the test.' && \
	  $(PYTEST) --last-failed --last-failed-no-failures none; }

faults: $(STAMP) collector ## Kill, fill and cut every hop under load, and write docs/reliability.md (ten minutes)
	$(BIN)/python benchmarks/robustness/faults

lint: $(STAMP) ## Check style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	$(BIN)/lint-imports
	$(BIN)/centspan alerts build --check

format: $(STAMP) ## Put every file into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(STAMP) ## Measure what centspan costs and carries, beside others (minutes; JSON in benchmarks/results)
	$(BIN)/python -m benchmarks

promises: $(STAMP) ## List every promise with its test in docs/promises.md
	$(BIN)/python tests/test_promises.py

screenshots: $(STAMP) ## Draw every board of the stack that runs here into docs/images/boards (needs chromium)
	$(BIN)/python docs/images/boards.py

lock: ## Pin every package again (needs uv)
	$(COMPILE) --all-extras --group dev -o requirements.txt pyproject.toml
	for each in $(LOCKS); do $(COMPILE) -o $(GENERATIONS)/$$each.txt $(GENERATIONS)/$$each.in; done

.PHONY: help install demo collector test faults lint format bench promises screenshots lock
