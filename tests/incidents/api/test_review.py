"""What hangs on an incident, written over REST: causes, unknowns, lessons, requirements, assets, people."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import TrailEntry
from compliance.models import Asset
from compliance.services.assets import AssetSheet, create_asset
from incidents.models import Cause, Incident, Lesson
from lib.texts import Text
from tests.api_client import Api, pointers, problem_of
from tests.people import NOW, add_organisation, as_actor

pytestmark = pytest.mark.django_db
NOTHING = "00000000-0000-0000-0000-000000000000"


def whole(api: Api, path: str) -> dict[str, Any]:
    """The incident as it stands."""
    return api.get(path).json()


def added(api: Api, path: str, kind: str, body: dict[str, Any], **headers: str) -> dict[str, Any]:
    """What was added; the same as the incident tells of it, under the incident's ETag."""
    answer = api.send("post", f"{path}/{kind}", body, **headers)
    assert answer.status_code == 201, answer.content
    incident = whole(api, path)
    assert answer.json() in incident[kind]
    assert answer["ETag"] == f'"{incident["version"]}"' and answer["Location"].endswith(path)
    return answer.json()


def test_a_cause_is_claimed_and_confirmed_beside_it(api, cast, path):
    source = api.send("post", f"{path}/sources", {"title": {"id": "Log peladen"}}).json()["id"]
    claimed = added(api, path, "causes", {"text": {"id": "Salah atur"}, "claim": "stated", "source": source})
    assert (claimed["claim"], claimed["source"], claimed["confirmed_by"]) == ("stated", source, None)
    found = {"text": {"id": "Salah atur"}, "claim": "confirmed", "basis": "Berkas pengaturan 12 Mei"}
    confirmed = added(api, path, "causes", found)
    assert confirmed["basis"] == "Berkas pengaturan 12 Mei"
    assert confirmed["confirmed_by"] == str(cast.responder.public_id) and confirmed["confirmed_at"]
    assert [each["claim"] for each in whole(api, path)["causes"]] == ["stated", "confirmed"]


def test_a_cause_that_is_wrong_is_refused_by_field(api, path):
    said = {"text": {"id": "Salah atur"}, "claim": "stated"}
    for change, place in (
        ({"claim": "confirmed"}, "/basis"),
        ({"claim": "confirmed", "basis": "  "}, "/basis"),
        ({"basis": "Log"}, "/basis"),
        ({"claim": "sure"}, "/claim"),
        ({"text": {}}, "/text"),
        ({"source": NOTHING}, "/source"),
        ({"confirmed_by": NOTHING}, "/confirmed_by"),
    ):
        assert pointers(api.send("post", f"{path}/causes", {**said, **change})) == {place}, change
    assert not Cause.objects.exists()


def test_a_cause_sent_again_is_added_once(api, path):
    said = {"text": {"id": "Salah atur"}, "claim": "stated"}
    keyed = {"Idempotency-Key": "sebab"}
    first, again = (added(api, path, "causes", said, **keyed) for _ in range(2))
    assert first["id"] == again["id"] and Cause.objects.count() == 1
    other = {**said, "claim": "inferred"}
    problem_of(api.send("post", f"{path}/causes", other, **keyed), 422)


def test_a_cause_is_taken_back_once_with_a_reason(api, path):
    cause = added(api, path, "causes", {"text": {"id": "Salah atur"}, "claim": "stated"})
    at, version = f"{path}/causes/{cause['id']}/void", whole(api, path)["version"]
    problem_of(api.send("post", at, {"reason": "Keliru"}), 428)
    problem_of(api.send("post", at, {"reason": "Keliru"}, version=version - 1), 412)
    assert pointers(api.send("post", at, {}, version=version)) == {"/reason"}
    assert pointers(api.send("post", at, {"reason": " "}, version=version)) == {"/reason"}
    answer = api.send("post", at, {"reason": "Keliru"}, version=version)
    assert answer.status_code == 200 and answer.json()["causes"] == []
    assert answer["ETag"].startswith(f'"{version + 1}-')
    problem_of(api.send("post", at, {"reason": "Keliru"}, version=version + 1), 404)
    assert TrailEntry.objects.filter(verb="cause.voided").count() == 1


def test_an_unknown_is_added_answered_and_open_again(api, path):
    unknown = added(api, path, "unknowns", {"kind": "people_affected", "text": {"id": "Berapa orang?"}})
    at, version = f"{path}/unknowns/{unknown['id']}", whole(api, path)["version"]
    assert unknown["holds_up"] and unknown["resolved_at"] is None
    problem_of(api.send("post", f"{at}/reopen", {"reason": "Belum"}, version=version), 409)
    problem_of(api.send("post", f"{at}/answer", {"answer": "20"}), 428)
    assert pointers(api.send("post", f"{at}/answer", {"answer": " "}, version=version)) == {"/answer"}
    (told,) = api.send("post", f"{at}/answer", {"answer": "20"}, version=version).json()["unknowns"]
    assert told["answer"] == "20" and told["resolved_at"]
    problem_of(api.send("post", f"{at}/answer", {"answer": "30"}, version=version), 412)
    problem_of(api.send("post", f"{at}/answer", {"answer": "30"}, version=version + 1), 409)
    (told,) = api.send("post", f"{at}/reopen", {"reason": "Salah"}, version=version + 1).json()["unknowns"]
    assert (told["answer"], told["resolved_at"]) == ("", None)
    assert pointers(api.send("post", f"{path}/unknowns", {"kind": "x", "text": {"id": "y"}})) == {"/kind"}


def test_a_lesson_is_added_with_what_it_touches_and_stands_as_a_proposal(api, path, catalogue):
    said = {"text": {"id": "Tinjau tiap bulan"}, "requirements": ["A.8.16", "A.5.27", "A.8.16"]}
    lesson = added(api, path, "lessons", said)
    assert lesson["requirements"] == ["A.8.16", "A.5.27"] and lesson["follow_up_state"] == "proposed"
    assert api.get(f"/api/v1/follow-ups/{lesson['follow_up']}").json()["state"] == "proposed"
    for change in ({"requirements": ["A.99.99"]}, {"requirements": "A.8.16"}):
        assert pointers(api.send("post", f"{path}/lessons", {**said, **change})) == {"/requirements"}
    assert pointers(api.send("post", f"{path}/lessons", {"text": {"id": "x" * 301}})) == {"/text"}
    assert Lesson.objects.count() == 1


def test_a_requirement_is_judged_again_and_taken_out(api, path, catalogue):
    at, version = f"{path}/requirements/A.8.16", whole(api, path)["version"]
    problem_of(api.send("put", at, {"verdict": "failed"}), 428)
    said = {"verdict": "failed", "note": {"en": "No alarm"}}
    told = api.send("put", at, said, version=version).json()["requirements"]
    assert told == [{"code": "A.8.16", **said}]
    told = api.send("put", at, {"verdict": "worked"}, version=version + 1).json()["requirements"]
    assert told == [{"code": "A.8.16", "verdict": "worked", "note": {}}], "all of it is replaced"
    assert pointers(api.send("put", at, {"verdict": "broken"}, version=version + 2)) == {"/verdict"}
    problem_of(api.send("put", f"{path}/requirements/A.99.99", {"verdict": "failed"}, version=1), 404)
    problem_of(api.delete(at), 428)
    for _ in range(2):
        answer = api.delete(at, headers={"If-Match": f'"{version + 2}"'})
        assert answer.status_code == 200 and answer.json()["requirements"] == []
    assert answer.json()["version"] == version + 3, "taking nothing out changes nothing"


@pytest.fixture
def asset(cast) -> Asset:
    """An asset of the organisation."""
    sheet = AssetSheet(name=Text(id="Portal perizinan"))
    return create_asset(
        actor=as_actor(cast.isms_manager), now=NOW, organisation=cast.diskominfotik, sheet=sheet
    )


def test_an_asset_is_named_changed_and_taken_out(api, path, asset):
    at, version = f"{path}/assets/{asset.public_id}", whole(api, path)["version"]
    said = {"lost": ["integrity"], "state": "recovered", "note": "Dipulihkan"}
    (told,) = api.send("put", at, said, version=version).json()["assets"]
    assert told.items() >= {"asset": str(asset.public_id), **said}.items()
    (told,) = api.send("put", at, {"lost": []}, version=version + 1).json()["assets"]
    assert (told["lost"], told["state"], told["note"]) == ([], "unknown", "")
    assert pointers(api.send("put", at, {"lost": ["money"]}, version=version + 2)) == {"/lost/0"}
    problem_of(api.send("put", f"{path}/assets/{NOTHING}", said, version=version + 2), 404)
    assert pointers(api.send("put", at, {"state": "clean"}, version=version + 2)) == {"/lost", "/state"}
    answer = api.delete(at, headers={"If-Match": f'"{version + 2}"'})
    assert answer.status_code == 200 and answer.json()["assets"] == []


def test_an_organisation_is_named_with_its_part(api, cast, path):
    other, sibling = add_organisation("bssn", "BSSN", "BSSN", external=True), cast.dpmptsp
    at, version = f"{path}/parties/{other.public_id}", whole(api, path)["version"]
    problem_of(api.send("put", at, {"part": {"en": "Told"}}), 428)
    for n, part in enumerate(({"en": "Told"}, {"id": "Menerima laporan"})):
        parties = api.send("put", at, {"part": part}, version=version + n).json()["parties"]
        (told,) = (each for each in parties if each["organisation"] == str(other.public_id))
        assert told["part"] == part and not told["shared"]
    assert pointers(api.send("put", at, {"part": "x"}, version=version + 2)) == {"/part"}
    # A responder names outside bodies and those they see; who shares the incident names any.
    elsewhere, body = f"{path}/parties/{sibling.public_id}", {"part": {"en": "Asked"}}
    problem_of(api.send("put", elsewhere, body, version=version + 2), 404)
    assert Api(cast.isms_manager).send("put", elsewhere, body, version=version + 2).status_code == 200
    assert api.send("put", elsewhere, {"part": {"en": "x"}}, version=version + 3).status_code == 200


def test_somebody_gets_a_part_and_it_is_taken_back(api, cast, path):
    body = {"person": str(cast.second_responder.public_id), "role": "handler"}
    answer = api.send("post", f"{path}/members", body)
    assert answer.status_code == 201, answer.content
    told = {"person": body["person"], "name": cast.second_responder.name, "role": "handler"}
    assert told in answer.json()["members"]
    assert pointers(api.send("post", f"{path}/members", body), 409) == {"/person"}
    for change, place in (({"role": "king"}, "/role"), ({"person": NOTHING}, "/person")):
        assert pointers(api.send("post", f"{path}/members", {**body, **change})) == {place}
    reporter = {**body, "person": str(cast.reporter.public_id)}
    assert pointers(api.send("post", f"{path}/members", reporter)) == {"/person"}
    at = f"{path}/members/{body['person']}/handler"
    version = {"If-Match": f'"{whole(api, path)["version"]}"'}
    problem_of(api.delete(at), 428)
    assert told not in api.delete(at, headers=version).json()["members"]
    problem_of(api.delete(at, headers=version), 404)


def test_what_was_voided_takes_no_more(api, cast, path):
    Incident.objects.update(voided_at=NOW, void_reason="Dobel")
    body = {"text": {"id": "Salah atur"}, "claim": "stated"}
    assert problem_of(api.send("post", f"{path}/causes", body), 409)["code"] == "voided"


@pytest.mark.parametrize(
    ("kind", "body", "scope"),
    [
        ("lessons", {"text": {"id": "Batasi akses"}}, "follow-ups:write"),
        ("members", {"role": "handler"}, "people:read"),
    ],
)
def test_a_token_that_lacks_a_scope_is_told_which_and_no_name(cast, path, kind, body, scope):
    if kind == "members":
        body = {**body, "person": str(cast.reporter.public_id)}
    api = Api(cast.responder, scopes={"incidents:write"}, **{"Accept-Language": "en"})
    refused = problem_of(api.send("post", f"{path}/{kind}", body), 403)
    assert refused["code"] == "scope_missing" and scope in refused["detail"]
    assert cast.reporter.name not in str(refused)
    enough = Api(cast.responder, scopes={"incidents:write", scope}, **{"Accept-Language": "en"})
    assert enough.send("post", f"{path}/{kind}", body).status_code != 403
