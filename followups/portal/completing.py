"""Completing in the portal: a note, files that become evidence, and files that wait for a mended form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.policy import Action
from accounts.services.trail import writing
from followups import keepers
from followups.models import FollowUp
from followups.portal.forms import CompleteForm
from lib.errors import DomainError, Invalid
from lib.forms.refusals import show_refusal
from records.models import Evidence, PendingUpload
from records.services import pending, vault


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that waits with the server, as `partials/files.html` shows it."""

    name: str
    size: int
    digest: str
    token: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One submission: who, when, of what, and the waiting files that it brought back."""

    actor: Actor
    now: datetime
    follow_up: FollowUp
    tokens: Sequence[str]

    def waiting(self) -> list[PendingUpload]:
        """The files of earlier attempts that still wait."""
        return pending.held(actor=self.actor, now=self.now, tokens=self.tokens)

    def complete(self, *, note: str, files: Sequence[UploadedFile], version: int) -> FollowUp:
        """Keep the files as evidence and complete, all or nothing. Raises what either of them raises."""
        held = self.waiting()
        if len(held) < len(self.tokens):
            raise Invalid(
                _("A file that you chose earlier is no longer there. Choose it again."), field="proof"
            )
        item = self.follow_up
        received = [
            (vault.receive(organisation=item.organisation, file=file), file.name or "") for file in files
        ]
        with writing():
            evidence = [self._keep_held(each) for each in held]
            evidence += [
                vault.keep(**self._place, file=each, filename=name, under=Action.FOLLOW_UP_COMPLETE)
                for each, name in received
            ]
            return keepers.finish(
                actor=self.actor,
                now=self.now,
                follow_up=item,
                note=note,
                evidence=evidence,
                version=version,
            )

    @property
    def _place(self) -> dict[str, Any]:
        item = self.follow_up
        return {
            "actor": self.actor,
            "now": self.now,
            "organisation": item.organisation,
            "access": item.access,
        }

    def _keep_held(self, upload: PendingUpload) -> Evidence:
        return pending.keep_held(**self._place, pending=upload, under=Action.FOLLOW_UP_COMPLETE)

    def hold(self, form: CompleteForm, files: Sequence[UploadedFile]) -> list[KeptFile]:
        """Let newly chosen files wait beside those of earlier attempts; what cannot is said in the form."""
        held = self.waiting()
        for file in files:
            try:
                file.seek(0)
                held.append(pending.hold(actor=self.actor, now=self.now, file=file, filename=file.name or ""))
            except DomainError as error:
                form.add_error("proof", f"{file.name}: {error}")
        return [KeptFile(each.filename, each.size, each.sha256, pending.token_of(each)) for each in held]


@dataclass(frozen=True, slots=True)
class Again:
    """A form of completing to show again, with the files that wait."""

    form: CompleteForm
    kept: list[KeptFile]
    status: int


def submit(
    actor: Actor, item: FollowUp, post: QueryDict, files: MultiValueDict[str, Any], *, now: datetime
) -> Again | None:
    """Complete by a submission; None when it was done, else the form with all that was typed and chosen."""
    form = CompleteForm(post, files)
    attempt = Attempt(actor, now, item, post.getlist("kept"))
    if "drop" in post:
        pending.drop(actor=actor, now=now, token=str(post["drop"]))
        return Again(_unjudged(form), attempt.hold(form, files.getlist("proof")), status=200)
    if form.is_valid():
        values = form.cleaned_data
        try:
            attempt.complete(note=values["note"], files=values["proof"], version=values["version"])
        except DomainError as error:
            kept = attempt.hold(form, files.getlist("proof"))
            if not form.has_error("proof"):  # a file that cannot be kept was named already
                show_refusal(form, error)
            return Again(form, kept, status=422)
        return None
    return Again(form, attempt.hold(form, files.getlist("proof")), status=422)


def _unjudged(form: CompleteForm) -> CompleteForm:
    """The form as it was typed, without complaints: only a file was taken away."""
    form.errors.clear()
    return form
