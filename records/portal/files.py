"""The files of one submitted form: those just chosen and those an earlier, refused attempt left waiting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from lib.errors import DomainError
from records.models import PendingUpload
from records.services import pending


@dataclass(frozen=True, slots=True)
class KeptFile:
    """One waiting file as `partials/files.html` shows it."""

    name: str
    size: int
    digest: str
    token: str


class ChosenFiles:
    """What a view does with files: hand `chosen` to the service, or `hold` them when the form is refused.

    The form carries waiting files in hidden fields `kept`; a button `drop` with a file's token takes it out
    again (`dropped`: show the form once more and save nothing).
    """

    def __init__(self, request: HttpRequest, *, actor: Actor, now: datetime, field: str = "files") -> None:
        self._actor, self._now = actor, now
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
    def chosen(self) -> list[UploadedFile | PendingUpload]:
        """All files of the form, for the service that keeps them."""
        return [*self.waiting, *self.uploads]

    @property
    def kept(self) -> list[KeptFile]:
        """What waits, for the form to be shown again."""
        return [
            KeptFile(each.filename, each.size, each.sha256, pending.token_of(each)) for each in self.waiting
        ]

    def check(self, form: forms.Form, field: str = "files") -> bool:
        """Whether every file that waited still does; if not, the form says that some must be chosen again."""
        if self.lost:
            form.add_error(field, _("A file waited too long and is gone. Choose it again."))
        return not self.lost

    def hold(self, form: forms.Form, field: str = "files") -> None:
        """Keep the files of a refused form for the next attempt; the form names those that cannot wait."""
        for upload in self.uploads:
            if not upload.size or upload.size > settings.EVIDENCE_LIMIT:
                continue
            try:
                held = pending.hold(actor=self._actor, now=self._now, file=upload, filename=str(upload.name))
            except DomainError as error:
                form.add_error(field, f"{upload.name}: {error}")
            else:
                self.waiting.append(held)
        self.uploads = []
