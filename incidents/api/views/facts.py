"""Facts of an incident: listed in the order of the timeline, recorded, corrected, disputed, settled."""

from __future__ import annotations

from functools import partial
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.api.feed import feed_response
from accounts.api.idempotency import repeatable
from accounts.api.views import ApiView
from accounts.policy import Action
from incidents.api import fact_bodies, reading, shown, shown_facts
from incidents.api.shapes import FactRecordShape, FactShape, SourceShape
from incidents.models import Incident
from incidents.selectors.facts import fact_for, reading_for, source_for
from incidents.selectors.rest import incident_seen
from incidents.selectors.rest_facts import evidence_in, fact_record, facts_told, sources_in
from incidents.services.disputes import add_reading, settle_fact, withdraw_settlement
from incidents.services.facts import correct_fact, data_of, record_fact
from incidents.services.sources import add_source
from lib import clock
from lib.api.fields import named
from lib.api.pages import ByTime
from lib.api.queries import FeedQuery, ListQuery
from lib.api.versions import against_version, conditional, not_modified, versioned


class FactView(ApiView):
    """What every answer with a whole fact shares."""

    serializer_class = FactRecordShape

    def whole(self, incident: Incident, fact_id: Any, *, status: int = 200) -> Response:
        """The fact as it stands, with its ETag."""
        fact = fact_record(self.actor, incident, fact_id)
        if self.request.method in ("GET", "HEAD") and not_modified(self.request, fact.version):
            return versioned(Response(status=304), fact.version)
        return versioned(Response(shown_facts.fact_record(fact, incident), status=status), fact.version)


class FactList(FactView):
    """The timeline of one incident."""

    actions = {"get": Action.INCIDENT_READ, "post": Action.FACT_RECORD}
    queries = {"get": FeedQuery}
    pagination_class = ByTime

    @extend_schema(operation_id="facts_list", responses=FactShape)
    def get(self, request: Request, public_id: str) -> Response:
        """List the facts in the order of the timeline, or what changed since a sequence of the trail."""
        incident = incident_seen(self.actor, public_id)
        rows, told = facts_told(self.actor, incident), partial(shown_facts.facts, incident=incident)
        return feed_response(request, rows, kind="fact", serialize=told) or self.page_of(rows, told)

    @extend_schema(
        operation_id="facts_create",
        request=fact_bodies.FactCreationSerializer,
        responses={201: FactRecordShape},
    )
    @repeatable
    def post(self, request: Request, public_id: str) -> Response:
        """Record a fact. Without a moment nobody says when it was."""
        incident = incident_seen(self.actor, public_id)
        data = reading.fact_data(self.actor, incident, self.read(fact_bodies.FactCreationSerializer))
        fact = record_fact(actor=self.actor, now=clock.now(), incident=incident, data=data)
        response = self.whole(incident, fact.public_id, status=201)
        response["Location"] = reverse("api:fact", [public_id, fact.public_id], request=request)
        return response


class FactDetail(FactView):
    """One fact."""

    actions = {"get": Action.INCIDENT_READ, "patch": Action.FACT_RECORD}

    @extend_schema(operation_id="facts_retrieve")
    @conditional
    def get(self, request: Request, public_id: str, fact_id: str) -> Response:
        """Read a fact with every wording it ever had, its readings and decisions."""
        return self.whole(incident_seen(self.actor, public_id), fact_id)

    @extend_schema(operation_id="facts_correct", request=fact_bodies.FactCorrectionSerializer)
    @against_version
    def patch(self, request: Request, public_id: str, fact_id: str, version: int) -> Response:
        """Correct a fact, with a reason. The old wording stays; clocks that run from it move along."""
        incident = incident_seen(self.actor, public_id)
        fact = fact_for(self.actor, incident, fact_id)
        values = self.read(fact_bodies.FactCorrectionSerializer, partial=True)
        correct_fact(
            actor=self.actor,
            now=clock.now(),
            fact=fact,
            version=version,
            data=reading.fact_data(self.actor, incident, values, data_of(fact)),
            reason=values.get("reason", ""),
        )
        return self.whole(incident, fact_id)


class FactReadings(FactView):
    """The readings of one fact."""

    actions = {"post": Action.FACT_RECORD}

    @extend_schema(
        operation_id="facts_dispute",
        request=fact_bodies.ReadingSerializer,
        responses={201: FactRecordShape},
    )
    @repeatable
    @against_version
    def post(self, request: Request, public_id: str, fact_id: str, version: int) -> Response:
        """Add how another source tells the fact. Readings that cannot both be right put it in dispute."""
        incident = incident_seen(self.actor, public_id)
        data = reading.reading_data(incident, self.read(fact_bodies.ReadingSerializer))
        fact = fact_for(self.actor, incident, fact_id)
        add_reading(actor=self.actor, now=clock.now(), fact=fact, version=version, data=data)
        return self.whole(incident, fact_id, status=201)


class FactSettle(FactView):
    """Deciding a dispute."""

    actions = {"post": Action.FACT_SETTLE}

    @extend_schema(
        operation_id="facts_settle", request=fact_bodies.SettleSerializer, responses=FactRecordShape
    )
    @against_version
    def post(self, request: Request, public_id: str, fact_id: str, version: int) -> Response:
        """Decide which reading stands, on evidence or a source, with a reason; the others stay on record."""
        incident = incident_seen(self.actor, public_id)
        fact, values = fact_for(self.actor, incident, fact_id), self.read(fact_bodies.SettleSerializer)
        source, evidence = values.get("source"), values.get("evidence")
        settle_fact(
            actor=self.actor,
            now=clock.now(),
            fact=fact,
            version=version,
            chosen=named(lambda: reading_for(fact, values["chosen"]), "chosen"),
            reason=values["reason"],
            source=named(lambda: source_for(incident, source), "source") if source else None,
            evidence=named(lambda: evidence_in(self.actor, incident, evidence), "evidence")
            if evidence
            else None,
        )
        return self.whole(incident, fact_id)


class FactUnsettle(FactView):
    """Taking a decision back."""

    actions = {"post": Action.FACT_SETTLE}

    @extend_schema(
        operation_id="facts_unsettle", request=fact_bodies.UnsettleSerializer, responses=FactRecordShape
    )
    @against_version
    def post(self, request: Request, public_id: str, fact_id: str, version: int) -> Response:
        """Take a decision back, with a reason: the readings stand against each other again."""
        incident = incident_seen(self.actor, public_id)
        fact, values = fact_for(self.actor, incident, fact_id), self.read(fact_bodies.UnsettleSerializer)
        withdraw_settlement(actor=self.actor, now=clock.now(), fact=fact, version=version, **values)
        return self.whole(incident, fact_id)


class SourceList(ApiView):
    """The sources of one incident."""

    actions = {"get": Action.INCIDENT_READ, "post": Action.FACT_RECORD}
    queries = {"get": ListQuery}
    serializer_class = SourceShape

    @extend_schema(operation_id="sources_list")
    def get(self, request: Request, public_id: str) -> Response:
        """List the sources, newest first."""
        rows = sources_in(incident_seen(self.actor, public_id))
        return self.page_of(rows, lambda page: [shown.source(each) for each in page])

    @extend_schema(
        operation_id="sources_create", request=fact_bodies.SourceSerializer, responses={201: SourceShape}
    )
    @repeatable
    def post(self, request: Request, public_id: str) -> Response:
        """Add a source; it gets the incident's next number, which it keeps."""
        incident = incident_seen(self.actor, public_id)
        data = reading.source_data(incident, self.read(fact_bodies.SourceSerializer))
        source = add_source(actor=self.actor, now=clock.now(), incident=incident, data=data)
        return Response(shown.source(source), status=201)
