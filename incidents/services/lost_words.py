"""What lost its words in a redaction, and where copies of them stand: asked once for all that lost some."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef
from django.utils.translation import gettext_lazy as _

from accounts.services import search
from accounts.services.erasing import own_entries
from accounts.services.repeats import forget_words
from accounts.services.trail import Subject, at_the_end
from incidents.derived import FactRows
from incidents.models import Event, Fact, FactRevision, Incident, Reading, Settlement
from incidents.selectors.rows import rows_of
from incidents.services import events
from incidents.services.facts import subject_of
from lib.canonical import canonical
from lib.db.gathering import RowsOf
from lib.errors import Stale
from records.models import IssuedReport

if TYPE_CHECKING:
    from accounts.services.erasing import NamingEntry
    from records.services.worded import WordedReport

_REVISION_TEXTS = ("what_id", "what_en", "speaker_role_id", "speaker_role_en", "as_said", "reason")
_READING_TEXTS = ("text_id", "text_en", "value", "note_id", "note_en")
_SETTLEMENT_TEXTS = ("reason",)
_EVENT_TEXTS = ("what", "where", "noticed_as_said", "assessment")


@dataclass(frozen=True, slots=True)
class Lost:
    """A thing without its words: how the trail names it, what it said, and since when."""

    subject: Subject
    said: frozenset[str]
    since: datetime


def emptied_fact(fact: Fact, incident: Incident) -> tuple[Lost, list[FactRows]]:
    """Empty every wording of a fact, its readings and the reasons of its settlements.

    With it all facts of the incident as they stand after that: one query reads them and what this one said,
    and what is emptied in the database is emptied in what was read. Call it while the incident is held.
    """
    wordings = FactRevision.objects.filter(fact=fact).filter(fact=OuterRef("fact")).order_by()
    rows = rows_of(incident, wordings=RowsOf(wordings, *_REVISION_TEXTS))
    own = next(each for each in rows if each.fact.pk == fact.pk)
    newest: Any = own.revision
    said = {text for row in newest.wordings for text in vars(row).values()}
    said |= _emptied(fact, _REVISION_TEXTS, FactRevision, [newest])
    said |= _emptied(fact, _READING_TEXTS, Reading, own.readings)
    said |= _emptied(fact, _SETTLEMENT_TEXTS, Settlement, own.settlements)
    return Lost(subject_of(fact, incident), frozenset(said - {""}), fact.created_at), rows


def _emptied(fact: Fact, names: Sequence[str], model: Any, rows: Iterable[Any]) -> set[str]:
    """Empty these columns of what hangs on the fact, in `rows` as well, of which it says what they said."""
    model.objects.filter(fact=fact).update(**dict.fromkeys(names, ""))
    said = set()
    for row in rows:
        said |= {getattr(row, name) for name in names}
        for name in names:
            setattr(row, name, "")
    return said


def emptied_event(event: Event, version: int) -> Lost:
    """Empty what a reporter wrote and why it was judged so. Raises `Stale`."""
    said = {getattr(event, name) for name in _EVENT_TEXTS} - {""}
    fields = {"version": version + 1, **dict.fromkeys(_EVENT_TEXTS, "")}
    if not Event.objects.filter(pk=event.pk, version=version).update(**fields):
        current = Event.objects.values_list("version", flat=True).get(pk=event.pk)
        raise Stale(_("Somebody else has changed this meanwhile."), current=current)
    for name, value in fields.items():
        setattr(event, name, value)
    return Lost(events.subject_of(event), frozenset(said), event.reported_at)


def forgotten(lost: Sequence[Lost]) -> dict[Subject, list[NamingEntry]]:
    """Take the words out of index and kept answers; what the trail says of each thing, to be erased there.

    Two queries for any number of things. Call it while the things are held.
    """
    at_the_end("forget replaced", search.forget_replaced)
    forget_words({each.subject.public_id: each.said for each in lost})
    return own_entries([each.subject for each in lost])


def issued_with(lost: Lost, reports: Iterable[WordedReport]) -> list[IssuedReport]:
    """Those of the issued reports drafted since then in whose content one of its texts stands."""
    printed = [canonical(text).decode() for text in lost.said]
    since = [each for each in reports if each.drafted_at >= lost.since]
    return [each for each in since if any(text in each.issued_snapshot for text in printed)]
