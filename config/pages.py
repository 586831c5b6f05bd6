"""Which pages the portal has: the entries of the navigation, and where each kind of thing is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.policy import Action

if TYPE_CHECKING:
    from config.frame import Counts

Words = Promise | str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: shown to whoever may do any of the actions somewhere; to everybody if there are none."""

    page: str
    label: Words
    icon: str
    group: Words = ""
    actions: tuple[Action, ...] = ()
    badge: Callable[[Counts], tuple[int, bool]] | None = None
    short: Words = ""


COMPLIANCE, OUTPUT, SETTINGS = _("Compliance"), _("Output"), _("Settings")

NAVIGATION: tuple[Entry, ...] = (
    Entry("home", _("Home"), "home"),
    Entry(
        "incidents:list",
        _("Incidents"),
        "alert-triangle",
        actions=(Action.INCIDENT_READ, Action.EVENT_READ),
        badge=lambda counts: (counts.open_incidents, True),
    ),
    Entry(
        "followups:work",
        _("My tasks"),
        "checklist",
        actions=(Action.FOLLOW_UP_READ,),
        badge=lambda counts: (counts.badges.open, counts.badges.late > 0),
        short=_("Tasks"),
    ),
    Entry("compliance:assets", _("Assets"), "server", COMPLIANCE, (Action.ASSET_READ,)),
    Entry("compliance:controls", _("Controls"), "clipboard-check", COMPLIANCE, (Action.CONTROL_READ,)),
    Entry("compliance:requirements", _("Requirements"), "list-check", COMPLIANCE, (Action.REQUIREMENT_READ,)),
    Entry(
        "accounts:trail", _("Audit trail"), "history", OUTPUT, (Action.TRAIL_READ, Action.SYSTEM_TRAIL_READ)
    ),
    Entry("followups:undelivered", _("Undelivered mail"), "mail-off", OUTPUT, (Action.DELIVERY_READ,)),
    Entry("accounts:people", _("People"), "users", SETTINGS, (Action.PERSON_EDIT,)),
    Entry(
        "accounts:organisations", _("Organisations"), "building-bank", SETTINGS, (Action.ORGANISATION_EDIT,)
    ),
    Entry("accounts:services", _("Service accounts"), "key", SETTINGS, (Action.PERSON_EDIT,)),
    Entry("api_docs", _("API"), "network", SETTINGS),
)
