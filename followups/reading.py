"""Reading follow-ups for programs: filters, and everything that an answer of the API shows."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict, Unpack
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from accounts.actors import Actor
from accounts.selectors import as_public_id, get_visible, missing
from accounts.services.search import matching
from followups.models import FollowUp, FollowUpProof
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
    """The same with people, subjects, references and proofs: three queries more for any number."""
    proofs = Prefetch("proofs", FollowUpProof.objects.select_related("evidence").order_by("pk"))
    people = rows.select_related("organisation", "access", "owner", "created_by", "done_by", "verified_by")
    return people.prefetch_related("subjects", "external_links", proofs)


def follow_up_read(actor: Actor, public_id: UUID | str) -> FollowUp:
    """One follow-up with everything an answer shows. Raises `Missing`."""
    rows = FollowUp.objects.visible_to(actor).filter(public_id=as_public_id(public_id))
    found = with_everything(rows).first()
    if found is None:
        raise missing()
    return found


def evidence_named(actor: Actor, public_id: UUID | str) -> Evidence:
    """Evidence the actor may see. Raises `Missing`."""
    found: Evidence = get_visible(Evidence.objects, actor, public_id)
    return found
