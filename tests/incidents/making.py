"""Short ways to make incidents, facts and readings in tests, always through the services."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO

from accounts.models import Person
from incidents.models import Fact, Incident, IncidentEvidence, Reading, Source
from incidents.services.disputes import add_reading, settle_fact
from incidents.services.entries import FactData, ReadingData, SourceData
from incidents.services.evidence import attach_evidence
from incidents.services.facts import record_fact
from incidents.services.incidents import open_incident
from incidents.services.sources import add_source
from lib.moments import Moment, Precision
from lib.texts import Text
from tests.people import NOW, Cast, as_actor

ZONE = "Asia/Jakarta"
DAY = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
"""The Friday before the tests happen, 08.00 WIB."""


def minute(minutes: int) -> Moment:
    """A clock time so many minutes after DAY."""
    return Moment(DAY + timedelta(minutes=minutes), None, Precision.MINUTE, ZONE)


def span(low: int, high: int) -> Moment:
    """A span in minutes after DAY."""
    start, stop = (DAY + timedelta(minutes=each) for each in (low, high))
    return Moment(start, stop, Precision.ABOUT, ZONE)


def opened(cast: Cast, who: Person | None = None, **more) -> Incident:
    """An incident of Diskominfotik."""
    fields = {"title": Text(id="Data pemohon terlihat"), "organisation": cast.diskominfotik, **more}
    return open_incident(actor=as_actor(who or cast.responder), now=NOW, **fields)


def fact_data(**more) -> FactData:
    """What a fact says: something occurred."""
    values = {"kind": "occurrence", "claim": "reported", "what": Text(id="Data terlihat."), **more}
    return FactData(**values)


def recorded(cast: Cast, incident: Incident, who: Person | None = None, **more) -> Fact:
    """A fact of the incident."""
    return record_fact(
        actor=as_actor(who or cast.responder), now=NOW, incident=incident, data=fact_data(**more)
    )


def read(cast: Cast, fact: Fact, moment: Moment | None = None, **more) -> Reading:
    """One more reading of the fact, by default of its moment."""
    at = more.pop("now", NOW)
    values = {"of": "moment", "text": Text(id="menurut sumber lain"), "moment": moment, **more}
    return add_reading(
        actor=as_actor(cast.responder),
        now=at,
        fact=fact,
        version=fresh(fact).version,
        data=ReadingData(**values),
    )


def sourced(cast: Cast, incident: Incident) -> Source:
    """A source of the incident."""
    return add_source(
        actor=as_actor(cast.responder),
        now=NOW,
        incident=incident,
        data=SourceData(title=Text(id="Log peladen web")),
    )


def with_file(cast: Cast, incident: Incident, content: bytes = b"log") -> IncidentEvidence:
    """A file of the incident."""
    return attach_evidence(
        actor=as_actor(cast.responder),
        now=NOW,
        incident=incident,
        file=BytesIO(content),
        filename="log.txt",
    )


def settled(cast: Cast, fact: Fact, chosen: Reading, source: Source, *, at: datetime = NOW):
    """The decision for one reading, on a source."""
    return settle_fact(
        actor=as_actor(cast.responder),
        now=at,
        fact=fact,
        version=fresh(fact).version,
        chosen=chosen,
        source=source,
        reason="Log peladen lebih tepercaya",
    )


def fresh(thing):
    """The same row as it stands in the database, with its incident where it has one."""
    rows = type(thing).objects.all()
    if isinstance(thing, Fact):
        rows = rows.select_related("incident__organisation", "incident__access")
    if isinstance(thing, Incident):
        rows = rows.select_related("organisation", "access")
    return rows.get(pk=thing.pk)
