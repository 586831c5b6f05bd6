"""The network address that a request came from, behind as many proxies as the settings say."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address of whoever asked. `X-Forwarded-For` is believed as far as PROXY_COUNT proxies wrote it.

    Each proxy appends the address it saw, so that the client's own is that many from the end; what the
    client itself put before is not looked at.
    """
    direct = str(request.META.get("REMOTE_ADDR", ""))
    proxies = settings.PROXY_COUNT
    if not proxies:
        return direct
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    if len(hops) < proxies:
        return direct
    try:
        return str(ipaddress.ip_address(hops[-proxies]))
    except ValueError:
        return direct
