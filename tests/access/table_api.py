"""The access table of the API, written as that of the portal (see `table`).

A token whose role or scope never allows the action is refused before anything is looked up (`never`): 403
for hidden and missing alike. What a body names and the token may not see is an error of that field (`told`).
A token that is wrong, expired, revoked or of somebody who left has 401 everywhere.
"""

from __future__ import annotations

from tests.access.identities import (
    AUDITOR,
    MANAGER,
    NARROW,
    NOBODY,
    OFFICER,
    READ_ONLY,
    REPORTER,
    RESPONDER,
    SERVICE,
)
from tests.access.rows import (
    ELSEWHERE,
    GRANTED,
    HEADS,
    MACHINES,
    READERS,
    RESPONSE,
    SEES,
    STAFF,
    TOKENS,
    TOKENS_READ,
    WITH_ROLE,
    WORKS,
    api,
    public,
)

SEEN = SEES | MACHINES
"""By token, the incident that was shared and what hangs on it."""
WORKED = WORKS | {SERVICE}
OWN_WORK = RESPONSE | {SERVICE}
"""The same without guests."""
IDLE = TOKENS - READERS - ELSEWHERE - {SERVICE}
"""Tokens whose role or scope allows no work on incidents anywhere."""
IDLE_LEADS = TOKENS - {MANAGER, OFFICER}
VERIFIERS = HEADS | {AUDITOR, OFFICER}
WORKS_NEVER = TOKENS - RESPONSE - ELSEWHERE - {SERVICE}
"""Tokens whose role or scope allows no changes to incidents anywhere."""
CHANGES_NONE = WORKS_NEVER - HEADS
"""The same, of what heads may do as well."""
VERIFY_NEVER = TOKENS - VERIFIERS - {MANAGER}
COLLEAGUES = RESPONSE | HEADS | {SERVICE}
ASSETS = {RESPONDER, MANAGER, SERVICE, NARROW}
OTHERS = TOKENS - ELSEWHERE
N = frozenset({NARROW})

LOWER = [
    *public("api:schema", "GET"),
    *api("assets", "GET", TOKENS),
    *api("assets", "POST", ASSETS, never=OTHERS, told=ELSEWHERE),
    *api("asset", "GET", STAFF | MACHINES | N, "asset"),
    *api("asset", "PATCH", ASSETS, "asset", never=OTHERS),
    *api("requirements", "GET", TOKENS_READ - {NOBODY}, never={NARROW, NOBODY}),
    *api("requirement", "GET", TOKENS_READ - {NOBODY}, "requirement", never={NARROW, NOBODY}),
    *api("people", "GET", TOKENS_READ - {NOBODY}, never={NARROW, NOBODY}),
    *api("person", "GET", STAFF | MACHINES, "colleague", never={NARROW, NOBODY}),
    *api("organisations", "GET", TOKENS_READ - {NOBODY}, never={NARROW, NOBODY}),
    *api("organisation", "GET", STAFF | MACHINES, "organisation", never={NARROW, NOBODY}),
    *api("evidence", "GET", TOKENS_READ, never=N),
    *api("evidence_record", "GET", SEEN, "evidence", never=N),
    *api("evidence_download", "GET", SEEN, "evidence", never=N),
    *api("evidence_void", "POST", {MANAGER, OFFICER}, "evidence", never=IDLE_LEADS),
    *api("reports", "GET", TOKENS_READ, never=N),
    *api("report", "GET", SEEN, "issued report", never=N),
    *api("report_download", "GET", SEEN, "issued report", never=N),
    *api("report_download", "GET", SEEN, "draft report", never=N),
]

FOLLOW_UPS = [
    *api("follow_ups", "GET", TOKENS_READ, never=N),
    *api("follow_ups", "POST", READERS | {SERVICE}, never=IDLE, told=ELSEWHERE),
    *api("follow_up", "GET", SEEN, "task", never=N),
    *api("follow_up", "PATCH", WORKED | HEADS, "task", of=SEEN, never=CHANGES_NONE),
    *api(
        "follow_up_accept",
        "POST",
        RESPONSE | HEADS | {SERVICE},
        "proposal",
        of=SEEN,
        never=CHANGES_NONE,
        told=GRANTED,
    ),
    *api("follow_up_decline", "POST", WORKED | HEADS, "proposal", of=SEEN, never=CHANGES_NONE),
    *api("follow_up_complete", "POST", WORKED | HEADS, "task", of=SEEN, never=CHANGES_NONE),
    *api("follow_up_cancel", "POST", WORKED | HEADS, "task", of=SEEN, never=CHANGES_NONE),
    *api("follow_up_reopen", "POST", WORKED | HEADS, "done task", of=SEEN, never=CHANGES_NONE),
    # To a colleague, whom guests cannot name.
    *api(
        "follow_up_reassign",
        "POST",
        RESPONSE | HEADS | {SERVICE},
        "task",
        of=SEEN,
        never=CHANGES_NONE,
        told=GRANTED,
    ),
    *api("follow_up_links", "POST DELETE", WORKED | HEADS, "task", of=SEEN, never=CHANGES_NONE),
    # By somebody else than who did it.
    *api(
        "follow_up_verify", "POST", VERIFIERS, "done task", of={MANAGER}, never=TOKENS - VERIFIERS - {MANAGER}
    ),
]

INCIDENTS = [
    *api("events", "GET", TOKENS_READ, never=N),
    *api("events", "POST", WITH_ROLE | {SERVICE}, never={NOBODY, READ_ONLY, NARROW}),
    *api("event", "GET", READERS | {REPORTER} | MACHINES, "event", never=N),
    *api("event", "GET", SEEN, "its event", never=N),
    *api("event_assess", "POST", RESPONSE | {SERVICE}, "event", never=WORKS_NEVER),
    *api("incidents", "GET", TOKENS_READ, never=N),
    *api("incident_counts", "GET", TOKENS_READ, never=N),
    *api("incidents", "POST", RESPONSE | {SERVICE} | ELSEWHERE, never=WORKS_NEVER),
    *api("incident", "GET", SEEN, "incident", never=N),
    *api("incident", "PATCH", WORKED, "incident", of=SEEN, never=WORKS_NEVER),
    *api("incident_phase", "POST", WORKED, "incident", of=SEEN, never=WORKS_NEVER),
    *api("incident_close", "POST", WORKED | HEADS, "incident", of=SEEN, never=CHANGES_NONE),
    *api("incident_reopen", "POST", RESPONSE | HEADS | {SERVICE}, "closed incident", never=CHANGES_NONE),
    *api(
        "incident_void",
        "POST",
        {MANAGER, OFFICER} | HEADS,
        "closed incident",
        never=TOKENS - {MANAGER, OFFICER} - HEADS,
    ),
    *api("facts", "GET", SEEN, "incident", never=N),
    *api("facts", "POST", WORKED, "incident", of=SEEN, never=WORKS_NEVER),
    *api("fact", "GET", SEEN, "fact", never=N),
    *api("fact", "PATCH", WORKED, "fact", of=SEEN, never=WORKS_NEVER),
    *api("fact_readings", "POST", WORKED, "disputed fact", of=SEEN, never=WORKS_NEVER),
    *api("fact_settle", "POST", WORKED, "disputed fact", of=SEEN, never=WORKS_NEVER),
    *api("fact_unsettle", "POST", WORKED, "settled fact", of=SEEN, never=WORKS_NEVER),
    *api("sources", "GET", SEEN, "incident", never=N),
    *api("sources", "POST", WORKED, "incident", of=SEEN, never=WORKS_NEVER),
    *api("incident_causes", "POST", WORKED, "incident", of=SEEN, never=WORKS_NEVER),
    *api("incident_cause_void", "POST", WORKED, "cause", of=SEEN, never=WORKS_NEVER),
    *api("incident_unknowns", "POST", WORKED, "incident", of=SEEN, never=WORKS_NEVER),
    *api("incident_unknown_answer", "POST", WORKED, "unknown", of=SEEN, never=WORKS_NEVER),
    *api("incident_unknown_reopen", "POST", WORKED, "answered unknown", of=SEEN, never=WORKS_NEVER),
    *api("incident_lessons", "POST", WORKED, "incident", of=SEEN, never=WORKS_NEVER),
    *api("incident_requirement", "PUT DELETE", WORKED, "requirement in it", of=SEEN, never=WORKS_NEVER),
    # Guests see neither the inventory nor colleagues, so there is nothing there that they could name.
    *api("incident_asset", "PUT DELETE", OWN_WORK, "asset in it", of=READERS | MACHINES, never=WORKS_NEVER),
    *api("incident_party", "PUT", WORKED, "party in it", of=SEEN, never=WORKS_NEVER),
    *api("incident_members", "POST", OWN_WORK, "incident", of=SEEN, never=WORKS_NEVER, told=GRANTED),
    *api("incident_member", "DELETE", WORKED, "member in it", of=SEEN, never=WORKS_NEVER),
    *api("incident_evidence", "GET", SEEN, "incident", never=N),
    *api("incident_evidence", "POST", WORKED, "incident", of=SEEN, never=WORKS_NEVER),
    *api("incident_reports", "GET", SEEN, "incident", never=N),
    *api("incident_reports", "POST", WORKED, "incident", of=SEEN, never=WORKS_NEVER),
    *api("incident_follow_ups", "GET", SEEN, "incident", never=N),
]

API = [*LOWER, *FOLLOW_UPS, *INCIDENTS]
