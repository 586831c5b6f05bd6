"""Showing what the domain refused at the field of a form."""

from __future__ import annotations

from typing import cast

from django import forms
from django.http import QueryDict

from lib.errors import DomainError, Problem, Stale


def show_refusal(form: forms.Form, error: DomainError) -> None:
    """Add the error to the form: each problem at its field where the form has it, else above the form.

    A form whose field has another name than the domain's says so in `stands_for`.
    Whoever is told of somebody else's change goes on from the version that stands now.
    """
    form.is_valid()
    for problem in error.problems or (Problem(error.message),):
        name = getattr(form, "stands_for", {}).get(problem.field, problem.field)
        at = name if name in form.fields else None
        form.add_error(at, str(problem.message))
    if isinstance(error, Stale) and "version" in form.fields:
        data = cast(QueryDict, form.data).copy()
        data[form.add_prefix("version")] = str(error.current)
        form.data = data
