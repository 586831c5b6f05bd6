"""Completing in the portal: a note, and files that become evidence or wait for a mended form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.actors import Actor
from accounts.policy import Action
from accounts.portal.access import PortalRequest
from accounts.services.trail import writing
from followups import keepers
from followups.models import FollowUp
from followups.portal.forms import CompleteForm
from lib.errors import DomainError
from lib.forms.refusals import show_refusal
from records.portal.files import ChosenFiles, KeptFile
from records.services.pending import NewFile, keep_new, receive_new


@dataclass(frozen=True, slots=True)
class Again:
    """A form of completing to show again, with the files that wait."""

    form: CompleteForm
    kept: list[KeptFile]
    status: int


def submit(request: PortalRequest, item: FollowUp, *, now: datetime) -> Again | None:
    """Complete by a submission; None when it was done, else the form with all that was typed and chosen."""
    form = CompleteForm(request.POST, request.FILES)
    chosen = ChosenFiles(request, actor=request.actor, now=now, field="proof")
    if chosen.dropped:
        chosen.hold_unjudged(form)
        return Again(form, chosen.kept, status=200)
    if not chosen.check(form):
        chosen.hold(form)
        return Again(form, chosen.kept, status=422)
    values = form.cleaned_data
    try:
        _complete(request.actor, now, item, chosen.chosen, note=values["note"], version=values["version"])
    except DomainError as error:
        chosen.hold(form)
        if not form.has_error("proof"):  # a file that cannot be kept was named already
            show_refusal(form, error)
        return Again(form, chosen.kept, status=422)
    return None


def _complete(
    actor: Actor, now: datetime, item: FollowUp, files: Sequence[NewFile], *, note: str, version: int
) -> None:
    """Keep the files as evidence and complete, all or nothing. Raises what either of them raises."""
    fresh = receive_new(organisation=item.organisation, files=files)
    with writing():
        evidence = [
            keep_new(
                actor=actor,
                now=now,
                file=each,
                organisation=item.organisation,
                access=item.access,
                under=Action.FOLLOW_UP_COMPLETE,
            )
            for each in fresh
        ]
        keepers.finish(actor=actor, now=now, follow_up=item, note=note, evidence=evidence, version=version)
