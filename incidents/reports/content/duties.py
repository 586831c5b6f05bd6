"""What a report says of follow-ups and of the requirements that an incident touches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING

from incidents.reports.content.phrases import Phrasing
from incidents.reports.model import FollowUp, Requirement, TicketLink
from incidents.selectors.reported import person_in
from lib.texts import Text, text_of

if TYPE_CHECKING:
    from incidents.selectors.reported import ReportedIncident

LABEL = "TL"
"""Follow-ups are numbered TL-1, TL-2 … (tindak lanjut) in the order in which they were proposed."""


@dataclass(frozen=True)
class Touched:
    """A requirement that a follow-up serves."""

    code: str
    order: int
    title: Text


def touched_by(incident: ReportedIncident) -> dict[int, list[Touched]]:
    """The requirements that each follow-up names among its subjects."""
    found: dict[int, list[Touched]] = defaultdict(list)
    for row in incident.told_served:
        title = Text(row.title_id or "", row.title_en or "")
        found[row.follow_up_id].append(Touched(row.label, row.order or 0, title))
    return found


def labels_of(incident: ReportedIncident) -> dict[int, str]:
    """What the report calls each follow-up."""
    return {each.id: f"{LABEL}-{number}" for number, each in enumerate(incident.told_follow_ups, 1)}


def follow_ups_of(
    incident: ReportedIncident,
    touched: dict[int, list[Touched]],
    labels: dict[int, str],
    phrasing: Phrasing,
) -> tuple[FollowUp, ...]:
    """The follow-ups in the order in which they were proposed."""
    links: dict[int, list[TicketLink]] = defaultdict(list)
    for each in incident.told_links:
        links[each.follow_up_id].append(TicketLink(each.system, each.reference))
    return tuple(
        _follow_up(each, labels[each.id], touched.get(each.id, []), links[each.id], phrasing)
        for each in incident.told_follow_ups
    )


def _follow_up(
    row: SimpleNamespace,
    label: str,
    touched: Sequence[Touched],
    links: Sequence[TicketLink],
    phrasing: Phrasing,
) -> FollowUp:
    return FollowUp(
        label=label,
        text=phrasing.said(text_of(row, "title")),
        state=row.state,
        requirements=tuple(each.code for each in touched),
        owner=phrasing.holder(person_in(row, "owner")),
        due=phrasing.instant(row.due_at),
        done=phrasing.instant(row.done_at),
        verified_by=phrasing.holder(person_in(row, "verified_by")),
        duty=row.legal_basis,
        tickets=tuple(links),
        note=phrasing.written(row.done_note or row.cancel_reason),
    )


def requirements_of(
    incident: ReportedIncident,
    touched: dict[int, list[Touched]],
    labels: dict[int, str],
    phrasing: Phrasing,
) -> tuple[Requirement, ...]:
    """Judged requirements and those that lessons touch, in the order of the standard."""
    serving: dict[str, list[str]] = defaultdict(list)
    known: dict[str, Touched] = {}
    for pk, named in touched.items():
        for each in named:
            serving[each.code].append(labels[pk])
            known[each.code] = each
    found: dict[str, tuple[int, Requirement]] = {}
    for row in incident.told_requirements:
        code = row.requirement_code
        told = Requirement(
            ref=code,
            title=phrasing.said(text_of(row, "requirement_title")).text,
            relation=row.verdict,
            follow_ups=tuple(serving[code]),
            note=phrasing.phrase(text_of(row, "note")),
        )
        found[code] = (row.requirement_order, told)
    for code, each in known.items():
        title = phrasing.said(each.title).text
        lesson = Requirement(ref=code, title=title, follow_ups=tuple(serving[code]))
        found.setdefault(code, (each.order, lesson))
    return tuple(told for _order, told in sorted(found.values(), key=lambda pair: pair[0]))
