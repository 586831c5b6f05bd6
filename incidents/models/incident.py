"""The incident: one aggregate from assessment to closing (ISO/IEC 27035-1), and who takes part in it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from accounts.models import Access, Organisation, Person, ScopedQuerySet
from accounts.policy import Action
from incidents.lifecycle import Phase
from incidents.severity import Severity
from incidents.vocabulary import BssnType, Discovery, IncidentRole, Origin, RsitClass
from lib.db.fields import one_language_at_least, one_of, prose, public_id, version, words

if TYPE_CHECKING:
    from accounts.actors import Actor


class IncidentQuerySet(ScopedQuerySet["Incident"]):
    """Questions about incidents."""

    read_action = Action.INCIDENT_READ

    def open(self) -> IncidentQuerySet:
        """Those not closed: what closes has a moment, and an index holds the few that have none.

        What was voided is worked on by nobody.
        """
        return self.standing().filter(closed_at__isnull=True)

    def standing(self) -> IncidentQuerySet:
        """Those not voided."""
        return self.filter(voided_at__isnull=True)

    def voided(self) -> IncidentQuerySet:
        """Those registered twice or by mistake; an index holds the few."""
        return self.filter(voided_at__isnull=False)

    def of(self, actor: Actor) -> IncidentQuerySet:
        """Those in which the person has a part."""
        return self.filter(members__person_id=actor.person_id or 0).distinct()

    def changed_since(self, moment: datetime) -> IncidentQuerySet:
        """Those changed at or after the moment."""
        return self.filter(changed_at__gte=moment)


class Incident(models.Model):
    """An information security incident. `number` is INS-<year>-<0001…>, exercises LAT-…; per organisation.

    Exercises and reconstructions run no legal clock on real dates. `case_key` and `case_sha256` are set
    when it came from a case file.
    """

    public_id = public_id()
    version = version()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="incidents")
    access = models.ForeignKey(Access, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    origin = models.CharField(max_length=14, choices=Origin.choices, default=Origin.LIVE)
    language = models.CharField(max_length=2, default="id")
    title_id = words(200)
    title_en = words(200)
    summary_id = prose()
    summary_en = prose()
    phase = models.CharField(max_length=12, choices=Phase.choices)
    rsit = models.CharField(max_length=30, choices=RsitClass.choices, blank=True, default="")
    bssn = models.CharField(max_length=20, choices=BssnType.choices, blank=True, default="")
    impact = models.PositiveSmallIntegerField(null=True, blank=True)
    urgency = models.PositiveSmallIntegerField(null=True, blank=True)
    severity = models.CharField(max_length=10, choices=Severity.choices, blank=True, default="")
    lost_confidentiality = models.BooleanField(default=False)
    lost_integrity = models.BooleanField(default=False)
    lost_availability = models.BooleanField(default=False)
    discovery = models.CharField(max_length=10, choices=Discovery.choices, blank=True, default="")
    discoverer_id = words()
    discoverer_en = words()
    has_personal_data = models.BooleanField(default=False)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    close_reason = prose()
    reopened_count = models.PositiveSmallIntegerField(default=0)
    case_key = words(60)
    case_sha256 = words(64)
    retention_class = words(30)
    retain_until = models.DateField(null=True, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = words()

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="incident_number_once"),
            models.UniqueConstraint(
                fields=["case_key"], condition=~Q(case_key=""), name="incident_case_once"
            ),
            one_language_at_least("incident_titled", "title"),
            one_of("incident_origin_known", "origin", Origin),
            one_of("incident_phase_known", "phase", Phase),
            one_of("incident_rsit_known", "rsit", RsitClass, blank=True),
            one_of("incident_bssn_known", "bssn", BssnType, blank=True),
            one_of("incident_severity_known", "severity", Severity, blank=True),
            one_of("incident_discovery_known", "discovery", Discovery, blank=True),
            models.CheckConstraint(
                condition=Q(phase=Phase.CLOSED, closed_at__isnull=False)
                | ~Q(phase=Phase.CLOSED) & Q(closed_at__isnull=True),
                name="incident_closed_has_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-id"], name="incident_newest_first"),
            models.Index(fields=["organisation", "phase", "-id"], name="incident_by_phase"),
            models.Index(
                fields=["organisation", "-id", "access"],
                condition=Q(closed_at__isnull=True, voided_at__isnull=True),
                name="incident_open",
            ),
            models.Index(
                fields=["organisation", "-id"],
                condition=Q(voided_at__isnull=False),
                name="incident_voided",
            ),
            models.Index(fields=["number"], name="incident_by_number"),
            models.Index(fields=["organisation", "rsit", "registered_at"], name="incident_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title_id or self.title_en}"

    @property
    def is_live(self) -> bool:
        """Whether legal clocks may run on its dates."""
        return self.origin == Origin.LIVE

    @property
    def is_open(self) -> bool:
        """Whether it is still being worked on."""
        return self.phase != Phase.CLOSED


class IncidentMember(models.Model):
    """A person's part in one incident."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="incident_parts")
    role = models.CharField(max_length=24, choices=IncidentRole.choices)

    class Meta:
        ordering = ["id"]
        constraints = [
            one_of("incident_member_role_known", "role", IncidentRole),
            models.UniqueConstraint(fields=["incident", "person", "role"], name="incident_member_once"),
            models.UniqueConstraint(
                fields=["incident"], condition=Q(role="commander"), name="incident_one_commander"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.role}"


class IncidentParty(models.Model):
    """An organisation that an incident names, and what it is to it; grants decide who sees what."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=60)
    owner = models.BooleanField(default=False)
    shared = models.BooleanField(default=False)
    external = models.BooleanField(default=False)
    part_id = words(300)
    part_en = words(300)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "organisation"], name="incident_party_once"),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.organisation}"
