"""Requirements of ISO/IEC 27001 concerned, by theme, and the follow-ups that answer them."""

from __future__ import annotations

from reportlab.platypus import Flowable

from incidents.reports.model import FollowUp, Requirement
from incidents.reports.sections.layout import data_table, opened
from incidents.reports.telling import Telling
from lib.pdf import tokens
from lib.pdf.block import Block, Gap, Stack
from lib.pdf.chips import KINDS, Chip, Chips
from lib.pdf.grid import GROUP_RULE, HAIR, Row, Rule
from lib.pdf.text import Text

_REQUIREMENT_COLUMNS = (92.0, 58.0, tokens.WIDTH - 92 - 58 - 72, 72.0)
_RELATION = 78.0
_FOLLOW_UP_COLUMNS = (36.0, tokens.WIDTH - 36 - 74 - 76 - 70 - 80, 74.0, 76.0, 70.0, 80.0)
_RELATION_CHIPS = {"failed": "refuted", "missing": "lost", "worked": "confirmed", "lesson": "plain"}
_INNER = Rule(HAIR.weight, HAIR.colour, 1)


def theme_of(ref: str) -> str:
    """The theme a requirement belongs to: 5 to 8 of Annex A, or clause."""
    parts = ref.split(".")
    return parts[1] if parts[0] == "A" and len(parts) > 1 else "clause"


def natural(ref: str) -> tuple[tuple[int, int, str], ...]:
    """A key that puts A.5.9 before A.5.10, and clauses before Annex A."""
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in ref.split("."))


def requirements(telling: Telling) -> list[Flowable]:
    """The section."""
    words = telling.words
    found = sorted(telling.report.requirements, key=lambda each: natural(each.ref))
    if not found:
        none = Text(words("no_requirements"), tokens.CELL_NONE)
        return opened(telling, ["requirements"], [none])
    related = any(each.relation != "lesson" for each in found)
    rows = []
    before = ""
    for requirement in found:
        theme = theme_of(requirement.ref)
        row = _requirement(telling, requirement, new_theme=theme != before)
        if related:
            row.cells = [*row.cells, _relation(telling, requirement)]
        rows.append(row)
        before = theme
    heads = [words(key) for key in ("theme", "requirement", "requirement_title", "follow_up")]
    columns: tuple[float, ...] = _REQUIREMENT_COLUMNS
    if related:
        heads.append(words("relation"))
        columns = (*columns[:2], columns[2] - _RELATION, columns[3], _RELATION)
    table = data_table(heads, columns, rows, pad=4.5)
    return opened(telling, ["requirements"], [table], intro=words("requirements_intro"))


def _relation(telling: Telling, requirement: Requirement) -> Block:
    kind = _RELATION_CHIPS.get(requirement.relation, "plain")
    return Chips([Chip(kind, telling.words.of("relations", requirement.relation))])


def _requirement(telling: Telling, requirement: Requirement, *, new_theme: bool) -> Row:
    words = telling.words
    theme = Text(words.of("themes", theme_of(requirement.ref)), tokens.LABEL)
    title: list[Block] = [Text(requirement.title, tokens.CELL)]
    if requirement.note:
        title.append(telling.quoted(requirement.note, tokens.CELL_SOFT))
    return Row(
        [
            theme if new_theme else None,
            Text(requirement.ref, tokens.CELL_BOLD),
            Stack(title),
            Text(", ".join(requirement.follow_ups) or "–", tokens.CELL),
        ],
        GROUP_RULE if new_theme else _INNER,
        opener=theme,
    )


def follow_ups(telling: Telling) -> list[Flowable]:
    """The section on what is owed."""
    words = telling.words
    found = telling.report.follow_ups
    if not found:
        none = Text(words("no_follow_ups"), tokens.CELL_NONE)
        return opened(telling, ["follow_ups"], [none])
    heads = [words(key) for key in ("no", "action", "requirement", "owner_head", "due", "status")]
    table = data_table(heads, _FOLLOW_UP_COLUMNS, [_follow_up(telling, each) for each in found])
    states = {each.state for each in found}
    intro = ""
    if "proposed" in states:
        only = states == {"proposed"}
        intro = words("follow_ups_intro_proposed" if only else "follow_ups_intro")
    return opened(telling, ["follow_ups"], [table], intro=intro)


def _follow_up(telling: Telling, follow_up: FollowUp) -> Row:
    words = telling.words
    not_yet = words("not_yet")
    owner: Block = (
        telling.quoted(follow_up.owner, tokens.CELL) if follow_up.owner else Text(not_yet, tokens.CELL_NONE)
    )
    due = (
        Text(telling.moment(follow_up.due), tokens.CELL) if follow_up.due else Text(not_yet, tokens.CELL_NONE)
    )
    return Row(
        [
            Text(follow_up.label, tokens.CELL_BOLD),
            Stack(_action(telling, follow_up)),
            Text(", ".join(follow_up.requirements) or "–", tokens.CELL),
            owner,
            due,
            Stack(_state(telling, follow_up)),
        ]
    )


def _action(telling: Telling, follow_up: FollowUp) -> list[Block]:
    words = telling.words
    parts: list[Block] = [telling.quoted(follow_up.text, tokens.CELL)]
    if follow_up.duty:
        parts += [Gap(2), Text(words("duty", duty=follow_up.duty), tokens.CELL_SOFT)]
    for ticket in follow_up.tickets:
        line = words("ticket", system=ticket.system, reference=ticket.reference)
        parts += [Gap(2), Text(line, tokens.CELL_SOFT)]
    if follow_up.note:
        parts += [Gap(2), telling.quoted(follow_up.note, tokens.CELL_NONE)]
    return parts


def _state(telling: Telling, follow_up: FollowUp) -> list[Block]:
    words = telling.words
    kind = follow_up.state if follow_up.state in KINDS else "plain"
    parts: list[Block] = [Chips([Chip(kind, words.of("states", follow_up.state))])]
    if follow_up.done:
        parts += [Gap(3), Text(words("done_at", when=telling.moment(follow_up.done)), tokens.META)]
    if follow_up.verified_by:
        parts += [Gap(2), Text(words("verified_by", who=follow_up.verified_by.text), tokens.META)]
    return parts
