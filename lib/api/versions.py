"""Versions over HTTP: `ETag` says which version this is, `If-Match` which one a change was made against.

Where a thing shows more than its version covers, such as an incident its sources and key figures, a digest of
what is shown follows the version: `If-None-Match` compares all of the tag, `If-Match` the version alone.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from lib.errors import DomainError, Invalid

PATTERN = r'^"(\d{1,9})(-[0-9a-f]{16})?"$'
_TAG = re.compile(PATTERN)


class VersionNeeded(DomainError):
    """A change did not say which version it was made against (RFC 6585, 3)."""

    status = 428
    code = "version_needed"


def etag(version: int, shown: Any = None) -> str:
    """The entity tag of a version: `"3"`, or `"3-04f29b…"` with the digest of all that is shown."""
    if shown is None:
        return f'"{version}"'
    content = json.dumps(shown, default=str, sort_keys=True).encode()
    return f'"{version}-{hashlib.sha256(content).hexdigest()[:16]}"'


def wanted_version(request: Request) -> int:
    """The version in `If-Match`; give it to the service, which raises `Stale` (412) when it has passed.

    Raises `VersionNeeded` without the header and `Invalid` for anything but one strong tag.
    """
    given = request.headers.get("If-Match", "").strip()
    if not given:
        raise VersionNeeded(_("Say with If-Match which version you changed; it stands in the ETag."))
    found = _TAG.match(given)
    if not found:
        raise Invalid(_("If-Match takes one version in double quotes, as the ETag gave it."))
    return int(found.group(1))


def against_version(handler: Callable[..., Response]) -> Callable[..., Response]:
    """Decorates a changing method of an API view: it gets the version in `If-Match` as `version`."""

    @wraps(handler)
    def guarded(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        return handler(view, request, *args, version=wanted_version(request), **kwargs)

    guarded.needs_version = True  # type: ignore[attr-defined]
    return guarded


def versioned(response: Response, version: int) -> Response:
    """The response with its ETag."""
    return tagged(response, etag(version))


def tagged(response: Response, tag: str) -> Response:
    """The response with an ETag that was made before."""
    response["ETag"] = tag
    return response


def telling_version(handler: Callable[..., Response]) -> Callable[..., Response]:
    """Marks a method whose answer carries an ETag, for the description."""
    handler.tells_version = True  # type: ignore[attr-defined]
    return handler


def conditional(handler: Callable[..., Response]) -> Callable[..., Response]:
    """Marks a reading method whose answer carries an ETag and that answers 304 to `If-None-Match`."""
    handler.conditional = True  # type: ignore[attr-defined]
    return telling_version(handler)


def not_modified(request: Request, version: int) -> bool:
    """Whether `If-None-Match` names this version, or any (`*`), so that 304 is enough."""
    return known(request, etag(version))


def known(request: Request, tag: str) -> bool:
    """Whether `If-None-Match` names this ETag, or any (`*`)."""
    given = request.headers.get("If-None-Match", "")
    return not {"*", tag}.isdisjoint(each.strip().removeprefix("W/") for each in given.split(","))
