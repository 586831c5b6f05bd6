"""The mail with which somebody sets a forgotten password again.

Whether an address is known shows neither in the answer nor in its time: the mail leaves in its own thread.
"""

from __future__ import annotations

import logging
import smtplib
from datetime import datetime
from threading import Thread

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from accounts.actors import SYSTEM
from accounts.models import Person
from accounts.services.people import subject_of
from accounts.services.trail import writing
from lib.limits import Limit

PER_ADDRESS = Limit("reset-mail", times=3, seconds=3600)
log = logging.getLogger(__name__)


def ask_for_reset(*, now: datetime, email: str, route: str) -> list[Thread]:
    """Mail a link to everybody with that address who can sign in; quietly nobody, and at most three an hour.

    `route` names the page that takes the link. The threads are for a caller that must wait, such as a test.
    """
    wanted = email.strip()
    if PER_ADDRESS.passed_by(wanted.casefold()) is not None:
        return []
    people = [
        person
        for person in Person.objects.active().filter(email__iexact=wanted).select_related("home")
        if person.has_usable_password() and person.email.casefold() == wanted.casefold()
    ]
    with writing() as book:
        book.record(
            actor=SYSTEM,
            now=now,
            verb="person.reset_asked",
            subjects=[subject_of(person) for person in people],
        )
    return [_send_soon(person, route) for person in people]


def person_of_link(*, uid: str, token: str) -> Person | None:
    """Whose link it is, if it still works: once, for an hour, and not after the password or mail changed."""
    try:
        key = int(urlsafe_base64_decode(uid).decode("ascii"))
        person = Person.objects.active().select_related("home").filter(pk=key).first()
    except (ValueError, OverflowError):
        return None
    if person is None or not default_token_generator.check_token(person, token):
        return None
    return person


def _message(person: Person, route: str) -> EmailMessage:
    """The mail in the person's language. The address is the configured one: a forged Host changes nothing."""
    uid = urlsafe_base64_encode(force_bytes(person.pk))
    path = reverse(route, kwargs={"uid": uid, "token": default_token_generator.make_token(person)})
    context = {"user": person, "reset_link": settings.PUBLIC_URL + path}
    with translation.override(person.language):
        subject = render_to_string("registration/password_reset_subject.txt", context).strip()
        body = render_to_string("registration/password_reset_email.html", context)
    return EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [person.email])


def _send_soon(person: Person, route: str) -> Thread:
    thread = Thread(target=_send, args=(person, route), name="reset-mail")
    thread.start()
    return thread


def _send(person: Person, route: str) -> None:
    """Runs beside the answer; touches no database."""
    try:
        _message(person, route).send()
    except (OSError, smtplib.SMTPException):
        log.exception("a mail for a forgotten password could not be sent")
