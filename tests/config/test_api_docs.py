"""The API describes itself truthfully, for programs and for people, without a warning and without scripts."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.utils.html import escape
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.validation import validate_schema

from accounts.policy import scopes_there_are
from config.api_pages import groups_of, schema_of
from lib.api.schema_words import sentences_of
from lib.templatetags.parts import ticked
from tests.people import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh() -> None:
    schema_of.cache_clear()
    GENERATOR_STATS.reset()


def test_the_description_is_valid_openapi_3_1_and_made_without_a_warning() -> None:
    schema = schema_of("en")
    validate_schema(schema)
    assert schema["openapi"].startswith("3.1")
    assert not GENERATOR_STATS, dict(GENERATOR_STATS._warn_cache)


def test_every_operation_says_what_it_does_and_asks_for_a_token() -> None:
    schema = schema_of("en")
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            assert operation.get("description") or operation.get("summary"), (path, method)
            ((name, scopes),) = operation["security"][0].items()
            assert name == "token" and scopes and set(scopes) <= set(scopes_there_are()), (path, method)


def test_what_holds_everywhere_is_told_to_programs_and_to_people_alike(client: Client) -> None:
    about = schema_of("en")["info"]["description"].split("\n\n")
    assert about[0].startswith("JSON over HTTP") and len(about) > 5
    page = client.get("/api/docs", headers={"Accept-Language": "en"}).content.decode()
    assert all(ticked(each) in page for each in about)


def test_programs_get_it_without_signing_in(client: Client) -> None:
    answer = client.get("/api/v1/schema")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/vnd.oai.openapi+json;version=3.1"
    assert json.loads(answer.content)["paths"]


def test_people_read_every_operation_and_field_on_one_page_without_a_script(client: Client) -> None:
    answer = client.get("/api/docs")
    page = answer.content.decode()
    schema = schema_of("en")
    for path in schema["paths"]:
        assert f"<code>{path}</code>" in page
    for group in groups_of(schema):
        for operation in group.operations:
            for row in [*operation.parameters, *operation.body]:
                assert f"<code>{row.name}</code>" in page
    assert "<script>" not in page
    assert "unsafe-inline" not in answer["Content-Security-Policy"]


def test_an_indonesian_reader_reads_titles_summaries_fields_and_answers_in_indonesian(client: Client) -> None:
    page = client.get("/api/docs", headers={"Accept-Language": "id"}).content.decode()
    assert '<h2 id="follow-ups">Tindak lanjut</h2>' in page
    assert "Selesaikan dengan catatan, bukti, atau keduanya" in page
    assert "Lama hitungannya dalam jam." in page and "Tanpa token yang berlaku" in page
    english = sentences_of(schema_of("en")) - sentences_of(schema_of("id"))
    assert not [each for each in english if len(each) > 20 and f">{escape(each)}<" in page]


def test_a_signed_in_person_reads_the_page_in_their_own_language(cast: Cast, portal) -> None:
    cast.responder.language = "en"
    cast.responder.save(update_fields=["language"])
    page = portal(cast.responder).get("/api/docs", headers={"Accept-Language": "id"}).content.decode()
    assert '<h2 id="follow-ups">Follow-ups</h2>' in page


def test_names_between_backticks_are_set_as_code_and_nothing_else_is_markup() -> None:
    assert ticked("See `next` & <b>") == "See <code>next</code> &amp; &lt;b&gt;"


def test_what_is_not_there_answers_as_a_problem_document(client: Client) -> None:
    answer = client.get("/api/v1/nothing-of-the-kind")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["code"] == "missing"


def test_an_unknown_page_answers_calmly_without_asking_the_database(
    client: Client, django_assert_num_queries
) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/nothing-of-the-kind")
    assert answer.status_code == 404
    assert "text/html" in answer["Content-Type"]
