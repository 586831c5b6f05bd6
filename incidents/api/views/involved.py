"""What and whom an incident involves: affected assets, organisations, and who works on it."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.idempotency import repeatable
from accounts.policy import Action
from compliance.selectors import asset_named
from incidents.api import review_bodies as bodies
from incidents.api.shapes import IncidentShape
from incidents.api.views.incidents import IncidentView
from incidents.selectors.rest import incident_seen
from incidents.selectors.sharing import body_to_name, member_for
from incidents.services.impact import remove_affected_asset, set_affected_asset
from incidents.services.members import assign_member, unassign_member
from incidents.services.sharing import name_party
from lib import clock
from lib.api.versions import against_version


class IncidentAsset(IncidentView):
    """An asset that one incident names."""

    actions = {"put": Action.INCIDENT_EDIT, "delete": Action.INCIDENT_EDIT}
    finds_by = (Action.ASSET_READ,)

    @extend_schema(
        operation_id="incident_assets_set", request=bodies.AffectedAssetSerializer, responses=IncidentShape
    )
    @against_version
    def put(self, request: Request, public_id: str, asset_id: str, version: int) -> Response:
        """Name an asset, what was lost there and how it stands. Replaces what was said of it before."""
        incident, asset = incident_seen(self.actor, public_id), asset_named(self.actor, asset_id)
        values = self.read(bodies.AffectedAssetSerializer)
        said = {"remark" if name == "note" else name: value for name, value in values.items()}
        set_affected_asset(
            actor=self.actor, now=clock.now(), incident=incident, asset=asset, version=version, **said
        )
        return self.whole(public_id)

    @extend_schema(operation_id="incident_assets_remove", request=None, responses={200: IncidentShape})
    @against_version
    def delete(self, request: Request, public_id: str, asset_id: str, version: int) -> Response:
        """Take an asset out of the incident: it was named by mistake."""
        incident, asset = incident_seen(self.actor, public_id), asset_named(self.actor, asset_id)
        remove_affected_asset(
            actor=self.actor, now=clock.now(), incident=incident, asset=asset, version=version
        )
        return self.whole(public_id)


class IncidentParty(IncidentView):
    """An organisation that one incident names."""

    actions = {"put": Action.INCIDENT_EDIT}
    finds_by = (Action.ORGANISATION_READ,)

    @extend_schema(
        operation_id="incident_parties_set", request=bodies.PartyPartSerializer, responses=IncidentShape
    )
    @against_version
    def put(self, request: Request, public_id: str, organisation_id: str, version: int) -> Response:
        """Name an organisation and what it is to the incident, or change that. Naming lets nobody in."""
        incident = incident_seen(self.actor, public_id)
        everywhere = self.actor.may(Action.INCIDENT_SHARE, incident)
        named = body_to_name(self.actor, incident, organisation_id, everywhere=everywhere)
        values = self.read(bodies.PartyPartSerializer)
        name_party(
            actor=self.actor,
            now=clock.now(),
            incident=incident,
            organisation=named,
            version=version,
            **values,
        )
        return self.whole(public_id)


class IncidentMembers(IncidentView):
    """Who works on one incident."""

    actions = {"post": Action.INCIDENT_EDIT}
    finds_by = (Action.PERSON_READ,)

    @extend_schema(
        operation_id="incident_members_assign",
        request=bodies.MemberSerializer,
        responses={201: IncidentShape},
    )
    @repeatable
    def post(self, request: Request, public_id: str) -> Response:
        """Give somebody a part and tell them. A new commander takes the old one's place.

        Where only people let in by name see the incident, they are let in, by whoever may share it.
        """
        incident, values = incident_seen(self.actor, public_id), self.read(bodies.MemberSerializer)
        assign_member(actor=self.actor, now=clock.now(), incident=incident, **values)
        return self.whole(public_id, status=201)


class IncidentMember(IncidentView):
    """One part in an incident."""

    actions = {"delete": Action.INCIDENT_EDIT}

    @extend_schema(operation_id="incident_members_unassign", request=None, responses={200: IncidentShape})
    @against_version
    def delete(self, request: Request, public_id: str, person_id: str, role: str, version: int) -> Response:
        """Take a part back. Whoever was let in by name stays let in until that is taken back."""
        incident = incident_seen(self.actor, public_id)
        member = member_for(incident, person_id, role)
        unassign_member(actor=self.actor, now=clock.now(), incident=incident, member=member, version=version)
        return self.whole(public_id)
