"""A small API of its own, for what the API of every room stands on."""

from __future__ import annotations

import time

from django.urls import path
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.actors import SYSTEM
from accounts.api.feed import feed_response
from accounts.api.idempotency import repeatable
from accounts.models import Organisation
from accounts.policy import Action
from accounts.services.organisations import create_organisation
from lib import clock
from lib.api.versions import not_modified, versioned, wanted_version
from lib.errors import Stale


class Things(APIView):
    """Organisations, read and created as if they were incidents."""

    actions = {"get": Action.INCIDENT_READ, "post": Action.INCIDENT_CREATE}
    parser_classes = [JSONParser, MultiPartParser]

    def get(self, request: Request) -> Response:
        seen = Organisation.objects.visible_to(request.actor)
        fed = feed_response(
            request, seen, kind="organisation", serialize=lambda rows: [row.key for row in rows]
        )
        return fed or Response({"results": [row.key for row in seen]})

    @repeatable
    def post(self, request: Request) -> Response:
        key = request.data["key"]
        if key == "rusak":
            create_organisation(actor=SYSTEM, now=clock.now(), key="separuh", name="Separuh")
            raise RuntimeError("rusak")
        if key == "ditolak":
            create_organisation(actor=SYSTEM, now=clock.now(), key="separuh", name="Separuh")
            return Response({"detail": "Belum dapat dibuat."}, status=409)
        time.sleep(float(request.data.get("wait", 0)))
        made = create_organisation(actor=SYSTEM, now=clock.now(), key=key, name=key)
        return versioned(Response({"key": made.key}, status=201, headers={"Location": f"/things/{key}"}), 1)


class Other(Things):
    """The same at another address."""


class Thing(APIView):
    """One thing with a version: 3."""

    actions = {"get": Action.INCIDENT_READ, "patch": Action.INCIDENT_EDIT}

    def get(self, request: Request) -> Response:
        if not_modified(request, 3):
            return Response(status=304)
        return versioned(Response({"version": 3}), 3)

    def patch(self, request: Request) -> Response:
        if wanted_version(request) != 3:
            raise Stale("Ada yang mengubahnya.", current=3)
        return versioned(Response({"version": 4}), 4)


class Undeclared(APIView):
    """Nobody has said what this does."""

    def get(self, request: Request) -> Response:
        return Response({})


urlpatterns = [
    path("api/v1/things", Things.as_view()),
    path("api/v1/other", Other.as_view()),
    path("api/v1/thing", Thing.as_view()),
    path("api/v1/undeclared", Undeclared.as_view()),
]
