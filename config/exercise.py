"""The demonstration's exercise: an incident under way and a report to assess, so that no page is empty.

Everything in it is stamped as an exercise; it runs no legal clock.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from string import Template

from accounts.actors import SYSTEM, actor_for_person
from accounts.models import Organisation, Person
from followups.services.followups import accept
from incidents.cases.loader import load_case
from incidents.cases.reader import read_bytes
from incidents.lifecycle import Phase
from incidents.models import Incident
from incidents.services.events import EventData, report_event
from incidents.services.incidents import set_severity
from incidents.services.members import assign_member
from incidents.services.steps import change_phase
from incidents.severity import Impact, Urgency
from incidents.vocabulary import IncidentRole, Origin
from lib.moments import Moment, Precision
from lib.zones import zone_info

SCENARIO = Path(__file__).with_suffix(".yaml")
KEY = "latihan-pengelabuan"
OWED = (("respons", 1), ("smki", 3), ("respons", 10))
"""Who takes on which lesson of the scenario, in its order, and in how many days; the rest stay proposals."""
END_OF_WORK = 16


def load_exercise(*, now: datetime) -> None:
    """Load the exercise unless it is there; the demonstration's people and organisations must be."""
    if Incident.objects.filter(case_key=KEY).exists():
        return
    home = Organisation.objects.get(key="diskominfotik")
    people = {each.username: each for each in Person.objects.filter(home=home)}
    local = now.astimezone(zone_info(home.zone))
    days = {"three": (local - timedelta(days=3)).date().isoformat()}
    scenario = Template(SCENARIO.read_text(encoding="utf-8")).substitute(days)
    incident = load_case(actor=SYSTEM, now=now, case=read_bytes(scenario.encode())).incident
    _respond(incident, people, now)
    _owe(incident, people, now)
    report_event(
        actor=actor_for_person(people["pelapor"], now=now),
        now=now,
        organisation=home,
        data=EventData(
            what="Layar masuk portal layanan menampilkan peringatan sertifikat.",
            where="Loket pelayanan",
            ongoing=True,
            noticed=Moment(now - timedelta(minutes=20), None, Precision.ABOUT, home.zone),
            personal_data_seen="no",
            origin=Origin.EXERCISE,
        ),
    )


def _respond(incident: Incident, people: dict[str, Person], now: datetime) -> None:
    """Put people to work on it, rate it, and move it on to containment."""
    for username, role in (("respons", IncidentRole.COMMANDER), ("smki", IncidentRole.HANDLER)):
        assign_member(actor=SYSTEM, now=now, incident=incident, person=people[username], role=role)
    incident.refresh_from_db()
    incident = set_severity(
        actor=SYSTEM,
        now=now,
        incident=incident,
        version=incident.version,
        impact=Impact.MODERATE,
        urgency=Urgency.HOURS,
    )
    change_phase(actor=SYSTEM, now=now, incident=incident, version=incident.version, phase=Phase.CONTAINMENT)


def _owe(incident: Incident, people: dict[str, Person], now: datetime) -> None:
    """Give the first lessons owners and dates."""
    today = now.astimezone(zone_info(incident.organisation.zone))
    lessons = incident.lessons.select_related("follow_up").order_by("n")
    for lesson, (username, days) in zip(lessons, OWED, strict=False):
        due = (today + timedelta(days=days)).replace(hour=END_OF_WORK, minute=0, second=0, microsecond=0)
        accept(actor=SYSTEM, now=now, follow_up=lesson.follow_up, owner=people[username], due_at=due)
