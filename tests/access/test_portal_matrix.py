"""Every address of the portal and everybody who might knock: the table holds, and hiding leaves no mark."""

from __future__ import annotations

import pytest

from tests.access.identities import (
    ABOVE,
    ADMINISTRATOR_ABOVE,
    AT_HOME,
    AUDITOR,
    FAR_LEAD,
    LISTENERS,
    OUTSIDE,
    REPORTER,
    RESPONDER,
    STRANGER,
    most_later,
)
from tests.access.judging import (
    OF_EVERYBODY,
    Case,
    complaints,
    expected,
    expected_of_red,
    told_apart,
)
from tests.access.knocking import IN, NOTHING, SIGN_IN, knock
from tests.access.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("identity", AT_HOME)
def test_the_portal_answers_each_person_as_the_table_says(
    world: World, portal_cases: list[Case], identity: str
) -> None:
    found = list(complaints(world, identity, portal_cases, expected))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("identity", (ABOVE, ADMINISTRATOR_ABOVE))
def test_a_role_above_reaches_what_is_below(world: World, portal_cases: list[Case], identity: str) -> None:
    """Over everything but the forms of one incident, which ask the same question time and again."""
    some = [case for case in portal_cases if case[0].about != "incident"]
    found = list(complaints(world, identity, some, expected))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("identity", most_later(AT_HOME, RESPONDER, AUDITOR))
def test_what_only_named_people_see_is_nowhere_for_all_others(
    world: World, red_portal_cases: list[Case], identity: str
) -> None:
    found = list(complaints(world, identity, red_portal_cases, expected_of_red))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("identity", most_later(LISTENERS, STRANGER, REPORTER))
def test_hidden_and_missing_pages_give_the_same_bytes(
    world: World, portal_cases: list[Case], red_portal_cases: list[Case], identity: str
) -> None:
    found = list(told_apart(world, identity, portal_cases, red_portal_cases))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("identity", OUTSIDE)
def test_without_a_session_the_portal_asks_to_sign_in(
    world: World, portal_cases: list[Case], red_portal_cases: list[Case], identity: str
) -> None:
    found = []
    for row, parts, sent in [*portal_cases, *red_portal_cases]:
        wanted = SIGN_IN if row.door == "portal" else IN if row.lets_in else NOTHING
        answer = knock(world, identity, row, parts, sent)
        if answer.outcome != wanted or answer.changed:
            found.append(f"{row}: {answer.outcome}, should be: {wanted}")
    assert not found, "\n".join(found)


def test_everything_at_a_sibling_is_nothing_here(
    world: World, portal_cases: list[Case], red_portal_cases: list[Case]
) -> None:
    """Every role at once, in an organisation that nothing was shared with: hidden is as missing."""
    cases = [case for case in portal_cases if case[0].about and case[0].about not in OF_EVERYBODY]
    found = list(complaints(world, FAR_LEAD, cases, expected))
    found += told_apart(world, FAR_LEAD, cases, red_portal_cases)
    assert not found, "\n".join(found)
