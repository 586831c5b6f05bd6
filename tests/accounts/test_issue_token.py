"""`manage.py issue_token`: a token for a program from the command line."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import ApiToken, Membership, ServiceAccount
from accounts.services.tokens import actor_of_secret
from lib import clock

pytestmark = pytest.mark.django_db
TICKETS = ("--service", "Redmine", "--organisation", "diskominfotik")


def issued(*arguments: str) -> str:
    out = StringIO()
    call_command("issue_token", *arguments, stdout=out)
    return out.getvalue().strip()


def test_a_new_program_gets_its_account_role_and_token(cast):
    secret = issued(*TICKETS, "--role", "responder", "--scope", "incidents:read", "follow-ups:write")
    actor, token = actor_of_secret(secret=secret, now=clock.now())
    assert (actor.name, token.scopes) == ("Redmine", ["follow-ups:write", "incidents:read"])
    assert Membership.objects.get(service__name="Redmine").role == "responder"


def test_the_next_token_is_for_the_same_account(cast):
    first = issued(*TICKETS, "--role", "responder", "--scope", "incidents:read")
    second = issued(*TICKETS, "--scope", "incidents:read", "--days", "1", "--label", "kedua")
    assert first != second and ServiceAccount.objects.filter(name="Redmine").count() == 1
    assert ApiToken.objects.get(label="kedua").expires_at < ApiToken.objects.get(label="Redmine").expires_at


def test_scopes_named_one_by_one_all_count(cast):
    issued(*TICKETS, "--role", "responder", "--scope", "incidents:read", "--scope", "evidence:write")
    assert ApiToken.objects.get().scopes == ["evidence:write", "incidents:read"]


def test_a_person_gets_one_of_their_own(cast):
    actor, _token = actor_of_secret(
        secret=issued("--person", "RESPONS", "--scope", "incidents:write"), now=clock.now()
    )
    assert actor.person_id == cast.responder.pk


@pytest.mark.parametrize(
    "arguments",
    [
        ("--person", "bukan-siapa-siapa", "--scope", "incidents:read"),
        ("--service", "Redmine", "--scope", "incidents:read"),
        (*TICKETS, "--scope", "incidents:read"),
        ("--service", "Redmine", "--organisation", "antah", "--role", "head", "--scope", "incidents:read"),
        (*TICKETS, "--role", "responder", "--scope", "everything:write"),
        (*TICKETS, "--role", "responder", "--scope", "incidents:read", "--days", "400"),
        ("--scope", "incidents:read"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_one_sentence_and_leaves_nothing(cast, arguments):
    before = ServiceAccount.objects.count()
    with pytest.raises(CommandError):
        issued(*arguments)
    assert ServiceAccount.objects.count() == before and not ApiToken.objects.exists()
