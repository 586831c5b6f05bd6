"""Signing in to the API: a bearer token, and nothing else."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.actors import Actor
from accounts.models import ApiToken
from accounts.services.tokens import actor_of_secret
from lib import clock


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer tgp_…`. Sets `request.actor`; a portal session counts for nothing here."""

    keyword = "Bearer"

    def authenticate(self, request: Request) -> tuple[Actor, ApiToken] | None:
        """The actor and token; None without a bearer token. Wrong, expired and revoked answer alike: 401."""
        request._request.actor = None  # type: ignore[attr-defined]
        keyword, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if keyword.lower() != self.keyword.lower():
            return None
        found = actor_of_secret(secret=secret.strip(), now=clock.now())
        if found is None:
            raise AuthenticationFailed(_("This token is not valid, or no longer."), code="token_invalid")
        request._request.actor = found[0]  # type: ignore[attr-defined]
        return found

    def authenticate_header(self, request: Request) -> str:
        """What a 401 says is wanted (RFC 6750)."""
        return 'Bearer realm="Tanggap"'
