"""Which addresses have a page to show, and which only take a form that is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

_LIMITED_BY = "request_method_list"
"""The name under which the decorators of `django.views.decorators.http` hold what a view takes."""


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


def _view_at(path: str) -> Callable[..., Any] | None:
    try:
        return resolve(urlsplit(path).path).func
    except Resolver404:
        return None


def _shows(view: Callable[..., Any]) -> bool:
    """Whether the view answers GET; a view that names no methods does."""
    made_by = getattr(view, "view_class", None)
    if made_by is not None:
        return hasattr(made_by, "get")
    inner: Any = view
    while inner is not None:
        names = getattr(getattr(inner, "__code__", None), "co_freevars", ())
        if _LIMITED_BY in names:
            return "GET" in inner.__closure__[names.index(_LIMITED_BY)].cell_contents
        inner = getattr(inner, "__wrapped__", None)
    return True
