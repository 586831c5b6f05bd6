"""The Traffic Light Protocol 2.0 of FIRST: five levels, their order and their colours."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

BACKGROUND = "#000000"
"""FIRST asks for every label to stand on black."""


class Tlp(TextChoices):
    """How far a thing may be passed on. The values are FIRST's own words and are never translated."""

    RED = "RED", "TLP:RED"
    AMBER_STRICT = "AMBER+STRICT", "TLP:AMBER+STRICT"
    AMBER = "AMBER", "TLP:AMBER"
    GREEN = "GREEN", "TLP:GREEN"
    CLEAR = "CLEAR", "TLP:CLEAR"

    @property
    def strictness(self) -> int:
        """4 for RED down to 0 for CLEAR."""
        return _STRICTNESS[self]

    @property
    def colour(self) -> str:
        """The colour of the label's text, as FIRST gives it for screens."""
        return _COLOURS[self]

    @property
    def meaning(self) -> str:
        """Who may read it, in a few words of our own, in the active language."""
        return str(_MEANINGS[self])

    def is_stricter_than(self, other: Tlp) -> bool:
        """Whether this level lets fewer people read than `other`."""
        return self.strictness > other.strictness


_STRICTNESS = {level: number for number, level in enumerate(reversed(list(Tlp)))}
_COLOURS = {
    Tlp.RED: "#FF2B2B",
    Tlp.AMBER_STRICT: "#FFC000",
    Tlp.AMBER: "#FFC000",
    Tlp.GREEN: "#33FF00",
    Tlp.CLEAR: "#FFFFFF",
}
_MEANINGS = {
    Tlp.RED: _("Only for the people it was given to"),
    Tlp.AMBER_STRICT: _("Only within the organisation, for those who need it"),
    Tlp.AMBER: _("Within the organisation and its clients, for those who need it"),
    Tlp.GREEN: _("Within the community, not in public"),
    Tlp.CLEAR: _("May be passed on without limit"),
}


def fits_in_mail(level: Tlp) -> bool:
    """Whether content may stand in an ordinary mail; above GREEN a mail holds number and link only."""
    return not level.is_stricter_than(Tlp.GREEN)
