"""The pills and filters above the register: read from the address, and shown as what the address says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Choices
from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.policy import Action
from accounts.selectors import as_public_id, named, organisations_where
from incidents.lifecycle import Phase
from incidents.selectors.register import MOST_COUNTED, VOIDED, Numbers, View, Wanted, cap_of
from incidents.severity import Severity
from incidents.vocabulary import Origin, RsitClass
from lib.errors import Missing
from lib.forms.strips import Filter
from lib.tlp import Tlp

LONGEST_SEARCH = 200
REPORTED = "reported"
"""The view of one's own reports, beside the views of incidents."""
_FILTERS = ("phase", "rsit", "severity", "tlp", "unit", "year", "origin")


def wanted_from(query: QueryDict) -> Wanted:
    """What the address asks for; what makes no sense in it counts as not asked."""
    return Wanted(
        view=_view(query.get("view", "")),
        words=query.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH],
        phase=_known(query.get("phase", ""), Phase),
        rsit=_known(query.get("rsit", ""), RsitClass),
        severity=_known(query.get("severity", ""), Severity),
        tlp=_known(query.get("tlp", ""), Tlp),
        origin=_known(query.get("origin", ""), Origin),
        unit=_identity(query.get("unit", "")),
        year=_year(query.get("year", "")),
    )


def _view(value: str) -> str:
    return VOIDED if value == VOIDED else _known(value, View) or View.OPEN


def _known(value: str, words: type[Choices]) -> str:
    return value if value in words.values else ""


def _identity(text: str) -> UUID | None:
    try:
        return as_public_id(text)
    except Missing:
        return None


def _year(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else None


def pills(numbers: Numbers, current: str, query: QueryDict, *, own_reports: bool) -> list[dict[str, Any]]:
    """The ready-made views with how many stand in each; a chosen search stays."""
    rows = [_pill(query, view.value, view.label, numbers.views[view], current) for view in View]
    rows.append(_pill(query, VOIDED, _("Voided"), None, current))
    if own_reports:
        rows.append(_pill(query, REPORTED, _("My reports"), None, current))
    return rows


def _pill(query: QueryDict, view: str, label: object, count: int | None, current: str) -> dict[str, Any]:
    kept = QueryDict(mutable=True)
    if view != View.OPEN:
        kept["view"] = view
    if query.get("q") and view != REPORTED:
        kept["q"] = str(query["q"])
    url = reverse("incidents:list") + (f"?{kept.urlencode()}" if kept else "")
    shown = None if count is None else counted(count, cap_of(view))
    return {"url": url, "label": label, "count": shown, "current": view == current}


def counted(number: int, cap: int = MOST_COUNTED) -> str:
    """A number beside a view: "214", and "1.000+" or "1,000+" where nobody counted further."""
    return f"{number_format(cap, force_grouping=True)}+" if number >= cap else str(number)


def filter_strip(
    actor: Actor, query: QueryDict, wanted: Wanted, numbers: Numbers, now: datetime
) -> dict[str, Any]:
    """The context of `partials/filter_strip.html`; one query for the units."""
    years = [(str(each), str(each)) for each in range(now.year, numbers.first_year - 1, -1)]
    units = named(organisations_where(actor, Action.INCIDENT_READ))
    filters = [
        _filter("phase", _("Phase"), Phase.choices, wanted.phase),
        _filter("year", _("Year"), years, str(wanted.year or "")),
        _filter("rsit", _("Class"), RsitClass.choices, wanted.rsit),
        _filter("severity", _("Severity"), reversed(Severity.choices), wanted.severity),
        _filter("tlp", _("TLP"), Tlp.choices, wanted.tlp),
        _filter("origin", _("Origin"), Origin.choices, wanted.origin),
    ]
    if len(units) > 1:
        filters.insert(5, _filter("unit", _("Unit"), units, str(wanted.unit or "")))
    view = [("view", wanted.view)] if wanted.view != View.OPEN else []
    return {
        "search": {"name": "q", "value": wanted.words, "label": _("Number, title or text")},
        "filters": filters,
        "keep": view,
        "clear_url": _cleared(wanted),
    }


def _cleared(wanted: Wanted) -> str:
    if not wanted.narrowed:
        return ""
    return "?" if wanted.view == View.OPEN else f"?view={wanted.view}"


def _filter(name: str, label: str, options: Iterable[Sequence[Any]], chosen: str) -> Filter:
    return Filter(name, label, tuple((value, str(words)) for value, words in options), (chosen,))
