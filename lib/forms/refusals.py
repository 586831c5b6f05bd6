"""Showing what the domain refused at the field of a form."""

from __future__ import annotations

from django import forms

from lib.errors import DomainError


def show_refusal(form: forms.Form, error: DomainError) -> None:
    """Add the error to the form: each problem at its field where the form has it, else above the form."""
    if not error.problems:
        form.add_error(None, str(error.message))
    for problem in error.problems:
        at = problem.field if problem.field in form.fields else None
        form.add_error(at, str(problem.message))
