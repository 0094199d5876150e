# `make demo` runs the main job end to end, `make test` passes the tests; both set everything up first.
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
ifndef PYTHON
PYTHON := $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
endif
CORPUS ?=
COINR ?=

.PHONY: help setup programs demo test lint accuracy bench bench-quick bench-long lock clean

help:
	@echo "make demo      the whole line on a small fictional web: crawl, judge, import, index, export"
	@echo "make test      ruff, mypy, import contract and all tests"
	@echo "make accuracy CORPUS=DIR   precision and recall of the rules on labelled pages"
	@echo "make bench-quick   speed and cost against named baselines, a quarter of an hour"
	@echo "make bench-long    kills, a nation, switched-off conditions, odd pages: hours"
	@echo "make bench         both"
	@echo "make lock      write the lock files anew from pyproject.toml"

setup: $(VENV)/ready programs

# Chromium shows pages that scripts build, tesseract reads scans. Debian's are installed where they are missing and
# that is allowed; without them the product works, says what it could not read, and their tests are skipped by name.
programs:
	@wanted=""; \
	  for name in chromium chromium-browser google-chrome google-chrome-stable; do \
	    command -v $$name >/dev/null && found=$$name; done; \
	  test -n "$$found" || wanted="chromium fonts-liberation"; \
	  command -v tesseract >/dev/null || wanted="$$wanted tesseract-ocr"; \
	  tesseract --list-langs 2>/dev/null | grep -qx ind || wanted="$$wanted tesseract-ocr-ind"; \
	  test -n "$$wanted" || exit 0; \
	  install="env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends"; \
	  if test "$$(id -u)" = 0 && command -v apt-get >/dev/null; then \
	    echo "Installing $$wanted"; \
	    $$install $$wanted >/dev/null 2>&1 || { apt-get update -qq && $$install $$wanted >/dev/null; } || \
	      echo "They cannot be installed now: pages that scripts build, or scans, are not read" >&2; \
	  else \
	    echo "Not here: $$wanted. Pages that scripts build, or scans, are not read. sudo apt-get install $$wanted" >&2; \
	  fi

$(VENV)/ready: requirements-dev.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: apt-get install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
	  echo "Python's venv module is missing; trying to install python3-venv"; \
	  (test "$$(id -u)" = 0 && apt-get install -y -qq python3-venv) || \
	  { echo "Install it first: sudo apt-get install python3-venv" >&2; exit 1; }; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --root-user-action=ignore "$$(grep -oE '^uv==[0-9.]+' requirements-dev.lock)"
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip sync -q --require-hashes requirements-dev.lock
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install -q --no-deps --no-build-isolation -e .
	@touch $@

demo: setup
	@$(BIN)/scorecard demo --output output/demo

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint
	$(BIN)/python -m pytest -n 2 --dist loadgroup

accuracy: setup
	@test -n "$(CORPUS)" || { echo "Name the labelled pages: make accuracy CORPUS=DIR (a folder with pages.csv and labels.csv)" >&2; exit 1; }
	@$(BIN)/python -m bench.accuracy "$(CORPUS)"

bench: bench-quick bench-long

# The figures of one quarter of an hour: each beside its baseline, in the same run.
bench-quick: setup
	@$(BIN)/python -m bench.speed $(if $(CORPUS),--corpus "$(CORPUS)")
	@$(BIN)/python -m bench.hostile
	@$(BIN)/python -m bench.cost
	@$(BIN)/python -m bench.search
	@$(BIN)/python -m bench.desk
	@$(BIN)/python -m bench.mixed
	@$(BIN)/python -m bench.imports csv sav xlsx
	@$(BIN)/python -m bench.index_speed
	@$(if $(COINR),$(BIN)/python -m bench.coinr "$(COINR)",echo "make bench COINR=DIR compares the engine with another one's reference numbers")

# The long trials: kills, a nation of regions, every switched-off condition, an hour of odd pages.
bench-long: setup
	@$(BIN)/python -m bench.crawl --regions 64 --kills 200 --nation 514
	@$(BIN)/python -m bench.mutants
	@$(BIN)/python -m bench.room
	@$(BIN)/python -m bench.fuzz --minutes 60

lock:
	uv pip compile -q pyproject.toml --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-header --no-annotate -o requirements.lock
	uv pip compile -q pyproject.toml --group dev --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-header --no-annotate -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
