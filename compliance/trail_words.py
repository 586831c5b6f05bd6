"""What the trail's verbs of this room mean, in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from compliance.vocabulary import AssetKind, ControlStatus

VERBS: dict[str, Promise | str] = {
    "asset.created": _("added an asset"),
    "asset.changed": _("changed an asset"),
    "asset.handed_over": _("passed an asset on"),
    "asset.voided": _("took an asset out of the inventory"),
    "control.created": _("added a control"),
    "control.changed": _("changed a control"),
    "control.handed_over": _("passed a control on"),
    "framework.loaded": _("loaded a framework"),
    "statement.drafted": _("began a version of the Statement of Applicability"),
}

FIELDS: dict[str, Promise | str] = {
    "key": _("Key"),
    "name_id": _("Name (Indonesian)"),
    "name_en": _("Name (English)"),
    "purpose_id": _("Purpose (Indonesian)"),
    "purpose_en": _("Purpose (English)"),
    "components": _("Components"),
    "operator": _("Operator"),
    "url": _("Web address"),
    "in_use_since": _("In use since"),
    "confidentiality": _("Confidentiality"),
    "integrity": _("Integrity"),
    "availability": _("Availability"),
    "vital": _("Vital"),
    "personal_data": _("Personal data"),
    "depends_on": _("Depends on"),
    "asset_kind": _("Kind of asset"),
    "status": _("Status"),
    "review_every_months": _("Reviewed every so many months"),
    "review_due": _("Next review"),
}

VALUES: dict[str, dict[str, Promise | str]] = {
    "asset_kind": dict(AssetKind.choices),
    "status": dict(ControlStatus.choices),
}
