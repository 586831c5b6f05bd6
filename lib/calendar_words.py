"""Days, clock times and zones in words, in Indonesian and English.

The words stand here and not in a translation catalogue because a document is written in *its* language,
whatever the reader's is, and because the two languages differ in order and punctuation, not only in words.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from lib.zones import zone_info, zone_words

LANGUAGES = ("id", "en")
MONTHS = {
    "id": (
        *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
        *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
WEEKDAYS = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_SHORT_MONTHS = {
    "id": ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agt", "Sep", "Okt", "Nov", "Des"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
_DOT = {"id": ".", "en": ":"}
_AT = {"id": " pukul ", "en": ", "}


def language_of(language: str) -> str:
    """`id` or `en` for a language code such as "id-id"; Indonesian for any other language."""
    code = language.split("-")[0].lower()
    return code if code in LANGUAGES else "id"


def day_and_month(day: date, language: str, *, short: bool = False) -> str:
    """A day without its year: "18 Mei", "12 Desember", `short` "12 Des"."""
    return f"{day.day} {(_SHORT_MONTHS if short else MONTHS)[language][day.month - 1]}"


def month_words(day: date, language: str) -> str:
    """A month: "Mei 2020"."""
    return f"{MONTHS[language][day.month - 1]} {day.year}"


def day_words(day: date, language: str, *, weekday: bool = False, short: bool = False) -> str:
    """A day: "18 Mei 2020", or "Senin, 18 Mei 2020"; `short`, for a narrow place: "12 Des 2023"."""
    words = f"{day_and_month(day, language, short=short)} {day.year}"
    return f"{weekday_words(day, language)}, {words}" if weekday else words


def weekday_words(day: date, language: str) -> str:
    """The day of the week: "Senin"."""
    return WEEKDAYS[language][day.weekday()]


def days_words(first: date, last: date, language: str, *, short: bool = False) -> str:
    """Several days, shortened where month or year is the same: "18–19 Mei 2020", "30 April – 1 Mei 2020"."""
    until = day_words(last, language, short=short)
    if first == last:
        return until
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{until}"
    if first.year == last.year:
        return f"{day_and_month(first, language, short=short)} – {until}"
    return f"{day_words(first, language, short=short)} – {until}"


def months_words(first: date, last: date, language: str) -> str:
    """The months that two days lie in: "Mei 2020", "April–Mei 2020", "Desember 2019 – Januari 2020"."""
    if (first.year, first.month) == (last.year, last.month):
        return month_words(first, language)
    if first.year == last.year:
        return f"{MONTHS[language][first.month - 1]}–{month_words(last, language)}"
    return f"{month_words(first, language)} – {month_words(last, language)}"


def clock_words(local: datetime, language: str) -> str:
    """A clock time: "23.30" or "23:30"."""
    return f"{local.hour:02d}{_DOT[language]}{local.minute:02d}"


def midnight_words(language: str) -> str:
    """How the end of a day is written: "24.00" or "24:00"."""
    return f"24{_DOT[language]}00"


def end_of_span(at: datetime, zone: str, language: str) -> tuple[date, str]:
    """Day and clock time of an end that is not part of its span: midnight is 24.00 of the day before."""
    local = at.astimezone(zone_info(zone))
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return local.date() - timedelta(days=1), midnight_words(language)
    return local.date(), clock_words(local, language)


def instant_words(at: datetime, zone: str, language: str, *, weekday: bool = False) -> str:
    """An instant: "18 Mei 2020 pukul 23.30 WIB" or "18 May 2020, 23:30 WIB", in the zone's local time."""
    local = at.astimezone(zone_info(zone))
    day = day_words(local.date(), language, weekday=weekday)
    return f"{day}{_AT[language]}{clock_words(local, language)} {zone_words(at, zone)}"


def short_instant_words(at: datetime, zone: str, language: str) -> str:
    """For narrow cells, which drop zone and year: "Sen 23 Nov, 04.00" or "Mon 23 Nov, 04:00"."""
    local = at.astimezone(zone_info(zone))
    month = _SHORT_MONTHS[language][local.month - 1]
    day = f"{weekday_words(local.date(), language)[:3]} {local.day} {month}"
    return f"{day}, {clock_words(local, language)}"
