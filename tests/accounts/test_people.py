"""People and their roles: added, changed, handed over, deactivated, let in again, erased."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts import hand_over
from accounts.actors import SYSTEM
from accounts.models import ApiToken, KeptAnswer, Membership, Person, TrailDetail, TrailEntry
from accounts.roles import Role
from accounts.services.leaving import deactivate_person, erase_person, reactivate_person
from accounts.services.passwords import generated_password
from accounts.services.people import assign_role, create_person, edit_person, end_role
from accounts.services.service_accounts import create_service, set_service_active
from accounts.services.tokens import issue_token
from accounts.services.trail import Subject, writing
from accounts.services.verify import verify_trail
from lib.errors import Conflict, Invalid, Refused, Stale
from lib.ids import new_public_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(cast, actor, now):
    """Who and when: the administrator of Diskominfotik, now."""
    return {"actor": actor(cast.administrator), "now": now}


@pytest.fixture
def duties(monkeypatch):
    """A room above in which the second responder owes two things; what was handed over to whom."""
    passed = []
    monkeypatch.setattr(hand_over, "_duties", {})
    hand_over.register(
        "uji",
        owed=lambda person, still: 0 if passed else 2 if person.username == "respons-kedua" else 0,
        hand_over=lambda actor, now, person, successor, still: passed.append(
            (person.username, successor.username)
        ),
    )
    return passed


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"username": "Dua Kata"}, "username"),
        ({"username": ""}, "username"),
        ({"username": "-awal"}, "username"),
        ({"username": "x" * 61}, "username"),
        ({"name": ""}, "name"),
        ({"name": "Nama\x00"}, "name"),
        ({"email": "bukan-surel"}, "email"),
        ({"language": "xx"}, "language"),
    ],
)
def test_who_cannot_be_added_is_refused_at_the_field(cast, by, fields, at):
    whole = {"username": "analis", "name": "Analis", "home": cast.diskominfotik} | fields
    with pytest.raises(Invalid) as refused:
        create_person(**by, **whole)
    assert at in {problem.field for problem in refused.value.problems}


def test_a_sign_in_name_is_given_once_whatever_its_letters(cast, by):
    with pytest.raises(Conflict) as refused:
        create_person(**by, username="RESPONS", name="Lain", home=cast.diskominfotik)
    assert refused.value.field == "username"


def test_an_administrator_adds_people_only_where_they_administer(cast, by, actor, now):
    create_person(**by, username="jsc-baru", name="Analis JSC", home=cast.smart_city)
    for home in (cast.dpmptsp, cast.pemprov):
        with pytest.raises(Refused):
            create_person(**by, username="lain", name="Lain", home=home)
    with pytest.raises(Refused):
        create_person(
            actor=actor(cast.responder), now=now, username="lain", name="Lain", home=cast.diskominfotik
        )


def test_two_changes_at_once_are_noticed(cast, by):
    edit_person(**by, person=cast.responder, version=1, position="Analis")
    with pytest.raises(Stale) as refused:
        edit_person(**by, person=Person.objects.get(pk=cast.responder.pk), version=1, position="Lain")
    assert refused.value.current == 2


def test_whoever_signs_in_above_is_not_changed_from_below(cast, by):
    assign_role(
        actor=SYSTEM, now=by["now"], person=cast.responder, organisation=cast.pemprov, role=Role.AUDITOR
    )
    edit_person(**by, person=cast.responder, version=1, position="Analis")
    with pytest.raises(Refused):
        edit_person(**by, person=cast.responder, version=2, email="milik-saya@contoh.example")
    with pytest.raises(Refused):
        deactivate_person(**by, person=cast.responder, version=2)


def test_a_role_is_given_only_where_one_administers(cast, by):
    assign_role(**by, person=cast.nobody, organisation=cast.smart_city, role=Role.RESPONDER)
    for organisation in (cast.pemprov, cast.dpmptsp):
        with pytest.raises(Refused):
            assign_role(**by, person=cast.administrator, organisation=organisation, role=Role.HEAD)


@pytest.mark.parametrize(
    "wrong",
    [{"role": "raja"}, {"until": timedelta(0)}, {"until": timedelta(days=-1)}],
)
def test_a_role_that_cannot_be_is_refused(cast, by, wrong):
    more = {"role": Role.HEAD} | wrong
    if "until" in more:
        more["until"] = by["now"] + more["until"]
    with pytest.raises(Invalid):
        assign_role(**by, person=cast.nobody, organisation=cast.diskominfotik, **more)


def test_a_role_with_an_end_ends_by_itself_and_can_be_given_again(cast, by, actor, now):
    give = {"person": cast.nobody, "organisation": cast.diskominfotik, "role": Role.AUDITOR}
    first = assign_role(**by, **give, until=now + timedelta(days=1))
    assert actor(cast.nobody).organisation_ids
    Membership.objects.filter(pk=first.pk).update(until=now)
    assert not actor(cast.nobody).organisation_ids
    again = assign_role(**by, **give)
    assert again.pk == first.pk and again.until is None
    assert TrailEntry.objects.latest("sequence").detail.values["role"] == {"before": None, "after": "auditor"}


def test_the_last_administrator_stays(cast, by, now):
    top = {"actor": SYSTEM, "now": now}
    with pytest.raises(Conflict):
        end_role(**top, membership=cast.province_administrator.memberships.get())
    with pytest.raises(Conflict):
        deactivate_person(**top, person=cast.province_administrator, version=1)
    end_role(**top, membership=cast.administrator.memberships.get())


def test_the_role_of_the_last_administrator_gets_no_end(cast, by, now):
    role = {"organisation": cast.pemprov, "role": Role.ADMINISTRATOR}
    top = {"actor": SYSTEM, "now": now}
    with pytest.raises(Conflict):
        assign_role(**top, **role, person=cast.province_administrator, until=now + timedelta(minutes=1))
    assign_role(**top, **role, person=cast.responder, until=now + timedelta(days=1))
    with pytest.raises(Conflict):
        end_role(**top, membership=cast.province_administrator.memberships.get())
    assign_role(**top, **role, person=cast.responder)
    end_role(**top, membership=cast.province_administrator.memberships.get())


def test_nobody_deactivates_themself(cast, by):
    with pytest.raises(Conflict):
        deactivate_person(**by, person=cast.administrator, version=1)


def test_who_owes_something_leaves_only_with_a_successor(cast, by, duties):
    with pytest.raises(Conflict) as refused:
        deactivate_person(**by, person=cast.second_responder, version=1)
    assert refused.value.field == "successor"
    assert Person.objects.get(pk=cast.second_responder.pk).is_active
    for nobody in (cast.second_responder, Person(is_active=False)):
        with pytest.raises(Invalid):
            deactivate_person(**by, person=cast.second_responder, version=1, successor=nobody)
    deactivate_person(**by, person=cast.second_responder, version=1, successor=cast.responder)
    assert duties == [("respons-kedua", "respons")]
    assert not Person.objects.get(pk=cast.second_responder.pk).is_active


def test_when_handing_over_fails_nobody_has_left(cast, by, duties, monkeypatch):
    def fail(*_args):
        raise Refused("tidak jadi")

    hand_over.register("rusak", owed=lambda person, still: 0, hand_over=fail)
    with pytest.raises(Refused):
        deactivate_person(**by, person=cast.second_responder, version=1, successor=cast.responder)
    assert Person.objects.get(pk=cast.second_responder.pk).is_active


def test_whoever_leaves_has_no_roles_tokens_or_password_left(cast, by, actor, now):
    token, _secret = issue_token(
        actor=actor(cast.second_responder),
        now=now,
        person=cast.second_responder,
        label="Skrip",
        scopes=["incidents:read"],
        expires_at=now + timedelta(days=1),
    )
    person = deactivate_person(**by, person=cast.second_responder, version=1)
    assert actor(person).organisation_ids == ()
    assert not person.has_usable_password()
    assert ApiToken.objects.get(pk=token.pk).revoked_at == now
    with pytest.raises(Conflict):
        assign_role(**by, person=person, organisation=cast.diskominfotik, role=Role.HEAD)


def test_erased_data_are_gone_everywhere_and_the_trail_holds(cast, by, actor, now):
    edit_person(**by, person=cast.second_responder, version=1, position="Analis")
    with writing() as book:
        book.record(
            actor=actor(cast.second_responder),
            now=now,
            verb="follow_up.reassigned",
            organisation=cast.diskominfotik,
            subjects=[
                Subject("follow_up", 1, new_public_id(), "Tugas"),
                Subject(
                    "person",
                    cast.second_responder.pk,
                    cast.second_responder.public_id,
                    cast.second_responder.name,
                ),
            ],
            changes={"owner": (cast.second_responder.name, "Kepala Dinas"), "due": ("a", "b")},
        )
    other = TrailEntry.objects.latest("sequence")
    with pytest.raises(Conflict):
        erase_person(**by, person=cast.second_responder, version=2)
    person = deactivate_person(**by, person=cast.second_responder, version=2)
    person = erase_person(**by, person=person, version=person.version)
    assert (person.name, person.email, person.position) == ("", "", "")
    assert person.shown_name in {"data erased", "data dihapus"}
    told = str(list(TrailDetail.objects.values()))
    for gone in ("Petugas Respons Kedua", "respons-kedua", "Analis"):
        assert gone not in told
    detail = TrailDetail.objects.get(pk=other.pk)
    assert detail.values == {"due": {"before": "a", "after": "b"}}
    assert list(detail.labels.values()) == ["Tugas"]
    assert verify_trail().findings == []
    assert TrailEntry.objects.latest("sequence").verb == "person.erased"


def test_an_erased_name_stands_in_no_answer_that_is_kept_for_repetitions(cast, by, now):
    told = {"owner": str(cast.second_responder.public_id), "owner_name": cast.second_responder.name}
    KeptAnswer.objects.create(
        actor_id=new_public_id(), route="r", key="k", request_hash="h", status=201, body=told, created_at=now
    )
    person = deactivate_person(**by, person=cast.second_responder, version=1)
    erase_person(**by, person=person, version=person.version)
    assert KeptAnswer.objects.get().body == {**told, "owner_name": ""}


def test_erasing_one_leaves_those_with_a_like_name_alone(cast, by):
    person = deactivate_person(**by, person=cast.responder, version=1)
    erase_person(**by, person=person, version=person.version)
    told = str(list(TrailDetail.objects.values()))
    assert "Petugas Respons Kedua" in told and "Petugas Respons DPMPTSP" in told
    assert "'Petugas Respons'" not in told
    assert verify_trail().holds


def test_who_was_erased_does_not_come_back(cast, by):
    person = deactivate_person(**by, person=cast.second_responder, version=1)
    person = erase_person(**by, person=person, version=person.version)
    with pytest.raises(Conflict):
        reactivate_person(**by, person=person, version=person.version)
    with pytest.raises(Conflict):
        edit_person(**by, person=person, version=person.version, name="Kembali")
    create_person(**by, username="respons-kedua", name="Orang baru", home=cast.diskominfotik)


def test_a_task_can_be_theirs_who_have_a_standing_role_here_or_above(cast, by, now):
    able = set(Person.objects.who_may_own(cast.diskominfotik, now))
    assert {cast.responder, cast.province_head} <= able
    assert cast.stranger not in able and cast.nobody not in able
    end_role(**by, membership=cast.responder.memberships.get())
    assert cast.responder not in set(Person.objects.who_may_own(cast.diskominfotik, now))


def test_a_service_account_is_the_administrator_s_affair(cast, by, actor, now):
    with pytest.raises(Conflict):
        create_service(**by, organisation=cast.diskominfotik, name="Sistem tiket")
    with pytest.raises(Refused):
        create_service(**by, organisation=cast.dpmptsp, name="Sistem lain")
    off = set_service_active(**by, service=cast.service, active=False)
    assert actor(off).organisation_ids == ()
    assert set_service_active(**by, service=off, active=True).is_active


def test_a_generated_password_is_long_and_never_the_same():
    made = {generated_password() for _ in range(200)}
    assert len(made) == 200
    assert all(len(each) == 23 and each.count("-") == 3 for each in made)
    assert not any(set(each) & set("01lioIO") for each in made)
