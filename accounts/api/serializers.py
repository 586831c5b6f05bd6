"""How people and organisations look over REST: names and identities, never how to reach somebody."""

from __future__ import annotations

from uuid import UUID

from rest_framework import serializers

from accounts.models import Membership, Organisation, Person
from accounts.roles import Role
from lib.api.queries import ListQuery, words


class PeopleQuery(ListQuery):
    """What the list of people can be asked for."""

    q = words(help_text="Words in names and positions.")
    organisation = serializers.UUIDField(
        required=False, help_text="Who belongs to the organisation with this identity or has a role in it."
    )
    role = serializers.ChoiceField(
        choices=Role.choices,
        required=False,
        help_text="Who has this role, in `organisation` if that is given.",
    )
    can_own_in = serializers.UUIDField(
        required=False,
        help_text="Who can own follow-ups of the organisation with this identity, by role.",
    )
    active = serializers.BooleanField(
        required=False, help_text="Only who signs in, or only who no longer does; by itself all."
    )


class OrganisationQuery(ListQuery):
    """What the list of organisations can be asked for."""

    q = words(help_text="Words in names, short names and keys.")
    parent = serializers.UUIDField(  # type: ignore[assignment]
        required=False, help_text="Only directly below the organisation with this identity."
    )
    external = serializers.BooleanField(
        required=False, help_text="Only outside parties, or only what is run here; by itself all."
    )


class RoleShape(serializers.Serializer[Membership]):
    """A role in an organisation; it reaches everything below it."""

    role = serializers.ChoiceField(choices=Role.choices)
    organisation = serializers.UUIDField(source="organisation.public_id")


class PersonShape(serializers.Serializer[Person]):
    """A colleague. Of roles only those in organisations that the token's owner sees."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField(source="shown_name")
    position = serializers.CharField()
    active = serializers.BooleanField(source="is_active", help_text="Whether this person still signs in.")
    organisation = serializers.SerializerMethodField(
        help_text="Where the person belongs; null if the token's owner does not see it."
    )
    roles = RoleShape(many=True, source="shown_roles")

    def get_organisation(self, person: Person) -> UUID | None:
        """The home organisation, if the actor sees it."""
        return person.home.public_id if person.home_id in self.context["actor"].organisation_ids else None


class OrganisationShape(serializers.Serializer[Organisation]):
    """An organisation, or an outside party that incidents name."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()
    short = serializers.CharField()
    key = serializers.CharField()
    parent = serializers.SerializerMethodField(  # type: ignore[assignment]
        help_text="The organisation above it; null if the token's owner does not see that."
    )
    external = serializers.BooleanField(help_text="Whether it is an outside party.")
    zone = serializers.CharField()

    def get_parent(self, organisation: Organisation) -> UUID | None:
        """The organisation above, if the actor sees it."""
        above = organisation.parent
        seen = above is not None and above.pk in self.context["actor"].organisation_ids
        return above.public_id if above is not None and seen else None
