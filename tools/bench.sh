#!/usr/bin/env bash
# Speed on SQLite and PostgreSQL; a PostgreSQL of our own writes to disk as it would in service.
set -euo pipefail

# shellcheck source=tools/servers.sh
source tools/servers.sh

need postgresql
postgres
export BENCH_POSTGRES="$server"
.venv/bin/python manage.py compile_messages
.venv/bin/python -m bench "$@"
