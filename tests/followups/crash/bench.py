"""`make bench-reminders`: 10,000 reminders on PostgreSQL over Redis, 200 kills, both servers fail once.

`python -m tests.followups.crash.bench [--reminders N] [--kills N] [--json]`. It starts servers of its own in
a temporary folder and touches no others. Exit status 1 when a promise was broken.
"""

from __future__ import annotations

import argparse
import os
import platform
import signal
import sys
import tempfile
import time
from pathlib import Path

import django

from tests.followups.crash.servers import Postgres, Redis, Unavailable, sink


def main() -> int:
    """Start the servers, run the siege, print the table."""
    parser = argparse.ArgumentParser(prog="bench-reminders", description=__doc__)
    parser.add_argument("--reminders", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--json", action="store_true", help="print the verdict as JSON")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_given: sys.exit(1))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        try:
            postgres, redis = Postgres(folder), Redis(folder)
        except Unavailable as error:
            print(f"bench-reminders: {error}.", file=sys.stderr)
            return 1
        try:
            with sink(folder) as (port, taken):
                return besiege(given, folder, postgres, redis, port, taken)
        finally:
            redis.stop()
            postgres.stop()


def besiege(
    given: argparse.Namespace, folder: Path, postgres: Postgres, redis: Redis, port: int, taken: Path
) -> int:
    """Run one siege against these servers."""
    os.environ.update(
        DJANGO_SETTINGS_MODULE="config.settings",
        DATABASE_URL=f"{postgres.url}/tanggap",
        BROKER_URL=redis.url,
        EMAIL_URL=f"smtp://127.0.0.1:{port}",
        TANGGAP_VAR=str(folder / "var"),
        SWEEP_SECONDS="0.5",
        LOG_LEVEL="ERROR",
    )
    django.setup()
    from tests.followups.crash.siege import Siege  # noqa: PLC0415 (needs the settings above)

    events = [
        (0.4, "the broker dies and comes back empty", redis.wipe),
        (0.6, "the database dies and recovers", postgres.restart),
    ]
    started = time.monotonic()
    siege = Siege(given.reminders, given.kills, folder, taken, events)
    verdict = siege.run()
    if given.json:
        print(verdict.as_json())
    else:
        print_table(verdict, time.monotonic() - started)
    return 1 if verdict.broken_promises else 0


def print_table(verdict, seconds: float) -> None:
    """The result in Markdown, with the machine it was had on."""
    machine = f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{machine}; {seconds:.0f} s\n")
    rows = {
        "reminders that came due": verdict.reminders,
        "workers killed": verdict.kills,
        "of them at a named point": verdict.at_points,
        "broker wiped, database crashed": "1, 1",
        "mails taken by a server that needs 10 ms": verdict.mails,
        "of them digests": verdict.digests,
        "lost": verdict.lost,
        "without a notice, or with two": verdict.without_notice + verdict.doubled_notices,
        "with more or fewer than one outbox row": verdict.doubled_rows,
        "not marked as sent": verdict.not_sent,
        "told by two different mails": verdict.told_by_two_mails + verdict.foreign_mails,
        "sent again, as the same mail": verdict.resent,
    }
    print("| | |\n|---|---:|")
    for words, number in rows.items():
        print(f"| {words} | {number:,} |" if isinstance(number, int) else f"| {words} | {number} |")
    for line in verdict.left:
        print(line)
    print("\nEvery promise held." if not verdict.broken_promises else f"\nBroken: {verdict.broken_promises}")


if __name__ == "__main__":
    sys.exit(main())
