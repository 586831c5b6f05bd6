"""A ticket system looks up whom it can give a follow-up to, and sees no more than its owner would."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actors import SYSTEM
from accounts.models import Membership
from accounts.roles import Role
from accounts.services.leaving import deactivate_person
from accounts.services.people import assign_role
from tests.api_client import Api, pointers
from tests.people import NOW, Cast, add_person

pytestmark = pytest.mark.django_db

PEOPLE, ORGANISATIONS = "/api/v1/people", "/api/v1/organisations"


@pytest.fixture
def api(cast: Cast, frozen) -> Api:
    """The ticket system of Diskominfotik, with the two scopes that looking up takes."""
    return Api(cast.service, ["people:read", "organisations:read"])


def names(api: Api, address: str) -> set[str]:
    answer = api.get(address)
    assert answer.status_code == 200, answer.content
    return {row["name"] for row in answer.json()["results"]}


def test_a_person_is_found_by_name_with_roles_and_without_mail_or_sign_in_name(api: Api, cast: Cast) -> None:
    rows = api.get(f"{PEOPLE}?q={cast.head.name.upper()}").json()["results"]
    assert [row["id"] for row in rows] == [str(cast.head.public_id)]
    assert rows[0] == {
        "id": str(cast.head.public_id),
        "name": cast.head.name,
        "position": cast.head.position,
        "active": True,
        "organisation": str(cast.diskominfotik.public_id),
        "roles": [{"role": "head", "organisation": str(cast.diskominfotik.public_id)}],
    }
    assert api.get(f"{PEOPLE}/{rows[0]['id']}").json() == rows[0]
    everything = api.get(PEOPLE).content.decode()
    assert "@" not in everything and cast.second_responder.username not in everything
    assert names(api, f"{PEOPLE}?q={cast.second_responder.username}") == set()
    assert names(api, f"{PEOPLE}?q=%40contoh.example") == set()


def test_only_people_of_organisations_that_the_owner_reaches_are_there(api: Api, cast: Cast) -> None:
    seen = names(api, f"{PEOPLE}?limit=100")
    assert cast.head.name in seen
    assert not seen & {cast.stranger.name, cast.province_head.name}
    hidden = api.get(f"{PEOPLE}/{cast.stranger.public_id}")
    missing = api.get(f"{PEOPLE}/01a1fd2d-0ae4-71d7-bbfd-af543d9fe2d8")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.content == missing.content


def test_people_are_narrowed_by_role_and_organisation(api: Api, cast: Cast) -> None:
    unit = add_person("petugas-unit", "Petugas Unit", cast.smart_city, Role.RESPONDER)
    assert names(api, f"{PEOPLE}?role=head") == {cast.head.name}
    inside = f"organisation={cast.smart_city.public_id}"
    assert names(api, f"{PEOPLE}?{inside}") == {unit.name}
    assert unit.name in names(api, f"{PEOPLE}?role=responder")
    assert names(api, f"{PEOPLE}?role=responder&{inside}") == {unit.name}
    assert names(api, f"{PEOPLE}?role=head&{inside}") == set()
    assert names(api, f"{PEOPLE}?organisation={cast.dpmptsp.public_id}") == set()


def test_whoever_is_offered_as_owner_can_own_a_follow_up(cast: Cast, frozen) -> None:
    api = Api(cast.service)
    address = f"{PEOPLE}?can_own_in={cast.diskominfotik.public_id}&limit=100"
    rows = {row["name"]: row["id"] for row in api.get(address).json()["results"]}
    assert cast.responder.name in rows
    assert not set(rows) & {cast.reporter.name, cast.auditor.name, cast.administrator.name}
    for number, owner in enumerate(rows.values()):
        body = {
            "organisation": str(cast.diskominfotik.public_id),
            "title": {"en": f"Task {number}"},
            "owner": owner,
            "due_at": "2026-12-31T16:00:00+07:00",
        }
        answer = api.send("post", "/api/v1/follow-ups", body)
        assert answer.status_code == 201, answer.content
    assert names(api, f"{PEOPLE}?can_own_in={cast.dpmptsp.public_id}") == set()


def test_who_left_is_marked_and_offered_for_nothing(api: Api, cast: Cast) -> None:
    left = add_person("akan-keluar", "Akan Keluar", cast.diskominfotik, Role.RESPONDER)
    deactivate_person(actor=SYSTEM, now=NOW, person=left, version=left.version)
    assert left.name in names(api, f"{PEOPLE}?active=false")
    assert left.name not in names(api, f"{PEOPLE}?active=true")
    assert left.name not in names(api, f"{PEOPLE}?can_own_in={cast.diskominfotik.public_id}")


def test_a_colleague_s_home_elsewhere_stays_unsaid(api: Api, cast: Cast) -> None:
    assign_role(
        actor=SYSTEM, now=NOW, person=cast.stranger, organisation=cast.diskominfotik, role=Role.REPORTER
    )
    row = api.get(f"{PEOPLE}/{cast.stranger.public_id}").json()
    assert row["organisation"] is None
    assert row["roles"] == [{"role": "reporter", "organisation": str(cast.diskominfotik.public_id)}]
    assert names(api, f"{PEOPLE}?organisation={cast.dpmptsp.public_id}") == set()


def test_organisations_are_found_with_the_one_above_if_that_is_seen(api: Api, cast: Cast) -> None:
    rows = {row["short"]: row for row in api.get(ORGANISATIONS).json()["results"]}
    assert set(rows) == {cast.diskominfotik.short, cast.smart_city.short}
    assert rows[cast.diskominfotik.short]["parent"] is None
    assert rows[cast.smart_city.short]["parent"] == str(cast.diskominfotik.public_id)
    assert names(api, f"{ORGANISATIONS}?q=jsc") == {cast.smart_city.name}
    assert names(api, f"{ORGANISATIONS}?parent={cast.diskominfotik.public_id}") == {cast.smart_city.name}
    assert names(api, f"{ORGANISATIONS}?parent={cast.pemprov.public_id}") == set()
    assert names(api, f"{ORGANISATIONS}?external=true") == set()
    found = api.get(f"{ORGANISATIONS}/{cast.smart_city.public_id}")
    assert found.json() == rows[cast.smart_city.short]
    hidden = api.get(f"{ORGANISATIONS}/{cast.dpmptsp.public_id}")
    assert hidden.status_code == 404


@pytest.mark.parametrize("address", [PEOPLE, ORGANISATIONS])
def test_each_takes_its_own_scope_and_only_reads(cast: Cast, frozen, address: str) -> None:
    assert Api(cast.isms_manager, ["follow-ups:write"]).get(address).status_code == 403
    assert Api(cast.isms_manager).send("post", address, {}).status_code == 405


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("role=king", "/role"),
        ("organisation=diskominfotik", "/organisation"),
        ("can_own_in=1", "/can_own_in"),
        ("active=perhaps", "/active"),
        ("email=a", "/email"),
        ("q=%00", "/q"),
        ("cursor=nonsense", "/cursor"),
        ("limit=0", "/limit"),
    ],
)
def test_a_wrong_filter_is_named(api: Api, query: str, pointer: str) -> None:
    assert pointers(api.get(f"{PEOPLE}?{query}")) == {pointer}


def test_pages_go_to_the_end_and_cost_the_same_however_many_there_are(api: Api, cast: Cast) -> None:
    for number in range(30):
        add_person(f"pegawai-{number}", f"Pegawai {number}", cast.diskominfotik, Role.REPORTER)
    expected = Membership.objects.filter(organisation__in=[cast.diskominfotik, cast.smart_city])
    address, seen, costs = f"{PEOPLE}?limit=10", [], []
    while address:
        with CaptureQueriesContext(connection) as queries:
            page = api.get(address).json()
        costs.append(len(queries))
        seen += [row["id"] for row in page["results"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) >= expected.filter(person__isnull=False).count()
    assert max(costs) <= 12
    assert len(api.get(f"{PEOPLE}?limit=5000").json()["results"]) <= 100
