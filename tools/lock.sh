#!/bin/sh
# Locks the requirements by hash, for every Python from 3.11 on.
set -eu

.venv/bin/python -m pip install --quiet --disable-pip-version-check uv
for name in requirements requirements-dev; do
    .venv/bin/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 \
        "$name.in" -o "$name.txt"
done
