"""The closed vocabulary of roles, actor kinds and scopes of access."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person or a service account is to an organisation (ISO/IEC 27001 5.3)."""

    REPORTER = "reporter", _("Reporter")
    RESPONDER = "responder", _("Responder")
    ISMS_MANAGER = "isms_manager", _("ISMS manager")
    DPO = "dpo", _("Data protection officer")
    HEAD = "head", _("Head")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


class ActorKind(models.TextChoices):
    """Who can act at all."""

    PERSON = "person", _("Person")
    SERVICE = "service", _("Service account")
    SYSTEM = "system", _("System")


class GrantLevel(models.TextChoices):
    """How far a grant to another organisation or a person reaches."""

    READ = "read", _("May read")
    TAKE_PART = "take_part", _("Takes part")
