"""What is asked before who may see a thing is changed."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.actors import Actor
from accounts.models import Access, Organisation, Person
from accounts.policy import Action
from lib.errors import Invalid, Refused
from lib.tlp import Tlp


@dataclass(frozen=True, slots=True)
class Held:
    """An access as a thing that the policy can be asked about."""

    access: Access

    @property
    def organisation_id(self) -> int:
        """Who keeps it."""
        return self.access.organisation_id

    @property
    def access_id(self) -> int:
        """The access itself."""
        return self.access.pk


def known_tlp(tlp: str) -> Tlp:
    """The level of that name. Raises `Invalid`."""
    try:
        return Tlp(tlp)
    except ValueError as error:
        raise Invalid(_("That is no level of the Traffic Light Protocol."), field="tlp") from error


def require_sharing(actor: Actor, access: Access) -> None:
    """Pass if the actor sees the thing and the organisation that keeps it lets them share."""
    policy.require(actor, Action.INCIDENT_READ, Held(access))
    if actor.may_somewhere(Action.INCIDENT_SHARE):
        require_keeper(actor, access, Action.INCIDENT_SHARE)
    policy.require(actor, Action.INCIDENT_SHARE, Held(access))


def require_keeper(actor: Actor, access: Access, action: Action) -> None:
    """Pass if a role in the organisation that keeps the thing allows it, not a grant alone."""
    if not actor.may_in(access.organisation_id, action):
        raise Refused(_("Only the organisation that keeps this decides who else may see it."))


def require_stays(actor: Actor, *, restricted: bool) -> None:
    """Pass unless the actor could not see the thing any more: grants go to people, never to programs."""
    if actor.service_id is not None:
        message = _("A service account is let into nothing by name, and could not see this itself any more.")
        raise Invalid(message, code="shut_out", field="restricted" if restricted else "tlp")


def check_grantee(access: Access, organisation: Organisation | None, person: Person | None) -> None:
    """Pass if this one organisation or person can be let in. Raises `Invalid`."""
    if (organisation is None) == (person is None):
        raise Invalid(_("Choose one organisation or one person."), field="person")
    if organisation is not None and access.tlp == Tlp.RED:
        raise Invalid(_("TLP:RED goes to named people. Choose a person."), field="organisation")
    if organisation is not None and organisation.external:
        raise Invalid(_("Nobody of an outside body signs in here."), field="organisation")
    if person is not None and not person.is_active:
        raise Invalid(_("This person no longer signs in. Choose somebody else."), field="person")
