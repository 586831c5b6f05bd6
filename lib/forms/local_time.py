"""A moment that a person types or picks in the local time of a zone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lib.errors import DomainError
from lib.zones import check_year, zone_info

PICKED = "%Y-%m-%dT%H:%M"
_TYPED = (PICKED, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M", "%d/%m/%Y %H.%M")


def picked(at: datetime | None, zone: str) -> str:
    """An instant as a picker sends it back: local day and time in `zone`, to the minute."""
    return at.astimezone(zone_info(zone)).strftime(PICKED) if at else ""


class LocalTimeField(forms.Field):
    """Day and clock time in `zone`; gives an aware moment in UTC.

    Browsers send what was picked; where they have no picker, "4/12/2026 17:00" is taken as well.
    """

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=PICKED)

    def __init__(self, *, zone: str = "UTC", **more: Any) -> None:
        super().__init__(**more)
        self.zone = zone

    def prepare_value(self, value: Any) -> Any:
        """An instant as the control shows it: the local time."""
        return picked(value, self.zone) if isinstance(value, datetime) else value

    def to_python(self, value: Any) -> datetime | None:
        """The moment, or None for nothing; a `ValidationError` for what is no time."""
        said = str(value or "").strip()
        if not said:
            return None
        for form in _TYPED:
            try:
                local = datetime.strptime(said, form).replace(tzinfo=zone_info(self.zone))
                check_year(local.year)
            except ValueError:
                continue
            except DomainError as error:
                raise ValidationError(str(error)) from error
            return local.astimezone(UTC)
        raise ValidationError(_("Write day and time, such as 4/12/2026 17:00."))
