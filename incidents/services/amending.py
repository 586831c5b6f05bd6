"""Changing several things of an incident's sheet at once, against one version: all of them or none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.actors import Actor
from accounts.policy import Action
from accounts.services.trail import writing
from incidents.models import Incident
from incidents.services.aggregate import changed, require
from incidents.services.impact import DataImpact, set_personal_data
from incidents.services.incidents import Classification, edit_incident, set_classification, set_severity
from incidents.services.sharing import change_tlp
from incidents.vocabulary import LossKind
from lib.texts import Text, text_of


@dataclass(frozen=True, slots=True)
class Amendment:
    """What becomes different; None leaves a thing as it is. `severity` is impact and urgency."""

    title: Text | None = None
    summary: Text | None = None
    language: str | None = None
    classification: Classification | None = None
    severity: tuple[int | None, int | None] | None = None
    personal_data: DataImpact | None = None
    tlp: str | None = None
    restricted: bool | None = None


def classification_of(incident: Incident) -> Classification:
    """How an incident is classified now, to be changed in part with `dataclasses.replace`."""
    return Classification(
        rsit=incident.rsit,
        bssn=incident.bssn,
        lost=tuple(side for side in LossKind.values if getattr(incident, f"lost_{side}")),
        discovery=incident.discovery,
        discoverer=text_of(incident, "discoverer"),
    )


def amend_incident(
    *, actor: Actor, now: datetime, incident: Incident, version: int, amendment: Amendment
) -> Incident:
    """Change what the amendment names, in one transaction; the trail tells each part by its own verb.

    Raises `Missing`, `Refused`, `Invalid`, `Stale`; then nothing of it was done.
    """
    require(actor, Action.INCIDENT_EDIT, incident)
    with writing():
        changed(incident, version=version, now=now)
        if any(each is not None for each in (amendment.title, amendment.summary, amendment.language)):
            edit_incident(
                actor=actor,
                now=now,
                incident=incident,
                version=incident.version,
                title=amendment.title,
                summary=amendment.summary,
                language=amendment.language,
            )
        _classify(actor, now, incident, amendment)
        if amendment.personal_data is not None:
            set_personal_data(
                actor=actor,
                now=now,
                incident=incident,
                version=incident.version,
                impact=amendment.personal_data,
            )
        if amendment.tlp is not None or amendment.restricted is not None:
            change_tlp(
                actor=actor,
                now=now,
                incident=incident,
                version=incident.access.version,
                tlp=amendment.tlp,
                restricted=amendment.restricted,
            )
    return incident


def _classify(actor: Actor, now: datetime, incident: Incident, amendment: Amendment) -> None:
    if amendment.classification is not None:
        set_classification(
            actor=actor,
            now=now,
            incident=incident,
            version=incident.version,
            classification=amendment.classification,
        )
    if amendment.severity is not None:
        impact, urgency = amendment.severity
        set_severity(
            actor=actor,
            now=now,
            incident=incident,
            version=incident.version,
            impact=impact,
            urgency=urgency,
        )
