"""What kind of incident it was: class, parties, assets, personal data."""

from __future__ import annotations

from reportlab.platypus import Flowable

from incidents.reports.model import Asset, Party
from incidents.reports.sections.cover import short_name, title_is_cut
from incidents.reports.sections.figures import people_words, uncounted, unnamed
from incidents.reports.sections.layout import data_table, label_rows, opened
from incidents.reports.telling import Telling, capital
from lib.pdf import fonts, tokens
from lib.pdf.block import Block, Gap, Stack
from lib.pdf.chips import Chip, Chips
from lib.pdf.grid import Row
from lib.pdf.lines import Run
from lib.pdf.text import Text
from lib.wording import day_words

_ASSET_COLUMNS = tuple(tokens.WIDTH * share for share in (0.40, 0.19, 0.21, 0.20))


def incident(telling: Telling) -> list[Flowable]:
    """Classification and parties, assets, personal data."""
    words = telling.words
    heads = [words("asset"), words("operator"), words("personal_data"), words("effect")]
    rows = [_asset(telling, asset) for asset in telling.report.assets]
    assets: Block = (
        data_table(heads, _ASSET_COLUMNS, rows) if rows else Text(words("no_assets"), tokens.CELL_NONE)
    )
    return [
        *opened(telling, ["incident", "classification"], [label_rows(_class_rows(telling))]),
        *opened(telling, ["assets"], [assets]),
        *opened(telling, ["personal_data"], [label_rows(_data_rows(telling))]),
    ]


def _losses(telling: Telling, lost: tuple[str, ...]) -> Block:
    return Chips([Chip("lost", telling.words.of("losses", each)) for each in lost])


def _class_rows(telling: Telling) -> list[tuple[str, Block]]:
    words, report = telling.words, telling.report
    kind = report.classification
    rows: list[tuple[str, Block]] = []
    if title_is_cut(telling):
        rows.append((words("requirement_title"), telling.quoted(report.title, tokens.CELL)))
    if report.description:
        rows.append((words("description"), telling.quoted(report.description, tokens.CELL)))
    lost = _losses(telling, kind.lost) if kind.lost else Text(words("nothing_lost"), tokens.CELL_NONE)
    rows += [(words("lost"), lost), (words("discovery"), Text(_discovery(telling), tokens.CELL))]
    if kind.severity:
        rows.append((words("severity"), Text(_severity(telling), tokens.CELL)))
    if kind.phase:
        rows.append((words("phase"), Text(words.of("phases", kind.phase), tokens.CELL)))
    if kind.rsit:
        rows.append((words("rsit"), Text(kind.rsit, tokens.CELL)))
    if kind.bssn:
        rows.append((words("bssn"), Text(words.of("bssn_types", kind.bssn), tokens.CELL)))
    if report.case:
        rows.append((words("case_file"), Text(report.case, tokens.CELL)))
    if report.parties:
        rows.append((words("parties"), _parties(telling)))
    return rows


def _discovery(telling: Telling) -> list[Run]:
    """Outsiders or insiders, and who; whoever is named without the kind stands alone."""
    kind = telling.report.classification
    if not kind.discovered_by:
        return [Run(telling.words.of("discoveries", kind.discovery))]
    named = list(telling.runs(kind.discovered_by))
    return [Run(f"{telling.words.of('discoveries', kind.discovery)}: "), *named] if kind.discovery else named


def _severity(telling: Telling) -> str:
    words, kind = telling.words, telling.report.classification
    level = words.of("severities", kind.severity)
    if not (kind.impact and kind.urgency):
        return level
    return words("severity_from", severity=level, impact=kind.impact, urgency=kind.urgency)


def _parties(telling: Telling) -> Block:
    blocks: list[Block] = []
    for party in telling.report.parties:
        name = [Run(party.name, font=fonts.SEMIBOLD)]
        if party.short:
            name.append(Run(f" ({party.short})"))
        blocks += [Text(name, tokens.CELL), *_stance(telling, party), Gap(5)]
    return Stack(blocks[:-1])


def _stance(telling: Telling, party: Party) -> list[Block]:
    words = telling.words
    names = {each.key: short_name(each) for each in telling.report.parties}
    said = []
    if party.stance:
        said.append(words.of("stances", party.stance))
    if party.external:
        said.append(words.of("stances", "external"))
    if party.part_of:
        said.append(words("part_of", whole=names.get(party.part_of, party.part_of)))
    line = capital("; ".join(said))
    runs = [Run(line)] if line else []
    if party.role:
        role = party.role.text if line else capital(party.role.text)
        runs += [Run(("; " if line else "") + role), *telling.mark(party.role)]
    return [Text(runs, tokens.CELL_SOFT)] if runs else []


def _asset(telling: Telling, asset: Asset) -> Row:
    words = telling.words
    about: list[Block] = [Text(asset.name, tokens.CELL_BOLD)]
    if asset.url:
        about.append(Text(asset.url, tokens.CELL_SOFT))
    if asset.purpose:
        about.append(telling.quoted(asset.purpose, tokens.CELL, first_capital=True))
    if asset.components:
        runs = [Run(f"{words('components')}: "), *telling.listed(asset.components)]
        about.append(Text(runs, tokens.CELL))
    if asset.since:
        day = day_words(asset.since, words.language)
        about.append(Text(capital(words("since", day=day)), tokens.CELL_SOFT))
    if asset.note:
        about.append(telling.quoted(asset.note, tokens.CELL_SOFT))
    data = ", ".join(words.of("data", each) for each in asset.personal_data) or "–"
    effect: list[Block] = [_losses(telling, asset.lost)] if asset.lost else []
    if not asset.lost:
        effect.append(Text(words("no_effect"), tokens.CELL_NONE))
    state = words.of("asset_states", asset.state) if asset.state else ""
    if state:
        effect += [Gap(3), Text(capital(state), tokens.CELL_SOFT)]
    return Row(
        [
            Stack(about),
            Text(asset.operator or "–", tokens.CELL),
            Text(data, tokens.CELL),
            Stack(effect),
        ]
    )


def _data_rows(telling: Telling) -> list[tuple[str, Block]]:
    words, data = telling.words, telling.report.personal_data
    kinds = Chips([Chip("data", words.of("data", each)) for each in data.categories])
    count = people_words(telling, data.subjects)
    if data.subjects.kind == "unknown":
        count = f"{count}. {uncounted(telling)}"
    rows: list[tuple[str, Block]] = [
        (words("categories"), kinds if data.categories else Text(unnamed(telling), tokens.CELL)),
        (words("subjects"), Text(capital(count), tokens.CELL)),
    ]
    if data.exposed_to:
        rows.append((words("exposed_to"), telling.quoted(data.exposed_to, tokens.CELL, first_capital=True)))
    if data.note:
        rows.append((words("note"), telling.quoted(data.note, tokens.CELL, first_capital=True)))
    return rows
