"""An incident as a case file's values: what was loaded comes out again, so that nothing gets lost."""

from __future__ import annotations

from typing import Any

from incidents.cases.times import bounds_of
from incidents.derived import FactRows, moment_of
from incidents.models import Incident, PersonalDataImpact, Reading
from incidents.models.impact import SubjectsKnown
from incidents.selectors.rows import rows_of
from incidents.vocabulary import LossKind, RsitClass
from lib.texts import Text, text_of

Values = dict[str, Any]


def case_of(incident: Incident) -> Values:
    """The incident in the vocabulary of case files; keys that say nothing are left out.

    Texts with one wording are strings if they are in the incident's language. Moments are written in UTC.
    """
    language = incident.language
    parties = list(incident.parties.select_related("organisation__parent"))
    owner = next((each.key for each in parties if each.owner), incident.organisation.key)
    return {
        "case": incident.case_key,
        "origin": incident.origin,
        "language": language,
        "tlp": incident.access.tlp,
        "title": _text(text_of(incident, "title"), language),
        "owner": owner,
        "shared_with": [each.key for each in parties if each.shared],
        "organisations": _organisations(parties, language),
        "assets": _assets(incident),
        "sources": _sources(incident),
        "timeline": _timeline(incident),
        "classification": _classification(incident),
        "causes": _causes(incident),
        "personal_data": _personal_data(incident),
        "unknowns": [
            {"kind": each.kind, "text": _text(text_of(each, "text"), language)}
            for each in incident.unknowns.all()
        ],
        "lessons": [
            {
                "text": _text(text_of(each, "text"), language),
                "requirements": [row.requirement.code for row in each.requirements.all()],
            }
            for each in incident.lessons.prefetch_related("requirements__requirement")
        ],
    }


def _text(text: Text, language: str) -> Any:
    words, found = text.for_reader(language)
    if text.id and text.en:
        return {"id": text.id, "en": text.en}
    return words if found in (language, "") else {found: words}


def _said(**values: Any) -> Values:
    """Only what says something."""
    return {key: value for key, value in values.items() if value not in (None, "", [], False)}


def _organisations(parties: list[Any], language: str) -> list[Values]:
    known = {each.organisation_id: each.key for each in parties}
    return [
        _said(
            key=each.key,
            name=each.organisation.name,
            short=each.organisation.short,
            part_of=known.get(each.organisation.parent_id or 0),
            external=each.external,
            role=_text(text_of(each, "part"), language),
        )
        for each in parties
    ]


def _lost(row: Any) -> list[str]:
    return [side.value for side in LossKind if getattr(row, f"lost_{side.value}")]


def _assets(incident: Incident) -> list[Values]:
    rows = incident.affected_assets.select_related("asset__operator").prefetch_related("asset__personal_data")
    return [
        _said(
            key=each.asset.key,
            name=str(each.asset),
            operator=each.asset.operator.key,
            url=each.asset.url,
            since=each.asset.in_use_since.isoformat() if each.asset.in_use_since else None,
            purpose=_text(text_of(each.asset, "purpose"), incident.language),
            components=list(each.asset.components),
            personal_data=[row.category for row in each.asset.personal_data.all()],
            affected=_lost(each),
        )
        for each in rows
    ]


def _sources(incident: Incident) -> list[Values]:
    return [
        _said(
            key=each.key,
            publisher=_text(text_of(each, "publisher"), incident.language),
            title=_text(text_of(each, "title"), incident.language),
            published_at=each.published_at.isoformat() if each.published_at else None,
            cites=each.cites,
            url=each.url,
        )
        for each in incident.sources.all()
    ]


def _timeline(incident: Incident) -> list[Values]:
    rows = rows_of(incident)
    keys = {each.fact.pk: each.fact.key for each in rows}
    sources = dict(incident.sources.values_list("pk", "key"))
    return [_fact(each, keys, sources, incident.language) for each in rows]


def _fact(rows: FactRows, keys: dict[int, str], sources: dict[int, str], language: str) -> Values:
    revision = rows.revision
    moment: Values = {"precision": revision.precision, **bounds_of(moment_of(revision))}
    if revision.same_as_id:
        moment = {"same_as": keys[revision.same_as_id], "precision": revision.precision}
    return _said(
        key=rows.fact.key,
        kind=revision.kind,
        claim=revision.claim,
        what=_text(text_of(revision, "what"), language),
        moment=moment,
        readings=[_reading(each, sources, language) for each in rows.readings],
        source=sources.get(revision.source_id or 0),
        speaker_role=_text(text_of(revision, "speaker_role"), language),
    )


def _reading(row: Reading, sources: dict[int, str], language: str) -> Values:
    return _said(
        of=row.of,
        text=_text(text_of(row, "text"), language),
        source=sources.get(row.source_id or 0),
        **bounds_of(moment_of(row)),
        value=row.value,
        note=_text(text_of(row, "note"), language),
    )


def _classification(incident: Incident) -> Values:
    return {
        "cia": _lost(incident),
        "discovery": incident.discovery,
        **_said(discovered_by=_text(text_of(incident, "discoverer"), incident.language), bssn=incident.bssn),
        "rsit": RsitClass(incident.rsit).official_title if incident.rsit else "",
    }


def _causes(incident: Incident) -> list[Values]:
    rows = incident.causes.filter(voided_at__isnull=True).select_related("source")
    return [
        _said(
            text=_text(text_of(each, "text"), incident.language),
            claim=each.claim,
            source=each.source.key if each.source else None,
        )
        for each in rows
    ]


def _personal_data(incident: Incident) -> Values:
    categories = list(incident.affected_data.values_list("category", flat=True))
    row = PersonalDataImpact.objects.filter(incident=incident).first()
    if row is None:
        return {"categories": categories, "data_subjects": "unknown"}
    people: Any = "unknown"
    if row.subjects == SubjectsKnown.NUMBER:
        people = row.subjects_min
    elif row.subjects == SubjectsKnown.RANGE:
        people = {"min": row.subjects_min, "max": row.subjects_max}
    return {
        "categories": categories,
        "data_subjects": people,
        **_said(
            exposed_to=_text(text_of(row, "exposed_to"), incident.language),
            note=_text(text_of(row, "note"), incident.language),
        ),
    }
