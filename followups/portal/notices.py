"""The reader's notices: an inbox with what is unread, and marking it as read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.portal.access import PortalRequest, signed_in
from accounts.portal.answers import see_other
from followups.models import Notice
from followups.selectors import NoticePage, notice_for, notice_page
from followups.services.notices import mark_read
from followups.vocabulary import NoticeKind
from followups.wording import headline, label_of, link_of, number_of, origin_of, title_of
from lib import clock
from lib.shown import forms_only

UNREAD = "unread"
_LOOKS = {
    NoticeKind.REMINDER: ("bell", "low"),
    NoticeKind.ESCALATION: ("clock-exclamation", "crit"),
    NoticeKind.ASSIGNED: ("user-plus", "low"),
    NoticeKind.MESSAGE: ("message", ""),
    NoticeKind.ALERT: ("mail-off", "crit"),
}


@require_safe
@signed_in
def notices(request: PortalRequest) -> HttpResponseBase:
    """What the reader was told, newest first; `?show=unread`, `?before=<id>` for older ones."""
    only_unread = request.GET.get("show") == UNREAD
    page = notice_page(request.actor, unread=only_unread, before=request.GET.get("before", ""))
    here = reverse("followups:notices")
    kept = {"show": UNREAD} if only_unread else {}
    older = f"{here}?{urlencode({**kept, 'before': page.next_before})}" if page.next_before else ""
    context = {
        "notices": shown(page),
        "pills": [
            {"url": here, "label": _("All"), "count": None, "current": not only_unread},
            {
                "url": f"{here}?show={UNREAD}",
                "label": _("Unread"),
                "count": None,
                "current": only_unread,
            },
        ],
        "read_all_url": reverse("followups:notices_read"),
        "older_url": older,
        "newer_url": f"{here}?{urlencode(kept)}" if request.GET.get("before") else "",
        "zone": request.actor.zone,
    }
    return render(request, "followups/notices.html", context)


def shown(page: NoticePage) -> list[dict[str, Any]]:
    """The notices for the template; of what the reader may no longer see only that there was something."""
    return [_shown(notice, page.visible) for notice in page.notices]


def _shown(notice: Notice, visible: Sequence[int] | set[int]) -> dict[str, Any]:
    sees = notice.follow_up_id is None or notice.follow_up_id in visible
    symbol, tint = _LOOKS[NoticeKind(notice.kind)]
    why = headline(notice, with_content=sees)
    title = title_of(notice.follow_up) if sees and notice.follow_up else ""
    mark, number = label_of(origin_of(notice)), number_of(notice)
    return {
        "open_url": reverse("followups:notice_open", args=[notice.public_id]),
        "title": title or why,
        "note": " · ".join(part for part in (mark, why if title else "", number) if part),
        "icon": symbol,
        "kind": tint,
        "at": notice.created_at,
        "unread": notice.read_at is None,
    }


@forms_only
@signed_in
def notice_open(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Mark one notice as read and go to what it is about."""
    notice = notice_for(request.actor, public_id)
    mark_read(actor=request.actor, now=clock.now(), notices=[notice])
    return see_other(link_of(notice))


@forms_only
@signed_in
def notices_read(request: PortalRequest) -> HttpResponseBase:
    """Mark all of the reader's notices as read."""
    mark_read(actor=request.actor, now=clock.now())
    return see_other(reverse("followups:notices"))
