"""Gives each request its actor and its language."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from accounts.actors import Actor, actor_for_person
from accounts.models import Person
from accounts.told import told_of_person
from lib import clock

Answer = Callable[[HttpRequest], HttpResponseBase]


def actor_of(request: HttpRequest) -> Actor | None:
    """The actor of a signed-in person, resolved once a request; None for anybody else."""
    person = request.user
    if not isinstance(person, Person):
        return None
    of_a_session = hasattr(person, "told_roles")  # not of who signs in with this very request
    told = told_of_person(person) if of_a_session else None
    return actor_for_person(person, now=clock.now(), told=told)


class ActorMiddleware:
    """Sets `request.actor`, resolved when first asked for."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)


class LanguageMiddleware:
    """A person's own language; for others the cookie, then what the browser asks for, then the default."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = self._language(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    def _language(self, request: HttpRequest) -> str:
        known = dict(settings.LANGUAGES)
        if request.path.startswith("/api/v1/"):
            return translation.get_language_from_request(request)
        person = request.user
        if isinstance(person, Person):
            return person.language
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if chosen in known:
            return chosen
        return (
            translation.get_language_from_request(request)
            if "HTTP_ACCEPT_LANGUAGE" in request.META
            else (settings.LANGUAGE_CODE)
        )


def zone_of(request: HttpRequest) -> str:
    """The zone in which this reader is shown times."""
    actor = getattr(request, "actor", None)
    return actor.zone if actor else timezone.get_default_timezone_name()
