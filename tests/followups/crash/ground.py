"""What the harness stands on: a database of its own, many follow-ups that come due, and the verdict."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from accounts.actors import SYSTEM
from accounts.models import Membership, Person
from accounts.roles import Role
from accounts.services.organisations import create_organisation
from followups.models import Delivery, FollowUp, Notice
from followups.vocabulary import DeliveryState, NoticeKind
from lib.ids import new_public_id

FEW, MANY = 3, 40
"""What each person owes: most a few, for mails of their own; every tenth so many that a digest goes out."""


@dataclass(frozen=True)
class Verdict:
    """What came of it. Everything that must be zero stands in `broken_promises`."""

    reminders: int
    kills: int
    at_points: int
    """How many of the killed died at a named point."""
    cut_off: int
    """Processes that may have been cut off between sending and marking: the kills, and more."""
    mails: int
    digests: int
    lost: int
    without_notice: int
    doubled_notices: int
    doubled_rows: int
    not_sent: int
    foreign_mails: int
    told_by_two_mails: int
    resent: int
    left: list[str]
    """What stands in the outbox unsent, for whoever has to find out why."""

    @property
    def broken_promises(self) -> dict[str, int]:
        """The counts that have to be zero, and are not."""
        names = ("lost", "without_notice", "doubled_notices", "doubled_rows", "not_sent", "foreign_mails")
        counts = {name: getattr(self, name) for name in (*names, "told_by_two_mails")}
        counts["resent_more_than_cut_off"] = max(0, self.resent - self.cut_off)
        return {name: count for name, count in counts.items() if count}

    def as_json(self) -> str:
        return json.dumps({**asdict(self), "broken_promises": self.broken_promises})


def prepare_database(*, everything: bool = False) -> None:
    """Create the tables of this room and those below, or all; a PostgreSQL database is created."""
    database = settings.DATABASES["default"]
    _pool.update(pool=database.get("OPTIONS", {}).pop("pool", None))
    if "postgresql" in database["ENGINE"]:
        with _server() as server:
            server.execute(f'CREATE DATABASE "{database["NAME"]}"')
    for room in [()] if everything else [("accounts",), ("followups",)]:
        call_command("migrate", *room, verbosity=0)


_pool: dict[str, Any] = {}
"""How connections are pooled: not in a process that forks, but in the workers as in real life."""


def use_pool() -> None:
    """Pool connections again, in a process that was forked."""
    if _pool.get("pool"):
        settings.DATABASES["default"]["OPTIONS"]["pool"] = _pool["pool"]


def drop_database(name: str) -> None:
    """Remove a PostgreSQL database that the harness created."""
    with _server() as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _server() -> psycopg.Connection:
    database = settings.DATABASES["default"]
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    known = {key: database[name] for key, name in names.items() if database[name]}
    return psycopg.connect(dbname="postgres", autocommit=True, **known)


def seed(count: int, *, due: Callable[[int], datetime], now: datetime) -> None:
    """Add `count` open follow-ups with their owners; each is due at `due(number)`."""
    office = create_organisation(actor=SYSTEM, now=now, key="kantor", name="Kantor")
    loads: list[int] = []
    while sum(loads) < count:
        load = MANY if len(loads) % 10 == 5 else FEW
        loads.append(min(load, count - sum(loads)))
    people = Person.objects.bulk_create(
        Person(username=f"petugas-{n}", name=f"Petugas {n}", email=f"petugas-{n}@contoh.example", home=office)
        for n in range(len(loads))
    )
    Membership.objects.bulk_create(
        Membership(person=person, organisation=office, role=Role.RESPONDER) for person in people
    )
    owners = [person for person, load in zip(people, loads, strict=True) for _ in range(load)]
    FollowUp.objects.bulk_create(
        (
            FollowUp(
                organisation=office,
                title_id=f"Tugas {number}",
                owner=owner,
                due_at=due(number),
                created_at=now - timedelta(hours=1),
                reminders_from=due(number) - timedelta(hours=1),
                next_reminder_at=due(number),
                next_milestone="due",
            )
            for number, owner in enumerate(owners)
        ),
        batch_size=500,
    )


def waiting(now: datetime) -> bool:
    """Whether anything is still due and not done; closes its connection, since the caller forks."""
    try:
        later = FollowUp.objects.open().filter(next_milestone="due").exists()
        return later or Delivery.objects.filter(state=DeliveryState.PLANNED).exists()
    finally:
        connections.close_all()


def judge(sink: Path, *, kills: int, at_points: int = 0, cut_off: int = 0) -> Verdict:
    """Compare what the database says with what the mail server took.

    `cut_off` is how often a process was cut off without being killed: by a database that crashed.
    """
    taken = [json.loads(line) for line in sink.read_text(encoding="utf-8").splitlines()]
    ids = Counter(mail["id"] for mail in taken)
    told: dict[str, set[str]] = defaultdict(set)
    for mail in taken:
        for follow_up in mail["about"]:
            told[follow_up].add(mail["id"])
    owed = {str(key) for key in FollowUp.objects.values_list("public_id", flat=True)}
    rows = Delivery.objects.filter(notice__kind=NoticeKind.REMINDER)
    of_notice = Counter(rows.values_list("notice_id", flat=True))
    reminders = Notice.objects.filter(kind=NoticeKind.REMINDER)
    notices = Counter(str(key) for key in reminders.values_list("follow_up__public_id", flat=True))
    carriers = set(rows.filter(gathered_into__isnull=True).values_list("message_id", flat=True))
    return Verdict(
        reminders=len(owed),
        kills=kills,
        at_points=at_points,
        cut_off=kills + cut_off,
        mails=len(ids),
        digests=rows.filter(gathered__isnull=False).distinct().count(),
        lost=len(owed - set(told)),
        without_notice=len(owed - set(notices)),
        doubled_notices=sum(number > 1 for number in notices.values()),
        doubled_rows=sum(number != 1 for number in of_notice.values()),
        not_sent=rows.exclude(state=DeliveryState.SENT).count(),
        foreign_mails=len(set(ids) - carriers),
        told_by_two_mails=sum(len(mails) > 1 for mails in told.values()),
        resent=sum(ids.values()) - len(ids),
        left=[
            f"{row.message_id} {row.state}, attempt {row.attempts}, from {row.not_before}: {row.last_error}"
            for row in rows.mails().exclude(state=DeliveryState.SENT)
        ],
    )


def fresh_name(prefix: str) -> str:
    """A name for a database that nothing else uses."""
    return f"{prefix}_{new_public_id().hex[-12:]}"
