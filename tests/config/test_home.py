"""The home page and the frame around every page: what each role sees, in at most a dozen queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.actors import SYSTEM
from accounts.models import Person
from accounts.roles import Role
from accounts.services.people import assign_role
from accounts.services.trail import Subject
from followups.services.followups import complete, create_follow_up
from incidents.models import Incident
from incidents.services.events import EventData, report_event
from incidents.services.incidents import open_incident
from incidents.services.reports import draft_post_incident
from lib.texts import Text
from tests.people import Cast, as_actor

pytestmark = pytest.mark.django_db
Portal = Callable[[Person], Client]


@pytest.fixture
def incident(cast: Cast, now: datetime) -> Incident:
    return open_incident(
        actor=as_actor(cast.responder),
        now=now,
        organisation=cast.diskominfotik,
        title=Text("Layanan antrean tidak dapat dibuka"),
    )


@pytest.fixture
def busy(cast: Cast, incident: Incident, now: datetime) -> Cast:
    """Something of everything: tasks, legal clocks, incidents, reports."""
    subject = Subject("incident", incident.pk, incident.public_id, incident.number)
    for number in range(6):
        create_follow_up(
            actor=SYSTEM,
            now=now,
            organisation=cast.diskominfotik,
            access=incident.access,
            kind="legal" if number % 2 else "task",
            title_id=f"Tugas {number}",
            owner=cast.responder,
            due_at=now + timedelta(hours=12 + number),
            clock_from=now if number % 2 else None,
            clock_hours=12 + number if number % 2 else None,
            legal_basis="UU 27/2022 Pasal 46" if number % 2 else "",
            subjects=[subject],
        )
        report_event(
            actor=as_actor(cast.reporter),
            now=now,
            organisation=cast.diskominfotik,
            data=EventData(what=f"Layar aneh {number}"),
        )
    return cast


def page_of(portal: Portal, person: Person, path: str = "/") -> str:
    answer = portal(person).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.usefixtures("frozen")
def test_a_responder_sees_what_they_owe_the_clocks_the_incident_and_the_reports(
    busy: Cast, incident: Incident, portal: Portal
) -> None:
    page = page_of(portal, busy.responder)
    for words in ("Tugas 0", "Tugas 1", incident.number, "Layanan antrean", "Layar aneh 0", "Selamat pagi"):
        assert words in page


@pytest.mark.usefixtures("frozen")
@pytest.mark.parametrize("role", list(Role))
def test_the_home_page_takes_a_dozen_queries_at_most(
    busy: Cast, portal: Portal, role: Role, django_assert_max_num_queries
) -> None:
    client = portal(busy.by_role[role])
    with django_assert_max_num_queries(12):
        client.get("/")


@pytest.mark.usefixtures("frozen")
def test_even_for_somebody_with_every_role(
    deciding: Cast, portal: Portal, now: datetime, django_assert_max_num_queries
) -> None:
    for role in Role:
        assign_role(
            actor=SYSTEM,
            now=now,
            person=deciding.second_responder,
            organisation=deciding.diskominfotik,
            role=role,
        )
    client = portal(deciding.second_responder)
    with django_assert_max_num_queries(12):
        client.get("/")


@pytest.fixture
def deciding(busy: Cast, incident: Incident, now: datetime) -> Cast:
    """Besides all that, a draft of the responder to approve, and a corrective action of theirs to verify."""
    responder = as_actor(busy.responder)
    fixed = create_follow_up(
        actor=SYSTEM,
        now=now,
        organisation=busy.diskominfotik,
        access=incident.access,
        kind="corrective",
        title_id="Batasi hak akses",
        owner=busy.responder,
        due_at=now + timedelta(days=9),
    )
    complete(actor=responder, now=now, follow_up=fixed, note="Sudah dibatasi")
    draft_post_incident(actor=responder, now=now, incident=incident, language="id")
    return busy


def waiting(portal: Portal, person: Person, query: str = "") -> str:
    """What the home page says needs its reader."""
    page = page_of(portal, person, f"/{query}")
    return page.partition('id="todo"')[2].partition("</section>")[0]


@pytest.mark.usefixtures("frozen")
def test_what_waits_for_a_decision_stands_before_who_may_decide_and_nobody_else(
    deciding: Cast, incident: Incident, portal: Portal
) -> None:
    approves = f'href="/incidents/{incident.public_id}/reports/"'
    for person, verifies, signs in (
        (deciding.head, True, True),
        (deciding.isms_manager, True, False),
        (deciding.responder, False, False),
        (deciding.province_head, True, True),
        (deciding.stranger, False, False),
        (deciding.administrator, False, False),
    ):
        listed = waiting(portal, person)
        assert ("Batasi hak akses" in listed) is verifies, person
        assert (approves in listed and f"disetujui: {incident.number}" in listed) is signs, person
    assert '<span class="cnt">2</span>' in waiting(portal, deciding.head)


@pytest.mark.usefixtures("frozen")
def test_what_waits_for_a_decision_is_a_kind_of_its_own(
    deciding: Cast, now: datetime, portal: Portal
) -> None:
    create_follow_up(
        actor=SYSTEM,
        now=now,
        organisation=deciding.diskominfotik,
        title_id="Tugas kepala",
        owner=deciding.head,
        due_at=now + timedelta(hours=5),
    )
    everything, alone = waiting(portal, deciding.head), waiting(portal, deciding.head, "?kind=decision")
    assert "Tugas kepala" in everything and "Batasi hak akses" in everything
    assert "Tugas kepala" not in alone and "Batasi hak akses" in alone
    assert "Batasi hak akses" not in waiting(portal, deciding.head, "?kind=task")


@pytest.mark.usefixtures("frozen")
def test_nobody_is_asked_to_approve_their_own_draft_or_one_of_a_voided_incident(
    deciding: Cast, incident: Incident, now: datetime, portal: Portal
) -> None:
    role = {"organisation": deciding.diskominfotik, "role": Role.HEAD}
    assign_role(actor=SYSTEM, now=now, person=deciding.responder, **role)
    assert "disetujui:" not in waiting(portal, deciding.responder)
    assert "disetujui:" in waiting(portal, deciding.head)
    Incident.objects.filter(pk=incident.pk).update(voided_at=now)
    assert "disetujui:" not in waiting(portal, deciding.head)


@pytest.mark.usefixtures("frozen")
def test_nothing_of_a_sibling_shows(busy: Cast, incident: Incident, portal: Portal) -> None:
    for person in (busy.stranger, busy.reporter, busy.nobody):
        page = page_of(portal, person)
        assert "Layanan antrean" not in page
        assert "Tugas 0" not in page


@pytest.mark.usefixtures("frozen")
def test_who_reads_no_incident_sees_what_became_of_their_reports_instead(busy: Cast, portal: Portal) -> None:
    page = page_of(portal, busy.reporter)
    listed = page.partition('id="mine"')[2].partition("</section>")[0]
    assert listed.count("Perlu dinilai") == 5 and "Layar aneh 5" in listed and "Layar aneh 0" not in listed
    assert 'id="open"' not in page
    for person in (busy.responder, busy.auditor):
        assert 'id="mine"' not in page_of(portal, person)


@pytest.mark.usefixtures("frozen")
def test_who_reported_nothing_is_offered_to(cast: Cast, portal: Portal) -> None:
    listed = page_of(portal, cast.reporter).partition('id="mine"')[2]
    assert "Belum ada yang Anda laporkan" in listed and 'href="/events/report/"' in listed


@pytest.mark.usefixtures("frozen")
def test_nothing_to_do_is_not_said_while_a_report_waits_for_its_reader(busy: Cast, portal: Portal) -> None:
    listed = waiting(portal, busy.isms_manager)
    assert "menunggu penilaian" in listed and "Tidak ada yang perlu tindakan Anda" not in listed
    assert "Tidak ada yang perlu tindakan Anda" in waiting(portal, busy.auditor)


@pytest.mark.usefixtures("frozen")
def test_tasks_are_narrowed_to_one_kind(busy: Cast, portal: Portal) -> None:
    page = page_of(portal, busy.responder, "/?kind=legal")
    listed = page.partition('id="todo"')[2].partition("</section>")[0]
    assert "Tugas 1" in listed
    assert "Tugas 0" not in listed


@pytest.mark.usefixtures("frozen")
def test_the_clocks_come_again_by_themselves(busy: Cast, portal: Portal) -> None:
    part = page_of(portal, busy.responder, "/home/clocks/")
    assert part.lstrip().startswith("<section") and "Tugas 0" in part


def test_the_navigation_holds_what_the_role_opens(cast: Cast, portal: Portal) -> None:
    for_administrator, for_responder = page_of(portal, cast.administrator), page_of(portal, cast.responder)
    assert 'href="/people/"' in for_administrator
    assert 'href="/people/"' not in for_responder


def test_a_thing_is_found_by_kind_and_identity(cast: Cast, portal: Portal, client: Client) -> None:
    address = f"/go/person/{cast.auditor.public_id}"
    answer = portal(cast.administrator).get(address)
    assert (answer.status_code, answer["Location"]) == (302, f"/people/{cast.auditor.public_id}/")
    assert portal(cast.stranger).get(address, follow=True).status_code == 404
    assert client.get(address)["Location"].startswith("/sign-in/")
    assert portal(cast.responder).get(f"/go/nonsense/{cast.auditor.public_id}").status_code == 404


def test_without_a_mail_server_the_portal_says_so(cast: Cast, portal: Portal, settings) -> None:
    settings.MAIL_TO_FOLDER = True
    assert "var/mail" in page_of(portal, cast.responder)
    settings.MAIL_TO_FOLDER = False
    assert "var/mail" not in page_of(portal, cast.responder)


@pytest.mark.parametrize(("language", "said"), [("id", "Belum dinilai"), ("en", "Not assessed")])
def test_a_severity_that_nobody_gave_has_one_name(
    portal: Portal, cast: Cast, incident: Incident, language: str, said: str
) -> None:
    browser = portal(cast.responder)
    browser.post("/language/", {"language": language})
    for address in ("/", "/incidents/", f"/incidents/{incident.public_id}/"):
        page = browser.get(address).content.decode()
        assert said in page, address
        assert "Not rated" not in page and "Severity open" not in page


@pytest.mark.usefixtures("frozen")
def test_what_a_duty_is_about_stands_once_where_incident_and_fact_bear_one_number(
    cast: Cast, incident: Incident, portal: Portal, now: datetime
) -> None:
    create_follow_up(
        actor=SYSTEM,
        now=now,
        organisation=cast.diskominfotik,
        access=incident.access,
        kind="task",
        title_id="Beri tahu lembaga",
        owner=cast.responder,
        due_at=now + timedelta(hours=2),
        subjects=[
            Subject("incident", incident.pk, incident.public_id, incident.number),
            Subject("fact", 1, incident.public_id, incident.number),
        ],
    )
    assert waiting(portal, cast.responder).count(incident.number) == 1
