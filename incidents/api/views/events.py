"""Events: listed, reported, read, assessed."""

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
from incidents.api import bodies, reading, shown_events
from incidents.api.queries import EventQuery
from incidents.api.shown_events import EventShape
from incidents.models import Event
from incidents.selectors.rest import event_seen, events_asked
from incidents.services.assessment import assess_event
from incidents.services.events import report_event
from lib import clock
from lib.api.versions import against_version, conditional, not_modified, versioned


class EventView(ApiView):
    """What every answer with an event shares."""

    serializer_class = EventShape

    def whole(self, event: Event, *, status: int = 200) -> Response:
        """The event with its ETag."""
        if self.request.method in ("GET", "HEAD") and not_modified(self.request, event.version):
            return versioned(Response(status=304), event.version)
        return versioned(Response(shown_events.event(event), status=status), event.version)


class EventList(EventView):
    """All events that the token may see: one's own reports always."""

    actions = {"get": Action.EVENT_READ, "post": Action.EVENT_REPORT}
    queries = {"get": EventQuery}

    @extend_schema(operation_id="events_list")
    def get(self, request: Request) -> Response:
        """List events, newest first, or what changed since a sequence of the trail."""
        rows = events_asked(self.actor, self.asked)
        return feed_response(request, rows, kind="event", serialize=_many) or self.page_of(rows, _many)

    @extend_schema(
        operation_id="events_create", request=bodies.EventCreationSerializer, responses={201: EventShape}
    )
    @repeatable
    def post(self, request: Request) -> Response:
        """Report an event; whoever assesses it is told."""
        values = self.read(bodies.EventCreationSerializer)
        organisation = reading.organisation_of(self.actor, values)
        data = reading.event_data(values, organisation.zone)
        made = report_event(actor=self.actor, now=clock.now(), organisation=organisation, data=data)
        response = self.whole(made, status=201)
        response["Location"] = reverse("api:event", [made.public_id], request=request)
        return response


class EventDetail(EventView):
    """One event."""

    actions = {"get": Action.EVENT_READ}

    @extend_schema(operation_id="events_retrieve")
    @conditional
    def get(self, request: Request, public_id: str) -> Response:
        """Read an event."""
        return self.whole(event_seen(self.actor, public_id))


class EventAssess(EventView):
    """The judgement on an event."""

    actions = {"post": Action.EVENT_ASSESS}

    @extend_schema(operation_id="events_assess", request=bodies.AssessmentSerializer, responses=EventShape)
    @against_version
    def post(self, request: Request, public_id: str, version: int) -> Response:
        """Assess an event, once: an incident, none, or one already known. Its reporter is told."""
        event = event_seen(self.actor, public_id)
        values = self.read(bodies.AssessmentSerializer)
        judged = assess_event(
            actor=self.actor,
            now=clock.now(),
            event=event,
            version=version,
            outcome=values["outcome"],
            reason=values["reason"],
            opening=reading.opening(values),
            incident=values.get("incident"),
        )
        return self.whole(judged)


def _many(rows: Sequence[Event]) -> list[dict[str, Any]]:
    return [shown_events.event(each) for each in rows]
