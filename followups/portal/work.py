"""My tasks: what the reader owes, duties by law first, with forms in place and proposals beside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.actors import Actor
from accounts.candidates import Candidates
from accounts.policy import Action
from accounts.portal.access import PortalRequest, signed_in
from followups.lifecycle import Step
from followups.models import FollowUp
from followups.portal.rows import LOCKED, Row, groups_of, proposals_of, rows_of, step_url, stop_url
from followups.portal.step_forms import form_of
from followups.selectors import load_proofs, load_subjects, my_open, proposed, to_verify
from followups.services.owners import candidates
from followups.vocabulary import FollowUpKind
from lib import clock

IN_PLACE = (Step.COMPLETE, Step.REDATE, Step.REASSIGN, Step.VERIFY, LOCKED)


@dataclass(frozen=True, slots=True)
class View:
    """One way to look at one's tasks."""

    key: str
    label: Promise
    holds: Callable[[FollowUp], bool]


def _about_incident(item: FollowUp) -> bool:
    return any(subject.kind == "incident" for subject in item.subjects.all())


VIEWS = (
    View("", _("All"), lambda item: True),
    View("legal", _("Legal duties"), lambda item: item.is_legal),
    View("incidents", _("Incident follow-ups"), _about_incident),
    View("reviews", _("Control reviews"), lambda item: item.kind == FollowUpKind.REVIEW),
)
VERIFY = "verify"


@dataclass(slots=True)
class Desk:
    """Everything that lies before one reader."""

    actor: Actor
    now: datetime
    view: str
    mine: list[FollowUp]
    verifying: list[FollowUp]
    proposals: list[FollowUp]

    @property
    def chosen(self) -> list[FollowUp]:
        """What the chosen view shows."""
        if self.view == VERIFY:
            return self.verifying
        view = next((each for each in VIEWS if each.key == self.view), VIEWS[0])
        return [each for each in self.mine if view.holds(each)]

    def pills(self) -> list[dict[str, Any]]:
        """The views with their numbers; the first always, others while they hold something."""
        counts = [(view.key, view.label, sum(map(view.holds, self.mine))) for view in VIEWS]
        counts.append((VERIFY, _("For me to verify"), len(self.verifying)))
        return [
            {
                "url": _address(key),
                "label": label,
                "count": number,
                "current": key == self.view,
            }
            for key, label, number in counts
            if number or not key or key == self.view
        ]

    def counts(self) -> dict[str, Any]:
        """The line below the heading."""
        legal = [each.due_at for each in self.mine if each.is_legal and each.due_at]
        late = sum(each.due_at is not None and each.due_at <= self.now for each in self.mine)
        return {
            "open": len(self.mine),
            "late": late,
            "legal": len(legal),
            "legal_due": min(legal, default=None),
        }


def _address(view: str) -> str:
    """The page with one of its views."""
    here = reverse("followups:work")
    return f"{here}?{urlencode({'show': view})}" if view else here


def desk_of(actor: Actor, now: datetime, view: str) -> Desk:
    """What lies before the reader; four queries."""
    desk = Desk(actor, now, view, my_open(actor), to_verify(actor), proposed(actor))
    load_subjects([*desk.mine, *desk.verifying, *desk.proposals])
    desk.proposals = actor.able(Action.FOLLOW_UP_EDIT, desk.proposals)
    return desk


@require_safe
@signed_in
def work(request: PortalRequest) -> HttpResponseBase:
    """My tasks; `?do=<step>&task=<id>` opens the form of a step below its row."""
    actor, now = request.actor, clock.now()
    desk = desk_of(actor, now, request.GET.get("show", ""))
    here = _address(desk.view)
    rows = rows_of(actor, desk.chosen, opening=lambda item, step: opening(here, item, step))
    opened = opened_row(rows, request.GET.get("do", ""), request.GET.get("task", ""))
    people = _people(desk, opened, now)
    if opened is not None:
        open_row(actor, opened, request.GET["do"], now=now, here=here, people=people)
    context = {
        "counts": desk.counts(),
        "verify_url": _address(VERIFY) if desk.verifying and desk.view != VERIFY else "",
        "pills": desk.pills(),
        "groups": groups_of(rows, now=now, zone=actor.zone),
        "proposals": proposals_of(actor, desk.proposals, now=now, back=here, people=people),
        "picks": any(row.reassign_url for row in rows),
        "add_url": reverse("followups:add") if actor.may_somewhere(Action.FOLLOW_UP_CREATE) else "",
        "bulk_url": reverse("followups:bulk"),
        "here": here,
        "zone": actor.zone,
        "now": now,
    }
    return render(request, "followups/work.html", context)


def opening(here: str, item: FollowUp, step: str) -> str:
    """This page with the form of a step open below its row."""
    joint = "&" if "?" in here else "?"
    return f"{here}{joint}{urlencode({'do': step, 'task': item.public_id})}#fu-{item.public_id}"


def opened_row(rows: list[Row], step: str, task: str) -> Row | None:
    """The row whose form is asked for, if that step is offered there."""
    if step not in IN_PLACE:
        return None
    for row in rows:
        offered = {
            Step.COMPLETE: row.complete_url,
            Step.REDATE: row.redate_url,
            Step.REASSIGN: row.reassign_url,
            Step.VERIFY: row.verify_url,
            LOCKED: row.locked_url,
        }
        if str(row.follow_up.public_id) == task and offered[step]:
            return row
    return None


def _people(desk: Desk, opened: Row | None, now: datetime) -> Candidates | None:
    """Who could own what the page's forms hand over, asked for together."""
    places = [*desk.proposals, *([opened.follow_up] if opened else [])]
    return candidates(places, now=now) if places else None


def open_row(
    actor: Actor, row: Row, step: str, *, now: datetime, here: str, people: Candidates | None
) -> None:
    """Open the form of a step below a row."""
    item = row.follow_up
    row.open, row.close_url = step, f"{here}#fu-{item.public_id}"
    if step == LOCKED:
        row.stop_url = stop_url(actor, item)
        return
    if step == Step.VERIFY:
        load_proofs(actor, [item])
    row.action = step_url(item, step)
    choice = people.at(item) if people and step == Step.REASSIGN else []
    row.form = form_of(step, item, now=now, back=here, people=choice)
