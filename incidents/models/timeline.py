"""The timeline: facts with append-only revisions, readings that may contradict, sources, settlements."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import Access, Organisation, Person, ScopedQuerySet
from accounts.policy import Action
from incidents.models.incident import Incident
from incidents.vocabulary import Claim, FactKind, ReadingOf
from lib.db.fields import one_of, prose, public_id, version, words
from lib.moments import Precision
from records.models import Evidence


class Source(models.Model):
    """Where knowledge comes from; numbered within its incident as reports print it."""

    public_id = public_id()
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="sources")
    number = models.PositiveSmallIntegerField()
    key = words(60)
    publisher_id = words(300)
    publisher_en = words(300)
    title_id = words(300)
    title_en = words(300)
    published_at = models.DateTimeField(null=True, blank=True)
    published_precision = models.CharField(max_length=8, choices=Precision.choices, default=Precision.UNKNOWN)
    cites = words(300)
    url = models.URLField(max_length=500, blank=True, default="")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="source_number_once"),
            models.UniqueConstraint(fields=["incident", "key"], condition=~Q(key=""), name="source_key_once"),
        ]

    def __str__(self) -> str:
        return f"[{self.number}] {self.title_id or self.title_en}"


class FactQuerySet(ScopedQuerySet["Fact"]):
    """Questions about facts."""

    read_action = Action.INCIDENT_READ

    def in_order(self) -> FactQuerySet:
        """As the timeline shows them."""
        return self.order_by("sort_at", "id")

    def disputed(self) -> FactQuerySet:
        """Those with readings that stand against each other."""
        return self.filter(disputed=True)


class Fact(models.Model):
    """The identity of one fact. What it says stands in its newest revision; `n` counts revisions.

    The fact repeats the newest revision's kind and claim and caches `span_from`, `span_to`, `sort_at` and
    `disputed` from moment and readings, for ordering and filtering.
    """

    public_id = public_id()
    version = version()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    access = models.ForeignKey(Access, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="facts")
    key = words(60)
    kind = models.CharField(max_length=15, choices=FactKind.choices)
    claim = models.CharField(max_length=10, choices=Claim.choices)
    disputed = models.BooleanField(default=False)
    sort_at = models.DateTimeField()
    span_from = models.DateTimeField(null=True, blank=True)
    span_to = models.DateTimeField(null=True, blank=True)
    revision_count = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField()

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["sort_at", "id"]
        constraints = [
            one_of("fact_kind_known", "kind", FactKind),
            one_of("fact_claim_known", "claim", Claim),
            models.UniqueConstraint(fields=["incident", "key"], condition=~Q(key=""), name="fact_key_once"),
        ]
        indexes = [models.Index(fields=["incident", "sort_at", "id"], name="fact_in_order")]

    def __str__(self) -> str:
        return f"{self.kind} {self.sort_at:%Y-%m-%d %H:%M}"


class FactRevision(models.Model):
    """One wording of a fact. Append-only; only an audited redaction may empty its texts."""

    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="revisions")
    n = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=15, choices=FactKind.choices)
    claim = models.CharField(max_length=10, choices=Claim.choices)
    what_id = prose()
    what_en = prose()
    speaker_role_id = words()
    speaker_role_en = words()
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    same_as = models.ForeignKey(Fact, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    earliest = models.DateTimeField(null=True, blank=True)
    latest = models.DateTimeField(null=True, blank=True)
    precision = models.CharField(max_length=8, choices=Precision.choices)
    zone = models.CharField(max_length=40)
    as_said = words(300)
    reason = words(300)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["fact", "-n"]
        constraints = [
            models.UniqueConstraint(fields=["fact", "n"], name="fact_revision_once"),
            one_of("fact_revision_precision_known", "precision", Precision),
        ]

    def __str__(self) -> str:
        return f"{self.fact_id} r{self.n}"


class Reading(models.Model):
    """What one source says of a fact's moment, quantity or cause. Append-only, like revisions."""

    public_id = public_id()
    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="readings")
    n = models.PositiveSmallIntegerField()
    of = models.CharField(max_length=8, choices=ReadingOf.choices)
    text_id = prose()
    text_en = prose()
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    earliest = models.DateTimeField(null=True, blank=True)
    latest = models.DateTimeField(null=True, blank=True)
    precision = models.CharField(max_length=8, choices=Precision.choices, default=Precision.UNKNOWN)
    zone = models.CharField(max_length=40)
    value = words(200)
    note_id = prose()
    note_en = prose()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["fact", "n"]
        constraints = [
            models.UniqueConstraint(fields=["fact", "n"], name="reading_once"),
            one_of("reading_of_known", "of", ReadingOf),
        ]

    def __str__(self) -> str:
        return f"{self.fact_id} {self.of} {self.n}"


class Settlement(models.Model):
    """The decision which reading stands, on evidence and with a reason. The newest one of a fact counts.

    No chosen reading withdraws an earlier decision: the readings stand against each other again. Append-only,
    like revisions; only an audited redaction may empty the reason.
    """

    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="settlements")
    of = models.CharField(max_length=8, choices=ReadingOf.choices)
    chosen = models.ForeignKey(Reading, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    evidence = models.ForeignKey(Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["fact", "-id"]
        constraints = [one_of("settlement_of_known", "of", ReadingOf)]

    def __str__(self) -> str:
        return f"{self.fact_id}: {self.chosen_id}"
