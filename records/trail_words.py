"""What the trail's verbs of this room mean, in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from records.models import CheckResult, HandoverChannel

VERBS: dict[str, Promise | str] = {
    "evidence.received": _("kept a file as evidence"),
    "evidence.downloaded": _("took a file of evidence"),
    "evidence.voided": _("voided evidence"),
    "evidence.access_changed": _("changed who may see evidence"),
    "evidence.broken": _("found a file of evidence damaged"),
    "evidence.mended": _("found a damaged file of evidence whole again"),
    "report.drafted": _("drafted a report"),
    "report.issued": _("approved and issued a report"),
    "report.withdrawn": _("withdrew the draft of a report"),
    "report.emptied": _("emptied the withdrawn draft of a report"),
    "report.downloaded": _("took a report"),
    "report.handed_over": _("noted the hand-over of a report"),
    "report.receipt_added": _("added the receipt of a hand-over"),
    "report.broken": _("found the file of a report damaged"),
    "report.mended": _("found the damaged file of a report whole again"),
    "system.restored": _("restored everything from a backup"),
}

FIELDS: dict[str, Promise | str] = {
    "filename": _("File name"),
    "sha256": _("Hash (SHA-256)"),
    "size": _("Size in bytes"),
    "voided": _("Voided"),
    "check": _("Check"),
    "snapshot": _("Hash of the content (SHA-256)"),
    "file": _("Hash of the file (SHA-256)"),
    "supersedes": _("Takes the place of"),
    "recipient": _("Recipient"),
    "channel": _("How it was handed over"),
    "moment": _("When"),
    "receipt": _("Receipt"),
    "archive": _("Archive"),
    "made_at": _("Made at"),
}

VALUES: dict[str, dict[str, Promise | str]] = {
    "channel": dict(HandoverChannel.choices),
    "check": dict(CheckResult.choices),
}
