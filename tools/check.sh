#!/bin/sh
# Everything `make test` checks, in the order in which it fails fastest.
set -eu

bin=.venv/bin
step() { printf '\n== %s\n' "$*"; }

step "Message catalogues"
$bin/python manage.py compile_messages
step "Style"
$bin/ruff check .
$bin/ruff format --check .
step "Import contracts"
$bin/lint-imports --no-cache
step "Migrations"
DATABASE_URL=sqlite://:memory: $bin/python manage.py makemigrations --check --dry-run
step "Types"
$bin/mypy config incidents compliance followups records accounts lib manage.py
step "Tests"
$bin/python -m pytest -n 2 --dist loadgroup --no-loadscope-reorder -p tests.balance -p tests.frames -p tests.collecting -p tests.no_skips \
    -m "not services and not postgresql and not thorough" "$@"
