"""The trail's words for what happens to follow-ups and to mail."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, str | Promise] = {
    "follow_up.proposed": _("proposed the follow-up"),
    "follow_up.opened": _("opened the follow-up"),
    "follow_up.accepted": _("accepted the proposal"),
    "follow_up.declined": _("declined the proposal"),
    "follow_up.edited": _("changed the follow-up"),
    "follow_up.reassigned": _("handed the follow-up over"),
    "follow_up.redated": _("moved the deadline"),
    "follow_up.clock_shifted": _("shifted the clock with its fact"),
    "follow_up.completed": _("completed the follow-up"),
    "follow_up.verified": _("verified the follow-up"),
    "follow_up.cancelled": _("cancelled the follow-up"),
    "follow_up.reopened": _("opened the follow-up again"),
    "follow_up.linked": _("noted an outside reference"),
    "follow_up.unlinked": _("removed an outside reference"),
    "delivery.retried": _("let a mail start again"),
    "delivery.put_aside": _("put an undelivered mail aside"),
    "sending.paused": _("paused sending"),
    "sending.resumed": _("resumed sending"),
}

FIELDS: dict[str, str | Promise] = {
    "title": _("Title"),
    "title_id": _("Title in Indonesian"),
    "title_en": _("Title in English"),
    "detail_id": _("Details in Indonesian"),
    "detail_en": _("Details in English"),
    "kind": _("Kind"),
    "owner": _("Owner"),
    "due_at": _("Due"),
    "state": _("State"),
    "note": _("Note"),
    "done_note": _("What was done"),
    "evidence": _("Evidence"),
    "clock_from": _("Clock start"),
    "clock_hours": _("Hours"),
    "link": _("Outside reference"),
    "paused": _("Paused"),
    "error": _("Error"),
}
