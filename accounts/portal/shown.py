"""The page that is shown again after something that belongs to no page, such as choosing the language."""

from __future__ import annotations

from django.http import HttpRequest

from accounts.portal.expired import READING, page_of
from lib.shown import only_takes_forms, page_above


def page_to_show(request: HttpRequest) -> str:
    """The address before the reader; after a form that was refused at one without a page, the form's page."""
    here = request.get_full_path()
    if request.method in READING or not only_takes_forms(here):
        return here
    before = page_of(request)
    return page_above(here) if before == "/" or only_takes_forms(before) else before
