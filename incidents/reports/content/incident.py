"""The whole content of the post-incident report on one incident."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from followups.models import FollowUp as FollowUpRow
from followups.vocabulary import FollowUpState
from incidents.models import AffectedAsset, Incident
from incidents.models import Cause as CauseRow
from incidents.models.impact import AssetState, SubjectsKnown
from incidents.reports.content.duties import (
    follow_up_of,
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
from incidents.selectors.reported import data_held_by, follow_ups_about, personal_data_of
from incidents.selectors.rows import rows_of
from incidents.vocabulary import LossKind, Origin, RsitClass
from lib.texts import text_in, text_of

_FINISHED = (FollowUpState.DONE, FollowUpState.VERIFIED, FollowUpState.CANCELLED)


def post_incident_content(incident: Incident, language: str) -> PostIncidentReport:
    """What the report on an incident says in a language: the same rows give the same content.

    Fifteen queries whatever the size. Who may have it is asked by the caller.
    """
    phrasing = Phrasing(language, incident.language, incident.organisation.zone)
    sources = list(incident.sources.all())
    timeline = timeline_of(rows_of(incident), sources, phrasing)
    follow_ups = list(follow_ups_about(incident))
    labels, touched = labels_of(follow_ups), touched_by(follow_ups)
    numbers = {each.pk: each.number for each in sources}
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
        causes=tuple(
            _cause(each, numbers, phrasing)
            for each in incident.causes.filter(voided_at__isnull=True).select_related("confirmed_by")
        ),
        unknowns=tuple(
            Unknown(each.kind, phrasing.said(text_of(each, "text")), answer=phrasing.written(each.answer))
            for each in incident.unknowns.all()
        ),
        requirements=requirements_of(incident, touched, labels, phrasing),
        follow_ups=tuple(
            follow_up_of(each, labels[each.pk], touched.get(each.pk, []), phrasing) for each in follow_ups
        ),
        closing=_closing(incident, follow_ups, labels, phrasing),
    )


def _parties(incident: Incident, phrasing: Phrasing) -> tuple[Party, ...]:
    rows = list(incident.parties.select_related("organisation__parent"))
    keys = {each.organisation_id: each.key for each in rows}
    return tuple(
        Party(
            key=each.key,
            name=each.organisation.name,
            short=each.organisation.short,
            part_of=keys.get(each.organisation.parent_id or 0, ""),
            external=each.external,
            stance="owner" if each.owner else "shared" if each.shared else "",
            role=phrasing.phrase(text_of(each, "part")),
        )
        for each in rows
    )


def _team(incident: Incident, phrasing: Phrasing) -> tuple[TeamRole, ...]:
    rows = incident.members.select_related("person")
    return tuple(TeamRole(each.role, phrasing.holder(each.person) or Phrase("")) for each in rows)


def _lost(row: Incident | AffectedAsset) -> tuple[str, ...]:
    return tuple(side.value for side in LossKind if getattr(row, f"lost_{side.value}"))


def _classification(incident: Incident, phrasing: Phrasing) -> Classification:
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


def _assets(incident: Incident, phrasing: Phrasing) -> tuple[Asset, ...]:
    rows = list(incident.affected_assets.select_related("asset__operator"))
    held: dict[int, list[str]] = defaultdict(list)
    for asset_id, category in data_held_by(rows):
        held[asset_id].append(category)
    return tuple(_asset(each, held[each.asset_id], phrasing) for each in rows)


def _asset(row: AffectedAsset, held: Sequence[str], phrasing: Phrasing) -> Asset:
    asset = row.asset
    return Asset(
        name=text_of(asset, "name").for_reader(phrasing.language)[0],
        operator=asset.operator.short or asset.operator.name,
        url=asset.url,
        since=asset.in_use_since,
        purpose=phrasing.phrase(text_of(asset, "purpose")),
        components=tuple(phrasing.said(text_in(phrasing.written_in, str(each))) for each in asset.components),
        personal_data=tuple(held),
        lost=_lost(row),
        state="" if row.state == AssetState.UNKNOWN else row.state,
        note=phrasing.written(row.note),
    )


def _personal_data(incident: Incident, phrasing: Phrasing) -> PersonalData:
    categories = tuple(incident.affected_data.values_list("category", flat=True))
    row = personal_data_of(incident)
    if row is None:
        return PersonalData(categories, concerned=incident.has_personal_data, recorded=False)
    kinds: Mapping[Any, str] = {SubjectsKnown.NUMBER: "exact", SubjectsKnown.RANGE: "range"}
    return PersonalData(
        categories,
        CountFigure(kinds.get(row.subjects, "unknown"), row.subjects_min, row.subjects_max),
        phrasing.phrase(text_of(row, "exposed_to")),
        phrasing.phrase(text_of(row, "note")),
        concerned=incident.has_personal_data and not categories,
    )


def _cause(row: CauseRow, numbers: Mapping[int, int], phrasing: Phrasing) -> Cause:
    number = numbers.get(row.source_id or 0)
    sources = () if number is None else (number,)
    return Cause(
        phrasing.said(text_of(row, "text")),
        row.claim,
        sources,
        confirmed_by=phrasing.holder(row.confirmed_by),
        confirmed_at=phrasing.instant(row.confirmed_at),
        basis=phrasing.written(row.basis),
    )


def _closing(
    incident: Incident, follow_ups: Sequence[FollowUpRow], labels: Mapping[int, str], phrasing: Phrasing
) -> Closing | None:
    """How it was closed, with the follow-ups that were still open when the report is made."""
    at = phrasing.instant(incident.closed_at)
    if at is None:
        return None
    carried = []
    for each in follow_ups:
        if each.state not in _FINISHED:
            title = phrasing.said(each.title)
            carried.append(Phrase(f"{labels[each.pk]}: {title.text}", title.language))
    return Closing(at, phrasing.written(incident.close_reason) or Phrase(""), carried=tuple(carried))
