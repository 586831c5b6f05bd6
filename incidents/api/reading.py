"""From validated bodies to what the verbs take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from accounts.actors import Actor
from accounts.selectors import missing, organisations_of
from incidents.api.moments import moment_given, require_one_reading
from incidents.models import Fact, Incident
from incidents.selectors.facts import fact_for, source_for
from incidents.services.amending import Amendment, classification_of
from incidents.services.assessment import Opening
from incidents.services.entries import FactData, ReadingData, SourceData
from incidents.services.events import EventData
from incidents.services.impact import DataImpact, PeopleCount
from incidents.services.incidents import Classification
from lib.api.fields import named
from lib.texts import Text

Values = Mapping[str, Any]
_CLASSIFICATION = ("rsit", "bssn", "lost", "discovery", "discoverer")


def organisation_of(actor: Actor, values: Values) -> Any:
    """The organisation that a body names, or the actor's own."""
    given = values.get("organisation")
    if given is not None:
        return given
    found = organisations_of(actor).filter(pk=actor.home_id or 0).first()
    if found is None:
        raise missing()
    return found


def _classification(values: Values, before: Classification) -> Classification:
    sent = {name: values[name] for name in _CLASSIFICATION if name in values}
    if "lost" in sent:
        sent["lost"] = tuple(sent["lost"])
    return replace(before, **sent)


def new_incident(values: Values) -> dict[str, Any]:
    """The arguments of `open_incident` but for who, when and where."""
    plain = ("title", "summary", "language", "origin", "tlp", "restricted", "phase", "impact", "urgency")
    given = {name: values[name] for name in plain if name in values}
    return {**given, "classification": _classification(values, Classification())}


def amendment(values: Values, incident: Incident) -> Amendment:
    """What a change of an incident's sheet names."""
    plain = ("title", "summary", "language", "tlp", "restricted")
    degrees = {"impact", "urgency"} & set(values)
    severity = (values.get("impact", incident.impact), values.get("urgency", incident.urgency))
    classified = any(name in values for name in _CLASSIFICATION)
    return Amendment(
        **{name: values[name] for name in plain if name in values},
        severity=severity if degrees else None,
        classification=_classification(values, classification_of(incident)) if classified else None,
        personal_data=_impact(values["personal_data"]) if "personal_data" in values else None,
    )


def _impact(values: Values) -> DataImpact:
    return DataImpact(
        categories=tuple(values["categories"]),
        people=PeopleCount(values["subjects_min"], values["subjects_max"]),
        exposed_to=values.get("exposed_to", Text()),
        note=values.get("note", Text()),
    )


def event_data(values: Values, zone: str) -> EventData:
    """What somebody reports."""
    plain = (
        "what",
        "where",
        "asset",
        "ongoing",
        "as_said",
        "personal_data_seen",
        "language",
        "contact",
        "origin",
    )
    noticed = moment_given(values.get("noticed"), zone=zone, field="noticed")
    if noticed is None:
        require_one_reading(values.get("as_said", ""), zone=zone, field="noticed")
    return EventData(noticed=noticed, **{name: values[name] for name in plain if name in values})


def opening(values: Values) -> Opening | None:
    """What an event is opened with as an incident; None without a title."""
    if "title" not in values:
        return None
    plain = ("title", "summary", "tlp", "restricted", "impact", "urgency")
    return Opening(
        **{name: values[name] for name in plain if name in values},
        classification=_classification(values, Classification()),
    )


def fact_data(actor: Actor, incident: Incident, values: Values, before: FactData | None = None) -> FactData:
    """What a fact says: all of it, or what becomes different of `before`."""
    sent: dict[str, Any] = {
        name: values[name]
        for name in ("kind", "claim", "what", "precision", "speaker_role", "as_said")
        if name in values
    }
    if "source" in values:
        sent["source"] = _source(incident, values)
    if "moment" in values:
        zone = incident.organisation.zone
        sent["moment"] = moment_given(values["moment"], zone=zone, field="moment")
        if sent["moment"] is not None and values.get("same_as") is None:
            sent["same_as"] = None
    if values.get("same_as") is not None:
        sent["same_as"] = named(lambda: fact_for(actor, incident, values["same_as"]), "same_as")
        sent.setdefault("moment", None)
    elif "same_as" in values:
        sent["same_as"] = None
    data = replace(before, **sent) if before else FactData(**sent)
    if "as_said" in sent and not _timed(data, values):
        require_one_reading(data.as_said, zone=incident.organisation.zone, field="moment")
    return data


def _timed(data: FactData, values: Values) -> bool:
    """Whether somebody says when: the body, or what the fact says already."""
    told = data.moment is not None and data.moment.span() != (None, None)
    return told or data.same_as is not None or values.get("moment") is not None


def reading_data(incident: Incident, values: Values) -> ReadingData:
    """One way in which a source tells a fact."""
    zone = incident.organisation.zone
    return ReadingData(
        of=values["of"],
        text=values["text"],
        source=_source(incident, values),
        moment=moment_given(values.get("moment"), zone=zone, field="moment"),
        value=values.get("value", ""),
        note=values.get("note", Text()),
    )


def source_data(incident: Incident, values: Values) -> SourceData:
    """A source."""
    plain = ("title", "publisher", "cites", "url")
    zone = incident.organisation.zone
    published = moment_given(values.get("published"), zone=zone, field="published")
    return SourceData(published=published, **{name: values[name] for name in plain if name in values})


def _source(incident: Incident, values: Values) -> Any:
    given = values.get("source")
    return None if given is None else named(lambda: source_for(incident, given), "source")


def fact_named(actor: Actor, incident: Incident, public_id: Any, field: str) -> Fact:
    """A fact of the incident that a body names."""
    found: Fact = named(lambda: fact_for(actor, incident, public_id), field)
    return found
