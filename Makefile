# Every target sets up what it needs. PYTHON chooses the interpreter (3.11 to 3.13).
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
TOUR ?= tour
READY := $(VENV)/.ready

.PHONY: demo test check bench fuzz clean

demo: $(READY)
	@packaging/demo.sh $(BIN) $(TOUR)

test: $(READY)
	$(BIN)/python -m pytest

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

bench: $(READY)
	$(BIN)/python -m tests.bench

fuzz: $(READY)
	$(BIN)/python -m tests.fuzz

$(READY): pyproject.toml packaging/constraints.txt packaging/requirements-dev.txt packaging/system.sh
	@packaging/system.sh
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c packaging/constraints.txt -e . -r packaging/requirements-dev.txt
	@touch $@

clean:
	rm -rf $(VENV) $(TOUR) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
