# Programs and servers for tests and measurements, to be sourced by bash. What is not installed comes from apt;
# what does not run is started for this run alone, in a folder that is removed afterwards.

say() { printf '\n== %s\n' "$*"; }
PATH="$PATH:/usr/sbin:/sbin"
place="$(mktemp -d)"
stops=()
finish() {
    for stop in "${stops[@]}"; do eval "$stop" >/dev/null 2>&1 || true; done
    rm -rf "$place"
}
trap finish EXIT

postgres_programs() { find /usr/lib/postgresql -name initdb -printf '%h\n' 2>/dev/null | sort -V | tail -n 1; }
browser() { command -v chromium || command -v chromium-browser || command -v google-chrome || true; }
free_port() { .venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

has() {
    case "$1" in
        postgresql) [ -n "$(postgres_programs)" ] ;;
        chromium) [ -n "$(browser)" ] ;;
        poppler-utils) command -v pdftotext >/dev/null ;;
        *) command -v "$1" >/dev/null ;;
    esac
}

# need PACKAGE…: install with apt what is missing, and say so.
need() {
    local package missing=() as_root=()
    for package in "$@"; do has "$package" || missing+=("$package"); done
    [ "${#missing[@]}" -gt 0 ] || return 0
    say "Installing with apt: ${missing[*]}"
    if ! command -v apt-get >/dev/null; then
        echo "This needs ${missing[*]}, and there is no apt here: install them and try again." >&2
        exit 1
    fi
    if [ "$(id -u)" -ne 0 ]; then as_root=(sudo -n); fi
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        "${missing[@]}" >/dev/null
}

answers() {
    .venv/bin/python -c 'import sys, psycopg; psycopg.connect(sys.argv[1], connect_timeout=3).close()' "$1" 2>/dev/null
}
as_postgres() { if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

# Sets `server` to a PostgreSQL on which databases may be made: $TEST_POSTGRES, the local one, or one of our own.
postgres() {
    local port programs
    server="${TEST_POSTGRES:-postgres://postgres@127.0.0.1:5432}"
    if answers "$server/postgres"; then
        say "PostgreSQL: the one at ${server##*@}"
        return
    fi
    port="$(free_port)"
    say "PostgreSQL: one of our own on port $port"
    programs="$(postgres_programs)"
    if [ "$(id -u)" -eq 0 ]; then chown postgres "$place"; fi
    as_postgres "$programs/initdb" -D "$place/postgres" -U postgres -A trust -E UTF8 --no-sync >/dev/null
    as_postgres "$programs/pg_ctl" -D "$place/postgres" -w -l "$place/postgres.log" \
        -o "-p $port -k $place -h 127.0.0.1 -c max_connections=200 $*" start >/dev/null
    stops+=("as_postgres $programs/pg_ctl -D $place/postgres -m immediate stop")
    server="postgres://postgres@127.0.0.1:$port"
}

# Sets `redis_url`. Always one of our own: tests wipe it.
redis() {
    local port
    port="$(free_port)"
    say "Redis: one of our own on port $port"
    mkdir -p "$place/redis"
    redis-server --port "$port" --bind 127.0.0.1 --dir "$place/redis" --appendonly yes --save '' \
        --maxmemory-policy noeviction --daemonize yes --pidfile "$place/redis.pid" \
        --logfile "$place/redis.log" >/dev/null
    stops+=("kill \$(cat $place/redis.pid)")
    redis_url="redis://127.0.0.1:$port/0"
}

# Sets `rabbit_url`. Always one of our own, with its own port mapper.
rabbit() {
    local port names
    port="$(free_port)"
    names="$(free_port)"
    say "RabbitMQ: one of our own on port $port"
    mkdir -p "$place/rabbit"
    env HOME="$place/rabbit" ERL_EPMD_PORT="$names" RABBITMQ_NODENAME="tanggap-test@localhost" \
        RABBITMQ_NODE_PORT="$port" RABBITMQ_DIST_PORT="$(free_port)" \
        RABBITMQ_MNESIA_BASE="$place/rabbit/mnesia" RABBITMQ_LOG_BASE="$place/rabbit/log" \
        RABBITMQ_PID_FILE="$place/rabbit/pid" RABBITMQ_ENABLED_PLUGINS_FILE="$place/rabbit/plugins" \
        RABBITMQ_CONFIG_FILE="$place/rabbit/rabbitmq" \
        /usr/lib/rabbitmq/bin/rabbitmq-server -detached >/dev/null 2>&1
    stops+=("kill \$(cat $place/rabbit/pid); sleep 3; ERL_EPMD_PORT=$names epmd -kill")
    for _ in $(seq 60); do
        if (echo >"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then break; fi
        sleep 0.5
    done
    rabbit_url="amqp://guest:guest@127.0.0.1:$port//"
}
