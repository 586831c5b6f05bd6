"""Assets and requirements in the words of their pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from compliance.models import Asset, Requirement
from followups.wording import reader_language
from lib.texts import Text


def address(public_id: UUID) -> str:
    """Where the asset of that identity is shown."""
    return reverse("compliance:asset", args=[public_id])


def worth(asset: Asset) -> list[dict[str, Any]]:
    """Confidentiality, integrity and availability for `compliance/_worth.html`."""
    sides = (
        (_("C"), _("Confidentiality"), asset.confidentiality),
        (_("I"), _("Integrity"), asset.integrity),
        (_("A"), _("Availability"), asset.availability),
    )
    return [{"letter": letter, "label": label, "level": level} for letter, label, level in sides]


def attributes(requirement: Requirement) -> list[dict[str, str]]:
    """The attributes of ISO/IEC 27002 in words, none for a clause; and what amendments add."""
    words = _attribute_words()
    rows: list[dict[str, str]] = []
    kept: dict[str, Any] = dict(requirement.attributes)
    amendments = kept.pop("amendments", [])
    for name, values in kept.items():
        shown = ", ".join(words.get(value, value.replace("_", " ")) for value in values)
        rows.append({"label": words.get(name, name), "values": shown})
    for each in amendments:
        note = Text(each["note_id"], each["note_en"]).for_reader(reader_language())[0]
        rows.append({"label": _("Amendment {edition}").format(edition=each["edition"]), "values": note})
    if requirement.documented:
        rows.append({"label": _("Documented information"), "values": _("required")})
    if requirement.new_in_edition:
        rows.append({"label": _("New in this edition"), "values": _("yes")})
    return rows


def _attribute_words() -> dict[str, str]:
    return {
        "types": _("Control type"),
        "properties": _("Properties"),
        "concepts": _("Concepts"),
        "capabilities": _("Operational capabilities"),
        "domains": _("Security domains"),
        "preventive": _("preventive"),
        "detective": _("detective"),
        "corrective": _("corrective"),
        "confidentiality": _("confidentiality"),
        "integrity": _("integrity"),
        "availability": _("availability"),
        "identify": _("identify"),
        "protect": _("protect"),
        "detect": _("detect"),
        "respond": _("respond"),
        "recover": _("recover"),
        "governance": _("governance"),
        "asset_management": _("asset management"),
        "information_protection": _("information protection"),
        "human_resource_security": _("human resource security"),
        "physical_security": _("physical security"),
        "system_and_network_security": _("system and network security"),
        "application_security": _("application security"),
        "secure_configuration": _("secure configuration"),
        "identity_and_access_management": _("identity and access management"),
        "threat_and_vulnerability_management": _("threat and vulnerability management"),
        "continuity": _("continuity"),
        "supplier_relationships_security": _("supplier relationships security"),
        "legal_and_compliance": _("legal and compliance"),
        "information_security_event_management": _("information security event management"),
        "information_security_assurance": _("information security assurance"),
        "governance_and_ecosystem": _("governance and ecosystem"),
        "protection": _("protection"),
        "defence": _("defence"),
        "resilience": _("resilience"),
    }
