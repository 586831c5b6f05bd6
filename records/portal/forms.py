"""Forms of the room, and the field for several files that other rooms' forms use as well."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from lib.errors import DomainError
from records import store


class FilesInput(forms.FileInput):
    """A place for any number of files."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile]:
        """All of them, also where the browser offers a second control of the same name (a camera)."""
        getlist = getattr(files, "getlist", None)
        return list(getlist(name)) if getlist else [files[name]] if files.get(name) else []


class OneFileInput(FilesInput):
    """A place for one file; more are read all the same, so that they can be refused by name."""

    allow_multiple_selected = False


def refusal_of(file: UploadedFile) -> DomainError | None:
    """Why a file that was sent can never be kept: nothing in it, or too much."""
    if not file.size:
        return store.empty()
    return store.too_large(settings.EVIDENCE_LIMIT) if file.size > settings.EVIDENCE_LIMIT else None


class FilesField(forms.Field):
    """Any number of files, or at most so many; empty ones and those over the limit are named.

    `asked`: a file has to be there, chosen now or kept from a refused attempt; the view checks it.
    """

    widget = FilesInput
    most: int | None = None

    def __init__(self, *, asked: bool = False, **more: Any) -> None:
        super().__init__(**more)
        self.asked = asked

    def clean(self, value: Any) -> list[UploadedFile]:
        """The files that can be kept. Raises `ValidationError` with one message for each that cannot."""
        files = list(super().clean(value) or [])
        refusals = [(file.name, refusal) for file in files if (refusal := refusal_of(file))]
        wrong = [forms.ValidationError(f"{name}: {said}", code=said.code) for name, said in refusals]
        if wrong:
            raise forms.ValidationError(wrong)
        return files


class OneFileField(FilesField):
    """One file. `ChosenFiles.check` refuses more, counting those that wait."""

    widget = OneFileInput
    most = 1


class EvidenceForm(forms.Form):
    """Files to keep as evidence, with what they show. Whoever shows it says what they belong to."""

    files = FilesField(label=_("Files"), required=False, asked=True)  # type: ignore[assignment]
    description = forms.CharField(
        label=_("What it shows"),
        help_text=_("Where it comes from and what it proves."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class VoidForm(forms.Form):
    """Why evidence is a mistake."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2, "maxlength": 200})
    )
