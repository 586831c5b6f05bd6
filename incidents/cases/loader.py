"""Loading a case file: all of it in one transaction, or nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import Organisation
from accounts.services.trail import writing
from compliance.models import Requirement
from compliance.services.catalogue import ISO_27001
from incidents.cases.checks import Told, problems_of
from incidents.cases.matching import Loading, Values, match_assets, match_organisations
from incidents.cases.reader import CaseFile
from incidents.cases.remarks import remarks_on
from incidents.cases.times import case_moment, published_moment, reading_moment
from incidents.lifecycle import Phase
from incidents.models import Fact, Incident
from incidents.services.aggregate import grown, note, reindex
from incidents.services.entries import FactData, ReadingData, SourceData
from incidents.services.fact_rows import add_fact, add_reading_row, refresh
from incidents.services.impact import (
    DataImpact,
    PeopleCount,
    write_personal_data,
)
from incidents.services.incidents import CaseOrigin, Classification, open_incident
from incidents.services.review import add_cause_row, add_lesson_row, add_unknown_row
from incidents.services.sharing import share_with_organisation, write_party
from incidents.services.sources import add_source_row
from incidents.vocabulary import BssnType, Origin, RsitClass
from lib.errors import Conflict, Invalid, Message


@dataclass(frozen=True)
class Loaded:
    """What loading came to: the incident, whether it was there before, and what a person should know."""

    incident: Incident
    already_there: bool = False
    notes: tuple[Message, ...] = ()


def load_case(
    *, actor: Actor, now: datetime, case: CaseFile, organisation: Organisation | None = None
) -> Loaded:
    """Load a case, or find that it is there. Nothing is written when anything is wrong.

    Organisations and assets that exist are matched by key and never changed; missing ones are created, those
    without `part_of` below `organisation`. Raises `Invalid` with every error and its place, `Conflict` when
    the key stands for other content, `Refused`.
    """
    requirements = {each.code: each for each in Requirement.objects.filter(framework__key=ISO_27001)}
    zone = organisation.zone if organisation else "Asia/Jakarta"
    problems = problems_of(case, requirements.keys(), Told(zone, now, _outside()))
    if problems:
        raise Invalid(_("The case was not loaded."), code="case", problems=problems)
    loading = Loading(actor, now, case.data, requirements=requirements)
    try:
        loaded = _there(case) or _written(loading, case, organisation)
    except (IntegrityError, Conflict):
        again = Loading(actor, now, case.data, requirements=requirements)
        loaded = _there(case) or _written(again, case, organisation)
    return loaded if loaded.already_there else replace(loaded, notes=(*loaded.notes, *remarks_on(case, zone)))


def _outside() -> frozenset[str]:
    """The keys of the outside bodies that are known here."""
    return frozenset(Organisation.objects.filter(external=True).values_list("key", flat=True))


def _written(loading: Loading, case: CaseFile, organisation: Organisation | None) -> Loaded:
    """All of the case, in one transaction; `IntegrityError` or `Conflict` if somebody else was faster."""
    actor, now = loading.actor, loading.now
    with writing() as book:
        match_organisations(loading, organisation)
        incident = _incident(loading, case)
        grown(incident, now=now)
        _parties(loading, incident)
        match_assets(loading, incident)
        _sources(loading, incident)
        _timeline(loading, incident)
        _review(loading, incident)
        reindex(incident)
        counts = {name: (None, len(case.data[name])) for name in ("timeline", "sources", "lessons")}
        changes = {"case": (None, incident.case_key), "sha256": (None, incident.case_sha256), **counts}
        note(book, actor=actor, now=now, incident=incident, verb="incident.case_loaded", changes=changes)
    return Loaded(incident, notes=tuple(loading.notes))


def _there(case: CaseFile) -> Loaded | None:
    """The case if it was loaded before. Raises `Conflict` when its key stands for other content."""
    rows = Incident.objects.filter(case_key=case.data["case"])
    incident = rows.select_related("organisation", "access").first()
    if incident is None:
        return None
    if incident.case_sha256 != case.sha256:
        raise Conflict(
            format_lazy(
                _("The case “{key}” is already loaded as {number} with other content. Nothing was changed."),
                key=incident.case_key,
                number=incident.number,
            ),
            code="case_differs",
        )
    return Loaded(incident, already_there=True)


def _incident(loading: Loading, case: CaseFile) -> Incident:
    data = loading.data
    kind = data["classification"]
    rsit = RsitClass.by_title(kind["rsit"])
    bssn = BssnType.by_words(kind.get("bssn", ""))
    return open_incident(
        actor=loading.actor,
        now=loading.now,
        organisation=loading.organisations[data["owner"]],
        title=loading.text(data["title"]),
        origin=data["origin"],
        language=data["language"],
        tlp=data["tlp"],
        phase=Phase.REVIEW if data["origin"] == Origin.RECONSTRUCTED else Phase.TRIAGE,
        classification=Classification(
            rsit=rsit.value if rsit else "",
            bssn=bssn.value if bssn else "",
            lost=tuple(kind["cia"]),
            discovery=kind["discovery"],
            discoverer=loading.text(kind.get("discovered_by")),
        ),
        case=CaseOrigin(data["case"], case.sha256),
    )


def _parties(loading: Loading, incident: Incident) -> None:
    """Every organisation of the file is a party; those it is shared with get a grant, but no outside body."""
    wanted = set(loading.data.get("shared_with", []))
    for row in loading.data["organisations"]:
        organisation = loading.organisations[row["key"]]
        shared = row["key"] in wanted and not organisation.external
        if shared:
            share_with_organisation(
                actor=loading.actor, now=loading.now, incident=incident, organisation=organisation
            )
        elif row["key"] in wanted:
            words = _("The organisation “{key}” is an outside body: the case was not shared with it.")
            loading.notes.append(format_lazy(words, key=organisation.key))
        write_party(incident, organisation, shared=shared, part=loading.text(row.get("role")))


def _sources(loading: Loading, incident: Incident) -> None:
    for row in loading.data["sources"]:
        loading.sources[row["key"]] = add_source_row(
            incident,
            SourceData(
                key=row["key"],
                title=loading.text(row["title"]),
                publisher=loading.text(row["publisher"]),
                published=published_moment(row, incident.organisation.zone),
                cites=row.get("cites", ""),
                url=row.get("url", ""),
            ),
        )


def _timeline(loading: Loading, incident: Incident) -> None:
    """Facts, those first whose moment others share; then their readings, and the caches of all."""
    rows = {row["key"]: row for row in loading.data["timeline"]}
    for key in rows:
        chain: list[str] = []
        while key and key not in loading.facts:
            chain.append(key)
            key = rows[key]["moment"].get("same_as", "")
        for each in reversed(chain):
            loading.facts[each] = _fact(loading, incident, rows[each])
    for key, row in rows.items():
        for n, reading in enumerate(row.get("readings", []), 1):
            _reading(loading, incident, loading.facts[key], row, n, reading)
    refresh(incident, unversioned=loading.facts.values())


def _fact(loading: Loading, incident: Incident, row: Values) -> Fact:
    target = row["moment"].get("same_as")
    return add_fact(
        actor=loading.actor,
        now=loading.now,
        incident=incident,
        data=FactData(
            key=row["key"],
            kind=row["kind"],
            claim=row["claim"],
            what=loading.text(row["what"]),
            moment=None if target else case_moment(row["moment"], incident.organisation.zone),
            same_as=loading.facts[target] if target else None,
            precision=row["moment"]["precision"],
            source=loading.sources.get(row.get("source", "")),
            speaker_role=loading.text(row.get("speaker_role")),
        ),
    ).fact


def _reading(loading: Loading, incident: Incident, fact: Fact, row: Values, n: int, reading: Values) -> None:
    add_reading_row(
        actor=loading.actor,
        now=loading.now,
        incident=incident,
        fact=fact,
        n=n,
        data=ReadingData(
            of=reading["of"],
            text=loading.text(reading["text"]),
            source=loading.sources[reading["source"]],
            moment=reading_moment(reading, row["moment"]["precision"], incident.organisation.zone),
            value=str(reading.get("value", "")),
            note=loading.text(reading.get("note")),
        ),
    )


def _review(loading: Loading, incident: Incident) -> None:
    """Personal data, causes, unknowns, lessons."""
    data = loading.data
    impact = data["personal_data"]
    subjects = impact["data_subjects"]
    people = PeopleCount()
    if isinstance(subjects, dict):
        people = PeopleCount(subjects["min"], subjects["max"])
    elif isinstance(subjects, int):
        people = PeopleCount(subjects, subjects)
    write_personal_data(
        incident,
        DataImpact(
            categories=tuple(impact["categories"]),
            people=people,
            exposed_to=loading.text(impact.get("exposed_to")),
            note=loading.text(impact.get("note")),
        ),
    )
    for row in data["causes"]:
        add_cause_row(
            incident, loading.text(row["text"]), row["claim"], loading.sources.get(row.get("source", ""))
        )
    for row in data["unknowns"]:
        add_unknown_row(incident, row["kind"], loading.text(row["text"]))
    for row in data["lessons"]:
        named = [loading.requirements[code] for code in row["requirements"]]
        add_lesson_row(loading.actor, loading.now, incident, loading.text(row["text"]), named)
