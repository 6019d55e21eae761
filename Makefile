# Tasks of Materia. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help run test check licences audit bench performance examples coverage schemas verify-facts verify-labels label-weights backbone genes known-names label-mentions locks clean

help: ## list the tasks
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 24

run: $(VENV)/run.stamp ## set up, migrate, seed and serve on port 8000
	@exec $(BIN)/materia serve

# A worker for each core and one more, since many tests wait for servers; a file stays with one
# worker, so that what it sets up is set up once.
# What pytest makes of a file of tests is kept, also where Python is told to keep no bytecode.
test: $(VENV)/dev.stamp ## set up, and run all tests
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest -n $$(( $$(nproc) + 1 )) --dist loadfile --no-loadscope-reorder --durations=25

check: $(VENV)/dev.stamp ## ruff, mypy strict, import-linter, licences
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@$(licences) >/dev/null && echo "Licences: all of what runs are among those that are taken."

# Of what is installed to run, not of what only tests need. A licence that is not listed is looked at
# by a person before it is. psycopg (LGPL) is a library that is not changed, and can be exchanged.
LICENCES := MIT;MIT License;MIT-0;BSD;BSD License;3-Clause BSD License;BSD-2-Clause;BSD-3-Clause;0BSD;ISC;ISC License (ISCL);Apache-2.0;Apache Software License;\
Apache-2.0 OR BSD-3-Clause;Apache-2.0 OR BSD-2-Clause;Apache-2.0 AND BSD-2-Clause;BSD-3-Clause AND ISC;PSF-2.0;Python Software Foundation License;\
Mozilla Public License 2.0 (MPL 2.0);MPL-2.0;LGPL-3.0-only;MIT AND (BSD-2-Clause OR LGPL-2.1-or-later);Apache Software License; MIT License
licences = $(BIN)/pip-licenses --from=mixed --order=license --allow-only="$(LICENCES)" \
	--packages $$(sed -n 's/^\([A-Za-z0-9._-]*\)==.*/\1/p' requirements/optional.txt)

licences: $(VENV)/dev.stamp ## list the licences of the libraries that are needed to run
	@$(licences)

audit: $(VENV)/dev.stamp ## ask a public database for known faults of the libraries that are needed to run (needs the network)
	@$(BIN)/uv tool run pip-audit --disable-pip --require-hashes -r requirements/optional.txt

bench: $(VENV)/dev.stamp ## measure, as paired ratios
	$(BIN)/python -m pytest tests/benchmark -m benchmark -s -q -o timeout=1200

performance: $(VENV)/dev.stamp ## write docs/performance.md anew from what `make bench` printed on this machine, in FROM=...
	@test -n "$(FROM)" || { echo "Say what it printed: make bench | tee bench.txt; make $@ FROM=bench.txt"; exit 2; }
	@$(BIN)/python -m tests.benchmark.write_page "$(FROM)"

examples: $(VENV)/dev.stamp coverage ## write the OpenAPI examples, docs/coverage.md and the table of data sets anew
	$(BIN)/python -m tests.contract.write_examples

coverage: $(VENV)/dev.stamp ## write docs/coverage.md and docs/reliability.md anew
	$(BIN)/python -m tests.contract.write_coverage
	$(BIN)/python -m tests.contract.write_reliability

schemas: $(VENV)/dev.stamp ## write the JSON Schema of the seed files anew
	@$(BIN)/materia schema --into seed/schema

# Ends a task that was not told where its files are.
need_data = @test -n "$(DATA)" || { echo "Say where the $(1) are: make $@ DATA=<folder>"; exit 2; }

verify-facts: $(VENV)/dev.stamp ## compare every fact of the seed with the public files in DATA=...
	$(call need_data,data files)
	@$(BIN)/python -m tests.verifying "$(DATA)" $(if $(OUT),--out "$(OUT)")

backbone: $(VENV)/dev.stamp ## write seed/backbone/ anew from the public registers in DATA=...
	$(call need_data,data files)
	@$(BIN)/python -m tests.backbone "$(DATA)"

genes: $(VENV)/dev.stamp ## write the tables of seed/genes/ anew from CPIC's tables in DATA=...
	$(call need_data,data files)
	@$(BIN)/python -m tests.genes "$(DATA)"

verify-labels: $(VENV)/dev.stamp ## measure the reader of labels by labels in which people marked the interactions in DATA=...
	$(call need_data,labels)
	@$(BIN)/python -m tests.verifying_labels "$(DATA)" $(if $(ALL),--all)

label-weights: $(VENV)/dev.stamp ## make the weights of the reader of labels anew from the marked labels in DATA=...
	$(call need_data,labels)
	@$(BIN)/python -m tests.verifying_labels.weigh "$(DATA)"
	@$(BIN)/python -m tests.verifying_labels.weigh "$(DATA)" --aside

known-names: $(VENV)/dev.stamp ## write seed/known-names/ anew from the public registers in DATA=...
	$(call need_data,data files)
	@$(BIN)/python -m tests.known_names "$(DATA)"

label-mentions: $(VENV)/dev.stamp ## write seed/label-mentions/ anew from the public labels in DATA=...
	$(call need_data,labels)
	@$(BIN)/python -m tests.label_mentions "$(DATA)"

locks: $(VENV)/dev.stamp ## compute the locked requirements anew
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-header requirements/run.in -o requirements/run.txt
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-header requirements/optional.in -o requirements/optional.txt
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-header requirements/dev.in -o requirements/dev.txt
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-header requirements/clients.in -o requirements/clients.txt

clean: ## remove what the tasks have made, the database excepted
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Materia needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=python3.11 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)

# A stamp is written last: an installation that was broken off is done again. Compiling once makes
# every later start faster, wherever Python is told not to write its own bytecode.
$(VENV)/run.stamp: requirements/run.txt pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --require-hashes -r requirements/run.txt
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q -j 0 $(VENV)/lib app || true
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/run.stamp
	$(PIP) install --quiet --no-compile --require-hashes -r requirements/dev.txt
	@touch $@
