"""Addresses of the room in the portal. Expects to be mounted at the root."""

from __future__ import annotations

from django.urls import path

from incidents.portal import (
    assess,
    disputes,
    duties,
    events,
    evidence,
    facts,
    follow_ups,
    handovers,
    overview,
    parties,
    redaction,
    register,
    reports,
    review,
    sheet,
    steps,
    team,
    timeline,
    touched,
    voiding,
)

app_name = "incidents"

_INCIDENT = "incidents/<uuid:public_id>/"
_FACT = f"{_INCIDENT}facts/<uuid:fact_id>/"
_REPORT = f"{_INCIDENT}reports/<uuid:report_id>/"

urlpatterns = [
    path("incidents/", register.register, name="list"),
    path(_INCIDENT, overview.overview, name="incident"),
    path(f"{_INCIDENT}clocks/", overview.clocks, name="clocks"),
    path(f"{_INCIDENT}timeline/", timeline.timeline, name="timeline"),
    path(f"{_INCIDENT}timeline/add/", facts.fact_add, name="fact_add"),
    path(f"{_INCIDENT}timeline/said/", facts.said, name="said"),
    path(f"{_FACT}correct/", facts.fact_correct, name="fact_correct"),
    path(f"{_FACT}redact/", redaction.fact_redact, name="fact_redact"),
    path(f"{_FACT}reading/", disputes.fact_reading, name="fact_reading"),
    path(f"{_FACT}settle/", disputes.fact_settle, name="fact_settle"),
    path(f"{_FACT}withdraw/", disputes.fact_withdraw, name="fact_withdraw"),
    path(f"{_INCIDENT}follow-ups/", follow_ups.follow_ups, name="follow_ups"),
    path(f"{_INCIDENT}follow-ups/add/", follow_ups.follow_up_add, name="follow_up_add"),
    path(f"{_INCIDENT}follow-ups/clock/", follow_ups.clock_start, name="clock_start"),
    path(f"{_INCIDENT}follow-ups/<uuid:follow_up_id>/stop/", duties.clock_stop, name="clock_stop"),
    path(f"{_INCIDENT}evidence/", evidence.evidence, name="evidence"),
    path(f"{_INCIDENT}evidence/<uuid:link_id>/fact/", evidence.evidence_link, name="evidence_link"),
    path(f"{_INCIDENT}reports/", reports.reports, name="reports"),
    path(f"{_INCIDENT}reports/build/", reports.report_build, name="report_build"),
    path(f"{_INCIDENT}reports/hand-over/", handovers.handover_add, name="handover_add"),
    path(
        f"{_INCIDENT}reports/hand-over/<uuid:handover_id>/receipt/", handovers.receipt_add, name="receipt_add"
    ),
    path(f"{_REPORT}rebuild/", reports.report_rebuild, name="report_rebuild"),
    path(f"{_REPORT}approve/", reports.report_approve, name="report_approve"),
    path(f"{_REPORT}withdraw/", reports.report_withdraw, name="report_withdraw"),
    path(f"{_INCIDENT}edit/", sheet.edit, name="edit"),
    path(f"{_INCIDENT}team/", team.team, name="team"),
    path(f"{_INCIDENT}team/add/", team.member_add, name="member_add"),
    path(f"{_INCIDENT}team/remove/", team.member_remove, name="member_remove"),
    path(f"{_INCIDENT}team/share/", team.share, name="share"),
    path(f"{_INCIDENT}team/share/stop/", team.share_stop, name="share_stop"),
    path(f"{_INCIDENT}team/organisations/add/", parties.party_add, name="party_add"),
    path(f"{_INCIDENT}team/organisations/<uuid:organisation_id>/", parties.party, name="party"),
    path(f"{_INCIDENT}team/access/", team.access, name="access"),
    path(f"{_INCIDENT}assets/", touched.assets, name="assets"),
    path(f"{_INCIDENT}assets/<uuid:asset_id>/", touched.asset, name="asset"),
    path(f"{_INCIDENT}assets/<uuid:asset_id>/remove/", touched.asset_remove, name="asset_remove"),
    path(f"{_INCIDENT}personal-data/", sheet.personal_data, name="personal_data"),
    path(f"{_INCIDENT}requirements/", touched.requirements, name="requirements"),
    path(f"{_INCIDENT}requirements/<str:code>/", touched.requirement, name="requirement"),
    path(
        f"{_INCIDENT}requirements/<str:code>/remove/", touched.requirement_remove, name="requirement_remove"
    ),
    path(f"{_INCIDENT}phase/", steps.phase, name="phase"),
    path(f"{_INCIDENT}close/", steps.close, name="close"),
    path(f"{_INCIDENT}reopen/", steps.reopen, name="reopen"),
    path(f"{_INCIDENT}void/", voiding.void, name="void"),
    path(f"{_INCIDENT}unknowns/add/", review.unknown_add, name="unknown_add"),
    path(f"{_INCIDENT}unknowns/<uuid:unknown_id>/answer/", review.unknown_answer, name="unknown_answer"),
    path(f"{_INCIDENT}unknowns/<uuid:unknown_id>/reopen/", review.unknown_reopen, name="unknown_reopen"),
    path(f"{_INCIDENT}causes/add/", review.cause_add, name="cause_add"),
    path(f"{_INCIDENT}causes/<uuid:cause_id>/take-back/", review.cause_void, name="cause_void"),
    path(f"{_INCIDENT}sources/add/", review.source_add, name="source_add"),
    path(f"{_INCIDENT}lessons/add/", review.lesson_add, name="lesson_add"),
    path("events/report/", events.report, name="report_event"),
    path("events/report/assets/", events.report_assets, name="report_assets"),
    path("events/<uuid:public_id>/", events.event, name="event"),
    path("events/<uuid:public_id>/assess/", assess.assess, name="assess"),
    path("events/<uuid:public_id>/redact/", redaction.event_redact, name="event_redact"),
    path("events/<uuid:public_id>/contact/", assess.event_contact, name="event_contact"),
]
