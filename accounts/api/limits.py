"""How many requests an API client may make a minute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from accounts.actors import Actor
from lib.limits import Limit

if TYPE_CHECKING:
    # The framework's views import this module by the settings while they are being made.
    from rest_framework.views import APIView


class PerActor(BaseThrottle):
    """Counts per actor, in memory; over the limit the answer is 429 with `Retry-After`."""

    seconds_left: int | None = None

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Whether the actor is within `API_REQUESTS_A_MINUTE`."""
        if not isinstance(request.user, Actor):
            return True
        limit = Limit("api", settings.API_REQUESTS_A_MINUTE, 60)
        self.seconds_left = limit.passed_by(str(request.user.public_id))
        return self.seconds_left is None

    def wait(self) -> float | None:
        """Seconds until requests are taken again."""
        return None if self.seconds_left is None else float(self.seconds_left)
