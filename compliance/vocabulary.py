"""The closed words of the management system: assets, controls, the Statement of Applicability."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class AssetKind(models.TextChoices):
    """What an asset is (ISO/IEC 27001 A.5.9)."""

    SERVICE = "service", _("Service")
    APPLICATION = "application", _("Application")
    INFORMATION = "information", _("Information")
    INFRASTRUCTURE = "infrastructure", _("Infrastructure")
    DEVICE = "device", _("Device")
    PEOPLE = "people", _("People")
    SITE = "site", _("Site")
    SUPPLIER = "supplier", _("Supplier")


class ControlStatus(models.TextChoices):
    """How far a control or a statement row is carried out."""

    NOT_STARTED = "not_started", _("Not started")
    PLANNED = "planned", _("Planned")
    PARTIAL = "partial", _("Partly implemented")
    IMPLEMENTED = "implemented", _("Implemented")


class Applicability(models.TextChoices):
    """Whether a control of Annex A applies (ISO/IEC 27001 6.1.3 d)."""

    UNDECIDED = "undecided", _("Undecided")
    INCLUDED = "included", _("Included")
    EXCLUDED = "excluded", _("Excluded")


class StatementState(models.TextChoices):
    """Where a version of the Statement of Applicability stands."""

    DRAFT = "draft", _("Draft")
    APPROVED = "approved", _("Approved")
    SUPERSEDED = "superseded", _("Superseded")


class JustificationKind(models.TextChoices):
    """Why a control is in or out."""

    RISK = "risk", _("Risk treatment")
    LAW = "law", _("Law or contract")
    BEST_PRACTICE = "best_practice", _("Own decision")
    NOT_RELEVANT = "not_relevant", _("Not relevant here")
