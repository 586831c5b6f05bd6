"""Sources: where what an incident's timeline says comes from."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.policy import Action
from accounts.services.trail import writing
from incidents.models import Incident, Source
from incidents.services.aggregate import grown, note, require, text_change
from incidents.services.entries import SourceData
from lib.db.checks import checked
from lib.moments import Precision
from lib.texts import Text, required, text_of

_TEXTS = ("key", "title_id", "title_en", "publisher_id", "publisher_en", "cites", "url")


def add_source(*, actor: Actor, now: datetime, incident: Incident, data: SourceData) -> Source:
    """Add a source with the incident's next source number, which it keeps.

    Raises `Missing`, `Refused`, `Invalid`.
    """
    require(actor, Action.FACT_RECORD, incident)
    with writing() as book:
        grown(incident, now=now)
        source = add_source_row(incident, data)
        note(
            book,
            actor=actor,
            now=now,
            incident=incident,
            verb="source.added",
            changes={
                "number": (None, source.number),
                **text_change("title", Text(), text_of(source, "title")),
            },
        )
    return source


def add_source_row(incident: Incident, data: SourceData, *, number: int | None = None) -> Source:
    """Write the row; the incident's row is held, so that no number is given twice.

    The next number is asked for unless it is known, as in an incident that is new. Raises `Invalid`.
    """
    title = required(data.title, "title", _("A source needs a title."))
    source = Source(
        incident=incident,
        number=number or _last_number(incident) + 1,
        key=data.key,
        **title.fields("title"),
        **data.publisher.stripped().fields("publisher"),
        published_at=data.published.earliest if data.published else None,
        published_precision=data.published.precision if data.published else Precision.UNKNOWN,
        cites=data.cites.strip(),
        url=data.url.strip(),
    )
    checked(source, _TEXTS)
    source.save(force_insert=True)
    return source


def _last_number(incident: Incident) -> int:
    return Source.objects.filter(incident=incident).aggregate(last=Max("number"))["last"] or 0
