"""Which addresses have a page to show, and which only take a form that is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponseBase
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_POST

View = Callable[..., HttpResponseBase]


def forms_only(view: View) -> View:
    """Decorates a view that only takes a form that is sent: its address has nothing to show by itself."""
    taking: Any = require_POST(view)
    taking.forms_only = True
    limited: View = taking
    return limited


def only_takes_forms(path: str) -> bool:
    """Whether one of our addresses has nothing to show by itself. An unknown one shows that it is unknown."""
    view = _view_at(path)
    return view is not None and not _shows(view)


def page_above(path: str) -> str:
    """The nearest page above an address: where the form stands that is sent there."""
    here = urlsplit(path).path
    while here.strip("/"):
        here = here.rstrip("/").rpartition("/")[0] + "/"
        view = _view_at(here)
        if view is not None and _shows(view):
            return here
    return "/"


def _view_at(path: str) -> View | None:
    try:
        return resolve(urlsplit(path).path).func
    except Resolver404:
        return None


def _shows(view: View) -> bool:
    return not getattr(view, "forms_only", False)
