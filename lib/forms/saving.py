"""Saving a form over a thing that somebody else may have changed meanwhile, in one place for short forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import QueryDict
from django.utils.translation import gettext as _

from lib.errors import DomainError, Stale
from lib.forms.lost_update import Reconciled, VersionedForm, merged_data, reconcile
from lib.forms.refusals import show_refusal

FormT = TypeVar("FormT", bound=VersionedForm)
Save = Callable[[dict[str, Any], int], object]


def save_or_merge(
    form: FormT, *, bind: Callable[[QueryDict], FormT], fresh: Callable[[], FormT], save: Save
) -> FormT | None:
    """Save by `save(cleaned, version)`; None when it was saved, else the form to show again (422).

    On a lost update, what only one of the two changed is merged and saved. Where both changed a field, the
    form comes back with the reader's own words, each such field saying what stands there now; sending it
    again keeps one's own. `fresh` gives an unbound form over what stands now.
    """
    if not form.is_valid():
        return form
    try:
        save(form.cleaned_data, form.cleaned_data["version"])
    except Stale as stale:
        return _merged(form, stale, bind, fresh, save)
    except DomainError as error:
        show_refusal(form, error)
        return form
    return None


def _merged(
    form: FormT,
    stale: Stale,
    bind: Callable[[QueryDict], FormT],
    fresh: Callable[[], FormT],
    save: Save,
) -> FormT | None:
    try:
        found = reconcile(form, fresh())
    except DomainError as error:
        show_refusal(form, error)
        return form
    again = bind(_typed(form, found, stale.current))
    if not again.is_valid():
        return again
    if found.clean:
        try:
            save(again.cleaned_data, stale.current)
        except DomainError as error:
            show_refusal(again, error)
            return again
        return None
    for row in found.rows:
        words = _("Somebody changed this meanwhile to “{theirs}”. Save again to keep what you wrote.")
        again.add_error(row.name, words.format(theirs=row.theirs))
    return again


def _typed(form: VersionedForm, found: Reconciled, version: int) -> QueryDict:
    """What fits together, the reader's own words where both wrote, and the version that stands now."""
    data = merged_data(found, version=version)
    for row in found.rows:
        data.setlist(form.add_prefix(row.name), list(row.mine_raw))
    return data
