"""The catalogue of requirements: the list by theme, and one requirement."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.policy import Action
from accounts.portal.access import PortalRequest, signed_in
from accounts.portal.answers import require_somewhere
from compliance.models import Requirement
from compliance.portal.shown import attributes
from compliance.selectors import controls_serving, requirement_for, requirements_for
from lib import panels
from lib.forms.strips import one_of
from lib.texts import text_of


@require_safe
@signed_in
def requirements(request: PortalRequest) -> HttpResponseBase:
    """Clauses and controls in their order, grouped by clause or theme."""
    require_somewhere(request.actor, Action.REQUIREMENT_READ)
    asked = request.GET
    words = asked.get("q", "").replace("\x00", "")
    rows = requirements_for(request.actor, query=words, controls_only=asked.get("part") == "controls")
    if asked.get("part") == "clauses":
        rows = rows.filter(is_control=False).exclude(code__startswith="A.")
    found = list(rows)
    failures = panels.ask("requirements.failures", request.actor, found, otherwise={})
    parts = [("controls", _("Controls of Annex A")), ("clauses", _("Clauses"))]
    context = {
        "framework": found[0].framework if found else _framework(request),
        "groups": _groups(found, failures, request.LANGUAGE_CODE),
        "search": {"name": "q", "value": words, "label": _("Search id, title, words")},
        "filters": [one_of("part", _("Part"), parts, asked)],
        "keep": [],
        "clear_url": "?" if words or asked.get("part") else "",
    }
    return render(request, "compliance/requirements.html", context)


@require_safe
@signed_in
def requirement(request: PortalRequest, code: str) -> HttpResponseBase:
    """One clause or control, what serves it and where it was touched."""
    shown = requirement_for(request.actor, code)
    controls = [
        {
            "title": str(each),
            "url": reverse("compliance:control", args=[each.public_id]),
            "status_label": each.get_status_display(),
        }
        for each in controls_serving(request.actor, shown)
    ]
    context = {
        "requirement": shown,
        "crumbs": [{"label": _("Requirements"), "url": reverse("compliance:requirements")}],
        "attributes": attributes(shown),
        "controls": controls,
        "incidents": panels.ask("requirement.incidents", request.actor, shown, otherwise=[]),
        "lessons": panels.ask("requirement.lessons", request.actor, shown, otherwise=[]),
    }
    return render(request, "compliance/requirement.html", context)


def _framework(request: PortalRequest) -> Any:
    first = requirements_for(request.actor).first()
    return first.framework if first else None


def _groups(found: list[Requirement], failures: dict[int, int], language: str) -> list[dict[str, Any]]:
    """The rows under the clause or theme at the top of their branch."""
    groups: dict[str, dict[str, Any]] = {}
    for each in found:
        top = ".".join(each.code.split(".")[:2]) if each.code.startswith("A.") else each.code.split(".")[0]
        if each.code == top:
            title = text_of(each, "title").for_reader(language)[0]
            groups.setdefault(top, {"code": top, "title": title, "rows": []})
            continue
        group = groups.setdefault(top, {"code": top, "title": "", "rows": []})
        address = reverse("compliance:requirement", args=[each.code])
        group["rows"].append({"requirement": each, "url": address, "failures": failures.get(each.pk, 0)})
    return [group for group in groups.values() if group["rows"]]
