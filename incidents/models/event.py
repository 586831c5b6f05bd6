"""Events: what somebody noticed and reported, before anybody has judged it (ISO/IEC 27001 A.6.8, A.5.25)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from accounts.models import Access, Organisation, Person, PersonalValue, ScopedQuerySet
from accounts.policy import Action
from compliance.models import Asset
from incidents.lifecycle import EventState
from incidents.models.incident import Incident
from incidents.vocabulary import Origin
from lib.db.fields import one_of, prose, public_id, version, words
from lib.moments import Precision
from records.models import Evidence

if TYPE_CHECKING:
    from accounts.actors import Actor


class EventQuerySet(ScopedQuerySet["Event"]):
    """Questions about events."""

    read_action = Action.EVENT_READ

    def visible_to(self, actor: Actor) -> EventQuerySet:
        """What the role allows, and always what one has reported oneself."""
        found = super().visible_to(actor)
        if actor.person_id is None:
            return found
        return found | self.filter(reported_by_id=actor.person_id)

    def sought_by(self, actor: Actor) -> EventQuerySet:
        """The same, to pick one by its identity."""
        found = super().sought_by(actor)
        if actor.person_id is None:
            return found
        return found | self.filter(reported_by_id=actor.person_id)

    def waiting(self) -> EventQuerySet:
        """Not yet assessed."""
        return self.filter(state=EventState.REPORTED)


class Event(models.Model):
    """One report. It has no number; assessment makes it an incident, adds it to one, or dismisses it.

    `what` is empty only once its words were redacted.
    """

    public_id = public_id()
    version = version()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="events")
    access = models.ForeignKey(Access, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(max_length=14, choices=Origin.choices, default=Origin.LIVE)
    state = models.CharField(max_length=12, choices=EventState.choices, default=EventState.REPORTED)
    language = models.CharField(max_length=2, default="id")
    what = models.TextField()
    where = words()
    asset = models.ForeignKey(Asset, null=True, blank=True, on_delete=models.PROTECT, related_name="events")
    ongoing = models.BooleanField(default=False)
    noticed_earliest = models.DateTimeField(null=True, blank=True)
    noticed_latest = models.DateTimeField(null=True, blank=True)
    noticed_precision = models.CharField(max_length=8, choices=Precision.choices, default=Precision.UNKNOWN)
    noticed_zone = models.CharField(max_length=40, default="Asia/Jakarta")
    noticed_as_said = words()
    personal_data_seen = models.CharField(max_length=8, default="unknown")
    reported_at = models.DateTimeField()
    reported_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="reported_events"
    )
    contact = models.ForeignKey(
        PersonalValue, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    assess_by = models.DateTimeField()
    assessed_at = models.DateTimeField(null=True, blank=True)
    assessed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    assessment = prose()
    incident = models.ForeignKey(
        Incident, null=True, blank=True, on_delete=models.PROTECT, related_name="events"
    )
    retention_class = words(30)
    retain_until = models.DateField(null=True, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            one_of("event_state_known", "state", EventState),
            one_of("event_origin_known", "origin", Origin),
            one_of("event_precision_known", "noticed_precision", Precision),
            models.CheckConstraint(
                condition=Q(personal_data_seen__in=["yes", "no", "unknown"]), name="event_data_seen_known"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "state", "-id"], name="event_newest_first")]

    @property
    def has_words(self) -> bool:
        """Whether anything stands there that a redaction takes out; it may have been judged after one."""
        return bool(self.what or self.where or self.noticed_as_said or self.assessment)

    def __str__(self) -> str:
        return self.what[:80]


class EventEvidence(models.Model):
    """A file that came with a report."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="evidence_links")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "evidence"], name="event_evidence_once")]

    def __str__(self) -> str:
        return f"{self.event_id}: {self.evidence_id}"
