"""Fills an empty, migrated database with incidents and all that hangs on them, in bulk.

Rows obey the same constraints as the services' own; the trail is a valid chain. Bulk writing is for
speed only: nothing but the bench and its tests may write this way.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.actors import SYSTEM
from accounts.models import Access, Membership, Organisation, Person, SearchDocument, ServiceAccount
from accounts.roles import Role
from accounts.services.organisations import create_organisation
from accounts.services.search import words_of
from accounts.services.trail import Subject, writing
from bench import spread
from followups.models import FollowUp, FollowUpSubject
from incidents.lifecycle import Phase
from incidents.models import Fact, FactRevision, Incident, IncidentMember
from incidents.vocabulary import Claim, FactKind, IncidentRole
from lib import clock
from lib.moments import Precision
from lib.tlp import Tlp

BATCH = 5000
PASSWORD = "bench-only-password"  # noqa: S105
LONG = 200


def fill(incidents: int, *, seed: int = 27001) -> None:
    """Write `incidents` incidents across some 240 organisations; the newest has a timeline of 200 facts."""
    random = Random(seed)
    organisations = _organisations()
    people = _people(organisations)
    written = 0
    while written < incidents:
        size = min(BATCH, incidents - written)
        with transaction.atomic():
            _batch(random, organisations, people, written, size)
        written += size
    _long_timeline()


def _organisations() -> list[Organisation]:
    now = clock.now()
    root = create_organisation(actor=SYSTEM, now=now, key="bench-province", name="Pemerintah Provinsi (uji)")
    units = []
    for a in range(spread.AGENCIES):
        agency = create_organisation(
            actor=SYSTEM, now=now, key=f"bench-{a}", name=f"Dinas Uji {a}", parent=root
        )
        units.append(agency)
        for u in range(spread.UNITS_EACH):
            units.append(
                create_organisation(
                    actor=SYSTEM, now=now, key=f"bench-{a}-{u}", name=f"Unit Uji {a}.{u}", parent=agency
                )
            )
    return units


def _people(organisations: list[Organisation]) -> list[Person]:
    root = organisations[0].parent
    secret = make_password(PASSWORD)
    people = Person.objects.bulk_create(
        Person(username=f"bench-{n}", name=f"Petugas Uji {n}", home=home, password=secret)
        for n, home in enumerate([root, *organisations])
    )
    Membership.objects.bulk_create(
        Membership(person=person, organisation=person.home, role=Role.RESPONDER) for person in people
    )
    Membership.objects.create(person=people[0], organisation=root, role=Role.ISMS_MANAGER)
    service = ServiceAccount.objects.create(organisation=root, name="bench")
    Membership.objects.create(service=service, organisation=root, role=Role.ISMS_MANAGER)
    return people


def _batch(
    random: Random, organisations: list[Organisation], people: list[Person], start: int, size: int
) -> None:
    owners = [random.choice(organisations) for _ in range(size)]
    tlps = [Tlp(str(spread.weighted(random, spread.TLPS))) for _ in range(size)]
    accesses = Access.objects.bulk_create(
        Access(organisation=owner, tlp=tlp, needs_grant=tlp == Tlp.RED)
        for owner, tlp in zip(owners, tlps, strict=True)
    )
    incidents = Incident.objects.bulk_create(
        _incident(random, start + n, owners[n], accesses[n]) for n in range(size)
    )
    _members(random, incidents, people)
    _facts(random, incidents)
    _follow_ups(random, incidents, people)
    SearchDocument.objects.bulk_create(_documents(incidents))
    with writing() as book:
        for each in incidents:
            book.record(
                actor=SYSTEM,
                now=each.registered_at,
                verb="incident.opened",
                organisation=each.organisation,
                access=each.access,
                subjects=[Subject("incident", each.pk, each.public_id, each.number)],
                changes={"phase": (None, each.phase)},
            )


def _incident(random: Random, n: int, owner: Organisation, access: Access) -> Incident:
    at = spread.moment(random)
    phase = spread.phase(random, at)
    impact, urgency, severity = spread.impact_urgency(random)
    return Incident(
        organisation=owner,
        access=access,
        number=f"INS-{at.year}-{n + 1:04d}",
        year=at.year,
        title_id=spread.title(random),
        summary_id=spread.summary(random, n),
        phase=phase,
        rsit=str(spread.weighted(random, spread.CLASSES)),
        impact=impact,
        urgency=urgency,
        severity=severity,
        lost_confidentiality=random.random() < 0.4,
        has_personal_data=random.random() < 0.12,
        registered_at=at,
        changed_at=at + timedelta(hours=random.randrange(1, 300)),
        closed_at=at + timedelta(days=random.randrange(1, 40)) if phase == Phase.CLOSED else None,
    )


def _members(random: Random, incidents: list[Incident], people: list[Person]) -> None:
    IncidentMember.objects.bulk_create(
        IncidentMember(incident=each, person=random.choice(people), role=IncidentRole.COMMANDER)
        for each in incidents
        if random.random() < 0.85
    )


def _facts(random: Random, incidents: list[Incident]) -> None:
    rows = []
    for each in incidents:
        at = each.registered_at - timedelta(hours=random.randrange(1, 72))
        for kind in random.sample(spread.KINDS, random.choice([1, 2, 2, 3, 3, 4])):
            claim = Claim(str(spread.weighted(random, spread.CLAIMS)))
            rows.append((each, kind, claim, at, spread.title(random)))
            at += timedelta(minutes=random.randrange(1, 900))
    write_facts(rows)


def write_facts(rows: list[tuple[Incident, FactKind, Claim, datetime, str]]) -> None:
    """Facts to the minute, each with its first revision."""
    facts = Fact.objects.bulk_create(
        Fact(
            organisation=incident.organisation,
            access=incident.access,
            incident=incident,
            kind=kind,
            claim=claim,
            sort_at=at,
            span_from=at,
            span_to=at + timedelta(minutes=1),
            created_at=incident.registered_at,
        )
        for incident, kind, claim, at, _ in rows
    )
    FactRevision.objects.bulk_create(
        FactRevision(
            fact=fact,
            n=1,
            kind=kind,
            claim=claim,
            what_id=what,
            earliest=at,
            precision=Precision.MINUTE,
            zone="Asia/Jakarta",
            made_at=incident.registered_at,
        )
        for fact, (incident, kind, claim, at, what) in zip(facts, rows, strict=True)
    )


def _follow_ups(random: Random, incidents: list[Incident], people: list[Person]) -> None:
    chosen = [each for each in incidents if random.random() < 0.6]
    rows = FollowUp.objects.bulk_create(_follow_up(random, each, random.choice(people)) for each in chosen)
    FollowUpSubject.objects.bulk_create(
        FollowUpSubject(
            follow_up=row, kind="incident", object_id=each.pk, public_id=each.public_id, label=each.number
        )
        for row, each in zip(rows, chosen, strict=True)
    )


def _follow_up(random: Random, incident: Incident, owner: Person) -> FollowUp:
    due = incident.registered_at + timedelta(days=random.randrange(3, 90))
    done = incident.phase == Phase.CLOSED
    return FollowUp(
        organisation=incident.organisation,
        access=incident.access,
        state="done" if done else "open",
        title_id=f"Perbaiki: {incident.title_id}"[:300],
        owner=owner,
        due_at=due,
        created_at=incident.registered_at,
        reminders_from=incident.registered_at,
        done_at=due if done else None,
        done_by=owner if done else None,
        done_note="Selesai" if done else "",
    )


def _documents(incidents: list[Incident]) -> Iterator[SearchDocument]:
    for each in incidents:
        text = " ".join(words_of(f"{each.number} {each.title_id} {each.summary_id}"))
        yield SearchDocument(
            kind="incident",
            object_id=each.pk,
            organisation=each.organisation,
            access=each.access,
            content=text,
        )


def _long_timeline() -> None:
    """Give the newest incident that everybody above may read 200 facts."""
    incident = Incident.objects.filter(access__needs_grant=False).select_related("organisation", "access")[0]
    at = incident.registered_at
    present = incident.facts.count()
    kinds = spread.KINDS
    write_facts(
        [
            (incident, kinds[n % len(kinds)], Claim.REPORTED, at + timedelta(minutes=n), f"Catatan ke-{n}")
            for n in range(LONG - present)
        ]
    )
