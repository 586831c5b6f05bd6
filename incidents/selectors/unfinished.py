"""What of an incident is unfinished, by name, as far as the actor may see it: for whoever closes it."""

from __future__ import annotations

from django.db.models import F

from accounts.actors import Actor
from followups.models import FollowUp
from followups.selectors import legal_first
from followups.wording import reader_language, title_of
from incidents.lifecycle import MOST_NAMED, Named
from incidents.models import FactRevision, Incident
from incidents.selectors.timeline import told_facts
from incidents.wording import first_words, shortly
from lib.texts import text_of


def open_follow_ups(actor: Actor, incident: Incident) -> tuple[int, list[Named]]:
    """How many follow-ups are not finished, and the first of those the actor may see, legal duties on top.

    Two queries, one when there is none.
    """
    unfinished = FollowUp.objects.about("incident", incident.pk).unfinished()
    count = unfinished.count()
    if not count:
        return 0, []
    seen = unfinished.visible_to(actor).order_by(legal_first(), F("due_at").asc(nulls_last=True), "pk")
    return count, [_follow_up(each) for each in seen[:MOST_NAMED]]


def disputed_facts(incident: Incident) -> list[Named]:
    """The facts in dispute, by their number in the timeline and their first words; one query."""
    return [_fact(n, each) for n, each in enumerate(told_facts(incident), 1) if each.fact.disputed]


def open_unknowns(incident: Incident) -> list[Named]:
    """What nobody has said yet; one query."""
    rows = incident.unknowns.filter(resolved_at__isnull=True).order_by("pk")
    return [Named(_named(text_of(each, "text").for_reader(reader_language())[0])) for each in rows]


def _follow_up(item: FollowUp) -> Named:
    title = _named(title_of(item))
    words = f"{item.get_kind_display()}: {title}" if item.is_legal else title
    return Named(words, "follow_up", str(item.public_id))


def _fact(number: int, revision: FactRevision) -> Named:
    return Named(f"F{number} {_named(first_words(revision))}", "fact", str(revision.fact.public_id))


def _named(words: str) -> str:
    """In few letters, without the full stop, since other names may follow."""
    return shortly(words.rstrip(". "))
