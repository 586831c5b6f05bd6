#!/bin/sh
# Makes .venv and puts into it exactly what the given requirements file locks; does nothing when that is there.
set -eu

wanted="$1"
PYTHON="${PYTHON:-python3}"
VENV="${VENV:-.venv}"
stamp="$VENV/installed-$wanted"

say() { echo "$@" >&2; }

if [ -x "$VENV/bin/python" ] && cmp -s "$wanted" "$stamp"; then
    exit 0
fi

if ! [ -x "$VENV/bin/python" ]; then
    if ! command -v "$PYTHON" >/dev/null 2>&1; then
        say "Tanggap needs Python 3.11 or newer, and there is no $PYTHON here: install it, or name one with PYTHON=."
        exit 1
    fi
    if ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        say "Tanggap needs Python 3.11 or newer, and $PYTHON is $("$PYTHON" -V 2>&1): name a newer one with PYTHON=."
        exit 1
    fi
    if ! "$PYTHON" -c 'import venv, ensurepip' 2>/dev/null; then
        say "$PYTHON cannot make a virtual environment: install its venv package (on Debian and Ubuntu: apt install python3-venv)."
        exit 1
    fi
    say "Making $VENV …"
    if ! "$PYTHON" -m venv --clear "$VENV"; then
        say "The folder $VENV could not be made: is this folder writable?"
        exit 1
    fi
fi

say "Installing what $wanted locks …"
if ! "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$wanted"; then
    say "The packages could not be installed; the reason stands above. Is the package index within reach?"
    exit 1
fi
cp "$wanted" "$stamp"
