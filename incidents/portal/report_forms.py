"""Forms of reports: building a draft, noting a hand-over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lib.forms.local_time import LocalTimeField
from records.models import IssuedReport, ReportAudience
from records.models.report import HandoverChannel
from records.portal.forms import OneFileField

_RECEIPT_NUMBER, _RECEIPT_FILE = _("Number of the receipt"), _("Receipt as a file")


class BuildForm(forms.Form):
    """In which language and for whom."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    audience = forms.ChoiceField(
        label=_("Reader"), choices=ReportAudience.choices, initial=ReportAudience.REGULATOR
    )


class HandoverForm(forms.Form):
    """Who was given which version, when, how, and what shows it."""

    recipient = forms.CharField(label=_("Given to"), max_length=200, help_text=_("The body, such as BSSN."))
    recipient_role = forms.CharField(label=_("Role of the person"), max_length=120, required=False)
    channel = forms.ChoiceField(label=_("How"), choices=HandoverChannel.choices)
    receipt_reference = forms.CharField(label=_RECEIPT_NUMBER, max_length=200, required=False)
    receipt = OneFileField(label=_RECEIPT_FILE, required=False)

    def __init__(self, *args: Any, reports: list[tuple[IssuedReport, str]], zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reports = {str(report.public_id): report for report, _words in reports}
        versions = [(str(report.public_id), words) for report, words in reports]
        self.fields["report"] = forms.ChoiceField(label=_("Version"), choices=versions)
        self.fields["moment"] = LocalTimeField(label=_("When"), zone=zone)
        self.order_fields(["report", "recipient", "recipient_role", "moment"])

    def chosen(self) -> IssuedReport:
        """The version that was handed over."""
        return self.reports[self.cleaned_data["report"]]


class ReceiptForm(forms.Form):
    """What shows that a version reached whom it was given to: its number, its file, or both."""

    receipt_reference = forms.CharField(label=_RECEIPT_NUMBER, max_length=200, required=False)
    receipt = OneFileField(label=_RECEIPT_FILE, required=False)
