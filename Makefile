# Every target sets up what it needs, on a machine that has only python3 (3.11 or newer) and make.
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

.PHONY: demo test test-alone floor newest nightly check bench cassettes screenshots docs clean

demo: $(STAMP)
	@$(BIN)/ews-inspector demo

test: $(STAMP)
	$(BIN)/python -m pytest -n 2 --dist worksteal -q $(ARGS)

# Each file in a run of its own: what passes only after another file is found here.
FILES ?= $(shell find tests -name 'test_*.py' | sort)
test-alone: $(STAMP)
	@failed=; for file in $(FILES); do \
		echo "$$file"; $(BIN)/python -m pytest -q -p no:cacheprovider $(ARGS) "$$file" || failed="$$failed $$file"; \
	done; test -z "$$failed" || { echo "do not pass alone:$$failed"; exit 1; }

nightly: $(STAMP)
	HYPOTHESIS_PROFILE=nightly $(BIN)/python -m pytest -n 2 --dist worksteal -q $(ARGS)

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[bench]'
	$(BIN)/python -m benchmarks --json build/benchmarks.json

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

docs: $(STAMP)
	$(BIN)/python -m tests.reference docs/reference.md
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[docs]'
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

# With the lowest versions that pyproject.toml lets in, and with the newest, in environments of their own.
floor newest:
	python=$$(sh .ci/python) && "$$python" -m venv --clear $(VENV)-$@
	$(VENV)-$@/bin/python -m pip install --quiet --disable-pip-version-check uv
	VIRTUAL_ENV=$(VENV)-$@ $(VENV)-$@/bin/uv pip install --quiet \
		--resolution $(if $(filter floor,$@),lowest-direct,highest) -e '.[test]'
	$(VENV)-$@/bin/python -m pytest -n 2 --dist worksteal -q $(ARGS)

clean:
	rm -rf $(VENV) $(VENV)-floor $(VENV)-newest dist build
