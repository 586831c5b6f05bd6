"""Incidents: listed, registered, read, changed, taken through their phases, counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.api.feed import feed_response
from accounts.api.idempotency import repeatable
from accounts.api.views import ApiView
from accounts.policy import Action
from incidents.api import bodies, reading, shown
from incidents.api.queries import CountsQuery, IncidentQuery
from incidents.api.shapes import CountsShape, IncidentRowShape, IncidentShape
from incidents.models import Incident
from incidents.selectors.counts import counts_by_class_and_month
from incidents.selectors.rest import (
    incident_record,
    incident_rows,
    incident_seen,
    incidents_asked,
    incidents_seen,
    rows_again,
)
from incidents.selectors.timeline import timeline_of
from incidents.services.amending import amend_incident
from incidents.services.incidents import open_incident, void_incident
from incidents.services.steps import change_phase, close_incident, reopen_incident
from incidents.vocabulary import Origin
from lib import clock
from lib.api.versions import against_version, conditional, etag, known, tagged, versioned


class IncidentView(ApiView):
    """What every answer with a whole incident shares."""

    serializer_class = IncidentShape

    def whole(self, public_id: Any, *, status: int = 200) -> Response:
        """The incident as it stands, with its ETag."""
        incident = incident_record(self.actor, public_id)
        found = shown.incident_record(incident, timeline_of(incident))
        tag = etag(incident.version, found)
        if self.request.method in ("GET", "HEAD") and known(self.request, tag):
            return tagged(Response(status=304), tag)
        return tagged(Response(found, status=status), tag)

    def added(self, public_id: Any, kind: str, row_id: Any) -> Response:
        """What was added to one of the incident's lists, with the incident's address and version."""
        incident = incident_record(self.actor, public_id)
        row = next(each for each in shown.hung(incident)[kind] if each["id"] == row_id)
        response = versioned(Response(row, status=201), incident.version)
        response["Location"] = reverse("api:incident", [public_id], request=self.request)
        return response


class IncidentList(IncidentView):
    """All incidents that the token may see."""

    actions = {"get": Action.INCIDENT_READ, "post": Action.INCIDENT_CREATE}
    queries = {"get": IncidentQuery}

    @extend_schema(operation_id="incidents_list", responses=IncidentRowShape)
    def get(self, request: Request) -> Response:
        """List incidents, newest first, or what changed since a sequence of the trail."""
        fed = feed_response(request, incidents_seen(self.actor).only("pk"), kind="incident", serialize=_rows)
        return fed or self.page_of(
            incident_rows(incidents_asked(self.actor, self.asked)), shown.incident_rows
        )

    @extend_schema(
        operation_id="incidents_create",
        request=bodies.IncidentCreationSerializer,
        responses={201: IncidentShape},
    )
    @repeatable
    def post(self, request: Request) -> Response:
        """Register an incident: reported and assessed in one. It gets the next number of its organisation."""
        values = self.read(bodies.IncidentCreationSerializer)
        incident = open_incident(
            actor=self.actor,
            now=clock.now(),
            organisation=reading.organisation_of(self.actor, values),
            **reading.new_incident(values),
        )
        response = self.whole(incident.public_id, status=201)
        response["Location"] = reverse("api:incident", [incident.public_id], request=request)
        return response


class IncidentDetail(IncidentView):
    """One incident."""

    actions = {"get": Action.INCIDENT_READ, "patch": Action.INCIDENT_EDIT}

    @extend_schema(operation_id="incidents_retrieve")
    @conditional
    def get(self, request: Request, public_id: str) -> Response:
        """Read an incident with its key figures; `If-None-Match` answers 304 while all of it is unchanged."""
        return self.whole(public_id)

    @extend_schema(operation_id="incidents_change", request=bodies.IncidentChangeSerializer)
    @against_version
    def patch(self, request: Request, public_id: str, version: int) -> Response:
        """Change an incident's sheet: everything that is sent, or nothing."""
        incident = incident_seen(self.actor, public_id)
        values = self.read(bodies.IncidentChangeSerializer, partial=True)
        amend_incident(
            actor=self.actor,
            now=clock.now(),
            incident=incident,
            version=version,
            amendment=reading.amendment(values, incident),
        )
        return self.whole(public_id)


class IncidentPhase(IncidentView):
    """The phase of an incident."""

    actions = {"post": Action.INCIDENT_EDIT}

    @extend_schema(operation_id="incidents_phase", request=bodies.PhaseSerializer, responses=IncidentShape)
    @against_version
    def post(self, request: Request, public_id: str, version: int) -> Response:
        """Move an open incident to another phase."""
        incident, values = incident_seen(self.actor, public_id), self.read(bodies.PhaseSerializer)
        change_phase(actor=self.actor, now=clock.now(), incident=incident, version=version, **values)
        return self.whole(public_id)


class IncidentClose(IncidentView):
    """Closing an incident."""

    actions = {"post": Action.INCIDENT_CLOSE}

    @extend_schema(operation_id="incidents_close", request=bodies.CloseSerializer, responses=IncidentShape)
    @against_version
    def post(self, request: Request, public_id: str, version: int) -> Response:
        """Close an incident. Without a reason the answer names what is unfinished, one error each."""
        incident, values = incident_seen(self.actor, public_id), self.read(bodies.CloseSerializer)
        close_incident(actor=self.actor, now=clock.now(), incident=incident, version=version, **values)
        return self.whole(public_id)


class IncidentReopen(IncidentView):
    """Taking a closed incident up again."""

    actions = {"post": Action.INCIDENT_CLOSE}

    @extend_schema(operation_id="incidents_reopen", request=bodies.ReopenSerializer, responses=IncidentShape)
    @against_version
    def post(self, request: Request, public_id: str, version: int) -> Response:
        """Reopen a closed incident, with a reason."""
        incident, values = incident_seen(self.actor, public_id), self.read(bodies.ReopenSerializer)
        reopen_incident(actor=self.actor, now=clock.now(), incident=incident, version=version, **values)
        return self.whole(public_id)


class IncidentVoid(IncidentView):
    """Voiding an incident that should not have been registered."""

    actions = {"post": Action.INCIDENT_SHARE}

    @extend_schema(
        operation_id="incidents_void", request=bodies.IncidentVoidSerializer, responses=IncidentShape
    )
    @against_version
    def post(self, request: Request, public_id: str, version: int) -> Response:
        """Void an incident registered twice or by mistake: it leaves every list and is only read after that.

        Not while a duty by law runs. It cannot be undone.
        """
        incident, values = incident_seen(self.actor, public_id), self.read(bodies.IncidentVoidSerializer)
        void_incident(actor=self.actor, now=clock.now(), incident=incident, version=version, **values)
        return self.whole(public_id)


class IncidentCounts(ApiView):
    """Numbers of incidents."""

    actions = {"get": Action.INCIDENT_READ}
    queries = {"get": CountsQuery}
    serializer_class = CountsShape

    @extend_schema(operation_id="incidents_counts")
    def get(self, request: Request) -> Response:
        """Count incidents by class and month of registration."""
        found = counts_by_class_and_month(
            self.actor,
            since=self.asked.get("registered_from"),
            until=self.asked.get("registered_to"),
            origins=[self.asked.get("origin", Origin.LIVE)],
        )
        rows = [{"month": each.month, "rsit": each.rsit, "count": each.count} for each in found]
        return Response({"total": sum(each.count for each in found), "counts": rows})


def _rows(found: Sequence[Incident]) -> list[shown.Shown]:
    """Rows of the feed, in the order in which they were found."""
    by_key = {each["id"]: shown.incident_row(each) for each in rows_again(found)}
    return [by_key[each.pk] for each in found]
