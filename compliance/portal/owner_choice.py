"""The choice of who owns an asset or a control."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from accounts.models import Person
from compliance.models import Asset, Control
from compliance.selectors import owners_of
from lib import clock
from lib.forms.chosen import OneOf


class OwnerChoice(OneOf):
    """Who could own it, and whoever does: an owner who has left stays chosen until somebody else is."""

    def __init__(self, actor: Actor, thing: Asset | Control | None) -> None:
        super().__init__(
            owners_of(actor, thing, clock.now()).select_related("home"),
            to_field_name="public_id",
            required=False,
            label=gettext_lazy("Owner"),
            empty_label=gettext_lazy("Nobody yet"),
        )

    def label_from_instance(self, obj: Person) -> str:
        """The name; of somebody who has left with that word."""
        return obj.shown_name if obj.is_active else _("{name} (no longer active)").format(name=obj.shown_name)
