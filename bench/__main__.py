"""`python -m bench`: fills fresh databases with 10,000 and 100,000 incidents and prints what requests take.

PostgreSQL is measured when BENCH_POSTGRES names a server, such as postgres://postgres@127.0.0.1:5432.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

import django

SIZES = (10_000, 100_000)


def main() -> int:
    """Measure each database and size in a process of its own, so that settings never mix."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        return _one(given.one)
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}\n", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for size in given.sizes:
            for url in _urls(Path(folder), size):
                environment = {**os.environ, "DATABASE_URL": url, "TANGGAP_VAR": folder, "LOG_LEVEL": "ERROR"}
                command = [sys.executable, "-m", "bench", "--one", str(size)]
                subprocess.run(command, env=environment, check=True)  # noqa: S603
    return 0


def _urls(folder: Path, size: int) -> list[str]:
    urls = [f"sqlite:///{folder}/bench-{size}.sqlite3"]
    server = os.environ.get("BENCH_POSTGRES", "").rstrip("/")
    if server:
        urls.append(f"{server}/tanggap_bench_{size}")
    return urls


def _one(size: int) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("ALLOWED_HOSTS", "testserver")
    django.setup()
    from bench.run import measure_here  # noqa: PLC0415 (models exist only after setup)

    measure_here(size)
    return 0


if __name__ == "__main__":
    sys.exit(main())
