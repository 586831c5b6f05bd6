"""The closed words of follow-ups, notices and deliveries."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

LIVE = "live"
"""The origin of what is real; anything else is marked wherever it is told."""


class FollowUpState(models.TextChoices):
    """Where a follow-up stands; a proposal may lack owner and date."""

    PROPOSED = "proposed", _("Proposed")
    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    VERIFIED = "verified", _("Verified")
    CANCELLED = "cancelled", _("Cancelled")


class FollowUpKind(models.TextChoices):
    """What sort of debt it is; a corrective action is verified by somebody else (ISO/IEC 27001 10.2)."""

    TASK = "task", _("Task")
    CORRECTIVE = "corrective", _("Corrective action")
    REVIEW = "review", _("Review")
    LEGAL = "legal", _("Legal duty")


class NoticeKind(models.TextChoices):
    """Why somebody is told."""

    REMINDER = "reminder", _("Reminder")
    ESCALATION = "escalation", _("Escalation")
    ASSIGNED = "assigned", _("Assigned to you")
    MESSAGE = "message", _("Message")
    ALERT = "alert", _("Alert")


class Channel(models.TextChoices):
    """How a notice leaves the portal."""

    MAIL = "mail", _("E-mail")


class DeliveryState(models.TextChoices):
    """Where one delivery stands. `void`: no longer owed when its turn came."""

    PLANNED = "planned", _("Planned")
    SENT = "sent", _("Sent")
    DEAD = "dead", _("Undeliverable")
    VOID = "void", _("No longer owed")
