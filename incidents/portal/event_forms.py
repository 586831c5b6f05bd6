"""Reporting an event: what, where, when, with files; nothing but the first question has to be answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from datetime import time as ClockTime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from compliance.models import Asset
from followups.wording import reader_language
from incidents.services.events import EventData
from lib.calendar_words import clock_words, day_words
from lib.errors import Invalid
from lib.moments import Moment, Precision, unknown_moment
from lib.texts import text_of
from lib.wording import instant_words
from lib.zones import check_year, day_start, zone_info, zone_words
from records.portal.forms import FilesField

NOW, EARLIER = "now", "earlier"
ELSEWHERE = "-"
LONGEST = 4000
_CLOCK_FORMS = ("%H:%M", "%H.%M", "%H:%M:%S", "%H%M", "%H")


class OpeningRadio(forms.RadioSelect):
    """Radios of which some open what stands below them."""

    def __init__(self, *opens: str, **more: Any) -> None:
        super().__init__(**more)
        self.opens = opens

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """One radio; the opening one says so to the style sheet."""
        option = super().create_option(name, value, *args, **kwargs)
        if str(value) in self.opens:
            option["attrs"]["data-opens"] = str(value)
        return option


class ClockField(forms.Field):
    """A clock time as people write it: 23.40, 23:40, 23."""

    def to_python(self, value: Any) -> ClockTime | None:
        """The time, or None for nothing."""
        said = str(value or "").strip()
        if not said:
            return None
        for form in _CLOCK_FORMS:
            try:
                return datetime.strptime(said, form).replace(tzinfo=UTC).time()
            except ValueError:
                continue
        raise ValidationError(_("Write the time like 23.40."))


def _tile(label: Any, small: Any) -> Any:
    return format_html("{}<small>{}</small>", label, small)


class ReportForm(forms.Form):
    """One report. The moment stands in `moment` and the asset in `asset_chosen` once the form is valid."""

    what = forms.CharField(
        label=_("What happened?"),
        help_text=_("Write what you saw. Do not copy NIK, family card numbers or passwords."),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Say what you noticed.")},
    )
    search = forms.CharField(label=_("Search for a service, app or device"), required=False, max_length=100)
    asset = forms.ChoiceField(label=_("Where?"), required=False, widget=OpeningRadio(ELSEWHERE))
    where = forms.CharField(label=_("Where, in your words"), required=False, max_length=200)
    ongoing = forms.ChoiceField(
        label=_("When?"),
        required=False,
        widget=OpeningRadio(EARLIER),
        choices=[(NOW, NOW), (EARLIER, EARLIER)],
    )
    day = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    time = ClockField(
        label=_("Time of day"), required=False, widget=forms.TextInput({"inputmode": "decimal"})
    )
    about = forms.BooleanField(label=_("Only about then"), required=False)
    personal_data = forms.ChoiceField(
        label=_("Was personal data visible, lost or damaged?"),
        help_text=_(
            "Such as NIK, family card, tax or phone numbers, health. Not sure? Choose “I do not know”."
        ),
        choices=[("yes", _("Yes")), ("no", _("No")), ("unknown", _("I do not know"))],
        initial="unknown",
        required=False,
        widget=forms.RadioSelect,
    )
    files = FilesField(label=_("Photos or files"), required=False)  # type: ignore[assignment]

    def __init__(self, assets: Sequence[Asset], zone: str, now: datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.now = zone, now
        self.assets = {str(each.public_id): each for each in assets}
        self.moment: Moment = unknown_moment(zone)
        self.repair: dict[str, str] | None = None
        self._choices(
            "asset", [*map(_asset_choice, assets), (ELSEWHERE, _("Not in the list, or I do not know"))]
        )
        self._choices(
            "ongoing",
            [
                (NOW, _tile(_("Now"), _("still going on"))),
                (EARLIER, _tile(_("Earlier"), _("already over"))),
            ],
        )

    def _choices(self, name: str, choices: Sequence[Any]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        """When it was noticed. Impossible years are refused, and times to come with the likely repair."""
        values = super().clean() or {}
        if values.get("ongoing") == NOW:
            at = self.now.replace(second=0, microsecond=0)
            self.moment = Moment(
                at, None, Precision.ABOUT if values.get("about") else Precision.MINUTE, self.zone
            )
        elif values.get("day") or values.get("time"):
            try:
                self._noticed(values)
            except Invalid as error:
                self.add_error("day", str(error))
        return values

    def _noticed(self, values: dict[str, Any]) -> None:
        local = self.now.astimezone(zone_info(self.zone))
        day, at = values.get("day") or local.date(), values.get("time")
        check_year(day.year, "day")
        if at is None:
            precise = Precision.DAY
            moment = day_start(day, self.zone)
        else:
            precise = Precision.ABOUT if values.get("about") else Precision.MINUTE
            moment = datetime.combine(day, at, tzinfo=zone_info(self.zone)).astimezone(UTC)
        if moment > self.now:
            self._refuse_future(day, at, moment)
            return
        self.moment = Moment(moment, None, precise, self.zone)

    def _refuse_future(self, day: date, at: ClockTime | None, moment: datetime) -> None:
        """Say that it is still to come; what would be past a day before is likely what is meant."""
        language = reader_language()
        words = gettext("{then} is still to come. It is {now} now.")
        local = self.now.astimezone(zone_info(self.zone))
        now = f"{clock_words(local, language)} {zone_words(self.now, self.zone)}"
        self.add_error("time", words.format(then=instant_words(moment, self.zone, language), now=now))
        earlier = day - timedelta(days=1)
        if at is None or moment - timedelta(days=1) > self.now:
            return
        clock = clock_words(datetime.combine(earlier, at), language)
        offer = gettext("Yes, {day} at {time}")
        if earlier == local.date() - timedelta(days=1):
            offer = gettext("Yes, yesterday at {time}")
        label = offer.format(day=day_words(earlier, language), time=clock)
        self.repair = {"value": earlier.isoformat(), "label": label}

    @property
    def asset_chosen(self) -> Asset | None:
        """The asset of the list, if one was chosen."""
        return self.assets.get(self.cleaned_data.get("asset", ""))

    def event_data(self, language: str) -> EventData:
        """What was reported, for the verb."""
        values = self.cleaned_data
        return EventData(
            what=values["what"],
            where=values["where"],
            asset=self.asset_chosen,
            ongoing=values["ongoing"] == NOW,
            noticed=self.moment,
            personal_data_seen=values["personal_data"] or "unknown",
            language=language,
        )


def _asset_choice(asset: Asset) -> tuple[str, Any]:
    name = text_of(asset, "name").for_reader(reader_language())[0]
    place = " · ".join(part for part in (_host(asset.url), str(asset.operator)) if part)
    return str(asset.public_id), _tile(name, place)


def _host(url: str) -> str:
    return url.partition("//")[2].partition("/")[0]
