"""Every address of the portal and everybody who might knock: the table holds, and hiding leaves no mark."""

from __future__ import annotations

import pytest

from tests.access.identities import (
    ABOVE,
    ADMINISTRATOR_ABOVE,
    AT_HOME,
    LISTENERS,
    OUTSIDE,
)
from tests.access.judging import (
    Case,
    cases_of,
    complaints,
    expected,
    expected_of_red,
    red_cases_of,
    told_apart,
)
from tests.access.knocking import IN, NOTHING, SIGN_IN, knock
from tests.access.table import PORTAL
from tests.access.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def cases(world: World, django_db_blocker) -> list[Case]:
    """Each row with its address and a good request."""
    with django_db_blocker.unblock():
        return cases_of(world, PORTAL)


@pytest.fixture(scope="module")
def red_cases(world: World, django_db_blocker) -> list[Case]:
    """The same for what hangs on the incident for named people."""
    with django_db_blocker.unblock():
        return red_cases_of(world, PORTAL)


@pytest.mark.parametrize("identity", AT_HOME)
def test_the_portal_answers_each_person_as_the_table_says(
    world: World, cases: list[Case], identity: str
) -> None:
    found = list(complaints(world, identity, cases, expected))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("identity", (ABOVE, ADMINISTRATOR_ABOVE))
def test_a_role_above_reaches_what_is_below(world: World, cases: list[Case], identity: str) -> None:
    """Over everything but the forms of one incident, which ask the same question time and again."""
    some = [case for case in cases if case[0].about != "incident"]
    found = list(complaints(world, identity, some, expected))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("identity", AT_HOME)
def test_what_only_named_people_see_is_nowhere_for_all_others(
    world: World, red_cases: list[Case], identity: str
) -> None:
    found = list(complaints(world, identity, red_cases, expected_of_red))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("identity", LISTENERS)
def test_hidden_and_missing_pages_give_the_same_bytes(
    world: World, cases: list[Case], red_cases: list[Case], identity: str
) -> None:
    found = list(told_apart(world, identity, cases, red_cases))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("identity", OUTSIDE)
def test_without_a_session_the_portal_asks_to_sign_in(
    world: World, cases: list[Case], red_cases: list[Case], identity: str
) -> None:
    found = []
    for row, parts, sent in [*cases, *red_cases]:
        wanted = SIGN_IN if row.door == "portal" else IN if row.lets_in else NOTHING
        answer = knock(world, identity, row, parts, sent)
        if answer.outcome != wanted or answer.changed:
            found.append(f"{row}: {answer.outcome}, should be: {wanted}")
    assert not found, "\n".join(found)
