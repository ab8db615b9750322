# `make run` and `make test` need nothing but Debian, make and Python 3.11 or newer; `make install` alone makes .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PACKAGES := tesseract-ocr tesseract-ocr-vie tesseract-ocr-eng ghostscript poppler-utils chromium curl postgresql \
            fonts-liberation fonts-dejavu-core fonts-noto-core libatomic1
SUDO := $(if $(filter-out 0,$(shell id -u)),sudo)

export OMP_THREAD_LIMIT := 1
export OMP_NUM_THREADS := 1

.PHONY: help install system run test check lock bench evaluate samples screenshots clean

help:  ## what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

system:  ## install the parts that pip cannot (apt; only what is missing)
	@missing=; for package in $(PACKAGES); do \
	  dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q ' installed' || missing="$$missing $$package"; done; \
	command -v $(PYTHON) >/dev/null || missing="$$missing python3"; \
	$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || missing="$$missing python3-venv"; \
	if [ -n "$$missing" ]; then echo "installing:$$missing"; $(SUDO) apt-get update -qq && \
	  $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; fi

install: $(VENV)/installed  ## make .venv with the command .venv/bin/vanthu

$(VENV)/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "vanthu needs Python 3.11 or newer: make PYTHON=python3.11 …")'
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "Python lacks venv: run make system first (or apt-get install python3-venv)"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q service extractors models
	@touch $@

run: system install  ## read samples/ and serve on http://127.0.0.1:8080
	$(BIN)/vanthu import --now samples/*/scan.pdf
	$(BIN)/vanthu serve

test: system install check  ## everything that CI checks
	$(BIN)/pytest

check:  ## style, types and who may import whom
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: system install  ## speed and accuracy, each also runnable alone
	@for bench in benchmarks/[a-z]*.py; do name=$$(basename $$bench .py); echo "== $$name"; $(BIN)/python -m benchmarks.$$name || exit 1; done

evaluate: install  ## records and text against the gold documents
	$(BIN)/python -m benchmarks.records --stage all

samples: install  ## render samples/*/scan.pdf again from their sources
	$(BIN)/python -m service.training.samples

screenshots: system install  ## take the pictures of the pages that the README shows again
	$(BIN)/python -m tests.web.screenshots

lock: install  ## resolve pyproject.toml again into requirements.lock
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/python -m uv pip compile --quiet --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
	  --python-version 3.11 --extra test pyproject.toml -o requirements.lock
	sed -i '1i # Every package with its version and hashes, made from pyproject.toml by `make lock`; never edited by hand.' requirements.lock

clean:  ## remove what was made, not what was kept in data/
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
