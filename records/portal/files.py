"""The files of one submitted form: those just chosen and those an earlier, refused attempt left waiting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from lib.errors import DomainError
from records.models import PendingUpload
from records.portal.forms import refusal_of
from records.services import pending
from records.services.pending import NewFile


@dataclass(frozen=True, slots=True)
class KeptFile:
    """One waiting file as `partials/files.html` shows it."""

    name: str
    size: int
    digest: str
    token: str


class ChosenFiles:
    """What a view does with files: hand `chosen` to the service, or `hold` them when the form is refused.

    `field` is the form's `FilesField`. The form carries waiting files in hidden fields `kept`; a button
    `drop` with a file's token takes it out again (`dropped`: save nothing and `hold_unjudged`).
    """

    def __init__(self, request: HttpRequest, *, actor: Actor, now: datetime, field: str = "files") -> None:
        self._actor, self._now, self._field = actor, now, field
        tokens = request.POST.getlist("kept")
        unwanted = request.POST.get("drop", "")
        self.dropped = bool(unwanted)
        if unwanted:
            pending.drop(actor=actor, now=now, token=unwanted)
        wanted = [token for token in tokens if token != unwanted]
        self.waiting: list[PendingUpload] = pending.held(actor=actor, now=now, tokens=wanted)
        self.lost = len(set(wanted)) - len(self.waiting)
        self.uploads: list[UploadedFile] = list(request.FILES.getlist(field))

    @property
    def chosen(self) -> list[NewFile]:
        """All files of the form, for the service that keeps them."""
        waiting = [NewFile(each, each.filename) for each in self.waiting]
        return [*waiting, *(NewFile(each, each.name or "") for each in self.uploads)]

    @property
    def kept(self) -> list[KeptFile]:
        """What waits, for the form to be shown again."""
        return [
            KeptFile(each.filename, each.size, each.sha256, pending.token_of(each)) for each in self.waiting
        ]

    def check(self, form: forms.Form) -> bool:
        """Whether the form is valid, takes so many files, and each that waited still does; or it says so."""
        self._tell_lost(form)
        most = getattr(form.fields[self._field], "most", None)
        if most is not None and len(self.chosen) > most:
            form.add_error(self._field, _("Only one file fits here. Remove the others."))
        return form.is_valid()

    def _tell_lost(self, form: forms.Form) -> None:
        if self.lost:
            form.add_error(self._field, _("A file waited too long and is gone. Choose it again."))

    def hold_unjudged(self, form: forms.Form) -> None:
        """Hold the files of a form that nobody sent off yet: it complains of nothing but files."""
        self._tell_lost(form)
        self.hold(form)
        for name in form.errors.keys() - {self._field}:
            del form.errors[name]

    def hold(self, form: forms.Form) -> None:
        """Keep the files of a refused form for the next attempt; the form names those that cannot wait."""
        for upload in self.uploads:
            if refusal_of(upload):  # the field named it already
                continue
            try:
                held = pending.hold(actor=self._actor, now=self._now, file=upload, filename=str(upload.name))
            except DomainError as error:
                form.add_error(self._field, f"{upload.name}: {error}")
            else:
                self.waiting.append(held)
        self.uploads = []
