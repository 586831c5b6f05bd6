"""The description of the API: for programs as OpenAPI, for people as a page without scripts."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.services.tokens import known_scopes
from config.api_pages import groups_of, problem_rows, schema_of


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """The OpenAPI 3.1 description as JSON; open to everybody, like the page."""
    found = schema_of(get_language() or settings.LANGUAGE_CODE)
    return JsonResponse(found, content_type="application/vnd.oai.openapi+json;version=3.1")


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The same to read."""
    found = schema_of(get_language() or settings.LANGUAGE_CODE)
    about, *rules = found["info"]["description"].split("\n\n")
    context = {
        "about": about,
        "rules": rules,
        "groups": groups_of(found),
        "problem": problem_rows(found),
        "scopes": known_scopes(),
        "base": settings.PUBLIC_URL,
    }
    return render(request, "api/docs.html", context)
