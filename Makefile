# `make demo` and `make test` work on a machine with nothing but Python 3.11 (venv and pip) and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint bench bench-compare docs site node wheel-test clean

demo: $(VENV)/.ready
	@$(BIN)/webcare-lint check examples/replies.jsonl examples/canned-responses.yaml --fail-on never

test: $(VENV)/.ready-dev
	$(BIN)/pytest --numprocesses auto --dist loadfile

lint: $(VENV)/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Takes some ten minutes on an idle machine; figures go to benchmarks/results, and from there to docs/performance.md.
bench: $(VENV)/.ready-dev
	-npm install --silent --prefix benchmarks
	$(BIN)/python benchmarks/performance.py
	$(BIN)/python benchmarks/service.py
	$(BIN)/python benchmarks/library.py
	$(BIN)/python benchmarks/accuracy.py
	$(BIN)/python docs/generate.py

# Ratios against the last release, or: make bench-compare REVISION=main~3
bench-compare: $(VENV)/.ready-dev
	$(BIN)/python benchmarks/compare.py $(REVISION)

# Pages and data that are generated from rules/; a test fails when they are stale.
docs: $(VENV)/.ready-dev
	$(BIN)/python docs/generate.py

# The documentation as a site in build/site, for any web server; a link that leads nowhere fails.
site: $(VENV)/.ready-dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

# What the tests of examples/integrations need of npm; without it they skip.
node:
	mkdir -p build/node
	cp tests/integrations/package.json build/node/
	npm install --prefix build/node --no-audit --no-fund --no-package-lock --loglevel=error

# The built wheel, installed in a venv of its own, must lint as the source tree does.
wheel-test: $(VENV)/.ready-dev
	rm -rf build/wheel
	$(BIN)/python -m build --wheel --outdir build/wheel .
	$(PYTHON) -m venv build/wheel/venv
	build/wheel/venv/bin/pip install --quiet build/wheel/*.whl
	cd build/wheel && venv/bin/python ../../tests/wheel_smoke.py

$(VENV)/.ready: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.ready-dev: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@ $(VENV)/.ready

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache
