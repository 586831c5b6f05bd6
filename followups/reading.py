"""Reading follow-ups for programs: filters, and everything that an answer of the API shows."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict, Unpack
from uuid import UUID

from django.db.models import QuerySet

from accounts.actors import Actor
from accounts.selectors import one_named
from accounts.services.search import matching
from followups.models import ExternalLink, FollowUp, FollowUpProof, FollowUpSubject
from lib.db.gathering import RowsOf
from lib.db.made_once import MadeOnce
from records.models import Evidence


class Wanted(TypedDict, total=False):
    """What a list can be narrowed by."""

    q: str
    state: str
    kind: str
    owner: UUID
    due_after: datetime
    due_before: datetime
    incident: UUID
    subject_kind: str
    subject: UUID
    system: str
    reference: str
    limit: int
    cursor: str


def follow_ups_for(actor: Actor, **wanted: Unpack[Wanted]) -> QuerySet[FollowUp]:
    """The follow-ups that the actor may see, narrowed by what is wanted, with everything an answer shows."""
    rows = FollowUp.objects.visible_to(actor)
    for name in ("state", "kind"):
        if wanted.get(name):
            rows = rows.filter(**{name: wanted.get(name)})
    if "owner" in wanted:
        rows = rows.filter(owner__public_id=wanted["owner"])
    if "due_after" in wanted:
        rows = rows.filter(due_at__gte=wanted["due_after"])
    if "due_before" in wanted:
        rows = rows.filter(due_at__lt=wanted["due_before"])
    if "incident" in wanted:
        rows = rows.about_named("incident", wanted["incident"])
    if "subject" in wanted:
        rows = rows.about_named(wanted["subject_kind"], wanted["subject"])
    if "reference" in wanted:
        rows = rows.linked_as(wanted["system"].lower(), wanted["reference"])
    found = matching("follow_up", wanted.get("q", ""))
    if found is not None:
        rows = rows.filter(pk__in=found)
    return with_everything(rows)


def with_everything(rows: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
    """The same with people, subjects, references and proofs (`told_…`): one query for any number."""
    people = rows.select_related("organisation", "access", "owner", "created_by", "done_by", "verified_by")
    return people.annotate(told_subjects=_SUBJECTS, told_links=_LINKS, told_proofs=_PROOFS)


_SUBJECTS = MadeOnce(
    lambda key: RowsOf(FollowUpSubject.objects.filter(follow_up=key), "kind", "public_id", "label")
)
_LINKS = MadeOnce(
    lambda key: RowsOf(ExternalLink.objects.filter(follow_up=key), "system", "reference", "url")
)
_PROOFS = MadeOnce(
    lambda key: RowsOf(FollowUpProof.objects.filter(follow_up=key).order_by("pk"), "evidence__public_id")
)


def follow_up_read(actor: Actor, public_id: UUID | str) -> FollowUp:
    """One follow-up with everything an answer shows. Raises `Missing`."""
    return one_named(with_everything(FollowUp.objects.sought_by(actor)), public_id)


def follow_up_seen(actor: Actor, public_id: UUID | str) -> FollowUp:
    """One follow-up as a verb is handed it, which reads it again. Raises `Missing`."""
    return one_named(FollowUp.objects.sought_by(actor).select_related("access"), public_id)


def evidence_seen(actor: Actor) -> QuerySet[Evidence]:
    """Evidence the actor may see, each with who may see it."""
    return Evidence.objects.visible_to(actor).select_related("access")
