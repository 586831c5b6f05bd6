"""Handing issued reports over: to whom, when, how, and the receipt that proves it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.actors import Actor
from accounts.policy import Action
from accounts.services.trail import writing
from lib.db.checks import checked
from lib.errors import Conflict, Invalid
from records.models import Evidence, HandoverChannel, IssuedReport, ReportHandover, ReportState
from records.services.reports import subjects_of


def record_handover(
    *,
    actor: Actor,
    now: datetime,
    report: IssuedReport,
    recipient: str,
    channel: str,
    moment: datetime,
    recipient_role: str = "",
    receipt_reference: str = "",
    receipt: Evidence | None = None,
) -> ReportHandover:
    """Note that an issued report was given to somebody at `moment` (aware), with the receipt if there is one.

    A version that was superseded since may still be noted. Raises `Missing`, `Refused`, `Conflict` (not
    issued), `Invalid` (no recipient, an unknown channel, before the issue or in the future).
    """
    policy.require(actor, Action.REPORT_HAND_OVER, report)
    if report.state != ReportState.ISSUED or report.approved_at is None:
        raise Conflict(_("Only an issued report can be handed over."))
    # People note minutes: a hand-over in the minute of the issue is not before it.
    if moment < report.approved_at.replace(second=0, microsecond=0):
        raise Invalid(_("That is before the report was issued."), field="moment")
    if moment > now:
        raise Invalid(_("That is still to come: note a hand-over once it has happened."), field="moment")
    handover = ReportHandover(
        report=report,
        recipient=recipient.strip(),
        recipient_role=recipient_role.strip(),
        channel=HandoverChannel(channel) if channel in HandoverChannel.values else channel,
        moment=moment,
        receipt_reference=receipt_reference.strip(),
        receipt=receipt,
        recorded_by_id=actor.person_id,
        recorded_at=now,
    )
    checked(handover, ["recipient", "recipient_role", "channel", "receipt_reference"])
    if receipt is not None:
        _check_receipt(actor, report, receipt)
    with writing() as book:
        handover.save(force_insert=True)
        book.record(
            actor=actor,
            now=now,
            verb="report.handed_over",
            organisation=report.organisation,
            access=report.access,
            subjects=subjects_of(report),
            changes={
                "recipient": (None, handover.recipient),
                "channel": (None, str(handover.channel)),
                "moment": (None, moment.isoformat()),
                "receipt": (None, _receipt_words(handover)),
            },
        )
    return handover


def add_receipt(
    *,
    actor: Actor,
    now: datetime,
    handover: ReportHandover,
    receipt: Evidence | None = None,
    receipt_reference: str = "",
) -> ReportHandover:
    """Note the receipt that came later. Raises `Missing`, `Refused`, `Conflict` (there is one), `Invalid`."""
    report = handover.report
    policy.require(actor, Action.REPORT_HAND_OVER, report)
    handover.receipt_reference = receipt_reference.strip()
    checked(handover, ["receipt_reference"])
    if receipt is None and not handover.receipt_reference:
        raise Invalid(_("Give the receipt's number or its file."), field="receipt_reference")
    if receipt is not None:
        _check_receipt(actor, report, receipt)
    handover.receipt = receipt
    with writing() as book:
        bare = ReportHandover.objects.filter(pk=handover.pk, receipt__isnull=True, receipt_reference="")
        if not bare.update(receipt=receipt, receipt_reference=handover.receipt_reference):
            raise Conflict(_("A receipt is already on file for this hand-over."))
        book.record(
            actor=actor,
            now=now,
            verb="report.receipt_added",
            organisation=report.organisation,
            access=report.access,
            subjects=subjects_of(report),
            changes={"receipt": (None, _receipt_words(handover))},
        )
    return handover


def _check_receipt(actor: Actor, report: IssuedReport, receipt: Evidence) -> None:
    """A receipt is evidence of the same organisation that the actor may read and that was not voided."""
    policy.require(actor, Action.EVIDENCE_READ, receipt)
    if receipt.organisation_id != report.organisation_id or receipt.voided_at is not None:
        raise Invalid(_("This file cannot serve as the receipt."), field="receipt")


def _receipt_words(handover: ReportHandover) -> str:
    return handover.receipt_reference or (str(handover.receipt.public_id) if handover.receipt else "")
