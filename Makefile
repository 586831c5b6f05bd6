# Tanggap's commands. `make help` lists them; they need Linux, Python 3.11 or newer with venv, and a package index.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
export PYTHON VENV
unexport PYTHONPATH PYTHONHOME DJANGO_SETTINGS_MODULE

.DEFAULT_GOAL := help
.PHONY: help run test test-services bench bench-reminders lock setup setup-dev

help:
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 24

run: setup ## Tanggap on http://127.0.0.1:8000 (PORT=, HOST=, DEMO=no), with everything it needs
	@exec $(RUN) manage.py serve

test: setup-dev ## style, types, import contracts, migrations, catalogues and the suite, on the embedded default
	@sh tools/check.sh

test-services: setup-dev ## the suite on PostgreSQL, reminders over a real broker, the browser test in Chromium
	@bash tools/services.sh

bench: setup-dev ## speed of lists, search, pages and reports with 10,000 and 100,000 incidents
	@bash tools/bench.sh

bench-reminders: setup-dev ## 200 kills of the reminder worker, the broker wiped, the database restarted: none lost
	@bash -c 'source tools/servers.sh; need postgresql redis-server; $(RUN) -m tests.followups.crash.bench'

lock: setup-dev ## turn requirements.in and requirements-dev.in into their hash-locked .txt
	@sh tools/lock.sh

setup:
	@sh tools/setup.sh requirements.txt

setup-dev:
	@sh tools/setup.sh requirements-dev.txt
