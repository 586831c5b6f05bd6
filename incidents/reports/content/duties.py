"""What a report says of follow-ups and of the requirements that an incident touches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from followups.models import FollowUp as FollowUpRow
from incidents.models import Incident
from incidents.reports.content.phrases import Phrasing
from incidents.reports.model import FollowUp, Requirement, TicketLink
from incidents.selectors.reported import judged_requirements, requirements_named_by
from lib.texts import Text, text_of

LABEL = "TL"
"""Follow-ups are numbered TL-1, TL-2 … (tindak lanjut) in the order in which they were proposed."""


@dataclass(frozen=True)
class Touched:
    """A requirement that a follow-up serves."""

    code: str
    order: int
    title: Text


def touched_by(follow_ups: Sequence[FollowUpRow]) -> dict[int, list[Touched]]:
    """The requirements that each follow-up names among its subjects: one query."""
    found: dict[int, list[Touched]] = defaultdict(list)
    for follow_up, code, order, title_id, title_en in requirements_named_by(follow_ups):
        found[follow_up].append(Touched(code, order or 0, Text(title_id or "", title_en or "")))
    return found


def labels_of(follow_ups: Sequence[FollowUpRow]) -> dict[int, str]:
    """What the report calls each follow-up."""
    return {each.pk: f"{LABEL}-{number}" for number, each in enumerate(follow_ups, 1)}


def follow_up_of(row: FollowUpRow, label: str, touched: Sequence[Touched], phrasing: Phrasing) -> FollowUp:
    """One follow-up as the report tells it."""
    return FollowUp(
        label=label,
        text=phrasing.said(row.title),
        state=row.state,
        requirements=tuple(each.code for each in touched),
        owner=phrasing.holder(row.owner),
        due=phrasing.instant(row.due_at),
        done=phrasing.instant(row.done_at),
        verified_by=phrasing.holder(row.verified_by),
        duty=row.legal_basis,
        tickets=tuple(TicketLink(each.system, each.reference) for each in row.external_links.all()),
        note=phrasing.written(row.done_note or row.cancel_reason),
    )


def requirements_of(
    incident: Incident,
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
    for row in judged_requirements(incident):
        code = row.requirement.code
        told = Requirement(
            ref=code,
            title=phrasing.said(text_of(row.requirement, "title")).text,
            relation=row.verdict,
            follow_ups=tuple(serving[code]),
            note=phrasing.phrase(text_of(row, "note")),
        )
        found[code] = (row.requirement.order, told)
    for code, each in known.items():
        title = phrasing.said(each.title).text
        lesson = Requirement(ref=code, title=title, follow_ups=tuple(serving[code]))
        found.setdefault(code, (each.order, lesson))
    return tuple(told for _order, told in sorted(found.values(), key=lambda pair: pair[0]))
