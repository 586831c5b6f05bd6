"""Post-incident reports: drafted from an incident's rows, approved by the head, printed from the snapshot."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import Organisation
from accounts.policy import Action
from accounts.services.trail import writing
from incidents.models import Incident
from incidents.reports.content.incident import post_incident_content
from incidents.reports.issue_data import HandOver, IssueData, Letterhead, Signature, Superseded
from incidents.reports.model import Phrase, PostIncidentReport, When
from incidents.reports.post_incident import render
from incidents.reports.snapshot import content_hash, content_snapshot, report_from
from incidents.selectors.reported import incident_reported, redactions_of
from incidents.services.aggregate import check_standing, held, require, subject_of
from lib.canonical import canonical
from lib.errors import Conflict
from lib.texts import text_of
from lib.tlp import Tlp, fits_in_mail
from records.models import IssuedReport, ReportAudience, ReportState
from records.services.issue_info import IssueInfo, Signatory
from records.services.reports import (
    approve_report,
    check_approving,
    check_withdrawing,
    draft_report,
    withdraw_draft,
)

if TYPE_CHECKING:
    from incidents.selectors.reported import ReportedIncident

KIND = "post_incident"
DATA_CHANGED = "data_changed"
"""The code of what is refused because the incident says something else than the draft."""
TLP_CHANGED = "tlp_changed"
"""The code of what is refused because the draft is marked with another TLP than the incident has now."""


def builder_name() -> str:
    """What made a report, as it is printed."""
    return f"Tanggap {settings.VERSION}"


def draft_post_incident(
    *,
    actor: Actor,
    now: datetime,
    incident: Incident,
    language: str,
    audience: str = ReportAudience.REGULATOR,
) -> IssuedReport:
    """Draft the report on an incident in a language, or find the one that says the same already.

    Raises `Missing`, `Refused`, `Conflict`, `Unavailable`.
    """
    require(actor, Action.REPORT_DRAFT, incident)
    return _drafted(actor, now, incident_reported(incident.pk), language, audience)


def redraft_post_incident(*, actor: Actor, now: datetime, report: IssuedReport) -> IssuedReport:
    """Draft a report again from what stands now; where it says the same, it is the one there is.

    Raises `Missing`, `Refused`, `Conflict`, `Unavailable`.
    """
    incident = incident_reported(report.subject_id)
    require(actor, Action.REPORT_DRAFT, incident)
    return _drafted(actor, now, incident, report.language, report.audience)


def _drafted(
    actor: Actor, now: datetime, incident: ReportedIncident, language: str, audience: str
) -> IssuedReport:
    content = post_incident_content(incident, language)
    line_id, line_en = verify_lines(incident)
    return draft_report(
        actor=actor,
        now=now,
        organisation=incident.organisation,
        access=incident.access,
        kind=KIND,
        subject=subject_of(incident),
        language=language,
        audience=audience,
        tlp=incident.access.tlp,
        origin=incident.origin,
        snapshot=canonical(content_snapshot(content)),
        builder=builder_name(),
        render=_renderer(content, incident, incident.number),
        verify_line_id=line_id,
        verify_line_en=line_en,
        before_keeping=_unless_redacted(incident),
    )


def _unless_redacted(incident: ReportedIncident) -> Callable[[], None]:
    """What refuses a draft if a fact was redacted since: its words may stand in what is being printed.

    Nor is one kept of an incident that was voided since.
    """

    def check() -> None:
        held(incident)
        if redactions_of(incident.pk).count() != len(incident.told_redactions):
            raise Conflict(_("A fact was redacted while the report was being built. Build it again."))

    return check


def approve_post_incident(
    *,
    actor: Actor,
    now: datetime,
    report: IssuedReport,
    version: int | None = None,
    knowingly: bool = False,
) -> IssuedReport:
    """Approve a draft: the very content that was drafted is printed once more, now as issued, and kept.

    If the data says something else by now, only `knowingly`; never one marked with another TLP than the
    incident has now. What everybody may read about it is said anew. Raises `Missing`, `Refused` (also for
    whoever drafted it), `Conflict` (`data_changed`: it is to be approved knowingly; `tlp_changed`: it is to
    be built again; `voided`), `Stale`, `Unavailable`.
    """
    check_approving(actor, report)
    incident = incident_reported(report.subject_id)
    check_standing(incident)
    _check_tlp(report, incident)
    if not knowingly and content_now(report, incident) != report.snapshot_sha256:
        words = _("Data changed since this draft. Build it again, or approve it as it was built.")
        raise Conflict(words, code=DATA_CHANGED)

    def at_issue() -> tuple[str, str]:
        current = held(incident)
        _check_tlp(report, current)
        return verify_lines(current)

    content = report_from(json.loads(report.snapshot))
    return approve_report(
        actor=actor,
        now=now,
        report=report,
        render=_renderer(content, incident, report.subject_label),
        version=version,
        at_issue=at_issue,
    )


def withdraw_post_incident(*, actor: Actor, now: datetime, report: IssuedReport) -> IssuedReport:
    """Take a draft back; of a voided incident nothing is changed.

    Raises `Missing`, `Refused`, `Conflict` (`voided`: the incident was), `Stale`.
    """
    check_withdrawing(actor, report)
    with writing():
        held(Incident(pk=report.subject_id))
        return withdraw_draft(actor=actor, now=now, report=report)


def _check_tlp(report: IssuedReport, incident: Incident) -> None:
    """Pass if the draft is marked as the incident is: what it prints on every page must hold at issue."""
    if report.tlp != incident.access.tlp:
        words = _("The TLP changed since this draft. It has to be built again before it is issued.")
        raise Conflict(words, code=TLP_CHANGED)


def content_now(report: IssuedReport, incident: ReportedIncident) -> str:
    """The hash of what a report on the incident in the same language would say now."""
    return content_hash(post_incident_content(incident, report.language))


def unstored_draft(*, now: datetime, incident: Incident, language: str) -> bytes:
    """The report as a draft that is printed and not kept: no code, nobody named, the draft's mark on it."""
    told = incident_reported(incident.pk)
    return render(
        post_incident_content(told, language),
        IssueData(
            state=ReportState.DRAFT.value,
            number=told.number,
            version="0",
            letterhead=letterhead_of(told.organisation, told.told_top),
            built_at=now,
            builder=builder_name(),
            zone=told.organisation.zone,
        ),
    )


def verify_lines(incident: Incident) -> tuple[str, str]:
    """What everybody may read about the report, in both languages: the title only up to TLP:GREEN."""
    lines = []
    for language in ("id", "en"):
        with override(language):
            line = gettext("Post-incident report {number}").format(number=incident.number)
        if fits_in_mail(Tlp(incident.access.tlp)):
            line = text_of(incident, "title").for_reader(language)[0]
        lines.append(line)
    return lines[0], lines[1]


def letterhead_of(organisation: Organisation, top: str) -> Letterhead:
    """The letterhead of the body that keeps the incident; where none is set, its name below the `top`'s."""
    lines = (line.strip() for line in organisation.letterhead_address.splitlines())
    body, unit = organisation.letterhead_body, organisation.letterhead_unit
    if not body:
        body = top
        unit = unit or (organisation.name if organisation.name != body else "")
    return Letterhead(
        body=body,
        unit=unit,
        subunit=organisation.letterhead_subunit,
        address=tuple(line for line in lines if line),
        short=organisation.short,
    )


def _renderer(
    content: PostIncidentReport, incident: ReportedIncident, number: str
) -> Callable[[IssueInfo], bytes]:
    def printed(info: IssueInfo) -> bytes:
        return render(content, _issue_data(info, incident, number))

    return printed


def _issue_data(info: IssueInfo, incident: ReportedIncident, number: str) -> IssueData:
    """One printing as the report takes it."""
    organisation = incident.organisation
    zone = organisation.zone
    former = info.supersedes
    return IssueData(
        state=info.state.value,
        number=number,
        version=str(info.number),
        letterhead=letterhead_of(organisation, incident.told_top),
        built_at=info.built_at,
        builder=info.builder,
        zone=zone,
        audience=info.audience,
        verify_url=info.verify_url,
        content_hash=info.snapshot_sha256,
        file_name=info.file_name,
        supersedes=Superseded(str(former.number), former.snapshot_sha256, _at(former.issued_at, zone))
        if former
        else None,
        prepared=_signature(info.prepared, organisation),
        approval=_signature(info.approval, organisation),
        handovers=tuple(
            HandOver(
                body=each.recipient,
                role=Phrase(each.recipient_role) if each.recipient_role else None,
                at=_at(each.moment, zone),
                channel=_in_language(each.channel.label, info.language),
                receipt=each.receipt,
            )
            for each in info.handed_over
        ),
    )


def _in_language(label: object, language: str) -> str:
    with override(language):
        return str(label)


def _at(moment: datetime, zone: str) -> When:
    return When(moment, None, "minute", zone)


def _signature(who: Signatory | None, organisation: Organisation) -> Signature | None:
    if who is None:
        return None
    role = Phrase(who.position or who.name)
    return Signature(
        role, who.name if who.position else "", organisation.short, _at(who.at, organisation.zone)
    )
