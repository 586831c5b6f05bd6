"""The access table of the portal: each address and method, who gets in, who is refused, who finds nothing.

`row(address, methods, who gets in, thing in the address, of=who knows of it)`. Who gets in has an answer
below 400. Who knows of the thing and may not do this is refused (403), or `told` so by a form or a message,
and nothing changes. All others find nothing (404), by the same bytes as for a thing that does not exist.
Without a session the portal asks to sign in. An address or a method that stands neither here nor in
`table_api` fails the tests.
"""

from __future__ import annotations

from tests.access.identities import (
    ADMINISTRATOR,
    ADMINISTRATOR_ABOVE,
    AUDITOR,
    GUEST,
    INVITED,
    MANAGER,
    NOBODY,
    OFFICER,
    REPORTER,
    RESPONDER,
)
from tests.access.rows import (
    ADMINS,
    ELSEWHERE,
    EVERYBODY,
    HEADS,
    READERS,
    RESPONSE,
    SEES,
    STAFF,
    SYSTEM_TRAIL_READERS,
    TRAIL_READERS,
    WITH_ROLE,
    WORKS,
    public,
    row,
)

FRAME = [
    *row("home", "GET", EVERYBODY),
    *row("home_clocks", "GET", EVERYBODY),
    # Leads on without looking, so that hidden and missing are the same; the page it leads to looks.
    *row("go", "GET", EVERYBODY, "go incident"),
    *row("go", "GET", SEES, "go fact"),
    *public("healthz", "GET"),
    *public("readyz", "GET"),
    *public("components", "GET", ()),  # only while DEBUG is on
    *public("api_docs", "GET"),
]

ONESELF = [
    *public("accounts:signin", "GET POST"),
    *public("accounts:signout", "POST"),
    *public("accounts:language", "POST"),
    *public("accounts:password_reset", "GET POST"),
    *public("accounts:password_reset_done", "GET"),
    *public("accounts:password_reset_complete", "GET"),
    *public("accounts:password_reset_confirm", "GET POST", about="reset link"),
    *row("accounts:password_change", "GET POST", EVERYBODY),
    *row("accounts:password_change_done", "GET", EVERYBODY),
    *row("accounts:profile", "GET", EVERYBODY),
    *row("accounts:sign_out_elsewhere", "POST", EVERYBODY),
    *row("accounts:tokens", "GET", EVERYBODY),
    *row("accounts:tokens", "POST", WITH_ROLE, told={NOBODY}),
    *row("accounts:token_revoke", "POST", {RESPONDER}, "responder's token"),
    *row("accounts:token_revoke", "POST", ADMINS, "service's token"),
]

ADMINISTRATION = [
    *row("accounts:people", "GET", EVERYBODY),
    *row("accounts:person_add", "GET POST", ADMINS),
    *row("accounts:person", "GET", STAFF, "colleague"),
    *row("accounts:person_edit", "GET POST", ADMINS, "colleague", of=STAFF),
    *row("accounts:person_role_add", "POST", ADMINS, "colleague", told=STAFF),
    *row("accounts:person_role_end", "POST", ADMINS, "colleague", told=STAFF),
    *row("accounts:person_move", "GET POST", ADMINS, "colleague", of=STAFF),
    *row("accounts:person_deactivate", "GET POST", ADMINS, "colleague", of=STAFF),
    *row("accounts:person_reactivate", "POST", ADMINS, "leaver", of=STAFF),
    *row("accounts:person_password", "POST", ADMINS, "colleague", of=STAFF),
    *row("accounts:person_sign_out", "POST", ADMINS, "colleague", of=STAFF),
    *row("accounts:person_erase", "GET POST", ADMINS, "leaver", of=STAFF),
    *row("accounts:services", "GET", ADMINS),
    *row("accounts:service_add", "GET POST", ADMINS),
    *row("accounts:service", "GET", ADMINS, "service account"),
    *row("accounts:service_token", "POST", ADMINS, "service account"),
    *row("accounts:service_role_add", "POST", ADMINS, "idle service account"),
    *row("accounts:service_role_end", "POST", ADMINS, "service account"),
    *row("accounts:service_switch", "POST", ADMINS, "service account"),
    *row("accounts:organisations", "GET", EVERYBODY),
    *row("accounts:organisation_add", "GET POST", ADMINS),
    *row("accounts:organisation", "GET", STAFF, "organisation"),
    *row("accounts:organisation_edit", "GET POST", ADMINS, "organisation", of=STAFF),
    *row("accounts:organisation_move", "GET", ADMINS, "unit", of=STAFF),
    # To a place below the province, which only the province's administrator administers.
    *row("accounts:organisation_move", "POST", {ADMINISTRATOR_ABOVE}, "unit", of=STAFF, told={ADMINISTRATOR}),
]

TRAIL = [
    *row("accounts:trail", "GET", TRAIL_READERS | SYSTEM_TRAIL_READERS),
    *row("accounts:trail_check", "POST", TRAIL_READERS, "chain"),
    *row("accounts:trail_check", "POST", SYSTEM_TRAIL_READERS, "system chain"),
    *row("accounts:trail_entry", "GET", TRAIL_READERS, "entry"),
    *row("accounts:trail_erase", "POST", {MANAGER, OFFICER}, "entry", of=TRAIL_READERS),
]

COMPLIANCE = [
    *row("compliance:assets", "GET", WITH_ROLE),
    *row("compliance:asset_add", "GET", {RESPONDER, MANAGER} | ELSEWHERE),
    # To Diskominfotik's inventory.
    *row("compliance:asset_add", "POST", {RESPONDER, MANAGER}, told=ELSEWHERE),
    *row("compliance:asset", "GET", STAFF, "asset"),
    *row("compliance:asset_edit", "GET POST", {RESPONDER, MANAGER}, "asset", of=STAFF),
    *row("compliance:asset_void", "GET POST", {RESPONDER, MANAGER}, "asset", of=STAFF),
    *row("compliance:controls", "GET", READERS | ELSEWHERE),
    *row("compliance:control_add", "GET POST", {MANAGER}),
    *row("compliance:control", "GET", READERS, "control"),
    *row("compliance:control_edit", "GET POST", {MANAGER}, "control", of=READERS),
    *row("compliance:requirements", "GET", WITH_ROLE),
    *row("compliance:requirement", "GET", WITH_ROLE, "requirement"),
]

RECORDS = [
    *row("records:evidence", "GET", SEES, "evidence"),
    *row("records:evidence_download", "GET", SEES, "evidence"),
    *row("records:evidence_void", "POST", {MANAGER, OFFICER}, "evidence", of=SEES),
    *row("records:report", "GET", SEES, "issued report"),
    *row("records:report_download", "GET", SEES, "issued report"),
    *row("records:report_download", "GET", SEES, "draft report"),
    *public("records:verify_any", "GET"),
    # Whoever holds an issued report may check it; a draft is confirmed to nobody.
    *public("records:verify", "GET", about="verify code"),
    *public("records:verify", "GET", (), "draft's code"),
]

FOLLOW_UPS = [
    *row("followups:work", "GET", EVERYBODY),
    *row("followups:add", "GET", READERS | ELSEWHERE),
    *row("followups:add", "POST", READERS, told=ELSEWHERE),
    *row("followups:bulk", "POST", WORKS | HEADS, told=EVERYBODY),
    *row("followups:follow_up", "GET", SEES, "task"),
    # Whoever sees a task is shown the form; what the role does not allow is told when it is sent.
    *row("followups:step", "GET", SEES, "task / locked"),
    *row("followups:step", "GET", SEES, "task / reassign"),
    *row("followups:step", "POST", WORKS | HEADS, "proposal / accept", told=SEES),
    *row("followups:step", "POST", WORKS | HEADS, "proposal / decline", told=SEES),
    *row("followups:step", "POST", WORKS | HEADS, "task / edit", told=SEES),
    *row("followups:step", "POST", WORKS | HEADS, "task / reassign", told=SEES),
    *row("followups:step", "POST", WORKS | HEADS, "task / redate", told=SEES),
    *row("followups:step", "POST", WORKS | HEADS, "task / complete", told=SEES),
    *row("followups:step", "POST", WORKS | HEADS, "task / cancel", told=SEES),
    *row("followups:step", "POST", WORKS | HEADS, "task / link", told=SEES),
    *row("followups:step", "POST", WORKS | HEADS, "done task / reopen", told=SEES),
    # By somebody else than who did it.
    *row("followups:step", "POST", HEADS | {OFFICER, AUDITOR}, "done task / verify", told=SEES),
    *row("followups:notices", "GET", EVERYBODY),
    *row("followups:notices_read", "POST", EVERYBODY),
    *row("followups:notice_open", "POST", {RESPONDER}, "notice"),
    *row("followups:undelivered", "GET", ADMINS),
    *row("followups:undelivered_retry", "POST", ADMINS, "dead letter"),
    *row("followups:undelivered_aside", "POST", ADMINS, "dead letter"),
    *row("followups:undelivered_retry_all", "POST", ADMINS),
    *row("followups:sending_pause", "POST", {ADMINISTRATOR_ABOVE}, told={ADMINISTRATOR}),
    *row("followups:sending_resume", "POST", {ADMINISTRATOR_ABOVE}, told={ADMINISTRATOR}),
]

INCIDENTS = [
    *row("incidents:list", "GET", EVERYBODY),
    *row("incidents:incident", "GET", SEES, "incident"),
    *row("incidents:clocks", "GET", SEES, "incident"),
    *row("incidents:timeline", "GET", SEES, "incident"),
    *row("incidents:follow_ups", "GET", SEES, "incident"),
    *row("incidents:evidence", "GET", SEES, "incident"),
    *row("incidents:evidence", "POST", WORKS, "incident", of=SEES),
    *row("incidents:reports", "GET", SEES, "incident"),
    *row("incidents:team", "GET", SEES, "incident"),
    *row("incidents:said", "GET", WORKS, "incident", of=SEES),
    *row("incidents:edit", "GET POST", WORKS, "incident", of=SEES),
    *row("incidents:personal_data", "GET POST", WORKS, "incident", of=SEES),
    *row("incidents:phase", "GET POST", WORKS, "incident", of=SEES),
    *row("incidents:close", "GET POST", WORKS | HEADS, "incident", of=SEES),
    *row("incidents:reopen", "GET POST", RESPONSE | HEADS, "closed incident", of=READERS),
    # One in which no duty by law runs any more.
    *row("incidents:void", "GET POST", {MANAGER, OFFICER} | HEADS, "closed incident", of=READERS),
    *row("incidents:fact_add", "GET POST", WORKS, "incident", of=SEES),
    *row("incidents:fact_correct", "GET POST", WORKS, "fact", of=SEES),
    # Who works on it and may have the trail of the organisation erased.
    *row("incidents:fact_redact", "GET POST", {MANAGER, OFFICER}, "fact", of=SEES),
    *row("incidents:fact_reading", "GET POST", WORKS, "disputed fact", of=SEES),
    *row("incidents:fact_settle", "GET POST", WORKS, "disputed fact", of=SEES),
    *row("incidents:fact_withdraw", "GET POST", WORKS, "settled fact", of=SEES),
    *row("incidents:source_add", "GET POST", WORKS, "incident", of=SEES),
    *row("incidents:cause_add", "GET POST", WORKS, "incident", of=SEES),
    *row("incidents:cause_void", "GET POST", WORKS, "cause", of=SEES),
    *row("incidents:unknown_add", "GET POST", WORKS, "incident", of=SEES),
    *row("incidents:unknown_answer", "GET POST", WORKS, "unknown", of=SEES),
    *row("incidents:unknown_reopen", "GET POST", WORKS, "answered unknown", of=SEES),
    *row("incidents:lesson_add", "GET POST", WORKS, "incident", of=SEES),
    *row("incidents:evidence_link", "GET POST", WORKS, "evidence in it", of=SEES),
    *row("incidents:follow_up_add", "GET POST", READERS | {GUEST}, "incident", of=SEES),
    *row("incidents:clock_start", "GET POST", WORKS, "incident", of=SEES),
    *row("incidents:clock_stop", "GET POST", WORKS, "clock in it", of=SEES),
    *row("incidents:assets", "GET", WORKS, "incident", of=SEES),
    # Guests do not see the inventory, so there is nothing there that they could name.
    *row("incidents:assets", "POST", RESPONSE, "incident", of=SEES, told={GUEST}),
    *row("incidents:asset", "GET POST", RESPONSE, "asset in it", of=READERS),
    *row("incidents:asset_remove", "POST", RESPONSE, "asset in it", of=READERS | {INVITED}),
    *row("incidents:requirements", "GET POST", WORKS, "incident", of=SEES),
    *row("incidents:requirement", "GET POST", WORKS, "requirement in it", of=SEES),
    *row("incidents:requirement_remove", "POST", WORKS, "requirement in it", of=SEES),
    *row("incidents:report_build", "POST", WORKS, "incident", of=SEES),
    *row("incidents:report_rebuild", "POST", WORKS, "draft in it", of=SEES),
    *row("incidents:report_withdraw", "POST", WORKS | HEADS, "draft in it", of=SEES),
    # By somebody else than who drafted it, and a head at that.
    *row("incidents:report_approve", "POST", HEADS, "draft in it", of=SEES),
    *row("incidents:handover_add", "GET POST", {MANAGER, OFFICER} | HEADS, "incident", of=SEES),
    *row("incidents:receipt_add", "GET POST", {MANAGER, OFFICER} | HEADS, "hand-over in it", of=SEES),
    *row("incidents:member_add", "POST", WORKS, "incident", of=SEES),
    *row("incidents:member_remove", "POST", WORKS, "incident", of=SEES),
    *row("incidents:party_add", "GET POST", WORKS, "incident", of=SEES),
    *row("incidents:party", "GET POST", WORKS, "party in it", of=SEES),
    # Only the organisation that keeps it decides who else sees it.
    *row("incidents:share", "POST", {MANAGER, OFFICER} | HEADS, "incident", of=SEES),
    *row("incidents:share_stop", "POST", {MANAGER, OFFICER} | HEADS, "incident", of=SEES),
    *row("incidents:access", "GET", WORKS, "incident", of=SEES),
    # Making it stricter; a guest, who could shut out the organisation that keeps it, is told no.
    *row("incidents:access", "POST", RESPONSE, "incident", of=SEES, told={GUEST}),
    *row("incidents:report_event", "GET POST", WITH_ROLE, never={NOBODY}),
    *row("incidents:report_assets", "GET", EVERYBODY),
    *row("incidents:event", "GET", READERS | {REPORTER}, "event"),
    *row("incidents:event", "GET", SEES, "its event"),
    *row("incidents:assess", "POST", RESPONSE, "event", of=READERS | {REPORTER}),
    *row("incidents:event_contact", "POST", {MANAGER, OFFICER}, "its event"),
    *row("incidents:event_redact", "GET POST", {MANAGER, OFFICER}, "its event", of=SEES),
]

PORTAL = [*FRAME, *ONESELF, *ADMINISTRATION, *TRAIL, *COMPLIANCE, *RECORDS, *FOLLOW_UPS, *INCIDENTS]
