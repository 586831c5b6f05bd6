"""Controls: what an organisation actually does, with its owner, its requirements and its review date."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.actors import Actor
from accounts.models import Organisation, Person
from accounts.policy import Action
from accounts.services import search
from accounts.services.trail import Subject, writing
from compliance.models import Control, ControlRequirement, Requirement
from compliance.reviews import check_interval, next_review
from compliance.vocabulary import ControlStatus
from followups.models import FollowUp
from followups.services.followups import (
    accept,
    cancel,
    change,
    create_follow_up,
    decline,
)
from followups.services.owners import candidates, require_owner
from followups.vocabulary import FollowUpKind, FollowUpState
from lib.db.checks import checked
from lib.db.gathering import InstancesOf
from lib.db.made_once import MadeOnce
from lib.errors import Conflict, DomainError, Invalid, Stale
from lib.texts import Text, required, text_of

log = logging.getLogger(__name__)

_TEXTS = ("title_id", "title_en", "detail_id", "detail_en", "status")
_OVER = (FollowUpState.DONE, FollowUpState.VERIFIED)
_AHEAD = (FollowUpState.PROPOSED, FollowUpState.OPEN)
_NO_WORDS = Text()
_SERVED = MadeOnce(
    lambda control: InstancesOf(Requirement.objects.filter(controls__control=control).order_by("order"))
)
_UNOWNED = Text(
    "Kontrol ini tidak dimiliki orang yang dapat meninjaunya. Tentukan pemiliknya pada kontrol.",
    "Nobody who can review this control owns it. Name its owner in the control.",
)


@dataclass(frozen=True, slots=True)
class ControlSheet:
    """Everything that is said of a control; `review_due` is when it is reviewed next, by its owner."""

    title: Text
    detail: Text = field(default_factory=Text)
    owner: Person | None = None
    status: str = ControlStatus.NOT_STARTED
    requirements: tuple[Requirement, ...] = ()
    review_every_months: int | None = None
    review_due: datetime | None = None


def subject_of(control: Control) -> Subject:
    """How the trail and follow-ups name a control."""
    return Subject("control", control.pk, control.public_id, str(control)[:200])


def create_control(
    *, actor: Actor, now: datetime, organisation: Organisation, sheet: ControlSheet
) -> Control:
    """Add a control; its review date becomes a follow-up of its owner.

    Raises `Refused`, `Invalid` naming each field.
    """
    policy.require_in(actor, Action.CONTROL_EDIT, organisation.pk)
    control = Control(organisation=organisation, created_at=now)
    _fill(control, sheet)
    with writing() as book:
        control.save(force_insert=True)
        _write_requirements(control, sheet)
        _plan_review(actor, now, control, sheet)
        _index(control, sheet)
        book.record(
            actor=actor,
            now=now,
            verb="control.created",
            organisation=organisation,
            access=control.access,
            subjects=[subject_of(control)],
            changes={name: (None, value) for name, value in _words(sheet).items() if value},
        )
    return control


def edit_control(
    *, actor: Actor, now: datetime, control: Control, version: int, sheet: ControlSheet
) -> Control:
    """Replace what is said of a control; its review moves along.

    Raises `Missing`, `Refused`, `Invalid`, `Conflict`, `Stale`.
    """
    policy.require(actor, Action.CONTROL_EDIT, control)
    with writing() as book:
        if not Control.objects.filter(pk=control.pk, version=version).update(version=version + 1):
            current = Control.objects.only("version").get(pk=control.pk)
            raise Stale(_("Somebody else has changed this meanwhile."), current=current.version)
        rows = Control.objects.select_related("organisation", "access", "owner", "review__owner")
        held = rows.annotate(told_requirements=_SERVED).get(pk=control.pk)
        if held.voided_at is not None:
            raise Conflict(_("This control was given up."), code="voided")
        stood = sheet_of(held)
        before, after = _words(stood), _words(sheet)
        _fill(held, sheet)
        held.save()
        _write_requirements(held, sheet)
        _plan_review(actor, now, held, sheet, stood)
        _index(held, sheet)
        book.record(
            actor=actor,
            now=now,
            verb="control.changed",
            organisation=held.organisation,
            access=held.access,
            subjects=[subject_of(held)],
            changes={name: (before[name], after[name]) for name in after},
        )
    return held


def plan_next_reviews(*, actor: Actor, now: datetime, most: int = 200) -> int:
    """Give every control whose review was done its next one; how many. A sweep calls it: a missed run heals.

    The review itself is completed like any follow-up, with its note and its evidence. What is refused for one
    control is logged and keeps no other waiting.
    """
    waiting = Control.objects.standing().filter(review__state__in=_OVER, review_every_months__isnull=False)
    planned = 0
    for control in waiting.select_related("organisation", "access", "owner__home", "review").order_by("pk"):
        if planned == most:
            break
        try:
            planned += _claimed_and_planned(actor, now, control)
        except DomainError as error:
            log.warning("control %s gets no next review: %s", control.public_id, error)
    return planned


def _claimed_and_planned(actor: Actor, now: datetime, control: Control) -> bool:
    """Plan the next review, unless another sweep was faster or somebody changed the control meanwhile."""
    with writing():
        claimed = Control.objects.filter(pk=control.pk, review=control.review, version=control.version)
        if not claimed.update(version=control.version + 1):
            return False
        _follow_on(actor, now, control)
    return True


def _follow_on(actor: Actor, now: datetime, control: Control) -> None:
    """The next review: of the owner, else of who stands in for them, else a proposal that waits for one."""
    done = control.review
    months = control.review_every_months
    if done is None or months is None:
        return
    at = done.done_at or now
    due = next_review(due=done.due_at or at, done=max(at, now), months=months, zone=control.organisation.zone)
    if control.owner is not None and _can_review(control.owner, control, now):
        control.review = _new_review(actor, now, control, control.owner, due)
    else:
        control.review = _new_review(actor, now, control, _stand_in(control, now), due, _UNOWNED)
    Control.objects.filter(pk=control.pk).update(review=control.review)


def _can_review(person: Person, control: Control, now: datetime) -> bool:
    try:
        require_owner(person, [control], now=now)
    except Invalid:
        return False
    return True


def _stand_in(control: Control, now: datetime) -> Person | None:
    """Who changes the controls there, one of the organisation itself before one from above it."""
    able = candidates([control], now=now, action=Action.CONTROL_EDIT).at(control)
    return min(able, key=lambda person: person.home_id != control.organisation_id, default=None)


def is_reviewed(control: Control) -> bool:
    """Whether a review lies ahead, or will as soon as the one before was done."""
    return control.review_every_months is not None or review_ahead(control) is not None


def review_ahead(control: Control) -> FollowUp | None:
    """The review that is still to be done, if there is one."""
    return control.review if control.review and control.review.state in _AHEAD else None


def sheet_of(control: Control) -> ControlSheet:
    """What is said of a control, to be changed in part with `dataclasses.replace`.

    One query; none where the requirements it serves came with it.
    """
    review = review_ahead(control)
    return ControlSheet(
        title=text_of(control, "title"),
        detail=text_of(control, "detail"),
        owner=control.owner,
        status=control.status,
        requirements=tuple(_served(control)),
        review_every_months=control.review_every_months,
        review_due=review.due_at if review else None,
    )


def _served(control: Any) -> Iterable[Requirement]:
    if hasattr(control, "told_requirements"):
        told: list[Requirement] = control.told_requirements
        return told
    rows = ControlRequirement.objects.select_related("requirement").order_by("requirement__order")
    prefetch_related_objects([control], Prefetch("requirements", rows))
    return [each.requirement for each in control.requirements.all()]


def _index(control: Control, sheet: ControlSheet) -> None:
    """Write what can be found of a control: its texts and the codes it serves."""
    codes = [each.code for each in sheet.requirements]
    texts = [control.title_id, control.title_en, control.detail_id, control.detail_en, *codes]
    search.index(
        kind="control",
        object_id=control.pk,
        organisation=control.organisation,
        access=control.access,
        texts=texts,
    )


def _fill(control: Control, sheet: ControlSheet) -> None:
    title = required(sheet.title, "title", _("A control needs a title."))
    check_interval(sheet.review_every_months)
    if sheet.review_due is not None and sheet.owner is None:
        raise Invalid(_("A review needs somebody who does it: name the owner."), field="owner")
    values: dict[str, Any] = {
        **title.fields("title"),
        **sheet.detail.stripped().fields("detail"),
        "owner": sheet.owner,
        "status": sheet.status,
        "review_every_months": sheet.review_every_months,
    }
    for name, value in values.items():
        setattr(control, name, value)
    checked(control, _TEXTS)


def _write_requirements(control: Control, sheet: ControlSheet) -> None:
    ControlRequirement.objects.filter(control=control).delete()
    wanted = {each.pk: each for each in sheet.requirements}
    ControlRequirement.objects.bulk_create(
        ControlRequirement(control=control, requirement=each) for each in wanted.values()
    )


def _plan_review(
    actor: Actor, now: datetime, control: Control, sheet: ControlSheet, stood: ControlSheet | None = None
) -> None:
    """Make the review that lies ahead say what the sheet says: created, moved, handed over, or given up.

    It stays with whoever has it by now while the owner is the one of before (`stood`).
    """
    review = review_ahead(control)
    if sheet.review_due is None or sheet.owner is None:
        if review is not None:
            end = decline if review.state == FollowUpState.PROPOSED else cancel
            end(actor=actor, now=now, follow_up=review, reason=str(_("The control has no review date.")))
        return
    if review is None:
        control.review = _new_review(actor, now, control, sheet.owner, sheet.review_due)
        Control.objects.filter(pk=control.pk).update(review=control.review)
        return
    another = stood is None or stood.owner != sheet.owner
    if review.state == FollowUpState.PROPOSED:
        if another or review.due_at != sheet.review_due:
            accept(actor=actor, now=now, follow_up=review, owner=sheet.owner, due_at=sheet.review_due)
        return
    owner = sheet.owner if another and review.owner_id != sheet.owner.pk else None
    due_at = sheet.review_due if review.due_at != sheet.review_due else None
    if owner is not None or due_at is not None:
        change(actor=actor, now=now, follow_up=review, owner=owner, due_at=due_at)


def _new_review(
    actor: Actor,
    now: datetime,
    control: Control,
    owner: Person | None,
    due: datetime,
    detail: Text = _NO_WORDS,
) -> FollowUp:
    """A review of the owner; without one a proposal, which waits for somebody to take it."""
    title = text_of(control, "title")
    return create_follow_up(
        actor=actor,
        now=now,
        organisation=control.organisation,
        access=control.access,
        kind=FollowUpKind.REVIEW,
        state=FollowUpState.OPEN if owner else FollowUpState.PROPOSED,
        owner=owner,
        due_at=due,
        subjects=[subject_of(control)],
        title_id=f"Tinjau: {title.id}"[:300] if title.id else "",
        title_en=f"Review: {title.en}"[:300] if title.en else "",
        detail_id=detail.id,
        detail_en=detail.en,
    )


def _words(sheet: ControlSheet) -> dict[str, Any]:
    """A control as the trail keeps it."""
    return {
        **sheet.title.fields("title"),
        **sheet.detail.fields("detail"),
        "owner": sheet.owner.shown_name if sheet.owner else None,
        "status": str(sheet.status),
        "requirements": sorted(each.code for each in sheet.requirements),
        "review_every_months": sheet.review_every_months,
        "review_due": sheet.review_due.isoformat() if sheet.review_due else None,
    }
