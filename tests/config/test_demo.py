"""The demonstration: both cases for those who should see them, an exercise, and nothing twice."""

from __future__ import annotations

from datetime import datetime

import pytest

from accounts.actors import SYSTEM, Actor, actor_for_person
from accounts.models import Organisation, Person
from accounts.roles import Role
from accounts.services.verify import verify_trail
from compliance.catalogue import ISO_27001_2022
from compliance.catalogue.reader import read_framework
from compliance.services.catalogue import load_framework
from config import demo
from config.logins import CAST, Login
from followups.models import FollowUp
from incidents.models import Event, Incident

pytestmark = pytest.mark.django_db


@pytest.fixture
def logins(now: datetime) -> list[Login]:
    load_framework(actor=SYSTEM, now=now, data=read_framework(ISO_27001_2022))
    return demo.load(now=now)


def actor(username: str, now: datetime) -> Actor:
    return actor_for_person(Person.objects.select_related("home").get(username=username), now=now)


def cases_seen_by(username: str, now: datetime) -> set[str]:
    seen = Incident.objects.visible_to(actor(username, now))
    return set(seen.values_list("case_key", flat=True))


def test_everybody_gets_a_login_that_works_and_there_is_one_for_each_role(logins: list[Login]) -> None:
    assert {login.role for login in logins} == set(Role)
    for login in logins:
        person = Person.objects.get(username=login.username)
        assert person.check_password(login.password)
        assert not person.must_change_password


def test_diskominfotik_sees_its_childs_case_and_the_one_its_sibling_shares(
    logins: list[Login], now: datetime
) -> None:
    both = {"sikm-2020", "jaki-2023"}
    for username in ("respons", "smki", "pdp", "kepala", "auditor"):
        assert both <= cases_seen_by(username, now), username
    assert cases_seen_by("respons-dpmptsp", now) == {"sikm-2020"}
    assert cases_seen_by("pelapor", now) == cases_seen_by("administrator", now) == set()


def test_what_is_not_from_the_cases_is_an_exercise_and_runs_no_legal_clock(
    logins: list[Login], now: datetime
) -> None:
    assert set(Incident.objects.values_list("origin", flat=True)) == {"reconstructed", "exercise"}
    assert Incident.objects.get(origin="exercise").number.startswith("LAT-")
    assert set(Event.objects.waiting().values_list("origin", flat=True)) == {"exercise"}
    assert set(FollowUp.objects.open().values_list("origin", flat=True)) == {"exercise"}
    assert not FollowUp.objects.legal().exists()


def test_a_responder_has_something_to_do(logins: list[Login], now: datetime) -> None:
    person = Person.objects.get(username="respons")
    assert FollowUp.objects.open().owned_by(person.pk).filter(due_at__gt=now).count() == 2


def test_loading_it_again_changes_nothing(logins: list[Login], now: datetime) -> None:
    before = verify_trail()
    assert demo.load(now=now) == []
    after = verify_trail()
    assert (after.entries, after.heads) == (before.entries, before.heads)
    assert after.holds


def test_only_who_is_missing_is_added_again(logins: list[Login], now: datetime) -> None:
    Person.objects.filter(username="auditor").update(username="auditor-lama")
    assert [login.username for login in demo.load(now=now)] == ["auditor"]


def test_people_are_named_by_role_and_letterheads_repeat_the_cases(logins: list[Login]) -> None:
    assert not [part.name for part in CAST if not part.name.split()[0].istitle()]
    home = Organisation.objects.get(key="diskominfotik")
    assert home.letterhead_body == "Pemerintah Provinsi DKI Jakarta"
    assert home.letterhead_unit == home.name
