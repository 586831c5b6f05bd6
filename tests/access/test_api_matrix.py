"""Every operation of the API and every token: the table holds, and hiding leaves no mark."""

from __future__ import annotations

import pytest

from tests.access.identities import FAR_LEAD, LISTENERS, TOKENS, USELESS
from tests.access.judging import (
    OF_EVERYBODY,
    Case,
    complaints,
    expected,
    expected_of_red,
    told_apart,
)
from tests.access.knocking import IN, NO_TOKEN, knock
from tests.access.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("identity", TOKENS)
def test_the_api_answers_each_token_as_the_table_says(
    world: World, api_cases: list[Case], identity: str
) -> None:
    found = list(complaints(world, identity, api_cases, expected))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("identity", TOKENS)
def test_what_only_named_people_see_is_nowhere_for_other_tokens(
    world: World, red_api_cases: list[Case], identity: str
) -> None:
    found = list(complaints(world, identity, red_api_cases, expected_of_red))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("identity", LISTENERS)
def test_hidden_and_missing_things_give_the_same_bytes(
    world: World, api_cases: list[Case], red_api_cases: list[Case], identity: str
) -> None:
    found = list(told_apart(world, identity, api_cases, red_api_cases))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("identity", USELESS)
def test_without_a_good_token_the_api_answers_401_alike(
    world: World, api_cases: list[Case], red_api_cases: list[Case], identity: str
) -> None:
    found, bodies = [], set()
    for row, parts, sent in [*api_cases, *red_api_cases]:
        answer = knock(world, identity, row, parts, sent)
        if row.door == "public":
            assert answer.outcome == IN
            continue
        bodies.add(answer.body)
        if answer.outcome != NO_TOKEN or answer.wrote:
            found.append(f"{row}: {answer.outcome}, should be: {NO_TOKEN}")
    assert not found, "\n".join(found)
    assert len(bodies) == 1


def test_everything_at_a_sibling_is_nothing_here(
    world: World, api_cases: list[Case], red_api_cases: list[Case]
) -> None:
    """Every role at once, in an organisation that nothing was shared with: hidden is as missing."""
    cases = [case for case in api_cases if case[0].about and case[0].about not in OF_EVERYBODY]
    found = list(complaints(world, FAR_LEAD, cases, expected))
    found += told_apart(world, FAR_LEAD, cases, red_api_cases)
    assert not found, "\n".join(found)
