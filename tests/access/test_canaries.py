"""Canaries: words of hidden things that must never appear to anybody who may not see them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from string import Formatter

import pytest

from tests.access.canaries import AMBER, FAR, RED, Canaries, canaries_in
from tests.access.elsewhere import elsewhere
from tests.access.identities import (
    ABOVE,
    ADMINISTRATOR_ABOVE,
    ANONYMOUS,
    INVITED,
    MANAGER,
    RESPONDER,
    STRANGER,
    most_later,
)
from tests.access.knocking import Answer, ask, leaving_no_trace, once
from tests.access.listening import (
    API_LISTS,
    MAY_NOT_HEAR,
    PORTAL_LISTS,
    asked_for,
    asked_for_nothing,
    followed,
    opened,
)
from tests.access.rows import TRAIL_READERS
from tests.access.table import PORTAL
from tests.access.table_api import API
from tests.access.things import Matter, matter
from tests.access.world import World

pytestmark = pytest.mark.django_db

KNOW_NOTHING = [each for each, words in MAY_NOT_HEAR.items() if each != ANONYMOUS and RED in words]
"""Who may not know of an incident for named people, but has a list to look at."""


def heard(answer: Answer, *beginnings: str) -> set[str]:
    """The hidden words in an answer, its headers included."""
    said = answer.body + repr(dict(answer.headers)).encode()
    return set(canaries_in(said, *beginnings))


def leaked(identity: str, where: str, answer: Answer) -> set[str]:
    """The words that the identity may not hear, but for names that stand in two places for a reason.

    Whoever shares an incident chooses among all bodies, also to name one; and whoever reads the trail of our
    asset reads which one it was made to need by somebody who stands above both.
    """
    names = {f"{FAR}xbodyname"} if "team" in where or "party_add" in where else set()
    names |= {f"{FAR}xassetname"} if identity in TRAIL_READERS and "asset" in where else set()
    return heard(answer, *MAY_NOT_HEAR[identity]) - names


@pytest.mark.parametrize("identity", most_later(MAY_NOT_HEAR, MANAGER, STRANGER, INVITED))
def test_no_page_tells_a_hidden_word(world: World, identity: str) -> None:
    found = {
        where: words
        for source in (followed(world, identity), opened(world, identity, PORTAL))
        for where, answer in source
        if (words := leaked(identity, where, answer))
    }
    assert found == {}


@pytest.mark.parametrize("identity", [each for each in MAY_NOT_HEAR if each != ANONYMOUS])
def test_no_answer_of_the_api_tells_a_hidden_word(world: World, identity: str) -> None:
    asked = (
        (question, ask(world, identity, "GET", question.format(**asked_for(world.amber)), api=True))
        for question in API_LISTS
        if "{word}" not in question and "{reference}" not in question
    )
    found = {
        where: words
        for source in (asked, opened(world, identity, API))
        for where, answer in source
        if (words := leaked(identity, where, answer))
    }
    assert found == {}


def test_the_words_are_there_for_who_may_hear_them(world: World) -> None:
    """Else their absence before others proves nothing."""
    pages = {word for _where, answer in opened(world, RESPONDER, PORTAL) for word in heard(answer)}
    answers = {word for _where, answer in opened(world, RESPONDER, API) for word in heard(answer)}
    for beginning in (AMBER, RED):
        said = {word.removeprefix(beginning) for word in pages | answers if word.startswith(beginning)}
        assert said >= EVERY_TEXT, EVERY_TEXT - said


@pytest.mark.parametrize("identity", [ABOVE, ADMINISTRATOR_ABOVE])
def test_the_words_of_another_body_are_there_for_who_stands_above_both(world: World, identity: str) -> None:
    lists = (
        "/people/",
        "/organisations/",
        "/assets/",
        "/controls/",
        "/incidents/?view=all",
        "/service-accounts/",
    )
    asked = (*lists, f"/assets/{world.asset.public_id}/", "/requirements/A.8.16/", "/")
    said = {word for each in asked for word in heard(once(world, identity, "GET", each), FAR)}
    assert {word.removeprefix(FAR) for word in said} >= FAR_TEXT[identity]


FAR_TEXT = {
    ABOVE: {
        *("xpersonname", "xbodyname", "xassetname", "xassetthatneeds", "xcontroltitle", "xincidenttitle"),
        *("xeventwhat",),
    },
    ADMINISTRATOR_ABOVE: {"xpersonname", "xbodyname", "xassetname", "xassetthatneeds", "xservicename"},
}
EVERY_TEXT = {
    f"x{name}"
    for name in (
        *("eventwhat", "eventwhere", "eventassessment", "eventfile"),
        *("incidenttitleid", "incidenttitleen", "incidentsummaryid", "incidentdiscovererid"),
        *("assetnote", "dataexposedtoid", "requirementnoteid", "partypartid"),
        *("sourcetitleid", "sourcepublisherid", "sourcecites", "sourceurl"),
        *("factwhatid", "factcorrectedid", "factcorrectedassaid", "factreason"),
        *("disputedreadingid", "disputedreadingnoteid", "settlementreason"),
        *("causetextid", "unknowntextid", "unknownanswer", "lessontextid"),
        *("clocktitleid", "clockbasis", "tasktitleid", "taskdetailid", "correctivenote"),
        *("linkreference", "linkurl", "evidencefilename", "evidencedescription", "evidencecontent"),
        *("handoverrecipient", "handoverrole", "handoverreceipt"),
    )
}


@pytest.mark.thorough
@pytest.mark.parametrize("identity", KNOW_NOTHING)
def test_asking_for_what_is_hidden_is_answered_as_asking_for_what_is_not_there(
    world: World, identity: str
) -> None:
    hidden = [world.red] if AMBER not in MAY_NOT_HEAR[identity] else [world.amber, world.red]
    found = [
        question
        for thing in hidden
        if thing is not None
        for question, api in _questions()
        if _told(world, identity, question, asked_for(thing), api=api)
        != _told(world, identity, question, asked_for_nothing(thing), api=api)
    ]
    assert found == []


def _questions() -> Iterator[tuple[str, bool]]:
    yield from ((each, False) for each in PORTAL_LISTS if "{" in each)
    yield from ((each, True) for each in API_LISTS if "{" in each)


def _told(world: World, identity: str, question: str, words: dict[str, str], *, api: bool) -> object:
    """The answer to a question, without the question."""
    asked = {name: words[name] for _text, name, _spec, _conversion in Formatter().parse(question) if name}
    said = {name: value for name, value in asked.items() if len(value) >= LONG}
    answer = ask(world, identity, "GET", question.format(**asked), api=api)
    status, body, headers = answer.but_for(said)
    location = headers.get("Location", "")
    for value in said.values():
        location = location.replace(value, "")
    return status, body, {**headers, "Location": location, "Content-Length": ""}


LONG = 8
"""What is shorter stands in pages for other reasons."""
UNCHANGED = (
    "/",
    "/home/clocks/",
    "/incidents/",
    "/incidents/?view=all",
    "/incidents/?view=late",
    "/incidents/?view=personal",
    "/incidents/?view=unled",
    "/incidents/?view=all&tlp=RED",
    "/tasks/",
    "/tasks/?show=verify",
    "/notices/",
    "/notices/undelivered/",
    "/assets/",
    "/controls/",
    "/requirements/",
    "/requirements/A.8.16/",
    "/people/",
    "/organisations/",
    "/events/report/",
)


@pytest.mark.thorough
@pytest.mark.parametrize("identity", KNOW_NOTHING)
def test_nothing_changes_for_who_may_not_know_of_another_incident_and_another_body(
    world: World, another: dict[str, list[tuple[object, object]]], identity: str
) -> None:
    found = [str(where) for where, same in another[identity] if not same]
    assert found == []


@pytest.fixture(scope="module")
def another(world: World, django_db_blocker) -> dict[str, list[tuple[object, object]]]:
    """What each of them is told before and after one more incident for named people and one more body with
    everything that a body has, and whether that is the same."""
    with django_db_blocker.unblock():
        before = {identity: _everything(world, identity, once) for identity in KNOW_NOTHING}
        with leaving_no_trace():
            matter(
                Canaries("kenarilain"),
                world.hands,
                tlp="RED",
                restricted=True,
                let_in=(world.cast.responder, world.cast.head),
            )
            elsewhere(Canaries("kenarilain"), world.hands, world.cast.pemprov, world.cast.province_head)
            after = {identity: _everything(world, identity, ask) for identity in before}
    return {
        identity: [(where, said == after[identity][where]) for where, said in answers.items()]
        for identity, answers in before.items()
    }


def _everything(world: World, identity: str, asking: Callable[..., Answer]) -> dict[str, object]:
    """Every list as that identity is shown it, by `once` or, where it may be another, by `ask`."""
    lists = [each for each in API_LISTS if "{" not in each]
    pages = [*UNCHANGED, f"/assets/{world.asset.public_id}/", f"/incidents/{world.amber.incident.public_id}/"]
    answers = {each: asking(world, identity, "GET", each).but_for({}) for each in pages}
    return answers | {each: asking(world, identity, "GET", each, api=True).but_for({}) for each in lists}


def test_two_matters_are_made_alike(world: World) -> None:
    assert isinstance(world.red, Matter)
    assert world.red.incident.title_id.removeprefix(RED) == world.amber.incident.title_id.removeprefix(AMBER)
