# Two commands matter: `make run` and `make test`. Nothing is needed before them but Python 3.11 and a package registry.
PY ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3; do \
	if command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$p; break; fi; done)
BIN := .venv/bin
UV := 0.13.9
PIP_AUDIT := 2.10.1
HOST ?= 127.0.0.1
PORT ?= 8000
DATA_DIR ?= var
TEST_POSTGRES_URL ?= postgres://postgres@127.0.0.1:5432/postgres
export HOST PORT DATA_DIR TEST_POSTGRES_URL
export EMBEDDED := 1

.PHONY: run run-edge test test-ops audit-deps bench test-sqlite test-postgres lint lock messages clean help
.DEFAULT_GOAL := help

help:  ## Say what can be made
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "make %-14s %s\n", $$1, $$2}' Makefile

.venv/python.ok:
	@test -n "$(PY)" || { echo "Python 3.11 or newer is needed. Install it, or name it: make run PY=/path/to/python3.11"; exit 1; }
	@echo "Making .venv with $(PY) ..."
	@$(PY) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV) || echo "uv is not to be had here; pip does its work."
	@touch $@

# Installs one lock file: by uv, or by plain pip where uv fails. Development packages survive a later `make run`.
define install
	@echo "Installing $(1) ..."
	@VIRTUAL_ENV=.venv UV_PYTHON_DOWNLOADS=never $(BIN)/uv pip install --quiet --require-hashes --python $(BIN)/python -r $(1) || \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1)
	@touch $(2)
endef

.venv/run.ok: requirements.lock .venv/python.ok
	$(call install,requirements.lock,$@)

.venv/dev.ok: requirements-dev.lock .venv/python.ok
	$(call install,requirements-dev.lock,$@)

run: .venv/run.ok  ## Start the portal on http://127.0.0.1:8000 (HOST, PORT, DATA_DIR)
	@exec $(BIN)/python -u manage.py serve

run-edge: .venv/run.ok  ## Start the portal behind nginx, which must be installed (APP_PORT: the application's own)
	@exec $(BIN)/python -u manage.py edge

test: lint test-sqlite test-postgres  ## Check everything, on SQLite and on PostgreSQL

lint: .venv/dev.ok  ## Check format, lint, import contract and migrations
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/lint-imports --no-cache >.venv/imports.log 2>&1 || { cat .venv/imports.log; exit 1; }
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python manage.py compile_messages

test-sqlite: .venv/dev.ok
	@echo "Tests on SQLite"
	@env -u DATABASE_URL $(BIN)/python -m pytest -n auto -q -m "not running and not ops"
	@echo "Starting as a user does (alone, since it is timed)"
	@env -u DATABASE_URL $(BIN)/python -m pytest -n 0 -q -m running

test-postgres: .venv/dev.ok
	@if $(BIN)/python -c 'import os, psycopg; psycopg.connect(os.environ["TEST_POSTGRES_URL"], connect_timeout=3).close()' 2>/dev/null; then \
	  echo "Tests on PostgreSQL"; DATABASE_URL="$$TEST_POSTGRES_URL" $(BIN)/python -m pytest -n auto -q -m "not running and not ops"; \
	elif [ -n "$$REQUIRE_POSTGRES" ]; then echo "PostgreSQL does not answer at $$TEST_POSTGRES_URL, and it is required here."; exit 1; \
	else echo "Skipped the tests on PostgreSQL: none answers at $$TEST_POSTGRES_URL."; fi

test-ops: .venv/dev.ok  ## Prove what only a whole server can: nginx before it, things killed behind it
	@echo "Tests of the whole server"
	@$(BIN)/python manage.py compile_messages
	@env -u DATABASE_URL $(BIN)/python -m pytest -n 0 -q -m ops tests/ops

messages: .venv/dev.ok  ## Collect the texts for translation and compile them
	@$(BIN)/python manage.py makemessages -l fr -l de --no-location --no-wrap --ignore=.venv --ignore=tests
	@$(BIN)/python manage.py compile_messages

bench: .venv/dev.ok  ## Measure at 100,000 practices, on SQLite and PostgreSQL (BENCH_RECORDS, BENCH_ROUNDS)
	@$(BIN)/python -m bench

audit-deps: .venv/dev.ok  ## Check the locked packages for known weaknesses and for their licences
	@$(BIN)/python -m dependencies $(BIN)/uv tool run --quiet pip-audit@$(PIP_AUDIT)

lock: .venv/python.ok  ## Resolve the dependencies anew
	@$(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 -q -U -o requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 -q -U -o requirements-dev.lock
	@$(BIN)/uv pip compile pyproject.toml --extra s3 --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 -q -U -o requirements-s3.lock

clean:  ## Remove .venv and caches (the data in DATA_DIR stays)
	@rm -rf .venv .pytest_cache .ruff_cache .hypothesis .import_linter_cache
