"""The doors of the API: tokens, declared actions, versions, and limits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import ApiToken, TrailEntry
from accounts.policy import Action
from accounts.services.leaving import deactivate_person
from accounts.services.people import end_role
from accounts.services.service_accounts import set_service_active
from accounts.services.tokens import LONGEST, revoke_token
from lib import clock
from lib.errors import Invalid, Refused
from lib.logs import masked

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.api_urls")]


def test_without_a_token_nothing_answers(cast, client):
    answer = client.get("/api/v1/things")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer["Content-Type"] == "application/problem+json"


def test_a_session_of_the_portal_opens_no_api(cast, portal):
    assert portal(cast.responder).get("/api/v1/things").status_code == 401


def test_a_token_acts_as_its_person(cast, client_of):
    answer = client_of(cast.responder).get("/api/v1/things")
    assert answer.json() == {"results": ["diskominfotik", "jsc"]}


def test_a_token_acts_as_its_service_account(cast, client_of):
    assert client_of(service=cast.service, by=cast.administrator).get("/api/v1/things").status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Bearer tgp_" + "A" * 43,
        "Bearer " + "x" * 5000,
        "Bearer tgp_é" + "A" * 42,
        "Basic dXNlcjpwYXNz",
        "Token tgp_" + "A" * 43,
        "tgp_" + "A" * 43,
    ],
)
def test_what_is_no_token_is_refused(cast, issue, client, header):
    issue()
    assert client.get("/api/v1/things", headers={"Authorization": header}).status_code == 401


def test_every_wrong_token_gets_the_same_answer(cast, issue, actor, frozen, client):
    wrong = {}
    _token, right = issue()
    wrong["another secret behind a known prefix"] = right[:12] + right[12:][::-1]
    wrong["never made"] = "tgp_" + "B" * 43
    token, wrong["revoked"] = issue()
    revoke_token(actor=actor(cast.responder), now=frozen, token=token)
    token, wrong["expired"] = issue()
    ApiToken.objects.filter(pk=token.pk).update(expires_at=frozen)
    _token, wrong["of somebody who left"] = issue(cast.second_responder)
    deactivate_person(actor=actor(cast.administrator), now=frozen, person=cast.second_responder, version=1)
    _token, wrong["of a service that is off"] = issue(service=cast.service, by=cast.administrator)
    set_service_active(actor=actor(cast.administrator), now=frozen, service=cast.service, active=False)
    answers = {
        why: client.get("/api/v1/things", headers={"Authorization": f"Bearer {secret}"})
        for why, secret in wrong.items()
    }
    assert {answer.status_code for answer in answers.values()} == {401}
    assert len({answer.content for answer in answers.values()}) == 1
    assert client.get("/api/v1/things", headers={"Authorization": f"Bearer {right}"}).status_code == 200


def test_a_token_is_worth_what_its_owner_may_now(cast, client_of, actor, frozen):
    client = client_of(cast.responder)
    end_role(actor=actor(cast.administrator), now=frozen, membership=cast.responder.memberships.get())
    assert client.get("/api/v1/things").json() == {"results": []}
    assert client.post("/api/v1/things", {"key": "x"}, "application/json").status_code == 403


def test_a_scope_narrows_what_a_token_may_do(cast, client_of):
    client = client_of(scopes=["incidents:read"])
    assert client.get("/api/v1/things").status_code == 200
    assert client.post("/api/v1/things", {"key": "x"}, "application/json").status_code == 403
    assert client_of(scopes=["assets:write"]).get("/api/v1/things").status_code == 403


def test_what_a_view_does_not_declare_is_refused(cast, client_of):
    client = client_of()
    assert client.get("/api/v1/undeclared").status_code == 403
    assert client.options("/api/v1/things").status_code == 403
    assert client.delete("/api/v1/things").status_code == 405
    assert client.head("/api/v1/things").status_code == 200


def test_the_secret_is_shown_once_and_not_kept(cast, issue):
    token, secret = issue()
    assert secret.startswith("tgp_") and len(secret) == 47
    kept = str(ApiToken.objects.filter(pk=token.pk).values().get())
    assert secret not in kept and secret[12:] not in kept
    told = str(list(TrailEntry.objects.latest("sequence").detail.__dict__.values()))
    assert secret not in told


def test_a_hash_made_with_a_retired_key_still_counts(cast, issue, client, settings):
    _token, secret = issue()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "kunci-yang-baru-dan-cukup-panjang-untuk-ini"
    header = {"Authorization": f"Bearer {secret}"}
    assert client.get("/api/v1/things", headers=header).status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert client.get("/api/v1/things", headers=header).status_code == 401


def test_the_use_of_a_token_is_noted_once_in_ten_minutes(cast, issue, frozen, django_assert_num_queries):
    token, secret = issue()
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    client.get("/api/v1/things")
    token.refresh_from_db()
    assert token.last_used_at == frozen
    with django_assert_num_queries(2):
        client.get("/api/v1/things")
    with clock.frozen(frozen + timedelta(minutes=11)):
        client.get("/api/v1/things")
    token.refresh_from_db()
    assert token.last_used_at == frozen + timedelta(minutes=11)


def test_a_token_is_made_for_oneself_or_by_an_administrator_for_a_service(cast, issue):
    with pytest.raises(Refused):
        issue(cast.responder, by=cast.administrator)
    with pytest.raises(Refused):
        issue(service=cast.service, by=cast.responder)
    with pytest.raises(Refused):
        issue(cast.nobody)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"scopes": []}, "scopes"),
        ({"scopes": ["people:write"]}, "scopes"),
        ({"days": 0}, "expires_at"),
        ({"days": LONGEST.days + 1}, "expires_at"),
    ],
)
def test_a_token_needs_known_scopes_and_ends_within_a_year(cast, issue, wrong, field):
    with pytest.raises(Invalid) as refused:
        issue(**wrong)
    assert refused.value.field == field


def test_a_change_says_which_version_it_was_made_against(cast, client_of):
    client = client_of()
    got = client.get("/api/v1/thing")
    assert got["ETag"] == '"3"'
    assert client.get("/api/v1/thing", headers={"If-None-Match": 'W/"3"'}).status_code == 304
    assert client.patch("/api/v1/thing").status_code == 428
    stale = client.patch("/api/v1/thing", headers={"If-Match": '"2"'})
    assert (stale.status_code, stale.json()["current_version"]) == (412, 3)
    for wrong in ('W/"3"', "3", "*", '"x"', '"3", "4"', '"9999999999999"'):
        assert client.patch("/api/v1/thing", headers={"If-Match": wrong}).status_code == 400
    done = client.patch("/api/v1/thing", headers={"If-Match": '"3"'})
    assert (done.status_code, done["ETag"]) == (200, '"4"')


def test_over_the_limit_the_answer_is_429_and_says_when(cast, client_of, settings, frozen):
    settings.API_REQUESTS_A_MINUTE = 3
    client, other = client_of(), client_of(cast.second_responder)
    answers = [client.get("/api/v1/things") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 60
    assert other.get("/api/v1/things").status_code == 200


def test_reading_costs_two_queries_before_the_first_row(cast, client_of, django_assert_num_queries):
    client = client_of()
    client.get("/api/v1/things")
    with django_assert_num_queries(2):
        client.get("/api/v1/things")


@pytest.mark.parametrize(
    "line",
    [
        "Authorization: Bearer tgp_abcdefghijklmnop",
        "got tgp_abcdefghijklmnop from somewhere",
        "password=rahasia-sekali",
        "GET /new-password/MTI/cabc12-0123456789abcdef/ 200",
        "postgres://tanggap:rahasia-sekali@db/tanggap",
    ],
)
def test_secrets_do_not_reach_the_log(line):
    shown = masked(line)
    assert "***" in shown
    for secret in ("abcdefghijklmnop", "rahasia-sekali", "0123456789abcdef"):
        assert secret not in shown


def test_the_actions_of_a_person_are_wider_than_those_of_their_token(cast, actor):
    narrowed = actor(cast.responder, scopes=frozenset({"incidents:read"}))
    assert actor(cast.responder).may_somewhere(Action.INCIDENT_EDIT)
    assert not narrowed.may_somewhere(Action.INCIDENT_EDIT)
    assert not narrowed.may_somewhere(Action.TOKEN_OWN)
