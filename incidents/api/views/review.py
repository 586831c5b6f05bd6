"""What an incident's review says: causes, unknowns, lessons, and how requirements fared."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.idempotency import repeatable
from accounts.policy import Action
from compliance.models import Requirement
from compliance.selectors import requirement_for
from incidents.api import review_bodies as bodies
from incidents.api.shapes import CauseShape, IncidentShape, LessonShape, UnknownShape
from incidents.api.views.incidents import IncidentView
from incidents.models import Incident, Source
from incidents.selectors.facts import cause_for, source_for, unknown_for
from incidents.selectors.rest import incident_seen
from incidents.services.impact import set_requirement
from incidents.services.review import (
    add_lesson,
    add_unknown,
    reopen_unknown,
    resolve_unknown,
    say_cause,
    void_cause,
)
from lib import clock
from lib.api.fields import named
from lib.api.versions import against_version


class IncidentCauses(IncidentView):
    """The causes of one incident."""

    actions = {"post": Action.FACT_RECORD}

    @extend_schema(
        operation_id="incident_causes_create",
        request=bodies.CauseSerializer,
        responses={201: CauseShape},
    )
    @repeatable
    def post(self, request: Request, public_id: str) -> Response:
        """Add a cause as it is claimed, or confirm what it is. What was claimed stands beside that.

        Who confirms is whose token it is, and when is now. The ETag names the incident's version.
        """
        incident, values = incident_seen(self.actor, public_id), self.read(bodies.CauseSerializer)
        source = _source(incident, values)
        cause = say_cause(
            actor=self.actor, now=clock.now(), incident=incident, **{**values, "source": source}
        )
        return self.added(public_id, "causes", cause.public_id)


class IncidentCauseVoid(IncidentView):
    """Taking a cause back."""

    actions = {"post": Action.FACT_RECORD}

    @extend_schema(
        operation_id="incident_causes_void", request=bodies.ReasonSerializer, responses=IncidentShape
    )
    @against_version
    def post(self, request: Request, public_id: str, cause_id: str, version: int) -> Response:
        """Take a cause back, with a reason: it turned out to be none. It stays in the trail."""
        incident = incident_seen(self.actor, public_id)
        cause, values = cause_for(incident, cause_id), self.read(bodies.ReasonSerializer)
        void_cause(
            actor=self.actor, now=clock.now(), incident=incident, cause=cause, version=version, **values
        )
        return self.whole(public_id)


class IncidentUnknowns(IncidentView):
    """What is not known of one incident."""

    actions = {"post": Action.FACT_RECORD}

    @extend_schema(
        operation_id="incident_unknowns_create",
        request=bodies.UnknownSerializer,
        responses={201: UnknownShape},
    )
    @repeatable
    def post(self, request: Request, public_id: str) -> Response:
        """Add what nobody has said yet. The ETag names the incident's version."""
        incident, values = incident_seen(self.actor, public_id), self.read(bodies.UnknownSerializer)
        unknown = add_unknown(actor=self.actor, now=clock.now(), incident=incident, **values)
        return self.added(public_id, "unknowns", unknown.public_id)


class IncidentUnknownAnswer(IncidentView):
    """Answering what was not known."""

    actions = {"post": Action.FACT_RECORD}

    @extend_schema(
        operation_id="incident_unknowns_answer", request=bodies.AnswerSerializer, responses=IncidentShape
    )
    @against_version
    def post(self, request: Request, public_id: str, unknown_id: str, version: int) -> Response:
        """Write down what was found out. It holds nothing up any more."""
        incident = incident_seen(self.actor, public_id)
        unknown, values = unknown_for(incident, unknown_id), self.read(bodies.AnswerSerializer)
        resolve_unknown(
            actor=self.actor, now=clock.now(), incident=incident, unknown=unknown, version=version, **values
        )
        return self.whole(public_id)


class IncidentUnknownReopen(IncidentView):
    """Taking an answer back."""

    actions = {"post": Action.FACT_RECORD}

    @extend_schema(
        operation_id="incident_unknowns_reopen", request=bodies.ReasonSerializer, responses=IncidentShape
    )
    @against_version
    def post(self, request: Request, public_id: str, unknown_id: str, version: int) -> Response:
        """Take an answer back, with a reason: it is unknown again. The old answer stays in the trail."""
        incident = incident_seen(self.actor, public_id)
        unknown, values = unknown_for(incident, unknown_id), self.read(bodies.ReasonSerializer)
        reopen_unknown(
            actor=self.actor, now=clock.now(), incident=incident, unknown=unknown, version=version, **values
        )
        return self.whole(public_id)


class IncidentLessons(IncidentView):
    """What is to be learnt from one incident."""

    actions = {"post": Action.FACT_RECORD}
    entails = (Action.FOLLOW_UP_CREATE,)

    @extend_schema(
        operation_id="incident_lessons_create",
        request=bodies.LessonSerializer,
        responses={201: LessonShape},
    )
    @repeatable
    def post(self, request: Request, public_id: str) -> Response:
        """Add a lesson. It stands as a proposed follow-up until somebody takes it on or declines it.

        The ETag names the incident's version.
        """
        incident, values = incident_seen(self.actor, public_id), self.read(bodies.LessonSerializer)
        lesson = add_lesson(
            actor=self.actor,
            now=clock.now(),
            incident=incident,
            text=values["text"],
            requirements=[self._requirement(each) for each in values.get("requirements", [])],
        )
        return self.added(public_id, "lessons", lesson.public_id)

    def _requirement(self, code: str) -> Requirement:
        found: Requirement = named(lambda: requirement_for(self.actor, code), "requirements")
        return found


class IncidentRequirement(IncidentView):
    """How a requirement fared in one incident."""

    actions = {"put": Action.INCIDENT_EDIT, "delete": Action.INCIDENT_EDIT}
    finds_by = (Action.REQUIREMENT_READ,)

    @extend_schema(
        operation_id="incident_requirements_set", request=bodies.VerdictSerializer, responses=IncidentShape
    )
    @against_version
    def put(self, request: Request, public_id: str, code: str, version: int) -> Response:
        """Say that a requirement failed, was missing or worked. Replaces what was said of it before."""
        values = self.read(bodies.VerdictSerializer)
        return self._judge(public_id, code, version, verdict=values["verdict"], remark=values.get("note"))

    @extend_schema(operation_id="incident_requirements_remove", request=None, responses={200: IncidentShape})
    @against_version
    def delete(self, request: Request, public_id: str, code: str, version: int) -> Response:
        """Take back what was said of a requirement."""
        return self._judge(public_id, code, version, verdict=None)

    def _judge(self, public_id: str, code: str, version: int, **said: Any) -> Response:
        set_requirement(
            actor=self.actor,
            now=clock.now(),
            incident=incident_seen(self.actor, public_id),
            requirement=requirement_for(self.actor, code),
            version=version,
            **said,
        )
        return self.whole(public_id)


def _source(incident: Incident, values: dict[str, Any]) -> Source | None:
    given = values.get("source")
    found: Source | None = named(lambda: source_for(incident, given), "source") if given else None
    return found
