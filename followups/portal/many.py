"""Changing several follow-ups at once: the page that lists them, and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.policy import Action
from accounts.portal.access import PortalRequest, signed_in
from accounts.portal.answers import see_other
from accounts.selectors import public_ids
from followups.lifecycle import Step, is_locked
from followups.models import FollowUp
from followups.portal.forms import ManyForm
from followups.selectors import load_subjects, picked_for
from followups.services.followups import Picked, reassign_many, redate_many
from followups.services.handing import MOST
from followups.services.owners import candidates
from followups.wording import reader_language
from lib import clock
from lib.errors import DomainError, Message
from lib.forms.refusals import show_refusal
from lib.shown import forms_only


@dataclass(frozen=True, slots=True)
class Line:
    """One chosen follow-up, and what keeps it from being changed; empty when nothing does."""

    follow_up: FollowUp
    version: int
    hindrance: Message = ""

    @property
    def pick(self) -> str:
        """What the page's form carries for it."""
        return f"{self.follow_up.public_id}.{self.version}"


@forms_only
@signed_in
def bulk(request: PortalRequest) -> HttpResponseBase:
    """Ask for the new owner or deadline of what was chosen, then change all of it or nothing."""
    step = Step.REASSIGN if request.POST.get("do") == Step.REASSIGN else Step.REDATE
    now = clock.now()
    lines = lines_of(request, step)
    if not lines:
        messages.warning(request, _("Choose at least one follow-up."))
        return see_other(reverse("followups:work"))
    form = _form(request.POST if "apply" in request.POST else None, lines, step, now, request.actor.zone)
    if "apply" not in request.POST or not form.is_valid():
        return _page(request, lines, step, form, status=422 if form.is_bound else 200)
    try:
        _change(request, lines, step, form.cleaned_data, now)
    except DomainError as error:
        return _page(request, _hindered(lines, form, error), step, form, status=422)
    words = ngettext("{n} follow-up was changed.", "{n} follow-ups were changed.", len(lines))
    messages.success(request, words.format(n=len(lines)))
    return see_other(reverse("followups:work"))


def lines_of(request: PortalRequest, step: Step) -> list[Line]:
    """What was chosen and may be seen, in the order of the list; others are left out as if not there."""
    chosen = [pick.rpartition(".")[::2] for pick in request.POST.getlist("pick")[:MOST]]
    picks = {each: version for identity, version in chosen for each in public_ids([identity])}
    rows = picked_for(request.actor, list(picks))
    able = set(request.actor.able(Action.FOLLOW_UP_EDIT, rows))  # at once: not all grants are told
    return [
        Line(row, _number(picks[row.public_id], row.version), hindrance_of(row, step, edits=row in able))
        for row in rows
    ]


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def hindrance_of(row: FollowUp, step: Step, *, edits: bool) -> Message:
    """Why this one cannot be changed like this by who `edits` it or not, as far as can be told beforehand."""
    if not edits:
        return _("Your role does not allow this here.")
    if is_locked(step, managed_by=row.managed_by, due_locked=row.due_locked):
        return _("Its date is locked. {reason}").format(reason=reason_words(row)).strip()
    return ""


def reason_words(row: FollowUp) -> str:
    """Why a date is locked, in the reader's language where there is a wording."""
    return row.due_reason.for_reader(reader_language())[0]


def _form(data: QueryDict | None, lines: list[Line], step: Step, now: datetime, zone: str) -> ManyForm:
    """The form; an owner is offered who could own all of it."""
    if step is Step.REDATE:
        return ManyForm(data, people=None, zone=zone)
    rows = [line.follow_up for line in lines]
    able = candidates(rows, now=now)
    common = set.intersection(*(set(able.at(row)) for row in rows))
    people = sorted(common, key=lambda person: person.name.casefold())
    return ManyForm(data, people=people, zone=zone)


def _change(
    request: PortalRequest, lines: list[Line], step: Step, values: dict[str, Any], now: datetime
) -> None:
    picked = [Picked(line.follow_up, line.version) for line in lines]
    if step is Step.REASSIGN:
        reassign_many(actor=request.actor, now=now, picked=picked, owner=values["owner"])
    else:
        redate_many(actor=request.actor, now=now, picked=picked, due_at=values["due_at"])


def _hindered(lines: list[Line], form: ManyForm, error: DomainError) -> list[Line]:
    """The lines with what stood in the way of each; the form says that nothing was changed.

    What changed meanwhile is shown as it stands now, so that sending once more means it as it is.
    """
    by_line = {problem.field: problem for problem in error.problems}
    known = {str(line.follow_up.public_id) for line in lines}
    if set(by_line) <= known:
        form.add_error(None, str(error.message))
    else:
        show_refusal(form, error)
    found = []
    for line in lines:
        problem = by_line.get(str(line.follow_up.public_id))
        found.append(Line(line.follow_up, line.follow_up.version, problem.message if problem else ""))
    return found


def _page(
    request: PortalRequest, lines: list[Line], step: Step, form: ManyForm, status: int = 200
) -> HttpResponse:
    load_subjects([line.follow_up for line in lines])
    locked = sum(bool(line.hindrance) for line in lines) if not form.is_bound else 0
    context = {
        "heading": _("Hand over several tasks") if step is Step.REASSIGN else _("Change several dates"),
        "lines": lines,
        "form": form,
        "step": step,
        "locked": locked,
        "cancel_url": reverse("followups:work"),
        "crumbs": [{"label": _("My tasks"), "url": reverse("followups:work")}],
    }
    return render(request, "followups/bulk.html", context, status=status)
