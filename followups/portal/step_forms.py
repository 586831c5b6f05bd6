"""Which form each step shows and which verb it calls; the one table that the pages work by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import Person
from followups.lifecycle import Step
from followups.models import FollowUp
from followups.portal.forms import (
    AcceptForm,
    CompleteForm,
    EditForm,
    LinkForm,
    ReasonForm,
    ReassignForm,
    RedateForm,
    ReopenForm,
    VerifyForm,
    seen,
)
from followups.portal.rows import usual_due
from followups.services import followups as verbs
from followups.services.links import LinkData
from lib.forms.local_time import picked

LINK = "link"
_OWNER_AND_DUE = ("owner", "due_at")


@dataclass(frozen=True, slots=True)
class Call:
    """Everything a step's verb needs."""

    actor: Actor
    now: datetime
    follow_up: FollowUp
    version: int
    values: Mapping[str, Any]

    @property
    def common(self) -> dict[str, Any]:
        """What every verb takes."""
        return {
            "actor": self.actor,
            "now": self.now,
            "follow_up": self.follow_up,
            "version": self.version,
        }


@dataclass(frozen=True, slots=True)
class StepDoor:
    """One step as the portal offers it, and what is said once it was taken."""

    done: Promise | str
    run: Callable[[Call], object]
    needs_people: bool = False


def _link(call: Call) -> object:
    values = call.values
    return verbs.add_link(**call.common, link=LinkData(values["system"], values["reference"], values["url"]))


def _reopen(call: Call) -> object:
    given: dict[str, Any] = {name: call.values.get(name) for name in _OWNER_AND_DUE}
    return verbs.reopen_follow_up(**call.common, reason=call.values["reason"], **given)


def _edit(call: Call) -> object:
    texts = {name: call.values[name] for name in ("title_id", "title_en", "detail_id", "detail_en")}
    return verbs.edit(**call.common, **texts)


DOORS: dict[str, StepDoor] = {
    Step.ACCEPT: StepDoor(
        _("The proposal is now a task, and its owner is told."),
        lambda call: verbs.accept(**call.common, **{name: call.values[name] for name in _OWNER_AND_DUE}),
        needs_people=True,
    ),
    Step.DECLINE: StepDoor(
        _("The proposal was declined."),
        lambda call: verbs.decline(**call.common, reason=call.values["reason"]),
    ),
    Step.EDIT: StepDoor(_("Saved."), _edit),
    Step.REASSIGN: StepDoor(
        _("It has a new owner, who is told."),
        lambda call: verbs.reassign(**call.common, owner=call.values["owner"]),
        needs_people=True,
    ),
    Step.REDATE: StepDoor(
        _("The deadline was moved; reminders follow it."),
        lambda call: verbs.redate(**call.common, due_at=call.values["due_at"]),
    ),
    Step.VERIFY: StepDoor(
        _("Verified."),
        lambda call: verbs.verify(**call.common, note=call.values["note"]),
    ),
    Step.CANCEL: StepDoor(
        _("It was cancelled, and nobody is reminded any more."),
        lambda call: verbs.cancel(**call.common, reason=call.values["reason"]),
    ),
    Step.REOPEN: StepDoor(_("It is open again."), _reopen, needs_people=True),
    LINK: StepDoor(_("The reference was noted."), _link),
}
"""Every step but completing, which takes files (see `completing`)."""


def form_of(
    step: str,
    follow_up: FollowUp,
    *,
    now: datetime,
    back: str = "",
    people: Sequence[Person] = (),
    data: Any = None,
) -> forms.Form:
    """The form of a step over a follow-up as it stands; bound when there is `data`."""
    common: dict[str, Any] = {"data": data, "initial": seen(follow_up, back)}
    due = follow_up.due_at
    zone = follow_up.zone
    owner = str(follow_up.owner.public_id) if follow_up.owner else ""
    match step:
        case Step.ACCEPT:
            common["initial"] |= {"owner": owner, "due_at": picked(due or usual_due(now, zone), zone)}
            return AcceptForm(**common, people=people, zone=zone)
        case Step.EDIT:
            names = ("title_id", "title_en", "detail_id", "detail_en")
            common["initial"] |= {name: getattr(follow_up, name) for name in names}
            return EditForm(**common)
        case Step.REASSIGN:
            common["initial"]["owner"] = owner
            return ReassignForm(**common, people=people)
        case Step.REDATE:
            common["initial"]["due_at"] = picked(due, zone)
            return RedateForm(**common, zone=zone)
        case Step.REOPEN:
            dated = not (follow_up.due_locked or follow_up.managed_by)
            common["initial"]["owner"] = owner
            return ReopenForm(**common, zone=zone, dated=dated, owned=bool(owner), people=people)
    plain = {Step.COMPLETE: CompleteForm, Step.VERIFY: VerifyForm, LINK: LinkForm}
    return plain.get(step, ReasonForm)(**common)
