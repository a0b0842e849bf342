# Every target sets up what it needs, on a machine that has only python3 (3.11 or newer) and make.
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

.PHONY: demo test nightly check bench cassettes screenshots clean

demo: $(STAMP)
	@$(BIN)/ews-inspector demo

test: $(STAMP)
	$(BIN)/python -m pytest -n 2 --dist worksteal -q $(ARGS)

nightly: $(STAMP)
	HYPOTHESIS_PROFILE=nightly $(BIN)/python -m pytest -n 2 --dist worksteal -q $(ARGS)

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[bench]'
	$(BIN)/python -m benchmarks

cassettes: $(STAMP)
	$(BIN)/python -m tests.clients.make_cassettes cassettes
	$(BIN)/python -m tests.clients.make_cassettes --named tests/verify/recorded

screenshots: $(STAMP)
	$(BIN)/python -m tests.tui.screenshots docs/images

$(STAMP): pyproject.toml .ci/python
	@echo "setting up $(VENV) (once; a minute or two) ..."
	@python=$$(sh .ci/python) && "$$python" -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test,check]'
	@touch $@

clean:
	rm -rf $(VENV) dist build
