"""The frame around every page of somebody who is signed in: navigation, badges, account, banners."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import Person
from accounts.policy import Action
from accounts.portal.shown import page_to_show
from config.pages import NAVIGATION, Entry
from followups.selectors import BadgeCounts, badge_expressions
from incidents.models import Incident
from lib import clock
from lib.db.counting import CountOf, shown_count
from lib.db.made_once import MadeFor


@dataclass(frozen=True, slots=True)
class Counts:
    """Every number of the frame."""

    badges: BadgeCounts
    open_incidents: int = 0


_OPEN_INCIDENTS = MadeFor(lambda actor, _key, _now: CountOf(Incident.objects.visible_to(actor).open()))


def counts_of(actor: Actor, now: datetime) -> Counts:
    """Every number of the frame, in one query."""
    if actor.person_id is None:
        return Counts(BadgeCounts())
    badges = badge_expressions(actor, now)
    incidents = _OPEN_INCIDENTS(actor, actor.reach(Action.INCIDENT_READ))
    asker = Person.objects.filter(pk=actor.person_id).order_by("pk")
    row = asker.values_list(*badges.values(), incidents).first()
    if row is None:
        return Counts(BadgeCounts())
    return Counts(BadgeCounts(*row[: len(badges)]), row[len(badges)])


class Frame:
    """What a page shows around itself; nothing is asked before a template wants it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def person(self) -> Person | None:
        """Who is signed in."""
        person = getattr(self.request, "user", None)
        return person if isinstance(person, Person) else None

    @cached_property
    def actor(self) -> Actor | None:
        """The same person as an actor."""
        return self.request.actor if self.person else None  # type: ignore[attr-defined]

    @cached_property
    def counts(self) -> Counts:
        """The numbers, asked for once a request."""
        return counts_of(self.actor, clock.now()) if self.actor else Counts(BadgeCounts())

    @cached_property
    def nav_items(self) -> list[dict[str, Any]]:
        """The entries that this person's roles open, in order."""
        if self.actor is None:
            return []
        return [self._item(entry) for entry in NAVIGATION if self._open(entry)]

    def _open(self, entry: Entry) -> bool:
        actor = self.actor
        return actor is not None and (not entry.actions or any(map(actor.may_somewhere, entry.actions)))

    def _item(self, entry: Entry) -> dict[str, Any]:
        url = reverse(entry.page)
        path = self.request.path
        number, hot = entry.badge(self.counts) if entry.badge else (0, False)
        return {
            "url": url,
            "label": entry.label,
            "short": entry.short,
            "icon": entry.icon,
            "group": str(entry.group),
            "badge": shown_count(number),
            "hot": hot,
            "current": path == url if url == "/" else path.startswith(url),
        }

    @cached_property
    def organisation(self) -> dict[str, str] | None:
        """Where this person belongs, and what stands above it."""
        if self.person is None:
            return None
        home = self.person.home
        return {"label": str(home), "note": str(home.parent) if home.parent else ""}

    @cached_property
    def account(self) -> dict[str, Any] | None:
        """This person's own menu."""
        if self.person is None:
            return None
        menu = [{"url": reverse(page), "label": label, "icon": icon} for page, label, icon in ACCOUNT_MENU]
        return {
            "name": self.person.shown_name,
            "note": self.person.position or str(self.person.home),
            "menu": menu,
            "signout_url": reverse("accounts:signout"),
        }

    def context(self) -> dict[str, Callable[[], Any] | object]:
        """The names that the templates use; each is worked out when a template asks for it."""
        return {
            "nav_items": lambda: self.nav_items,
            "organisation": lambda: self.organisation,
            "account": lambda: self.account,
            "search_url": lambda: self._if_may(Action.INCIDENT_READ, "incidents:list"),
            "report_url": lambda: self._if_may(Action.EVENT_REPORT, "incidents:report_event"),
            "notices_url": lambda: self._if_may(None, "followups:notices"),
            "notices_unread": lambda: self.counts.badges.unread,
            "dead_letters": lambda: self.counts.badges.dead,
            "dead_letters_url": lambda: self._if_may(Action.DELIVERY_READ, "followups:undelivered"),
            "sending_paused": lambda: self.counts.badges.paused,
            "language_url": reverse("accounts:language"),
            "language_next": lambda: page_to_show(self.request),
            "mail_to_folder": settings.MAIL_TO_FOLDER,
            "product_version": settings.VERSION,
        }

    def _if_may(self, action: Action | None, page: str) -> str:
        if self.actor is None or not (action is None or self.actor.may_somewhere(action)):
            return ""
        return reverse(page)


ACCOUNT_MENU: tuple[tuple[str, Promise | str, str], ...] = (
    ("accounts:profile", _("Profile"), "user"),
    ("accounts:password_change", _("Change password"), "lock"),
    ("accounts:tokens", _("API tokens"), "key"),
)


def frame_of(request: HttpRequest) -> Frame:
    """The frame of this request, the same one however often it is asked for."""
    frame: Frame | None = getattr(request, "frame", None)
    if frame is None:
        frame = Frame(request)
        request.frame = frame  # type: ignore[attr-defined]
    return frame
