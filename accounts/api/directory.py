"""People and organisations to look up over REST: nothing is changed here."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.serializers import OrganisationQuery, OrganisationShape, PeopleQuery, PersonShape
from accounts.api.views import ApiView
from accounts.directory import organisation_read, organisations_asked, people_asked, person_read
from accounts.policy import Action
from lib import clock


class PeopleList(ApiView):
    """The colleagues of the token's owner."""

    actions = {"get": Action.PERSON_READ}
    queries = {"get": PeopleQuery}
    serializer_class = PersonShape

    @extend_schema(operation_id="people_list")
    def get(self, request: Request) -> Response:
        """List people, newest first: of the organisations in which the token's owner has a role."""
        return self.page(people_asked(self.actor, clock.now(), **self.asked), PersonShape)


class PersonDetail(ApiView):
    """One colleague."""

    actions = {"get": Action.PERSON_READ}
    serializer_class = PersonShape

    @extend_schema(operation_id="people_retrieve")
    def get(self, request: Request, public_id: UUID) -> Response:
        """Read a person with their roles."""
        person = person_read(self.actor, clock.now(), public_id)
        return Response(PersonShape(person, context=self.get_serializer_context()).data)


class OrganisationList(ApiView):
    """The organisations of the token's owner."""

    actions = {"get": Action.ORGANISATION_READ}
    queries = {"get": OrganisationQuery}
    serializer_class = OrganisationShape

    @extend_schema(operation_id="organisations_list")
    def get(self, request: Request) -> Response:
        """List organisations, newest first: those in which the token's owner has a role."""
        return self.page(organisations_asked(self.actor, **self.asked), OrganisationShape)


class OrganisationDetail(ApiView):
    """One organisation."""

    actions = {"get": Action.ORGANISATION_READ}
    serializer_class = OrganisationShape

    @extend_schema(operation_id="organisations_retrieve")
    def get(self, request: Request, public_id: UUID) -> Response:
        """Read an organisation."""
        organisation = organisation_read(self.actor, public_id)
        return Response(OrganisationShape(organisation, context=self.get_serializer_context()).data)
