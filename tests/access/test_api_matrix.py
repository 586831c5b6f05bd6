"""Every operation of the API and every token: the table holds, and hiding leaves no mark."""

from __future__ import annotations

import pytest

from tests.access.identities import LISTENERS, TOKENS, USELESS
from tests.access.judging import (
    Case,
    cases_of,
    complaints,
    expected,
    expected_of_red,
    red_cases_of,
    told_apart,
)
from tests.access.knocking import IN, NO_TOKEN, knock
from tests.access.table_api import API
from tests.access.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def cases(world: World, django_db_blocker) -> list[Case]:
    """Each row with its address and a good request."""
    with django_db_blocker.unblock():
        return cases_of(world, API)


@pytest.fixture(scope="module")
def red_cases(world: World, django_db_blocker) -> list[Case]:
    """The same for what hangs on the incident for named people."""
    with django_db_blocker.unblock():
        return red_cases_of(world, API)


@pytest.mark.parametrize("identity", TOKENS)
def test_the_api_answers_each_token_as_the_table_says(world: World, cases: list[Case], identity: str) -> None:
    found = list(complaints(world, identity, cases, expected))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("identity", TOKENS)
def test_what_only_named_people_see_is_nowhere_for_other_tokens(
    world: World, red_cases: list[Case], identity: str
) -> None:
    found = list(complaints(world, identity, red_cases, expected_of_red))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("identity", LISTENERS)
def test_hidden_and_missing_things_give_the_same_bytes(
    world: World, cases: list[Case], red_cases: list[Case], identity: str
) -> None:
    found = list(told_apart(world, identity, cases, red_cases))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("identity", USELESS)
def test_without_a_good_token_the_api_answers_401_alike(
    world: World, cases: list[Case], red_cases: list[Case], identity: str
) -> None:
    found, bodies = [], set()
    for row, parts, sent in [*cases, *red_cases]:
        answer = knock(world, identity, row, parts, sent)
        if row.door == "public":
            assert answer.outcome == IN
            continue
        bodies.add(answer.body)
        if answer.outcome != NO_TOKEN or answer.wrote:
            found.append(f"{row}: {answer.outcome}, should be: {NO_TOKEN}")
    assert not found, "\n".join(found)
    assert len(bodies) == 1
