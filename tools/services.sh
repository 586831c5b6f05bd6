#!/usr/bin/env bash
# The suite on PostgreSQL, with real brokers and Chromium.
set -euo pipefail

# shellcheck source=tools/servers.sh
source tools/servers.sh

need postgresql redis-server rabbitmq-server poppler-utils chromium
CHROMIUM="${CHROMIUM:-$(browser)}"
postgres -c fsync=off
redis
rabbit
export CHROMIUM DATABASE_URL="$server/tanggap_$$" TEST_BROKERS="$redis_url $rabbit_url"

say "Tests on PostgreSQL, with brokers and browser"
.venv/bin/python manage.py compile_messages
.venv/bin/python -m pytest -n 2 --dist loadgroup --no-loadscope-reorder -p tests.balance -p tests.frames -p tests.collecting -p tests.no_skips "$@"
