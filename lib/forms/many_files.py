"""A place for several files in one question of a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile


class ManyFilesInput(forms.FileInput):
    """A file control that takes more than one."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Any number of files, as a list. An empty file passes: the vault refuses it in its own words."""

    widget = ManyFilesInput

    def __init__(self, **more: Any) -> None:
        super().__init__(allow_empty_file=True, **more)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """The files that were sent."""
        sent = data if isinstance(data, list | tuple) else [data] if data else []
        if not sent:
            super().clean(None, initial)
        return [super(ManyFilesField, self).clean(each, initial) for each in sent]
