"""`Idempotency-Key` on creating requests: sent twice, done once, answered alike."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.services.repeats import Claim, claim, fingerprint_of, keep
from accounts.services.trail import one_unit
from lib import clock
from lib.errors import Invalid

Handler = Callable[..., Response]
LONGEST_KEY = 200


class _Undone(Exception):
    """A handler returned a refusal: whatever it has done is taken back, and its answer is given."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


def repeatable(handler: Handler) -> Handler:
    """Decorates a creating method of an API view. Without the header it changes nothing.

    The key is bound to the actor, the route and the body. The key, what the handler does and its answer are
    one transaction: a repetition waits for the first one. A refusal, raised or returned, is not kept and
    nothing of it is done, so that what was wrong can be mended and sent with the same key, which may be the
    number of a ticket.
    """

    @wraps(handler)
    def guarded(view: APIView, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get("Idempotency-Key", "").strip()
        if not key:
            return handler(view, request, *args, **kwargs)
        if len(key) > LONGEST_KEY or not (key.isascii() and key.isprintable()):
            raise Invalid(_("The Idempotency-Key may have up to 200 printable characters."))
        sent = fingerprint(request)
        try:
            with one_unit():
                claimed = _claimed(request, key, sent)
                if claimed.status is not None:
                    return _again(claimed)
                response = handler(view, request, *args, **kwargs)
                if response.status_code >= HTTPStatus.BAD_REQUEST:
                    raise _Undone(response)
                _keep(claimed, response)
        except _Undone as undone:
            return undone.response
        return response

    guarded.repeatable = True  # type: ignore[attr-defined]
    return guarded


def _claimed(request: Request, key: str, sent: str) -> Claim:
    return claim(
        now=clock.now(),
        actor_id=request._request.actor.public_id,  # type: ignore[attr-defined]
        route=_route(request),
        key=key,
        fingerprint=sent,
    )


def fingerprint(request: Request) -> str:
    """A hash of what was sent: fields, and names and contents of files, however they were wrapped."""
    sent = request.data
    fields = sent.lists() if hasattr(sent, "lists") else None
    plain = {name: values for name, values in fields if name not in request.FILES} if fields else sent
    return fingerprint_of(request.META.get("QUERY_STRING", ""), plain, request.FILES)


def _route(request: Request) -> str:
    return hashlib.sha256(f"{request.method} {request.path}".encode()).hexdigest()


def _keep(claimed: Claim, response: Response) -> None:
    shown = {
        "data": json.loads(JSONRenderer().render(response.data) or "null"),
        "etag": response.get("ETag", ""),
    }
    keep(claimed, status=response.status_code, body=shown, location=response.get("Location", ""))


def _again(claimed: Claim) -> Response:
    response = Response(claimed.body["data"], status=claimed.status)
    for header, value in (("Location", claimed.location), ("ETag", claimed.body["etag"])):
        if value:
            response[header] = value
    response["Idempotency-Replayed"] = "true"
    return response
