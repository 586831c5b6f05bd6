"""Who knocks at the doors: everybody the access table speaks of, by the name it uses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

REPORTER, RESPONDER, MANAGER = "reporter", "responder", "ISMS manager"
OFFICER, HEAD, AUDITOR = "data protection officer", "head", "auditor"
ADMINISTRATOR = "administrator"
STRANGER = "stranger"
"""A responder at DPMPTSP, a sibling of Diskominfotik that nothing was shared with."""
GUEST = "guest"
"""A responder of another sibling, with which the ordinary incident was shared: takes part."""
INVITED = "invited"
"""A responder of a third sibling, let into the ordinary incident by name: reads."""
NOBODY = "nobody"
"""Signs in, but has no role anywhere."""
FAR_LEAD = "everything at a sibling"
"""Has every role there is in an organisation that shares nothing with Diskominfotik, and none elsewhere."""
ABOVE, ADMINISTRATOR_ABOVE = "head above", "administrator above"
"""Roles at the province reach Diskominfotik."""
ANONYMOUS, DEACTIVATED = "anonymous", "deactivated"
"""Somebody without a session; somebody whose session began before the account was closed."""

STAFF = (REPORTER, RESPONDER, MANAGER, OFFICER, HEAD, AUDITOR, ADMINISTRATOR)
PEOPLE = (*STAFF, ABOVE, ADMINISTRATOR_ABOVE, STRANGER, GUEST, INVITED, NOBODY)
OUTSIDE = (ANONYMOUS, DEACTIVATED)
AT_HOME = tuple(each for each in PEOPLE if each not in (ABOVE, ADMINISTRATOR_ABOVE))
"""Everybody but those whose role reaches Diskominfotik from above."""

SERVICE = "service account"
"""A ticket system of Diskominfotik with the role of a responder."""
READ_ONLY = "read-only token"
"""The responder's, with every reading scope."""
NARROW = "narrow token"
"""The responder's, for assets only."""
EXPIRED, REVOKED, CLOSED = "expired token", "revoked token", "token of a deactivated person"
NO_TOKEN, SESSION_ONLY = "no token", "portal session"
"""No header at all; a signed-in browser that sends none."""

TOKENS = (*PEOPLE, SERVICE, READ_ONLY, NARROW)
LISTENERS = (STRANGER, REPORTER, AUDITOR, INVITED)
"""Who tries to tell hidden from missing: of a sibling, a colleague without the role, two who see a part."""
USELESS = (EXPIRED, REVOKED, CLOSED, NO_TOKEN, SESSION_ONLY)


def most_later(identities: Iterable[str], *at_once: str) -> list[Any]:
    """Those who walk in `make test`, and the others, who mostly find the same, in `make test-services` alone.

    For walks that look once more at what the table of all addresses and all identities looks at.
    """
    later = pytest.mark.thorough
    return [each if each in at_once else pytest.param(each, marks=later) for each in identities]
