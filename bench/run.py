"""One database: creates it, migrates, fills, measures, prints a table in Markdown."""

from __future__ import annotations

import gc
import time

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from bench.fill import fill
from bench.measure import figures


def measure_here(size: int) -> None:
    """Fill the configured database, which must be empty or absent, and print the figures."""
    _fresh_database()
    started = time.perf_counter()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    migrated = time.perf_counter()
    fill(size)
    with connection.cursor() as cursor:
        # What autovacuum has done long before a database is as large as this.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    filled = time.perf_counter()
    gc.collect()
    gc.freeze()  # as config/wsgi.py does
    print(f"### {connection.vendor}, {size:,} incidents\n")
    print(f"fresh migrate {migrated - started:.1f} s, fill {filled - migrated:.0f} s\n")
    print("| request | median ms | p95 ms | queries |\n|---|---:|---:|---:|")
    for each in figures():
        wrong = "" if each.status < 400 else f" (answered {each.status})"
        print(f"| {each.name}{wrong} | {each.median:.1f} | {each.p95:.1f} | {each.queries} |")
    print(flush=True)


def _fresh_database() -> None:
    """On PostgreSQL drop and create the bench's own database; its name must say that it is one."""
    if connection.vendor != "postgresql":
        return
    config = settings.DATABASES["default"]
    name = config["NAME"]
    if not name.startswith("tanggap_bench"):
        raise SystemExit(f"{name} is not a bench database; its name must begin with tanggap_bench.")
    url = f"host={config['HOST']} port={config['PORT'] or 5432} user={config['USER']} dbname=postgres"
    if config["PASSWORD"]:
        url += f" password={config['PASSWORD']}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}"')
        server.execute(f'CREATE DATABASE "{name}"')
