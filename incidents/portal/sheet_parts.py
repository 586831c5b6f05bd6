"""The short lists of an incident's overview, as its template takes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.policy import Action
from followups.models import FollowUp
from followups.portal.rows import notes_of, page_of
from followups.selectors import clock_card
from followups.vocabulary import FollowUpState
from followups.wording import reader_language
from incidents.models import Incident
from incidents.models.impact import AssetState, SubjectsKnown, Verdict
from incidents.portal.frame import url
from incidents.vocabulary import Claim, IncidentRole, LossKind, UnknownKind
from lib.personal_data import PersonalData
from lib.texts import Text
from lib.urgency import ClockCard

if TYPE_CHECKING:
    from incidents.selectors.incident import IncidentSheet

_CARDS = 4


def said(row: Any, stem: str) -> str:
    """A text of a gathered row in the reader's language where there is one."""
    return Text(getattr(row, f"{stem}_id"), getattr(row, f"{stem}_en")).for_reader(reader_language())[0]


def clock_cards(follow_ups: Sequence[FollowUp]) -> list[ClockCard]:
    """The nearest deadlines as cards: legal clocks that run first, as `follow_ups` come."""
    running = [each for each in follow_ups if each.state == FollowUpState.OPEN and each.due_at is not None]
    return [clock_card(each) for each in running[:_CARDS]]


def person_name(row: Any, stem: str) -> str:
    """The name of a person in a gathered row; empty for nobody."""
    return _("data erased") if getattr(row, f"{stem}_erased_at") else getattr(row, f"{stem}_name") or ""


def members(incident: IncidentSheet) -> list[dict[str, Any]]:
    """Who does what; the commander's line stands also while there is none."""
    rows = [
        {
            "role_label": IncidentRole(each.role).label,
            "name": person_name(each, "person"),
        }
        for each in sorted(incident.shown_members, key=lambda each: IncidentRole.values.index(each.role))
    ]
    if all(each.role != IncidentRole.COMMANDER for each in incident.shown_members):
        rows.insert(0, {"role_label": IncidentRole.COMMANDER.label, "name": ""})
    return rows


def unknowns(incident: IncidentSheet, records: bool) -> list[dict[str, Any]]:
    """What nobody has said yet."""
    return [
        {
            "unknown": each,
            "kind_label": UnknownKind(each.kind).label,
            "kind_note": _kind_note(each),
            "holds_up": UnknownKind(each.kind).holds_up,
            "answer_url": url("unknown_answer", incident, each.public_id) if records else "",
        }
        for each in incident.shown_unknowns
        if each.resolved_at is None
    ]


def _kind_note(unknown: Any) -> str:
    """The kind in words, unless that is all that the text says."""
    label = str(UnknownKind(unknown.kind).label)
    return "" if said(unknown, "text").strip().rstrip(".").lower() == label.lower() else label


def answered(incident: IncidentSheet, records: bool) -> list[dict[str, Any]]:
    """What was unknown and was found out."""
    return [
        {
            "unknown": each,
            "kind_label": UnknownKind(each.kind).label,
            "answer": each.answer,
            "reopen_url": url("unknown_reopen", incident, each.public_id) if records else "",
        }
        for each in incident.shown_unknowns
        if each.resolved_at is not None
    ]


def causes(incident: IncidentSheet, records: bool) -> list[dict[str, Any]]:
    """Causes, claimed and confirmed; a claim can be confirmed, which leaves it where it is."""
    return [
        {
            "cause": each,
            "claim_label": Claim(each.claim).label,
            "source_number": each.source_number,
            "confirmed_by": person_name(each, "confirmed_by"),
            "confirm_url": f"{url('cause_add', incident)}?confirms={each.public_id}"
            if records and each.claim not in (Claim.CONFIRMED, Claim.REFUTED)
            else "",
            "void_url": url("cause_void", incident, each.public_id) if records else "",
        }
        for each in incident.shown_causes
    ]


def assets(actor: Actor, incident: IncidentSheet) -> list[dict[str, Any]]:
    """The assets that the incident names; a link only to those in the actor's own reach."""
    reach = set(actor.organisations_for(Action.ASSET_READ))
    held: dict[UUID, list[str]] = {}
    for row in incident.shown_held:
        held.setdefault(row.asset_public_id, []).append(str(PersonalData(row.category).short))
    return [
        {
            "name": said(each, "asset_name"),
            "url": reverse("compliance:asset", args=[each.asset_public_id])
            if each.asset_organisation_id in reach and each.asset_access_id is None
            else "",
            "losses": losses(each) or _("only involved"),
            "state_label": asset_state(each),
            "operator": each.asset_operator_short or each.asset_operator_name,
            "address": each.asset_url,
            "purpose": said(each, "asset_purpose"),
            "components": ", ".join(each.asset_components),
            "since": each.asset_in_use_since,
            "holds": ", ".join(held.get(each.asset_public_id, [])),
            "note": each.note,
        }
        for each in incident.shown_assets
    ]


def organisations(incident: IncidentSheet) -> list[dict[str, Any]]:
    """The organisations that a case names, and what each is to it; nothing to tell of a single one."""
    if len(incident.shown_parties) < 2:
        return []
    return [
        {
            "name": each.organisation_name,
            "short": each.organisation_short,
            "part_of": each.organisation_parent_short,
            "part": said(each, "part"),
            "stance": stance(each),
        }
        for each in incident.shown_parties
    ]


def stance(party: Any) -> str:
    """Whether an organisation keeps the incident, takes part, or stands outside; else nothing."""
    if party.owner:
        return _("Keeps the incident")
    if party.shared:
        return _("Takes part")
    return _("Outside body") if party.external else ""


def asset_state(row: Any) -> str:
    """How an affected asset stands now, in words."""
    return str(AssetState(row.state).label)


def losses(row: Any) -> str:
    """What was lost: "confidentiality, availability"; empty for nothing."""
    gone = [str(side.label) for side in LossKind if getattr(row, f"lost_{side.value}")]
    return ", ".join(gone).capitalize() if gone else ""


def personal_data(incident: IncidentSheet) -> dict[str, Any] | None:
    """Whose data, of which kinds, seen by whom; None where nobody has said anything of it."""
    impact = next(iter(incident.shown_impact), None)
    if impact is None and not incident.has_personal_data:
        return None
    return {
        "unnamed": "" if incident.shown_categories else _unnamed(incident, impact),
        "categories": [PersonalData(each.category).short for each in incident.shown_categories],
        "subjects": people(impact),
        "exposed_to": said(impact, "exposed_to") if impact else "",
        "note": said(impact, "note") if impact else "",
    }


def _unnamed(incident: IncidentSheet, impact: Any) -> str:
    """Why no kind of personal data stands there: none was affected, or nobody has named one."""
    if impact is not None and impact.subjects_max == 0:
        return _("No personal data was affected.")
    if incident.has_personal_data:
        return _("Personal data is concerned; which kinds, nobody has named yet.")
    return _("Nobody has named a kind of personal data yet.")


def people(impact: Any) -> str:
    """How many people: a number, a range, or unknown; never zero for unknown."""
    if impact is None or impact.subjects == SubjectsKnown.UNKNOWN:
        return _("unknown")
    low, high = (
        number_format(each, force_grouping=True) for each in (impact.subjects_min, impact.subjects_max)
    )
    return low if impact.subjects == SubjectsKnown.NUMBER else f"{low}–{high}"


def reported_in(incident: IncidentSheet) -> list[dict[str, Any]]:
    """The reports that the incident came from or that joined it, as far as the reader may see them."""
    return [
        {"at": each.reported_at, "url": reverse("incidents:event", args=[each.public_id])}
        for each in incident.shown_events
    ]


def requirements(incident: IncidentSheet) -> list[dict[str, Any]]:
    """The requirements that failed, were missing or worked."""
    return [
        {
            "code": each.requirement_code,
            "title": said(each, "requirement_title"),
            "url": reverse("compliance:requirement", args=[each.requirement_code]),
            "verdict": each.verdict,
            "verdict_label": Verdict(each.verdict).label,
            "note": said(each, "note"),
        }
        for each in incident.shown_requirements
    ]


def todo(follow_ups: Sequence[FollowUp]) -> list[dict[str, Any]]:
    """Follow-ups for a narrow column."""
    return [
        {"follow_up": each, "url": page_of(each), "note": ", ".join(str(note) for note in notes_of(each))}
        for each in follow_ups
    ]


def edit_urls(incident: Incident, edits: bool, records: bool, shares: bool) -> dict[str, str]:
    """Where each part of the overview is changed; empty for who may not."""
    pages = {"edit": edits, "team": edits or shares, "assets": edits, "personal_data": edits}
    pages |= {"requirements": edits, "unknown_add": records, "cause_add": records, "void": shares}
    return {page: url(page, incident) if allowed else "" for page, allowed in pages.items()}
