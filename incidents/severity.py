"""How severe an incident is: impact and urgency, read off a table."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from lib.errors import Invalid


class Severity(TextChoices):
    """What the matrix answers, mildest first."""

    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")
    CRITICAL = "critical", _("Critical")

    @property
    def rank(self) -> int:
        """1 for low to 4 for critical, to sort by."""
        return list(Severity).index(self) + 1


class Impact(IntegerChoices):
    """How much is or may be harmed."""

    MINOR = 1, _("Minor: one unit works around it")
    MODERATE = 2, _("Moderate: a service suffers, or few people are affected")
    MAJOR = 3, _("Major: a public service stops, or many people are affected")
    SEVERE = 4, _("Severe: lives, vital services or the public interest")


class Urgency(IntegerChoices):
    """How fast the harm grows if nothing is done."""

    OVER = 1, _("Over, or it can wait")
    DAYS = 2, _("Grows within days")
    HOURS = 3, _("Grows within hours")
    NOW = 4, _("Grows while we speak")


_L, _M, _H, _C = Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL

#           urgency:  1   2   3   4
MATRIX = {
    Impact.MINOR: (_L, _L, _M, _M),
    Impact.MODERATE: (_L, _M, _M, _H),
    Impact.MAJOR: (_M, _M, _H, _C),
    Impact.SEVERE: (_M, _H, _C, _C),
}


def severity(impact: int, urgency: int) -> Severity:
    """The severity of an incident with that impact and urgency, both 1 to 4; else `Invalid`."""
    if impact not in Impact.values:
        raise Invalid(_("Impact goes from 1 to 4."), code="impact_out_of_range", field="impact")
    if urgency not in Urgency.values:
        raise Invalid(_("Urgency goes from 1 to 4."), code="urgency_out_of_range", field="urgency")
    return MATRIX[Impact(impact)][urgency - 1]
