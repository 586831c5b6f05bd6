"""Sources as pages show them: their numbers, and when they appeared in words."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from followups.wording import reader_language
from lib.calendar_words import day_words
from lib.moments import Precision
from lib.texts import Text
from lib.wording import instant_words
from lib.zones import zone_info

if TYPE_CHECKING:
    from incidents.selectors.incident import FramedIncident


def source_numbers(incident: FramedIncident) -> Mapping[int, int]:
    """The number of each source by its key."""
    return {each.pk: each.number for each in incident.shown_sources}


def shown_sources(incident: FramedIncident) -> list[SimpleNamespace]:
    """The incident's sources, each with `published` in words."""
    zone = incident.organisation.zone
    return [
        SimpleNamespace(**{**vars(each), "published": _published(each, zone)})
        for each in incident.shown_sources
    ]


def source_choices(incident: FramedIncident) -> list[tuple[str, str]]:
    """The sources for a choice in a form: "1 · Web server log"."""
    return [(str(each.public_id), f"{each.number} · {_named(each)}") for each in incident.shown_sources]


def _named(source: Any) -> str:
    words = Text(source.title_id, source.title_en).for_reader(reader_language())[0]
    publisher = Text(source.publisher_id, source.publisher_en).for_reader(reader_language())[0]
    return f"{words} ({publisher})" if publisher else words


def _published(source: Any, zone: str) -> str:
    """When it appeared: an instant, or the day where only that is known."""
    at = source.published_at
    if at is None:
        return ""
    if source.published_precision in {Precision.MINUTE, Precision.ABOUT, Precision.HOUR}:
        return instant_words(at, zone, reader_language())
    return day_words(at.astimezone(zone_info(zone)).date(), reader_language())
