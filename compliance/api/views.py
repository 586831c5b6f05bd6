"""Assets to read and write, requirements to read, over REST."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.api.feed import feed_response
from accounts.api.idempotency import repeatable
from accounts.api.views import ApiView
from accounts.policy import Action
from compliance.api.serializers import (
    AssetChangeSerializer,
    AssetCreationSerializer,
    AssetQuery,
    AssetSerializer,
    RequirementQuery,
    RequirementSerializer,
)
from compliance.models import Asset
from compliance.selectors import (
    asset_for,
    asset_seen,
    assets_for,
    requirement_for,
    requirements_for,
    with_sides,
)
from compliance.services.assets import AssetSheet, amend_asset, create_asset
from lib import clock
from lib.api.pages import ByOrder
from lib.api.versions import against_version, conditional, not_modified, versioned


def _answer(asset: Asset, *, status: int = 200) -> Response:
    return versioned(Response(AssetSerializer(asset).data, status=status), asset.version)


class AssetList(ApiView):
    """The inventory."""

    actions = {"get": Action.ASSET_READ, "post": Action.ASSET_EDIT}
    queries = {"get": AssetQuery}
    serializer_class = AssetSerializer

    @extend_schema(operation_id="assets_list")
    def get(self, request: Request) -> Response:
        """List assets, newest first, or what changed since a trail sequence."""
        rows = with_sides(assets_for(self.actor, query=self.asked.get("q", "")), self.actor)
        everything = with_sides(assets_for(self.actor, with_voided=True), self.actor)
        fed = feed_response(request, everything, kind="asset", serialize=_many)
        return fed or self.page(rows, AssetSerializer)

    @extend_schema(
        operation_id="assets_create", request=AssetCreationSerializer, responses={201: AssetSerializer}
    )
    @repeatable
    def post(self, request: Request) -> Response:
        """Add an asset."""
        values = self.read(AssetCreationSerializer)
        organisation = values.pop("organisation")
        asset = create_asset(
            actor=self.actor,
            now=clock.now(),
            organisation=organisation,
            sheet=AssetSheet(**_said(values)),
        )
        response = _answer(asset_for(self.actor, asset.public_id), status=201)
        response["Location"] = reverse("api:asset", [asset.public_id], request=request)
        return response


class AssetDetail(ApiView):
    """One asset."""

    actions = {"get": Action.ASSET_READ, "patch": Action.ASSET_EDIT}
    serializer_class = AssetSerializer

    @extend_schema(operation_id="assets_retrieve")
    @conditional
    def get(self, request: Request, public_id: str) -> Response:
        """Read an asset; `If-None-Match` answers 304 while it is unchanged."""
        asset = asset_for(self.actor, public_id)
        if not_modified(request, asset.version):
            return versioned(Response(status=304), asset.version)
        return _answer(asset)

    @extend_schema(operation_id="assets_change", request=AssetChangeSerializer)
    @against_version
    def patch(self, request: Request, public_id: str, version: int) -> Response:
        """Change an asset; `If-Match` says which version."""
        asset = asset_seen(self.actor, public_id)
        said = _said(self.read(AssetChangeSerializer, partial=True))
        amend_asset(actor=self.actor, now=clock.now(), asset=asset, version=version, **said)
        return _answer(asset_for(self.actor, public_id))


class RequirementList(ApiView):
    """The catalogue of requirements."""

    actions = {"get": Action.REQUIREMENT_READ}
    queries = {"get": RequirementQuery}
    serializer_class = RequirementSerializer
    pagination_class = ByOrder

    @extend_schema(operation_id="requirements_list")
    def get(self, request: Request) -> Response:
        """List clauses and controls in their natural order."""
        asked = self.asked
        rows = requirements_for(
            self.actor, query=asked.get("q", ""), controls_only=asked.get("controls", False)
        )
        return self.page(rows, RequirementSerializer)


class RequirementDetail(ApiView):
    """One requirement by its id in the standard."""

    actions = {"get": Action.REQUIREMENT_READ}
    serializer_class = RequirementSerializer

    @extend_schema(operation_id="requirements_retrieve")
    def get(self, request: Request, code: str) -> Response:
        """Read a clause or control, such as A.8.16."""
        return Response(RequirementSerializer(requirement_for(self.actor, code)).data)


def _many(rows: Any) -> Any:
    return AssetSerializer(rows, many=True).data


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """What was sent as the sheet holds it; lists become tuples."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
