"""An incident with everything that can hang on one, each of its texts a word that occurs nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

from accounts.actors import Actor
from accounts.models import Organisation, Person
from accounts.services.trail import Subject
from compliance.models import Asset, Requirement
from followups.models import ExternalLink, FollowUp, Notice
from followups.services.followups import complete, create_follow_up
from followups.services.links import LinkData
from followups.vocabulary import FollowUpKind
from incidents.models import (
    Cause,
    Event,
    Fact,
    Incident,
    IncidentEvidence,
    Lesson,
    Reading,
    Source,
    Unknown,
)
from incidents.services.assessment import Opening, assess_event
from incidents.services.clocks import start_legal_clock
from incidents.services.disputes import add_reading, settle_fact
from incidents.services.entries import FactData, ReadingData, SourceData
from incidents.services.events import EventData, report_event
from incidents.services.evidence import attach_evidence
from incidents.services.facts import correct_fact, record_fact
from incidents.services.impact import (
    DataImpact,
    PeopleCount,
    set_affected_asset,
    set_personal_data,
    set_requirement,
)
from incidents.services.incidents import Classification
from incidents.services.members import assign_member
from incidents.services.reports import approve_post_incident, draft_post_incident
from incidents.services.review import add_cause, add_lesson, add_unknown, resolve_unknown
from incidents.services.sharing import name_party, share_with_person
from incidents.services.sources import add_source
from lib.moments import Moment, Precision
from lib.texts import Text
from records.models import Evidence, IssuedReport, ReportHandover
from records.services.handovers import record_handover
from records.services.pending import NewFile
from records.services.vault import receive
from tests.access.canaries import CONTACT, Canaries
from tests.people import NOW

ZONE = "Asia/Jakarta"


@dataclass(frozen=True)
class Matter:
    """One incident and what hangs on it."""

    event: Event
    incident: Incident
    party: Organisation
    asset: Asset
    handler: Person
    source: Source
    fact: Fact
    disputed: Fact
    reading: Reading
    settled: Fact
    cause: Cause
    unknown: Unknown
    answered: Unknown
    lesson: Lesson
    clock: FollowUp
    follow_up: FollowUp
    proposal: FollowUp
    done: FollowUp
    link: ExternalLink
    evidence: Evidence
    evidence_link: IncidentEvidence
    issued: IssuedReport
    handover: ReportHandover
    unproven: ReportHandover
    """One whose receipt is still to come."""
    draft: IssuedReport
    notice: Notice


@dataclass(frozen=True)
class Hands:
    """Whose hands a matter passes through."""

    reporter: Actor
    lead: Actor
    """Opens it and does the work; a manager."""
    handler: Person
    head: Actor
    organisation: Organisation
    party: Organisation
    asset: Asset
    requirement: Requirement


def matter(
    canary: Canaries, hands: Hands, *, tlp: str, restricted: bool, let_in: tuple[Person, ...] = ()
) -> Matter:
    """Report, assess and work on an incident, by the services."""
    event = reported(canary, hands)
    incident = opened(canary, hands, event, tlp=tlp, restricted=restricted)
    for person in let_in:
        share_with_person(actor=hands.lead, now=NOW - timedelta(hours=3), incident=incident, person=person)
    return Worked(canary, hands, event, incident).everything()


def reported(canary: Canaries, hands: Hands) -> Event:
    """An event with a photo and a way to reach the reporter."""
    received = receive(organisation=hands.organisation, file=BytesIO(canary("event.photo").encode()))
    return report_event(
        actor=hands.reporter,
        now=NOW - timedelta(hours=5),
        organisation=hands.organisation,
        data=EventData(
            what=canary("event.what"),
            where=canary("event.where"),
            as_said=canary("event.as_said"),
            contact=Canaries(CONTACT)(canary.beginning),
            asset=hands.asset,
        ),
        files=[NewFile(received, f"{canary('event.file')}.txt")],
    )


def opened(canary: Canaries, hands: Hands, event: Event, *, tlp: str, restricted: bool) -> Incident:
    """The event, assessed as an incident."""
    assessed = assess_event(
        actor=hands.lead,
        now=NOW - timedelta(hours=4),
        event=event,
        version=event.version,
        outcome="incident",
        reason=canary("event.assessment"),
        opening=Opening(
            title=Text(canary("incident.title_id"), canary("incident.title_en")),
            summary=Text(canary("incident.summary_id"), canary("incident.summary_en")),
            tlp=tlp,
            restricted=restricted,
            classification=Classification(
                rsit="information-content-security",
                bssn="kebocoran data",
                lost=("confidentiality",),
                discovery="external",
                discoverer=Text(canary("incident.discoverer_id"), canary("incident.discoverer_en")),
            ),
            impact=3,
            urgency=3,
        ),
    )
    assert assessed.incident is not None
    return assessed.incident


class Worked:
    """The work on an incident that was just opened."""

    def __init__(self, canary: Canaries, hands: Hands, event: Event, incident: Incident) -> None:
        self.canary, self.hands, self.event, self.incident = canary, hands, event, incident

    def text(self, field: str) -> Text:
        """A word for each language."""
        return Text(self.canary(f"{field}_id"), self.canary(f"{field}_en"))

    def by_lead(self) -> dict[str, object]:
        """Who acts, when, and on what."""
        return {"actor": self.hands.lead, "now": NOW - timedelta(hours=2), "incident": self.incident}

    def everything(self) -> Matter:
        """All that can hang on an incident."""
        self.sheet()
        source, fact, disputed, reading, settled = self.timeline()
        review = self.review(source)
        owed = self.owed(fact)
        link = self.evidence(fact)
        reports = self.reports(link.evidence)
        # So that building the draft again builds another one.
        add_unknown(**self.by_lead(), kind="people_affected", text=self.text("unknown.late"))
        notice = Notice.objects.filter(recipient=self.hands.handler, access=self.incident.access).latest("pk")
        return Matter(
            event=self.event,
            incident=self.incident,
            party=self.hands.party,
            asset=self.hands.asset,
            handler=self.hands.handler,
            source=source,
            fact=fact,
            disputed=disputed,
            reading=reading,
            settled=settled,
            evidence=link.evidence,
            evidence_link=link,
            notice=notice,
            **review,
            **owed,
            **reports,
        )

    def sheet(self) -> None:
        """Assets, personal data, requirements, people, parties."""
        set_affected_asset(
            **self.by_lead(),
            asset=self.hands.asset,
            lost=["confidentiality"],
            remark=self.canary("asset.note"),
        )
        set_personal_data(
            **self.by_lead(),
            version=self.incident.version,
            impact=DataImpact(
                ("nik",),
                PeopleCount(10, 20),
                exposed_to=self.text("data.exposed_to"),
                note=self.text("data.note"),
            ),
        )
        set_requirement(
            **self.by_lead(),
            requirement=self.hands.requirement,
            verdict="failed",
            remark=self.text("requirement.note"),
        )
        name_party(**self.by_lead(), organisation=self.hands.party, part=self.text("party.part"))
        assign_member(**self.by_lead(), person=self.hands.handler, role="handler")

    def timeline(self) -> tuple[Source, Fact, Fact, Reading, Fact]:
        """A source, a corrected fact, a disputed one and a settled one."""
        source = add_source(
            **self.by_lead(),
            data=SourceData(
                title=self.text("source.title"),
                publisher=self.text("source.publisher"),
                cites=self.canary("source.cites"),
                url=f"https://contoh.example/{self.canary('source.url')}",
            ),
        )
        fact = self.fact("fact", 0, source)
        data = FactData(
            kind="awareness",
            claim="confirmed",
            what=self.text("fact.corrected"),
            moment=_minute(1),
            source=source,
            as_said=self.canary("fact.corrected_as_said"),
        )
        fact = correct_fact(
            actor=self.hands.lead,
            now=NOW - timedelta(hours=1),
            fact=fact,
            version=fact.version,
            data=data,
            reason=self.canary("fact.reason"),
        )
        disputed, reading = self.dispute("disputed", 10, source)
        settled, chosen = self.dispute("settled", 20, source)
        settle_fact(
            actor=self.hands.lead,
            now=NOW - timedelta(minutes=50),
            fact=settled,
            version=settled.version,
            chosen=chosen,
            source=source,
            reason=self.canary("settlement.reason"),
        )
        return source, _fresh(fact), _fresh(disputed), reading, _fresh(settled)

    def fact(self, name: str, minute: int, source: Source) -> Fact:
        """One fact."""
        data = FactData(
            kind="occurrence",
            claim="reported",
            what=self.text(f"{name}.what"),
            moment=_minute(minute),
            source=source,
            speaker_role=self.text(f"{name}.speaker"),
            as_said=self.canary(f"{name}.as_said"),
        )
        return record_fact(**self.by_lead(), data=data)

    def dispute(self, name: str, minute: int, source: Source) -> tuple[Fact, Reading]:
        """A fact with a reading that says otherwise."""
        fact = self.fact(name, minute, source)
        reading = add_reading(
            actor=self.hands.lead,
            now=NOW - timedelta(hours=1),
            fact=fact,
            version=fact.version,
            data=ReadingData(
                of="moment",
                text=self.text(f"{name}.reading"),
                source=source,
                moment=_minute(minute + 300),
                note=self.text(f"{name}.reading_note"),
            ),
        )
        return _fresh(fact), reading

    def review(self, source: Source) -> dict[str, object]:
        """A cause, unknowns, a lesson."""
        answered = add_unknown(**self.by_lead(), kind="notified", text=self.text("unknown.answered"))
        resolve_unknown(**self.by_lead(), unknown=answered, answer=self.canary("unknown.answer"))
        lesson = add_lesson(
            **self.by_lead(), text=self.text("lesson.text"), requirements=[self.hands.requirement]
        )
        return {
            "answered": answered,
            "cause": add_cause(**self.by_lead(), text=self.text("cause.text"), claim="stated", source=source),
            "unknown": add_unknown(**self.by_lead(), kind="root_cause", text=self.text("unknown.text")),
            "lesson": lesson,
            "proposal": lesson.follow_up,
        }

    def owed(self, fact: Fact) -> dict[str, object]:
        """A duty by law, an open task with a ticket, and a corrective action that waits to be verified."""
        about = Subject("incident", self.incident.pk, self.incident.public_id, self.incident.number)
        link = LinkData(
            "tiket", self.canary("link.reference"), f"https://contoh.example/{self.canary('link.url')}"
        )
        return {
            "clock": start_legal_clock(
                **self.by_lead(),
                fact=_fresh(fact),
                owner=self.hands.handler,
                title=self.text("clock.title"),
                basis=self.canary("clock.basis"),
            ),
            "follow_up": (task := self.task("task", about, FollowUpKind.TASK, [link])),
            "done": self.finished(self.task("corrective", about, FollowUpKind.CORRECTIVE, [])),
            "link": task.external_links.get(),
        }

    def task(self, name: str, about: Subject, kind: str, links: list[LinkData]) -> FollowUp:
        """A follow-up of the handler's."""
        return create_follow_up(
            actor=self.hands.lead,
            now=NOW - timedelta(hours=2),
            organisation=self.incident.organisation,
            access=self.incident.access,
            kind=kind,
            owner=self.hands.handler,
            due_at=NOW + timedelta(days=2),
            title_id=self.canary(f"{name}.title_id"),
            title_en=self.canary(f"{name}.title_en"),
            detail_id=self.canary(f"{name}.detail_id"),
            detail_en=self.canary(f"{name}.detail_en"),
            subjects=[about],
            links=links,
        )

    def finished(self, follow_up: FollowUp) -> FollowUp:
        """The same, done by the lead."""
        return complete(
            actor=self.hands.lead,
            now=NOW - timedelta(hours=1),
            follow_up=follow_up,
            note=self.canary("corrective.note"),
            evidence=[],
        )

    def evidence(self, fact: Fact) -> IncidentEvidence:
        """A file that supports a fact."""
        return attach_evidence(
            **self.by_lead(),
            file=BytesIO(self.canary("evidence.content").encode()),
            filename=f"{self.canary('evidence.filename')}.txt",
            description=self.canary("evidence.description"),
            fact=fact,
        )

    def reports(self, receipt: Evidence) -> dict[str, object]:
        """One issued and handed over, one draft in the other language."""
        draft = draft_post_incident(**(by := self.by_lead()), language="id")
        issued = approve_post_incident(actor=self.hands.head, now=NOW - timedelta(hours=1), report=draft)
        handover = record_handover(
            actor=self.hands.lead,
            now=NOW,
            report=issued,
            recipient=self.canary("handover.recipient"),
            recipient_role=self.canary("handover.role"),
            channel="letter",
            moment=NOW - timedelta(minutes=30),
            receipt_reference=self.canary("handover.receipt"),
            receipt=receipt,
        )
        unproven = record_handover(
            actor=self.hands.lead,
            now=NOW,
            report=issued,
            recipient=self.canary("handover.second"),
            channel="email",
            moment=NOW - timedelta(minutes=20),
        )
        return {
            "issued": issued,
            "handover": handover,
            "unproven": unproven,
            "draft": draft_post_incident(**by, language="en"),
        }


def _minute(number: int) -> Moment:
    """A clock time of the Friday before."""
    return Moment(NOW - timedelta(days=3) + timedelta(minutes=number), None, Precision.MINUTE, ZONE)


def _fresh(fact: Fact) -> Fact:
    return Fact.objects.select_related("incident__organisation", "incident__access").get(pk=fact.pk)
