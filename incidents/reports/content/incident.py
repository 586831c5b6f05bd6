"""The whole content of the post-incident report on one incident."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from followups.vocabulary import FollowUpState
from incidents.models.impact import AssetState, SubjectsKnown
from incidents.reports.content.duties import (
    follow_ups_of,
    labels_of,
    requirements_of,
    touched_by,
)
from incidents.reports.content.phrases import Phrasing
from incidents.reports.content.timeline import timeline_of
from incidents.reports.model import (
    Asset,
    Cause,
    Classification,
    Closing,
    CountFigure,
    Party,
    PersonalData,
    Phrase,
    PostIncidentReport,
    TeamRole,
    Unknown,
)
from incidents.selectors.reported import facts_reported, person_in
from incidents.vocabulary import LossKind, Origin, RsitClass
from lib.texts import text_in, text_of

if TYPE_CHECKING:
    from incidents.selectors.reported import ReportedIncident

_FINISHED = (FollowUpState.DONE, FollowUpState.VERIFIED, FollowUpState.CANCELLED)


def post_incident_content(incident: ReportedIncident, language: str) -> PostIncidentReport:
    """What the report on an incident says in a language: the same rows give the same content.

    Asks for nothing: all of it came with the incident. Who may have it is asked by the caller.
    """
    phrasing = Phrasing(language, incident.language, incident.organisation.zone)
    timeline = timeline_of(facts_reported(incident), incident.told_sources, phrasing)
    labels, touched = labels_of(incident), touched_by(incident)
    return PostIncidentReport(
        language=language,
        origin=incident.origin,
        tlp=incident.access.tlp,
        title=phrasing.said(text_of(incident, "title")),
        facts=timeline.facts,
        sources=timeline.sources,
        case=incident.case_key,
        description=phrasing.phrase(text_of(incident, "summary")),
        zone=phrasing.zone,
        parties=_parties(incident, phrasing),
        team=_team(incident, phrasing),
        classification=_classification(incident, phrasing),
        assets=_assets(incident, phrasing),
        personal_data=_personal_data(incident, phrasing),
        to_detect=timeline.to_detect,
        to_contain=timeline.to_contain,
        causes=tuple(_cause(each, phrasing) for each in incident.told_causes),
        unknowns=tuple(
            Unknown(each.kind, phrasing.said(text_of(each, "text")), answer=phrasing.written(each.answer))
            for each in incident.told_unknowns
        ),
        requirements=requirements_of(incident, touched, labels, phrasing),
        follow_ups=follow_ups_of(incident, touched, labels, phrasing),
        closing=_closing(incident, labels, phrasing),
    )


def _parties(incident: ReportedIncident, phrasing: Phrasing) -> tuple[Party, ...]:
    keys = {each.organisation_id: each.key for each in incident.told_parties}
    return tuple(
        Party(
            key=each.key,
            name=each.organisation_name,
            short=each.organisation_short,
            part_of=keys.get(each.organisation_parent_id or 0, ""),
            external=each.external,
            stance="owner" if each.owner else "shared" if each.shared else "",
            role=phrasing.phrase(text_of(each, "part")),
        )
        for each in incident.told_parties
    )


def _team(incident: ReportedIncident, phrasing: Phrasing) -> tuple[TeamRole, ...]:
    return tuple(
        TeamRole(each.role, phrasing.holder(person_in(each, "person")) or Phrase(""))
        for each in incident.told_members
    )


def _lost(row: object) -> tuple[str, ...]:
    return tuple(side.value for side in LossKind if getattr(row, f"lost_{side.value}"))


def _classification(incident: ReportedIncident, phrasing: Phrasing) -> Classification:
    return Classification(
        lost=_lost(incident),
        discovery=incident.discovery,
        discovered_by=phrasing.phrase(text_of(incident, "discoverer")),
        rsit=RsitClass(incident.rsit).official_title if incident.rsit else "",
        bssn=incident.bssn,
        severity=incident.severity,
        impact=incident.impact or 0,
        urgency=incident.urgency or 0,
        phase="" if incident.origin == Origin.RECONSTRUCTED else incident.phase,
    )


def _assets(incident: ReportedIncident, phrasing: Phrasing) -> tuple[Asset, ...]:
    held: dict[UUID, list[str]] = defaultdict(list)
    for each in incident.told_held:
        held[each.asset_public_id].append(each.category)
    return tuple(_asset(each, held[each.asset_public_id], phrasing) for each in incident.told_assets)


def _asset(row: SimpleNamespace, held: Sequence[str], phrasing: Phrasing) -> Asset:
    return Asset(
        name=text_of(row, "asset_name").for_reader(phrasing.language)[0],
        operator=row.asset_operator_short or row.asset_operator_name,
        url=row.asset_url,
        since=row.asset_in_use_since,
        purpose=phrasing.phrase(text_of(row, "asset_purpose")),
        components=tuple(
            phrasing.said(text_in(phrasing.written_in, str(each))) for each in row.asset_components
        ),
        personal_data=tuple(held),
        lost=_lost(row),
        state="" if row.state == AssetState.UNKNOWN else row.state,
        note=phrasing.written(row.note),
    )


def _personal_data(incident: ReportedIncident, phrasing: Phrasing) -> PersonalData:
    categories = tuple(each.category for each in incident.told_categories)
    if not hasattr(incident, "personal_data"):
        return PersonalData(categories, concerned=incident.has_personal_data, recorded=False)
    row = incident.personal_data
    kinds: Mapping[Any, str] = {SubjectsKnown.NUMBER: "exact", SubjectsKnown.RANGE: "range"}
    return PersonalData(
        categories,
        CountFigure(kinds.get(row.subjects, "unknown"), row.subjects_min, row.subjects_max),
        phrasing.phrase(text_of(row, "exposed_to")),
        phrasing.phrase(text_of(row, "note")),
        concerned=incident.has_personal_data and not categories,
    )


def _cause(row: SimpleNamespace, phrasing: Phrasing) -> Cause:
    return Cause(
        phrasing.said(text_of(row, "text")),
        row.claim,
        () if row.source_number is None else (row.source_number,),
        confirmed_by=phrasing.holder(person_in(row, "confirmed_by")),
        confirmed_at=phrasing.instant(row.confirmed_at),
        basis=phrasing.written(row.basis),
    )


def _closing(incident: ReportedIncident, labels: Mapping[int, str], phrasing: Phrasing) -> Closing | None:
    """How it was closed, with the follow-ups that were still open when the report is made."""
    at = phrasing.instant(incident.closed_at)
    if at is None:
        return None
    carried = []
    for each in incident.told_follow_ups:
        if each.state not in _FINISHED:
            title = phrasing.said(text_of(each, "title"))
            carried.append(Phrase(f"{labels[each.id]}: {title.text}", title.language))
    return Closing(at, phrasing.written(incident.close_reason) or Phrase(""), carried=tuple(carried))
