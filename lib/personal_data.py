"""Kinds of personal data and what the law makes of them (UU 27/2022 Pasal 4)."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DataSensitivity(TextChoices):
    """The two groups of UU 27/2022 Pasal 4(1)."""

    GENERAL = "general", _("General personal data")
    SPECIFIC = "specific", _("Specific personal data")


class PersonalData(TextChoices):
    """What kind of personal data an asset holds or an incident exposed."""

    NIK = "nik", _("National identity number (NIK)")
    KK_NUMBER = "kk_number", _("Family card number (KK)")
    NPWP = "npwp", _("Taxpayer number (NPWP)")
    PHONE = "phone", _("Phone number")
    EMAIL = "email", _("E-mail address")
    NAME = "name", _("Name")
    ADDRESS = "address", _("Address")
    HEALTH = "health", _("Health data")
    FINANCIAL = "financial", _("Personal finances")
    CHILD = "child", _("Children's data")
    OTHER = "other", _("Other personal data")

    @property
    def short(self) -> str:
        """The few words a chip has room for, in the active language."""
        return str(_SHORT.get(self, self.label))

    @property
    def sensitivity(self) -> DataSensitivity:
        """Specific (Pasal 4(2)) or general (Pasal 4(3)).

        Identifiers and contact data are general: they combine to identify a person. `OTHER` counts as
        general until somebody names it.
        """
        return DataSensitivity.SPECIFIC if self in _SPECIFIC else DataSensitivity.GENERAL


_SPECIFIC = frozenset({PersonalData.HEALTH, PersonalData.FINANCIAL, PersonalData.CHILD})
_SHORT = {
    PersonalData.NIK: "NIK",
    PersonalData.KK_NUMBER: _("KK number"),
    PersonalData.NPWP: "NPWP",
    PersonalData.EMAIL: _("E-mail"),
    PersonalData.HEALTH: _("Health"),
    PersonalData.FINANCIAL: _("Finances"),
    PersonalData.CHILD: _("Children"),
    PersonalData.OTHER: _("Other"),
}
