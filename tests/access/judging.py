"""What the access table expects of an answer, and what is to be complained of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from tests.access.addresses import HANGING, Parts, nowhere, parts_of
from tests.access.bodies import body_for
from tests.access.identities import RESPONDER, SERVICE
from tests.access.knocking import IN, NOTHING, REFUSED, TOLD, Answer, Sent, knock
from tests.access.rows import RED_READS, RED_WORKS, Row
from tests.access.world import World
from tests.questions import MOST

DESCRIPTIONS = {"api_docs", "api:schema"}
"""Public, the same for everybody and slow to make: asked for by one person, one token and the anonymous."""
OF_EVERYBODY = {"requirement", "system chain", "go incident", "reset link", "verify code", "draft's code"}
"""What stands in addresses and belongs to no organisation, or is public, or leads on without looking."""
Case = tuple[Row, Parts, Sent | None]
Expectation = Callable[[Row, str], str]


def cases_of(world: World, table: Iterable[Row]) -> list[Case]:
    """Each row with its address and a good request."""
    found = [(row, parts_of(world, row.about)) for row in table]
    return [(row, parts, body_for(world, row, parts)) for row, parts in found]


def red_cases_of(world: World, table: Iterable[Row]) -> list[Case]:
    """The same for what hangs on the incident for named people."""
    hanging = [row for row in table if row.door != "public" and _thing(row) in HANGING and row.route != "go"]
    found = [(row, parts_of(world, row.about, world.red)) for row in hanging]
    return [(row, parts, body_for(world, row, parts)) for row, parts in found]


def _thing(row: Row) -> str:
    return row.about.partition(" / ")[0]


def expected(row: Row, identity: str) -> str:
    """What the table says of somebody with a session or a good token."""
    if identity in row.lets_in:
        return IN
    if identity in row.refuses:
        return REFUSED
    return TOLD if identity in row.tells else NOTHING


def expected_of_red(row: Row, identity: str) -> str:
    """The same for a thing that only named people see, one of whom may only read."""
    said = expected(row, identity)
    if identity in RED_WORKS:
        return said
    if identity in RED_READS:
        return _instead(row) if row.acts and said == IN else said
    return REFUSED if identity in row.never else NOTHING


def _instead(row: Row) -> str:
    """How whoever sees a thing is refused there."""
    return TOLD if row.tells and row.door == "portal" else REFUSED


def complaints(world: World, identity: str, cases: Iterable[Case], expectation: Expectation) -> Iterator[str]:
    """What is not as the table says, for one identity at all addresses."""
    for row, parts, sent in cases:
        if row.route in DESCRIPTIONS and identity not in (RESPONDER, SERVICE):
            continue
        yield from _complaints(knock(world, identity, row, parts, sent), expectation(row, identity), row)


def _complaints(answer: Answer, wanted: str, row: Row) -> Iterator[str]:
    told = wanted == TOLD and answer.status == 303
    if answer.outcome != wanted and not told:
        yield f"{row}: {answer.outcome}, should be: {wanted}{_detail(answer)}"
    if answer.changed:
        yield f"{row}: {answer.outcome}, yet {', '.join(answer.wrote)} changed"
    if wanted == IN and row.method != "GET" and row.door != "public" and not answer.wrote:
        yield f"{row}: gets in, but the request did nothing, so the refusals of others prove nothing"

    if answer.asked > MOST:
        yield f"{row}: asks {answer.asked} questions, should be {MOST} at most"


def _detail(answer: Answer) -> str:
    small = answer.status >= 400 and "json" in answer.headers.get("Content-Type", "")
    return f" {answer.body.decode()[:300]}" if small else ""


def told_apart(world: World, identity: str, cases: Iterable[Case], red: Iterable[Case]) -> Iterator[str]:
    """The addresses at which the identity can tell what is hidden from what does not exist."""
    hidden = [case for case in cases if case[0].about and expected(case[0], identity) == NOTHING]
    hidden += [case for case in red if expected_of_red(case[0], identity) == NOTHING]
    for row, parts, sent in hidden:
        there, gone = (knock(world, identity, row, each, sent) for each in (parts, nowhere(parts)))
        if there.but_for(parts) != gone.but_for(nowhere(parts)):
            yield f"{row}: {there.status} and {gone.status}"
