"""Whatever comes to the API's door: a clear answer that names the place, and never a failure of ours."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import get_resolver
from django.utils import translation
from rest_framework.exceptions import ValidationError
from rest_framework.serializers import Serializer

from accounts.models import TrailEntry
from config.api_pages import schema_of
from lib.api.fields import ClosedSerializer
from lib.api.problems import answer as refusal_of
from tests.api.world import World
from tests.api_client import Api, pointers, problem_of
from tests.people import as_actor

pytestmark = pytest.mark.django_db
DEEP = "[" * 5000 + "]" * 5000
BODIES = {
    "nothing": b"",
    "no JSON": b"{title: x}",
    "half": b'{"title": {"id": "x"',
    "a list": b"[]",
    "a text": b'"x"',
    "null": b"null",
    "a number": b"17",
    "deep": DEEP.encode(),
    "deep inside": ('{"title": ' + DEEP + "}").encode(),
    "an endless number": b'{"title": ' + b"9" * 5000 + b"}",
    "no number": b'{"title": NaN}',
    "infinity": b'{"impact": 1e999}',
    "a name twice": b'{"title": {"id": "a"}, "title": {"id": "b"}}',
    "latin-1": '{"title": {"id": "café"}}'.encode("latin-1"),
    "UTF-16": '{"title": {"id": "x"}}'.encode("utf-16"),
    "half a character": rb'{"title": {"id": "\ud800"}, "what": {"id": "\ud800"}}',
    "half a character as a name": rb'{"\ud800": 1}',
    "unknown names": b'{"colour": "red", "a/b~c": 1, "": 2}',
    "too much": b'{"title": {"id": "' + b"x" * 3_000_000 + b'"}}',
}
OTHER_BODIES = ("text/plain", "application/xml", "application/x-www-form-urlencoded", "image/png")
HEADERS = {
    "Accept": ["text/html", "image/png;q=1", "nonsense"],
    "If-Match": ["1", 'W/"1"', "*", '"1", "2"', '"x"', '"' + "9" * 30 + '"', '"1'],
    "Idempotency-Key": ["x" * 201, "a\tb"],
}


def sent(there: World, each, raw: bytes, content_type: str = "application/json", **headers: str):
    headers = {**({"If-Match": '"1"'} if each.wants_version else {}), **headers}
    return there.api.sends(each.method, each.address, raw, content_type, **headers)


@pytest.fixture
def api(cast) -> Api:
    """A program of the ISMS manager, with nothing there yet."""
    return Api(cast.isms_manager)


@pytest.fixture
def nothing_happens(there: World):
    """The trail is as long afterwards as before."""
    before = TrailEntry.objects.count()
    yield
    assert TrailEntry.objects.count() == before


def test_a_body_that_is_wrong_is_refused_at_every_address(there, nothing_happens):
    taking = [each for each in there.operations() if each.takes_json]
    assert len(taking) > 20
    for name, raw in BODIES.items():
        for each in taking:
            answer = sent(there, each, raw)
            allowed = {400, 413} if raw else {400, 409}
            assert answer.status_code in allowed, (name, str(each), answer.status_code, answer.content[:300])
            problem_of(answer, answer.status_code)


def test_a_body_of_another_kind_is_refused_at_every_address(there, nothing_happens):
    for each in there.operations():
        for content_type in OTHER_BODIES if each.method in ("post", "patch") else ():
            body = problem_of(sent(there, each, b"a=1&b=2", content_type), 415)
            assert "application/json" in body["detail"] or "multipart/form-data" in body["detail"]


def test_a_body_that_is_too_large_says_how_large_it_may_be(there, nothing_happens):
    answer = there.api.sends("post", "/api/v1/incidents", BODIES["too much"], "application/json")
    assert "2 MB" in problem_of(answer, 413)["detail"]


@pytest.mark.parametrize("raw", [b"null", b"[]", b'"x"', b"12", b"true"])
def test_a_body_that_is_no_object_is_told_so_in_both_languages(there, nothing_happens, raw):
    for language, words in (("en", "must be a JSON object"), ("id", "harus berupa objek JSON")):
        headers = {"Accept-Language": language}
        answer = there.api.sends("post", "/api/v1/follow-ups", raw, "application/json", **headers)
        assert words in problem_of(answer, 400)["detail"]


def test_filters_that_go_in_pairs_say_so_in_both_languages(there):
    for language, words in (("en", "goes with"), ("id", "harus disertai")):
        answer = there.api.get("/api/v1/follow-ups?reference=1", headers={"Accept-Language": language})
        assert words in problem_of(answer, 400)["errors"][0]["detail"]


def test_a_header_that_is_wrong_is_refused(there, nothing_happens):
    body, at = {"title": {"id": "Judul"}}, f"/api/v1/incidents/{there.ids['incidents']}"
    for value in HEADERS["If-Match"]:
        problem_of(there.api.send("patch", at, body, **{"If-Match": value}), 400)
    for value in HEADERS["Idempotency-Key"]:
        problem_of(there.api.send("post", "/api/v1/incidents", body, **{"Idempotency-Key": value}), 400)
    for value in HEADERS["Accept"]:
        problem_of(there.api.send("post", "/api/v1/incidents", body, Accept=value), 406)


BROKEN_UPLOADS = [
    b"",
    b"--x\r\nno header\r\n--x--",
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf',
    b"--y\r\n\r\n--y--",
]


def test_a_broken_upload_is_refused(there, nothing_happens):
    at = f"/api/v1/incidents/{there.ids['incidents']}/evidence"
    for content_type in ("multipart/form-data; boundary=x", "multipart/form-data"):
        for broken in BROKEN_UPLOADS:
            problem_of(there.api.sends("post", at, broken, content_type), 400)


def test_a_method_that_is_not_there_says_which_are(there, nothing_happens):
    known = {(each.method, each.address) for each in there.operations()}
    for address in {each.address for each in there.operations()}:
        for method in ("get", "post", "put", "patch", "delete", "options", "trace"):
            if (method, address) not in known:
                answer = getattr(there.api, method)(address)
                problem_of(answer, 405)
                assert method.upper() not in answer["Allow"]


def test_an_address_that_is_not_there_answers_a_problem_document(api):
    for path in (
        "",
        "incidents/",
        "incidents/7",
        "incident",
        "requirements/A.99.99",
        "a%00b",
        "..%2fetc",
        "é",
    ):
        problem_of(api.get(f"/api/v1/{path}"), 404)


def test_a_parameter_that_is_not_known_is_named_at_every_address(there, nothing_happens):
    for each in there.operations():
        address = f"{each.address}?colour=red"
        answer = getattr(there.api, each.method)(address)
        if each.method in ("post", "patch"):
            answer = there.api.sends(each.method, address, b"{}", "application/json")
        assert "/colour" in pointers(answer), str(each)


FILTERS = [
    ("incidents?phase=nowhere", "/phase"),
    ("incidents?phase=", "/phase"),
    ("incidents?year=abc", "/year"),
    ("incidents?year=99999999999999999999999", "/year"),
    ("incidents?organisation=x", "/organisation"),
    ("incidents?registered_from=someday", "/registered_from"),
    ("incidents?registered_from=2026-02-30", "/registered_from"),
    ("incidents?registered_to=2026-01-01T10:00:00", "/registered_to"),
    ("incidents?registered_to=99999-01-01", "/registered_to"),
    ("incidents?personal_data=perhaps", "/personal_data"),
    ("incidents?q=a%00b", "/q"),
    ("incidents?q=" + "x" * 301, "/q"),
    ("incidents?limit=0", "/limit"),
    ("incidents?limit=-3", "/limit"),
    ("incidents?limit=many", "/limit"),
    ("incidents?cursor=%00", "/cursor"),
    ("incidents?cursor=abc", "/cursor"),
    ("incidents?cursor=cD1hYmM%3D", "/cursor"),
    ("incidents?after=x", "/after"),
    ("incidents?after=-1", "/after"),
    ("incidents?after=99999999999999999999", "/after"),
    ("incidents?after=0&phase=triage", "/phase"),
    ("incidents?phase=triage&phase=review", "/phase"),
    ("incidents/counts?origin=dream", "/origin"),
    ("follow-ups?state=x", "/state"),
    ("follow-ups?system=redmine", "/reference"),
    ("requirements?controls=perhaps", "/controls"),
    ("assets?cursor=%C3%A9", "/cursor"),
    ("reports?subject=x", "/subject"),
    ("events?state=x", "/state"),
]


def test_a_filter_that_is_wrong_is_named(api):
    for path, pointer in FILTERS:
        assert pointers(api.get(f"/api/v1/{path}")) == {pointer}, path


def test_a_cursor_of_another_list_fails_nowhere(there):
    at = f"/api/v1/incidents/{there.ids['incidents']}/facts"
    for address in (at, "/api/v1/requirements", "/api/v1/follow-ups"):
        for position in ("p=12", "p=2026-11-20+01:00:00+00:00", "r=1&p=x", "o=7", "p=" + "9" * 30):
            cursor = quote(b64encode(position.encode()))
            answer = there.api.get(f"{address}?cursor={cursor}")
            assert answer.status_code in {200, 400}, (address, cursor)


def test_errors_are_in_the_readers_language(api):
    told = {"id": "Beberapa isian belum benar.", "en": "Some fields are not right."}
    for language, words in told.items():
        answer = api.send("post", "/api/v1/incidents", {"title": 1}, **{"Accept-Language": language})
        assert problem_of(answer, 400)["detail"] == words
    assert problem_of(api.send("post", "/api/v1/incidents", {"title": 1}), 400)["detail"] == told["id"]


TOLD = [
    ({}, "Isian ini wajib diisi."),
    ({"title": None}, "Isian ini tidak boleh bernilai null."),
    ({"title": {"id": "x"}, "impact": "3"}, "Ini harus berupa bilangan bulat."),
    ({"title": {"id": "x"}, "impact": 9}, "Nilainya paling besar 4."),
    ({"title": {"id": "x"}, "tlp": "UNGU"}, "Pilih salah satu: RED, AMBER+STRICT, AMBER, GREEN, CLEAR."),
    ({"title": {"id": "x"}, "lost": ["uang"]}, "Pilih salah satu: confidentiality, integrity, availability."),
    ({"title": {"id": "x"}, "summary": 5}, "Tulis teks sebagai objek berisi “id”, “en”, atau keduanya."),
    ({"title": {"id": "x"}, "restricted": "ya"}, "Ini harus true atau false."),
    ({"title": {"id": "x"}, "lost": "integrity"}, "Ini harus berupa daftar."),
]


def test_a_field_is_told_in_indonesian_what_is_wrong_with_it(api):
    for change, detail in TOLD:
        answer = api.send("post", "/api/v1/incidents", change, **{"Accept-Language": "id"})
        assert [each["detail"] for each in problem_of(answer, 400)["errors"]] == [detail]


NO_OBJECTS = [
    ("incidents/{incidents}/facts", {"moment": 5}, "/moment", "earliest, latest, precision, zone."),
    ("incidents/{incidents}/facts", {"moment": [{}]}, "/moment", "earliest, latest, precision, zone."),
    (
        "incidents/{incidents}/sources",
        {"published": "2020"},
        "/published",
        "earliest, latest, precision, zone.",
    ),
    ("follow-ups", {"subject": True}, "/subject", "kind, id."),
    ("follow-ups", {"external_links": ["x"]}, "/external_links/0", "system, reference, url."),
]


def test_what_is_no_object_where_one_belongs_is_told_its_names_in_both_languages(there, nothing_happens):
    for path, wrong, pointer, names in NO_OBJECTS:
        for language, words in (("en", "must be an object in braces"), ("id", "objek dalam kurung kurawal")):
            at = f"/api/v1/{path.format(**there.ids)}"
            answer = there.api.send("post", at, wrong, **{"Accept-Language": language})
            errors = problem_of(answer, 400)["errors"]
            (told,) = (each for each in errors if each["pointer"] == pointer)
            assert told["code"] == "wrong_type", path
            assert words in told["detail"] and told["detail"].endswith(names)


WRONG = [
    None,
    "",
    5,
    1.5,
    True,
    "x",
    "x" * 30_000,
    [],
    [5],
    [{}],
    {},
    {"x": 1},
    "2026-02-30",
    "2026-99-01T00:00:00Z",
]
OWN_WORDS = {
    "en": ("Expected", "a valid choice", "wrong format", "dictionary"),
    "id": ("Expected", "has wrong", "This", "field", "Ensure", "Must", "Enter", "submitted", "a valid"),
}


def bodies(kind: type[Serializer] = ClosedSerializer) -> Iterator[type[Serializer]]:
    """Every body that the API takes, and what stands in them."""
    for each in kind.__subclasses__():
        yield each
        yield from bodies(each)


def refused(body: Serializer) -> list[dict[str, str]]:
    """The fields that a problem document would name."""
    response = refusal_of(ValidationError(body.errors), {}) if body.errors else None
    return response.data["errors"] if response else []


@pytest.mark.parametrize("language", OWN_WORDS)
def test_no_field_answers_in_the_frameworks_own_words(cast, language):
    schema_of("en")
    context, found = {"actor": as_actor(cast.isms_manager)}, list(bodies())
    assert len(found) > 20
    for kind in found:
        for name in kind().fields:
            for value in WRONG:
                body = kind(data={name: value}, context=context)
                with translation.override(language):
                    body.is_valid()
                    told = " ".join(row["detail"] for row in refused(body))
                assert not [words for words in OWN_WORDS[language] if words in told], (kind, name, told)


def test_without_a_token_every_address_asks_for_one(there):
    for each in there.operations():
        answer = getattr(Client(), each.method)(each.address)
        problem_of(answer, 401)
        assert answer["WWW-Authenticate"].startswith("Bearer")


def test_when_the_database_is_away_the_answer_is_503(there):
    def away(execute, sql, params, many, context):
        raise OperationalError("could not connect to server")

    for each in there.operations():
        with connection.execute_wrapper(away):
            answer = (
                sent(there, each, b"{}") if each.takes_json else getattr(there.api, each.method)(each.address)
            )
        problem_of(answer, 503)
        assert answer["Retry-After"]


def test_everything_below_the_api_is_described():
    """So that the tests of this file, which go by the description, leave nothing out."""
    routes = [each for each in get_resolver().url_patterns if str(each.pattern) == "api/v1/"]
    names = {
        str(inner.pattern)
        for route in routes
        for outer in route.url_patterns
        for inner in getattr(outer, "url_patterns", [outer])
    }
    described = {
        path.removeprefix("/api/v1/") for path in json.loads(Client().get("/api/v1/schema").content)["paths"]
    }
    plain = {name.replace("<uuid:", "{").replace("<str:", "{").replace(">", "}") for name in names}
    assert plain - described == {"schema"}


def test_too_many_requests_are_told_when_to_come_back(cast, settings, frozen):
    settings.API_REQUESTS_A_MINUTE = 2
    api = Api(cast.responder)
    answers = [api.get("/api/v1/incidents") for _ in range(3)]
    problem_of(answers[2], 429)
    assert int(answers[2]["Retry-After"]) > 0
