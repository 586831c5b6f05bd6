"""How the trail's page says what was done: words for verbs, fields and values, and a place to add more.

Rooms above bring their own `VERBS` (and `FIELDS`, `VALUES`); `config` hands them to `register`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models.person import Language
from accounts.roles import GrantLevel, Role
from lib.tlp import Tlp

Words = Mapping[str, str | Promise]

VERBS: dict[str, str | Promise] = {
    "organisation.created": _("added the organisation"),
    "organisation.changed": _("changed the organisation"),
    "organisation.moved": _("moved the organisation"),
    "person.created": _("added the person"),
    "person.changed": _("changed the person"),
    "person.moved": _("moved the person to another organisation"),
    "person.deactivated": _("deactivated the person"),
    "person.reactivated": _("reactivated the person"),
    "person.erased": _("erased personal data"),
    "person.language_chosen": _("chose a language"),
    "person.signed_in": _("signed in"),
    "person.signed_out": _("signed out"),
    "person.signed_out_everywhere": _("ended all sessions"),
    "person.sign_in_failed": _("refused a sign-in"),
    "person.locked_out": _("closed the door after wrong attempts"),
    "person.password_changed": _("changed the password"),
    "person.password_given": _("gave a one-time password"),
    "person.password_reset": _("set a forgotten password again"),
    "person.reset_asked": _("was asked for a password link"),
    "role.assigned": _("gave a role"),
    "role.ended": _("ended a role"),
    "service_account.created": _("added the service account"),
    "service_account.deactivated": _("deactivated the service account"),
    "service_account.reactivated": _("reactivated the service account"),
    "token.issued": _("made an API token"),
    "token.revoked": _("revoked an API token"),
    "access.changed": _("changed who may see this"),
    "access.granted": _("let somebody in"),
    "access.revoked": _("took access back"),
    "personal_data.opened": _("looked at personal data"),
    "personal_data.erased": _("erased personal data"),
    "trail.erased": _("erased values of the trail"),
}

FIELDS: dict[str, str | Promise] = {
    "name": _("Name"),
    "short": _("Short name"),
    "username": _("Sign-in name"),
    "email": _("E-mail"),
    "position": _("Position"),
    "language": _("Language"),
    "is_active": _("Active"),
    "home": _("Belongs to"),
    "parent": _("Stands below"),
    "zone": _("Time zone"),
    "external": _("Outside body"),
    "place": _("Place"),
    "letterhead_body": _("Letterhead: body"),
    "letterhead_unit": _("Letterhead: agency"),
    "letterhead_subunit": _("Letterhead: unit"),
    "letterhead_address": _("Letterhead: address"),
    "role": _("Role"),
    "until": _("Until"),
    "label": _("Purpose"),
    "scopes": _("Scopes"),
    "expires_at": _("Ends"),
    "tlp": _("TLP"),
    "restricted": _("Restricted"),
    "level": _("Level"),
    "reason": _("Reason"),
    "address": _("Network address"),
    "entries": _("Entries"),
}

VALUES: dict[str, Words] = {
    "role": dict(Role.choices),
    "level": dict(GrantLevel.choices),
    "language": dict(Language.choices),
    "tlp": dict(Tlp.choices),
}

KINDS: dict[str, str | Promise] = {
    "organisation": _("Organisation"),
    "person": _("Person"),
    "service_account": _("Service account"),
    "token": _("API token"),
    "event": _("Event"),
    "incident": _("Incident"),
    "fact": _("Fact"),
    "follow_up": _("Follow-up"),
    "evidence": _("Evidence"),
    "report": _("Report"),
    "asset": _("Asset"),
    "control": _("Control"),
    "statement": _("Statement of Applicability"),
    "requirement": _("Requirement"),
    "access": _("Access"),
}

_verbs: dict[str, str | Promise] = dict(VERBS)
_fields: dict[str, str | Promise] = dict(FIELDS)
_values: dict[str, Words] = dict(VALUES)


def register(verbs: Words, fields: Words | None = None, values: Mapping[str, Words] | None = None) -> None:
    """Add the words of another room; what is already known stays."""
    for known, more in ((_verbs, verbs), (_fields, fields or {})):
        for key, words in more.items():
            known.setdefault(key, words)
    for key, table in (values or {}).items():
        _values.setdefault(key, table)


def told_apart(named: Sequence[tuple[str, str]]) -> list[str]:
    """The labels of things by kind; one that bears the label of a thing before it is told by its kind.

    A fact is called by its incident's number, since its own changes with the facts before it.
    """
    words: list[str] = []
    for kind, label in named:
        again = label in words and kind in KINDS
        words.append(_told(kind, label) if again else label)
    return words


def _told(kind: str, label: str) -> str:
    return gettext("{kind} of {label}").format(kind=KINDS[kind], label=label)


def verb_words(verb: str) -> str:
    """What was done, in the reader's language; a verb nobody has words for is shown as it is."""
    return str(_verbs.get(verb, verb))


def known_verbs() -> dict[str, str]:
    """Every verb with its words, for a filter."""
    return {verb: str(words) for verb, words in _verbs.items()}


def field_words(field: str) -> str:
    """What a field is called."""
    return str(_fields.get(field, field.replace("_", " ")))


def value_words(field: str, value: Any) -> str | None:
    """A word of a closed vocabulary; None where the field has none."""
    table = _values.get(field)
    return str(table[value]) if table is not None and isinstance(value, str) and value in table else None
