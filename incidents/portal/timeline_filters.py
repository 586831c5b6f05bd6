"""Which facts of a timeline are shown: pills, kinds, sources, and a hundred at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from incidents.derived import FactState
from incidents.portal.frame import url
from incidents.portal.sources import source_choices
from incidents.vocabulary import Claim, FactKind
from lib.forms.strips import Filter

if TYPE_CHECKING:
    from incidents.selectors.incident import FramedIncident

PAGE = 100


@dataclass(frozen=True, slots=True)
class Pill:
    """A ready-made choice of facts."""

    key: str
    label: Any
    holds: Callable[[FactState], bool]


def _is_unknown(state: FactState) -> bool:
    return state.rows.fact.claim == Claim.UNKNOWN or state.in_use.span() == (None, None)


PILLS = (
    Pill("", gettext_lazy("All"), lambda state: True),
    Pill("disputed", gettext_lazy("In dispute"), lambda state: state.disputed),
    Pill("unknown", gettext_lazy("Unknown"), _is_unknown),
    Pill("confirmed", gettext_lazy("Confirmed"), lambda state: state.rows.fact.claim == Claim.CONFIRMED),
    Pill("corrected", gettext_lazy("Corrected"), lambda state: state.rows.fact.revision_count > 1),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """The facts of one page, and the context that says which they are."""

    states: Sequence[FactState]
    context: dict[str, Any]


def shown_facts(incident: FramedIncident, states: Sequence[FactState], query: QueryDict) -> Shown:
    """The facts that the address asks for; what makes no sense in it counts as not asked."""
    pill = next((each for each in PILLS if each.key == query.get("show", "")), PILLS[0])
    kind = query.get("kind", "") if query.get("kind", "") in FactKind.values else ""
    source = next(
        (each for each in incident.shown_sources if str(each.public_id) == query.get("source")), None
    )
    found = [
        state
        for state in states
        if pill.holds(state)
        and (not kind or state.rows.fact.kind == kind)
        and (source is None or state.rows.revision.source_id == source.pk)
    ]
    start = _start(query.get("from", ""), len(found))
    page = found[start : start + PAGE]
    context = {
        "pills": [_pill(incident, each, states, pill) for each in PILLS],
        "filters": _filters(incident, states, kind, str(source.public_id) if source else ""),
        "keep": [("show", pill.key)] if pill.key else [],
        "clear_url": url("timeline", incident) if kind or source else "",
        "newer_url": _page_url(query, start + PAGE) if start + PAGE < len(found) else "",
        "older_url": _page_url(query, max(0, start - PAGE)) if start else "",
        "shown": f"{start + 1}–{start + len(page)} / {len(found)}" if len(found) > PAGE else "",
    }
    return Shown(page, context)


def _start(text: str, total: int) -> int:
    asked = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
    return asked if asked < total else 0


def _page_url(query: QueryDict, start: int) -> str:
    kept = query.copy()
    kept["from"] = str(start)
    return f"?{kept.urlencode()}"


def _pill(incident: FramedIncident, pill: Pill, states: Sequence[FactState], chosen: Pill) -> dict[str, Any]:
    here = url("timeline", incident)
    return {
        "url": f"{here}?show={pill.key}" if pill.key else here,
        "label": pill.label,
        "count": sum(pill.holds(state) for state in states),
        "current": pill is chosen,
    }


def _filters(incident: FramedIncident, states: Sequence[FactState], kind: str, source: str) -> list[Filter]:
    """By kind and by source, as far as there is anything to choose."""
    kinds = {state.rows.fact.kind for state in states}
    offered = [(each.value, str(each.label)) for each in FactKind if each in kinds]
    found = []
    if len(offered) > 1:
        found.append(Filter("kind", _("Kind"), tuple(offered), (kind,)))
    if len(incident.shown_sources) > 1:
        found.append(Filter("source", _("Source"), tuple(source_choices(incident)), (source,)))
    return found
