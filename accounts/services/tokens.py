"""API tokens: a secret shown once, kept as a keyed hash, narrowed by scopes and ending by a date."""

from __future__ import annotations

import hmac
import logging
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.actors import Actor, actor_for_person, actor_for_service
from accounts.models import ApiToken, Person, ServiceAccount
from accounts.policy import Action
from accounts.services.people import require_over, service_subject, subject_of
from accounts.services.trail import Subject, writing
from accounts.told import telling_of_people, telling_of_services, told_of_person, told_of_service
from lib.db.checks import checked
from lib.errors import Conflict, Invalid, Missing, Refused
from lib.keys import keyed_hash, keys_for

MARK = "tgp_"
LONGEST = timedelta(days=366)
USE_NOTED_EVERY = timedelta(minutes=10)
_PREFIX_LENGTH = len(MARK) + 8
_SECRET_LENGTH = len(MARK) + 43
_PURPOSE = "api token"

log = logging.getLogger(__name__)


def known_scopes() -> list[str]:
    """Every scope a token can have, reading before writing."""
    return policy.scopes_there_are()


def issue_token(
    *,
    actor: Actor,
    now: datetime,
    person: Person | None = None,
    service: ServiceAccount | None = None,
    label: str,
    scopes: Iterable[str],
    expires_at: datetime,
) -> tuple[ApiToken, str]:
    """Make a token for oneself or for a service account; the secret is in the answer and nowhere else.

    Raises `Refused`, `Invalid` (unknown or no scope, an end that has passed or is over a year away).
    """
    owner = _owner(actor, now, person, service)
    token = ApiToken(
        person=person,
        service=service,
        label=label.strip(),
        scopes=_checked_scopes(scopes),
        created_at=now,
        expires_at=_checked_end(expires_at, now),
    )
    secret = MARK + secrets.token_urlsafe(32)
    token.prefix = secret[:_PREFIX_LENGTH]
    token.keyed_hash = keyed_hash(keys_for(_PURPOSE)[0], secret)
    checked(token, ["label"])
    with writing() as book:
        try:
            with transaction.atomic():
                token.save()
        except IntegrityError as error:
            raise Conflict(_("The token could not be made. Please try again.")) from error
        book.record(
            actor=actor,
            now=now,
            verb="token.issued",
            organisation=owner.home if isinstance(owner, Person) else owner.organisation,
            subjects=[_subject(token), _owner_subject(owner)],
            changes={
                "label": (None, token.label),
                "scopes": (None, token.scopes),
                "expires_at": (None, token.expires_at.isoformat()),
            },
        )
    return token, secret


def revoke_token(*, actor: Actor, now: datetime, token: ApiToken) -> ApiToken:
    """End a token at once: its owner, or whoever administers the owner's organisation. Raises `Missing`."""
    owner = token.person or token.service
    if owner is None:
        raise Missing(_("There is nothing here, or you may not see it."))
    organisation = owner.home if isinstance(owner, Person) else owner.organisation
    own = token.person_id is not None and token.person_id == actor.person_id
    if not own and not actor.may_in(organisation.pk, Action.PERSON_EDIT):
        raise Missing(_("There is nothing here, or you may not see it."))
    with writing() as book:
        if ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=now):
            book.record(
                actor=actor,
                now=now,
                verb="token.revoked",
                organisation=organisation,
                subjects=[_subject(token), _owner_subject(owner)],
            )
    token.refresh_from_db()
    return token


def actor_of_secret(*, secret: str, now: datetime) -> tuple[Actor, ApiToken] | None:
    """The actor and token that a secret stands for; None when it is wrong, expired, revoked or ownerless.

    Notes the use at most once in ten minutes, so that reading does not become writing.
    """
    if len(secret) != _SECRET_LENGTH or not secret.startswith(MARK) or not secret.isascii():
        return None
    token = (
        ApiToken.objects.usable(now)
        .filter(prefix=secret[:_PREFIX_LENGTH])
        .select_related("person__home", "service__organisation")
        .annotate(**telling_of_people(now, "person"), **telling_of_services(now, "service"))
        .first()
    )
    if token is None or not _matches(token, secret):
        return None
    _note_use(token, now)
    scopes = frozenset(token.scopes)
    if token.person is not None:
        told = told_of_person(token)
        return actor_for_person(token.person, now=now, scopes=scopes, told=told), token
    if token.service is not None:
        told = told_of_service(token)
        return actor_for_service(token.service, now=now, scopes=scopes, told=told), token
    return None


def _matches(token: ApiToken, secret: str) -> bool:
    """Compared in constant time, with the key in use and with retired ones."""
    hashes = [keyed_hash(key, secret) for key in keys_for(_PURPOSE)]
    return any(hmac.compare_digest(token.keyed_hash, each) for each in hashes)


def _note_use(token: ApiToken, now: datetime) -> None:
    if token.last_used_at is not None and now - token.last_used_at < USE_NOTED_EVERY:
        return
    try:
        ApiToken.objects.filter(pk=token.pk, last_used_at=token.last_used_at).update(last_used_at=now)
    except OperationalError:
        log.warning("the use of token %s could not be noted now", token.prefix)


def _owner(
    actor: Actor, now: datetime, person: Person | None, service: ServiceAccount | None
) -> Person | ServiceAccount:
    """Whoever the token is for, if the actor may make one for them."""
    if person is not None and service is None:
        if not actor.is_system and actor.person_id != person.pk:
            raise Refused(_("Everybody makes their own tokens."))
        if not actor.is_system and not actor.may_somewhere(Action.TOKEN_OWN):
            raise Refused(_("Your role does not allow this here."))
        return person
    if service is not None and person is None:
        policy.require_in(actor, Action.PERSON_EDIT, service.organisation_id)
        require_over(actor, service, now)
        return service
    raise Invalid(_("Choose one person or one service account."), field="person")


def _checked_scopes(scopes: Iterable[str]) -> list[str]:
    wanted = sorted(set(scopes))
    if not wanted or not set(wanted) <= set(known_scopes()):
        raise Invalid(_("Choose at least one of the scopes offered."), field="scopes")
    return wanted


def _checked_end(expires_at: datetime, now: datetime) -> datetime:
    if expires_at <= now:
        raise Invalid(_("This moment has passed."), field="expires_at")
    if expires_at > now + LONGEST:
        raise Invalid(_("A token ends within a year at the latest."), field="expires_at")
    return expires_at


def _subject(token: ApiToken) -> Subject:
    return Subject("token", token.pk, token.public_id, token.label)


def _owner_subject(owner: Person | ServiceAccount) -> Subject:
    return subject_of(owner) if isinstance(owner, Person) else service_subject(owner)
