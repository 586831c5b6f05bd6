"""The audit trail's pages: one chain at a time, its filters, its state, and one entry by itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.actors import Actor
from accounts.models import TrailHead
from accounts.policy import Action
from accounts.portal.access import PortalRequest, signed_in
from accounts.portal.answers import see_other, too_many
from accounts.portal.trail_rows import shown_days, shown_entry
from accounts.portal.trail_strip import filter_strip, wanted_from
from accounts.selectors import missing
from accounts.services.erasing import erase_detail
from accounts.services.trail import SYSTEM_CHAIN
from accounts.services.trail_checks import check_now
from accounts.trail_reading import Line, Page, last_checks, line_of, page_of, readable_heads
from lib import clock
from lib.errors import DomainError
from lib.limits import Limit
from lib.shown import forms_only

CHECKS = Limit("trail-check", times=6, seconds=60)


@require_safe
@signed_in
def trail(request: PortalRequest) -> HttpResponseBase:
    """One chain, newest first. Who may read no chain at all is told so by 404, like any hidden page."""
    heads = readable_heads(request.actor)
    if not heads and not request.actor.may_somewhere(Action.TRAIL_READ):
        raise missing()
    head = _chosen(heads, request.GET.get("chain", ""), request.actor)
    zone = request.actor.zone
    wanted = wanted_from(request.GET, now=clock.now(), zone=zone)
    page = page_of(request.actor, head, wanted) if head else Page([], newer=False, older=False)
    context = {
        "scope": _chain_name(head) if head else "",
        "chains": _cards(heads, head),
        "verify_url": reverse("accounts:trail_check", args=[head.chain]) if head else "",
        "zone": zone,
        "days": shown_days(page.lines, zone),
        **_pager(request.GET, page),
        **filter_strip(request.actor, request.GET, heads, head),
    }
    return render(request, "accounts/trail.html", context)


@forms_only
@signed_in
def trail_check(request: PortalRequest, chain: str) -> HttpResponseBase:
    """Check one chain now and say what came of it."""
    head = next((each for each in readable_heads(request.actor) if each.chain == chain), None)
    if head is None:
        raise missing()
    wait = CHECKS.passed_by(str(request.actor.public_id))
    if wait is not None:
        return too_many(request, wait)
    check = check_now(actor=request.actor, now=clock.now(), head=head)
    if check.findings:
        words = _("The chain does not hold. First finding: {finding}").format(finding=check.findings[0])
        messages.error(request, words)
    else:
        messages.success(request, _("Checked: the chain holds up to #{n}.").format(n=check.position))
    return see_other(f"{reverse('accounts:trail')}?chain={head.chain}")


@require_safe
@signed_in
def trail_entry(request: PortalRequest, sequence: int) -> HttpResponseBase:
    """One entry of the trail by its number."""
    return _entry_page(request, line_of(request.actor, sequence))


@forms_only
@signed_in
def trail_erase(request: PortalRequest, sequence: int) -> HttpResponseBase:
    """Erase what one entry says; that it was erased, by whom and why, is an entry of its own."""
    line = line_of(request.actor, sequence)
    try:
        erase_detail(
            actor=request.actor, now=clock.now(), entry=line.entry, reason=request.POST.get("reason", "")
        )
    except DomainError as error:
        if error.status == 404:
            raise
        return _entry_page(request, line, error=error)
    messages.success(request, _("Names and values of this entry were erased. The chain holds."))
    return see_other(reverse("accounts:trail_entry", args=[sequence]))


def _entry_page(request: PortalRequest, line: Line, error: DomainError | None = None) -> HttpResponseBase:
    organisation_id = line.entry.organisation_id
    context = {
        "entry": shown_entry(line, request.actor.zone),
        "zone": request.actor.zone,
        "chain_name": _named(line.entry.chain, str(line.entry.organisation or "")),
        "chain_url": f"{reverse('accounts:trail')}?chain={line.entry.chain}",
        "may_erase": line.detail is not None and request.actor.may_in(organisation_id, Action.TRAIL_ERASE),
        "error": str(error) if error else "",
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "accounts/trail_entry.html", context, status=error.status if error else 200)


def _chosen(heads: list[TrailHead], chain: str, actor: Actor) -> TrailHead | None:
    """The chain that was asked for, else one's own organisation's, else the first. Raises `Missing`."""
    if chain:
        found = next((head for head in heads if head.chain == chain), None)
        if found is None:
            raise missing()
        return found
    own = next((head for head in heads if head.organisation_id == actor.home_id), None)
    return own or (heads[0] if heads else None)


def _chain_name(head: TrailHead) -> str:
    return _named(head.chain, str(head.organisation or ""))


def _named(chain: str, organisation: str) -> str:
    return _("System") if chain == SYSTEM_CHAIN else organisation


def _cards(heads: list[TrailHead], chosen: TrailHead | None) -> list[dict[str, Any]]:
    """The state of the chain on the page, and of the system's beside it."""
    shown = [head for head in heads if head is chosen or head.chain == SYSTEM_CHAIN]
    checks = last_checks(shown)
    cards = []
    for head in shown:
        check = checks.get(head.chain)
        system = head.chain == SYSTEM_CHAIN
        cards.append(
            {
                "name": _("System chain") if system else _("Chain of {name}").format(name=_chain_name(head)),
                "ok": None if check is None else not check.findings,
                "upto": check.position if check else 0,
                "checked_at": check.checked_at if check else None,
                "broken_at": check.broken_at if check else None,
                "newer": max(0, head.position - check.position) if check else 0,
                "used_for": _("Settings, sign-in, back-up")
                if system
                else _("Everything that people did here"),
            }
        )
    return cards


def _pager(query: QueryDict, page: Page) -> dict[str, str]:
    """Addresses of the newer and the older page, and what this one shows."""
    if not page.lines:
        return {"newer_url": "", "older_url": "", "shown": ""}
    first, last = page.lines[0].entry.position, page.lines[-1].entry.position
    return {
        "newer_url": _with(query, after=first) if page.newer else "",
        "older_url": _with(query, before=last) if page.older else "",
        "shown": f"#{first} – #{last}",
    }


def _with(query: QueryDict, **more: int) -> str:
    kept = query.copy()
    for name in ("before", "after"):
        kept.pop(name, None)
    for name, value in more.items():
        kept[name] = str(value)
    return "?" + kept.urlencode()
