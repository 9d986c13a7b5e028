# make demo: build the graph of the example list. make test: run the tests, without those of Spark, training
# and the benchmarks, which make test-slow runs. make check: lint and types.
# make bench: time each step of a build on the example list (BENCH_ARGS="--abstracts FILE" for another).
# make lint-js: lint the page's script (needs Node).
# make docs: the documentation as a site, in site/.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
DEMO ?= exports/demo
# Whole files go to a process each, since the tests of a file share what took long to make. A process needs
# up to a gigabyte.
IN_PARALLEL ?= --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

.PHONY: demo test test-slow check bench lint-js docs clean

# The stamps keep a second call from installing again; a change of pyproject.toml renews them.
$(VENV)/.made:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "needs Python 3.11 or newer; set PYTHON=")'
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/.installed: $(VENV)/.made pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.installed-test: $(VENV)/.made pyproject.toml
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	touch $@ $(VENV)/.installed

$(VENV)/.installed-dev: $(VENV)/.installed-test
	$(BIN)/python -m pip install --quiet --editable '.[test,dev]'
	touch $@

demo: $(VENV)/.installed
	$(BIN)/kg build examples/abstracts.txt -o $(DEMO)
	@echo
	@echo "Open $(DEMO)/graph.html in a browser, or ask the graph: $(BIN)/kg stats $(DEMO)"

test: $(VENV)/.installed-test
	$(BIN)/python -m pytest -m 'not slow' $(IN_PARALLEL) $(PYTEST_ARGS)

test-slow: $(VENV)/.installed-test
	$(BIN)/python -m pytest -m slow $(PYTEST_ARGS)

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.installed-test
	$(BIN)/python -m pytest benchmarks/steps.py $(BENCH_ARGS)

lint-js:
	npm --prefix viz install --no-package-lock --silent
	npm --prefix viz run --silent lint

docs: $(VENV)/.made
	$(BIN)/python -m pip install --quiet --editable '.[docs]'
	$(BIN)/python docs/make_ontology_page.py
	$(BIN)/mkdocs build --strict

clean:
	rm -rf build site docs/ontology.md $(DEMO)
